"""Writing one piece: begin it, open its form, save it; beside bare Flask with one INSERT kept as safely."""

from collections.abc import Callable, Iterator
from itertools import count

from bench.house import House, Visitor, house, statements_of
from bench.measure import Cost, Measure, each_of
from bench.page import at_most, bare_page
from bench.sizes import Sizes
from portfolio.evidence.records import store
from tests.evidence.examples import handover_content

KIND = "handover_instance"
MOST = {"begin (POST)": 6, "form (GET)": 8, "save (POST)": 10}
"""Statements that each step may send."""
Fields = dict[str, str]


def run(sizes: Sizes) -> Iterator[Measure]:
    """Measure processor time and latency of each step."""
    with house() as made:
        learner = Visitor(made.app, made.learner.email)
        learner.get("/evidence/new")
        edit = learner.post(f"/evidence/new/{KIND}")
        form = learner.get(edit)
        with bare_page(form) as (_folder, bare):
            for name, ours, theirs in _steps(made, learner, bare, edit):
                statements = len(statements_of(made.app, ours))
                size = f"{sizes.requests} requests"
                yield at_most(name, statements, MOST[name], size)
                yield from _lines(
                    name, each_of(sizes.requests, ours), each_of(sizes.requests, theirs), size
                )


def _steps(
    made: House, learner: Visitor, bare: Visitor, edit: str
) -> Iterator[tuple[str, Callable[[], str], Callable[[], str]]]:
    begin = learner.request(f"/evidence/new/{KIND}", {"csrf_token": learner.token})
    opened, plain = learner.request(edit), bare.request("/")
    keep = bare.request("/", {"csrf_token": learner.token, **_typed()})
    saves = count(1)
    save_next = save_of(learner, edit)

    def save() -> str:
        next(saves)
        return save_next()

    def insert() -> str:
        return bare.send(keep, expected=3)

    yield "begin (POST)", lambda: learner.send(begin, expected=3), insert
    yield "form (GET)", lambda: learner.send(opened), lambda: bare.send(plain)
    yield "save (POST)", save, insert
    _check_saved(made, next(saves))


def save_of(learner: Visitor, edit: str, *, autosave: bool = False) -> Callable[[], str]:
    """Return what saves the whole form again and again, by its button or as the page's script does."""
    fields = {"csrf_token": learner.token, **_typed()}
    revisions = count(1)

    def save() -> str:
        request = learner.request(edit, fields | {"seen_revision": str(next(revisions))})
        if autosave:
            request["HTTP_X_AUTOSAVE"] = "1"
        return learner.send(request, expected=2 if autosave else 3)

    return save


def _typed() -> Fields:
    """Return a whole handover as the form sends it."""
    sent: Fields = {}
    for name, value in handover_content().items():
        if isinstance(value, str):
            sent[name] = value
            continue
        for number, row in enumerate(value):
            sent |= {f"{name}-{number}-{part}": said for part, said in row.items()}
    return sent


def _check_saved(made: House, revision: int) -> None:
    """Make sure that every save was kept: none was answered without writing."""
    with made.app.app_context():
        first = min(store.of_learner(made.learner.id), key=lambda piece: piece.number)
    assert first.draft_revision == revision, (first.draft_revision, revision)
    assert first.draft
    assert first.draft["purpose"] == handover_content()["purpose"]


def _lines(name: str, ours: Cost, theirs: Cost, size: str) -> Iterator[Measure]:
    beside = "bare Flask, same HTML" if "GET" in name else "bare Flask, one INSERT"
    yield Measure(f"{name}, processor", ours.cpu * 1000, theirs.cpu * 1000, "ms", size, beside)
    yield Measure(f"{name}, latency", ours.wall * 1000, theirs.wall * 1000, "ms", size, beside)
