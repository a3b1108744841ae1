"""The only wiring: what each feature declares is hung where it belongs here, and its pages are joined to the application."""

from urllib.parse import urlsplit

from flask import Blueprint, Flask
from sqlalchemy import text
from werkzeug.exceptions import ServiceUnavailable

from portfolio.assessment import feature as assessment
from portfolio.base import blobs, db, jobs, schema
from portfolio.base import feature as base
from portfolio.base.mailing import sending
from portfolio.base.paths import shipped
from portfolio.base.settings.config import Settings, read_settings
from portfolio.base.web import pages
from portfolio.base.web.addresses import AddressingFlask
from portfolio.base.web.pages import ANYONE, guarded
from portfolio.centre import feature as centre
from portfolio.coverage import feature as coverage
from portfolio.criteria import feature as criteria
from portfolio.criteria.library import Library
from portfolio.enrolment import feature as enrolment
from portfolio.evidence import feature as evidence
from portfolio.exports import feature as exports
from portfolio.handover import feature as handover
from portfolio.home import feature as home
from portfolio.home.navigation import page_frame
from portfolio.people import feature as people
from portfolio.people import guards, security
from portfolio.people.passwords import FULL_STRENGTH, HashCost
from portfolio.witness import feature as witness

FEATURES = (
    base.FEATURE,
    people.FEATURE,
    criteria.FEATURE,
    enrolment.FEATURE,
    evidence.FEATURE,
    handover.FEATURE,
    witness.FEATURE,
    assessment.FEATURE,
    coverage.FEATURE,
    exports.FEATURE,
    centre.FEATURE,
    home.FEATURE,
)
"""Each is declared in its package's `feature.py`."""

for _feature in FEATURES:  # here, so that whoever opens the database or works has all of them
    _feature.wire()

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


def create_app(settings: Settings | None = None, *, hash_cost: HashCost = FULL_STRENGTH) -> Flask:
    """Return the application, wired to its features and opened on its home."""
    settings = settings or read_settings()
    app = _wire(settings, hash_cost)
    open_home(app, settings)
    return app


def _wire(settings: Settings, hash_cost: HashCost) -> Flask:
    """Return the application with what is the same in every home: features, guards, pages, sign-in."""
    app = AddressingFlask("portfolio", static_folder="base/static", template_folder=None)
    app.config["SECRET_KEY"] = settings.secret_key
    pages.prepare_pages(app, settings)
    db.prepare_database(app)
    security.open_security(app, settings, hash_cost)
    guards.install_guards(app)
    _join_features(app)
    app.register_blueprint(_health())
    app.context_processor(page_frame)
    return app


def open_home(app: Flask, settings: Settings) -> None:
    """Let `app` work in one home: its database, files, queue, mail, units, templates and words.

    What `_wire` takes from the settings (key, sender, cost of a hash, proxies, whether https) stays as it was wired.
    """
    app.config |= {
        "PUBLIC_URL": settings.public_url,
        "TIME_ZONE": settings.time_zone,
        "REMINDERS_HOUR": settings.reminders_hour,
        "SEALED_DAYS": settings.sealed_days,
        "DEMONSTRATION": settings.demonstration,
        "TRUSTED_HOSTS": _trusted_hosts(settings.public_url),
        "EXPORTS_FOLDER": settings.exports_folder,
        "HOME": settings.home,
    }
    pages.open_pages(app, settings)
    db.open_database(app, settings.database_url)
    jobs.open_queue(app, settings.jobs_url)
    sending.open_mail(app, settings)
    app.extensions["blobs"] = blobs.Blobs(settings.files_url)
    app.extensions["criteria"] = Library([settings.home / "criteria", shipped("criteria")])


def _join_features(app: Flask) -> None:
    for feature in FEATURES:
        if feature.blueprint:
            app.register_blueprint(feature.blueprint)


def _trusted_hosts(public_url: str) -> list[str]:
    host = urlsplit(public_url).hostname or "127.0.0.1"
    return [host, *LOOPBACK]


def _health() -> Blueprint:
    health = Blueprint("health", __name__)

    @health.get("/healthz")
    @guarded(ANYONE)
    def alive() -> str:
        """Say that the process answers."""
        return "ok"

    @health.get("/readyz")
    @guarded(ANYONE)
    def ready() -> str:
        """Say that database and migrations are ready."""
        db.db.session.execute(text("select 1"))
        if not schema.is_up_to_date(db.db.session.connection()):
            raise ServiceUnavailable("The database needs “portfolio db upgrade”.")
        return "ok"

    return health
