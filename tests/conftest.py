"""The centre that tests work in: a fresh home, people with fixed meanings, and a browser that checks every page."""

import gc
import os
import pickle
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import hypothesis
import pytest
from flask import Flask
from sqlalchemy import event

from portfolio.base import jobs, schema
from portfolio.base.db import db
from portfolio.base.settings.config import Settings, read_settings
from portfolio.criteria.library import Library
from portfolio.enrolment import store as enrolments
from portfolio.enrolment.model import Enrolment
from portfolio.history.chain import SYSTEM
from portfolio.people import store as people
from portfolio.people.model import Account
from tests.browser import Browser, SignedIn
from tests.one_app import OneApp, close, wired
from tests.postgresql import Cluster, temporary_cluster

pytest_plugins = ["tests.chromium", "tests.marked_costs", "tests.shuffling"]

PASSWORD = "correct horse battery"
MAINTAIN = "maintain-service-through-handover"
CARRY_OUT = "carry-out-handovers"

# Whatever the environment says: each worker and each server that a test starts would compile all modules anew.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# A busy machine is no failure, and two runs try the same examples; `--hypothesis-profile=search` tries others.
hypothesis.settings.register_profile(
    "search", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.register_profile(
    "suite", hypothesis.settings.get_profile("search"), derandomize=True
)
hypothesis.settings.load_profile("suite")


@dataclass(frozen=True)
class World:
    """People with fixed meanings: one owns, one assesses, one must see nothing."""

    learner: Account
    other_learner: Account
    assessor: Account
    other_assessor: Account
    iqa: Account
    administrator: Account
    enrolment: Enrolment
    second_enrolment: Enrolment
    other_enrolment: Enrolment


def settings_at(home: Path, **more: str) -> Settings:
    """Settings for a home of its own, untouched by the machine's environment."""
    return read_settings({"PORTFOLIO_SECRET_KEY": "a key for tests only"}, HOME=str(home), **more)


def app_at(home: Path, **more: str) -> Flask:
    """Return an application of its own on a home, with settings as `settings_at` takes them."""
    return wired(settings_at(home, **more))


def pytest_collection_finish() -> None:
    """Keep what is imported by now out of every search for garbage."""
    gc.collect()
    gc.freeze()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run tests of stores, and those marked `both_engines`, on SQLite and on PostgreSQL."""
    if "engine" in metafunc.fixturenames and _on_both(metafunc):
        on_postgresql = pytest.param("postgresql", marks=pytest.mark.postgresql)
        metafunc.parametrize("engine", ["sqlite", on_postgresql], indirect=True)


def _on_both(metafunc: pytest.Metafunc) -> bool:
    definition = metafunc.definition
    return (
        definition.path.name.startswith("test_store")
        or definition.get_closest_marker("both_engines") is not None
    )


@pytest.fixture
def engine(request: pytest.FixtureRequest) -> str:
    """The kind of database this test runs on: SQLite unless it is one for both engines."""
    return getattr(request, "param", "sqlite")


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A PostgreSQL server of our own, started when the first test needs it."""
    with temporary_cluster() as running:
        yield running


@pytest.fixture(scope="session")
def sign_ins() -> dict[str, dict[str, SignedIn]]:
    """What the people of each engine's template hold once they signed in there, by their addresses."""
    return {}


@pytest.fixture(scope="session")
def template_database(
    cluster: Cluster,
    tmp_path_factory: pytest.TempPathFactory,
    sign_ins: dict[str, dict[str, SignedIn]],
) -> str:
    """A PostgreSQL database with the world in it, made once and copied for each test; its name."""
    settings = settings_at(
        tmp_path_factory.mktemp("postgresql"), DATABASE_URL=cluster.create("template")
    )
    sign_ins["postgresql"] = make_world(settings)
    return "template"


@pytest.fixture(scope="session")
def template_home(
    tmp_path_factory: pytest.TempPathFactory, sign_ins: dict[str, dict[str, SignedIn]]
) -> Path:
    """A home with a schema and the world in it, made once and copied for each test."""
    home = tmp_path_factory.mktemp("template")
    sign_ins["sqlite"] = make_world(settings_at(home))
    return home


def make_world(settings: Settings) -> dict[str, SignedIn]:
    """Make the schema, the people and their enrolments in an empty database; return what they signed in with."""
    schema.upgrade(settings.database_url)
    app = wired(settings)
    with app.app_context():
        fill_world(app)
        jobs.run_waiting()
        emails = [
            person.email for person in vars(world_of()).values() if isinstance(person, Account)
        ]
    kept = {email: _sign_in(app, email) for email in emails}
    close(app)
    return kept


def _sign_in(app: Flask, email: str) -> SignedIn:
    browser = Browser(app)
    browser.client.environ_base["REMOTE_ADDR"] = "203.0.113.1"  # where no witness is
    browser.sign_in(email, PASSWORD)
    return browser.kept()


def fill_world(app: Flask) -> None:
    """Found the centre and add its people and enrolments."""
    library: Library = app.extensions["criteria"]
    people.found_centre(
        "Fellside Training", "Pat Office", "office@fellside.example", "01234 567890"
    )

    def add(name: str, role: str) -> Account:
        email = name.lower().replace(" ", ".") + "@fellside.example"
        return people.add(name=name, email=email, role_names=[role], by=SYSTEM, password=PASSWORD)

    learner, other = add("Mia Learner", "learner"), add("Omar Other", "learner")
    assessor, stranger = add("Ann Assessor", "assessor"), add("Sol Stranger", "assessor")
    add("Ian Quality", "iqa")
    add("Ada Administrator", "administrator")
    maintain, carry_out = library.unit(MAINTAIN), library.unit(CARRY_OUT)
    enrolments.enrol(learner=learner, unit=maintain, assessor=assessor, by=SYSTEM)
    enrolments.enrol(learner=learner, unit=carry_out, assessor=assessor, by=SYSTEM)
    enrolments.enrol(learner=other, unit=maintain, assessor=stranger, by=SYSTEM)


@pytest.fixture(scope="session")
def one_app(template_home: Path) -> OneApp:
    """The application that all tests of this process share."""
    return OneApp(settings_at(template_home))


@pytest.fixture
def app(
    request: pytest.FixtureRequest, engine: str, tmp_path: Path, one_app: OneApp
) -> Iterator[Flask]:
    """The application on a fresh home with the world in it, on the engine of this test.

    A test that wires it otherwise (adds a route) is marked `own_app` and gets one that no other sees.
    """
    home = tmp_path / "home"
    shutil.copytree(request.getfixturevalue("template_home"), home)
    with _database(request, engine) as more:
        settings = settings_at(home, **more)
        alone = request.node.get_closest_marker("own_app") is not None
        application = wired(settings) if alone else one_app.opened(settings)
        yield application
        close(application)


@contextmanager
def _database(request: pytest.FixtureRequest, engine: str) -> Iterator[dict[str, str]]:
    if engine == "sqlite":
        yield {}
        return
    cluster: Cluster = request.getfixturevalue("cluster")
    with cluster.copy_of(request.getfixturevalue("template_database")) as url:
        yield {"DATABASE_URL": url}


@pytest.fixture(scope="session")
def worlds() -> dict[str, bytes]:
    """The world of each engine's template, read once and copied for each test."""
    return {}


@pytest.fixture
def world(app: Flask, engine: str, worlds: dict[str, bytes]) -> World:
    """The people and enrolments, detached: plain values for a test to name."""
    if engine not in worlds:
        with app.app_context():
            worlds[engine] = pickle.dumps(world_of())
    copied: World = pickle.loads(worlds[engine])  # noqa: S301 -- written four lines above
    return copied


def world_of() -> World:
    """Read the world from the database of the present application context."""

    def person(name: str) -> Account:
        found = people.by_email(f"{name}@fellside.example")
        assert found
        return found

    learner, other = person("mia.learner"), person("omar.other")
    first = {enrolment.unit_id: enrolment for enrolment in enrolments.of_learner(learner.id)}
    return World(
        learner=learner,
        other_learner=other,
        assessor=person("ann.assessor"),
        other_assessor=person("sol.stranger"),
        iqa=person("ian.quality"),
        administrator=person("ada.administrator"),
        enrolment=first[MAINTAIN],
        second_enrolment=first[CARRY_OUT],
        other_enrolment=enrolments.of_learner(other.id)[0],
    )


@pytest.fixture
def context(app: Flask) -> Iterator[Flask]:
    """An application context, for tests of stores."""
    with app.app_context():
        yield app


@pytest.fixture
def browse(
    app: Flask, engine: str, sign_ins: dict[str, dict[str, SignedIn]]
) -> Callable[..., Browser]:
    """Make a browser: of a signed-in person, or of a stranger.

    Who is of the world signed in when its template was made; the first browser of each goes on from there,
    unless the test is about how long ago that was and asks for somebody who signs in `anew`.
    """
    waiting = dict(sign_ins[engine])

    def open_browser(account: Account | None = None, *, anew: bool = False) -> Browser:
        browser = Browser(app)
        if account is None:
            return browser
        if account.email in waiting and not anew:
            browser.go_on(waiting.pop(account.email))
        else:
            browser.sign_in(account.email, PASSWORD)
        return browser

    return open_browser


@pytest.fixture
def statements(app: Flask) -> Callable[..., object]:
    """A counter of SELECT statements, for a `with` block that says what ran."""

    @contextmanager
    def count():
        ran = []

        def note(_connection, _cursor, statement, *_rest):
            if statement.startswith("SELECT"):
                ran.append(statement)

        with app.app_context():
            engine = db.engine
        event.listen(engine, "before_cursor_execute", note)
        try:
            yield ran
        finally:
            event.remove(engine, "before_cursor_execute", note)

    return count
