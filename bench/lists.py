"""The lists of those who look after the centre with few and with many people, beside bare Flask that sends the same page."""

from collections.abc import Iterator, Mapping

from bench.house import PASSWORD, House, Visitor, house, statements_of
from bench.measure import Measure, each_of
from bench.page import BESIDE, bare_page, counted
from bench.sizes import Sizes
from portfolio.history.chain import SYSTEM
from portfolio.people import store as people
from portfolio.people.roles import Role
from tests.centre.many import fill_enrolments, fill_history, fill_people

ONE_IN = 10
"""Of the enrolments so many are withdrawn."""
Readers = Mapping[str, tuple[Visitor, str]]
"""Who reads which address, by the name of the page."""


def run(sizes: Sizes) -> Iterator[Measure]:
    """Measure statements and processor time of each list with few and with many people."""
    few: dict[str, int] = {}
    for number in sizes.people:
        with house() as made:
            fill_centre(made, number)
            for name, (reader, path) in readers(made).items():
                yield from _page(made, name, reader, path, number, sizes, few)


def fill_centre(made: House, number: int) -> None:
    """Add so many learners, all enrolled, and as many entries to the history of the house's own."""
    with made.app.app_context():
        for role in (Role.ADMINISTRATOR, Role.IQA):
            email = f"{role}@bench.example"
            people.add(
                name=f"The {role}", email=email, role_names=[role], by=SYSTEM, password=PASSWORD
            )
        learners = fill_people([f"Learner {place:05}" for place in range(number)])
        one, left = made.enrolments[0].id, number // ONE_IN
        fill_enrolments(learners[left:], one)
        fill_enrolments(learners[:left], one, withdrawn=True)
        fill_history(made.learner.id, "enrolment", one, number)


def readers(made: House) -> Readers:
    """Return the lists of a centre that `fill_centre` filled, and who reads them."""
    administrator, iqa = (
        Visitor(made.app, f"{role}@bench.example") for role in (Role.ADMINISTRATOR, Role.IQA)
    )
    return {
        "centre.people": (administrator, "/centre/people"),
        "centre.people, searched": (administrator, "/centre/people?q=learner+0000"),
        "centre.enrolments": (administrator, "/centre/enrolments"),
        "centre.enrolments, searched": (administrator, "/centre/enrolments?q=0000"),
        "home.trails": (iqa, "/history"),
        "home.trail": (iqa, f"/history/{made.learner.id}"),
        "first page, administrator": (administrator, "/"),
        "first page, quality assurer": (iqa, "/"),
    }


def _page(
    made: House,
    name: str,
    reader: Visitor,
    path: str,
    number: int,
    sizes: Sizes,
    few: dict[str, int],
) -> Iterator[Measure]:
    html = reader.get(path)
    statements = len(statements_of(made.app, lambda: reader.get(path)))
    yield counted(name, number, statements, few.get(name), what="people")
    few[name] = statements
    request = reader.request(path)
    ours = each_of(sizes.requests, lambda: reader.send(request))
    with bare_page(html) as (_folder, stranger):
        plain = stranger.request("/")
        theirs = each_of(sizes.requests, lambda: stranger.send(plain))
    size = f"{number:,} people ({len(html) // 1024} KiB)"
    yield Measure(
        f"{name}, processor",
        ours.cpu * 1000,
        theirs.cpu * 1000,
        "ms",
        size,
        BESIDE,
    )
