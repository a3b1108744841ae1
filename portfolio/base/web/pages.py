"""What every page shares: guards, errors as sentences, headers, notices, and the template folders."""

import errno
from collections.abc import Callable
from typing import Any, NoReturn, TypeVar
from urllib.parse import urlsplit

from flask import (
    Flask,
    Response,
    abort,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_wtf.csrf import CSRFError
from jinja2 import FileSystemLoader, StrictUndefined
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge, SecurityError
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.wrappers import Response as AnyResponse

from portfolio.base.db import db
from portfolio.base.formatting import counted, plural, spoken_number
from portfolio.base.paths import centre_first
from portfolio.base.settings.config import Settings
from portfolio.base.states import STATES
from portfolio.base.translating import open_translations, prepare_translations
from portfolio.base.web.assets import serve_assets
from portfolio.base.web.compression import compress, gives_nothing_away
from portfolio.base.web.csrf_masking import MaskedCSRFProtect
from portfolio.base.web.form_parts import box_of, part_of, spans_row, takes_many
from portfolio.base.web.form_request import FormRequest, are_words_too_long
from portfolio.base.web.masking import mask_logs
from portfolio.base.web.templating import SharedGlobals

ANYONE = "anyone"
SIGNED_IN = "signed in"
MOST_BYTES = 26 * 1024 * 1024  # one attachment of 25 MB and its form
NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
csrf = MaskedCSRFProtect()
View = TypeVar("View", bound=Callable[..., Any])

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
        "connect-src 'self'; media-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), interest-cohort=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
STAYING = {"Strict-Transport-Security": "max-age=31536000"}
"""Tells a browser to stay with HTTPS, where there is HTTPS."""


class PageProblem(Exception):
    """Something can't be done; the page says the sentence, and where to go on."""

    def __init__(self, sentence: str, *, status: int = 409, back: str = "") -> None:
        super().__init__(sentence)
        self.status = status
        self.back = back


def guarded(*roles: str) -> Callable[[View], View]:
    """State who may open a view: names of roles, or ANYONE, or SIGNED_IN. Without it, nobody may."""

    def state(view: View) -> View:
        view.guard_roles = frozenset(roles)  # type: ignore[attr-defined]
        return view

    return state


def takes_up_to(most_bytes: int) -> Callable[[View], View]:
    """State that a view takes a larger body than others do: a recording, one file at a time."""

    def state(view: View) -> View:
        view.most_bytes = most_bytes  # type: ignore[attr-defined]
        return view

    return state


def roles_of(app: Flask, endpoint: str) -> frozenset[str]:
    """Return who may open the endpoint; an empty set means nobody."""
    return getattr(app.view_functions.get(endpoint), "guard_roles", frozenset())


def not_found() -> NoReturn:
    """Answer as if it did not exist: what isn't yours looks exactly like what isn't there."""
    abort(404)


def tell(sentence: str) -> None:
    """Show a sentence of success on the next page."""
    flash(sentence, "success")


def warn(sentence: str) -> None:
    """Show a sentence about a problem on the next page."""
    flash(sentence, "problem")


def go(endpoint: str, _anchor: str | None = None, **values: Any) -> AnyResponse:
    """Redirect after a POST, so that reloading the next page repeats nothing."""
    return redirect(url_for(endpoint, _anchor=_anchor, **values), code=303)


def safe_next(default: str) -> str:
    """Return the address to go to after signing in: one of ours, else `default`."""
    wanted = request.values.get("next", "")
    try:
        parts = urlsplit(wanted)
    except ValueError:
        return default
    own = not parts.scheme and not parts.netloc and wanted.startswith("/")
    # Browsers read a backslash as a slash and drop control characters: “/\t/evil.example” is not ours.
    plain = wanted.isprintable() and "\\" not in wanted and not wanted.startswith("//")
    return wanted if own and plain else default


def is_autosave() -> bool:
    """Whether the page's script is saving a draft, rather than a person pressing a button."""
    return request.headers.get("X-Autosave") == "1"


def prepare_pages(app: Flask, settings: Settings) -> None:
    """Give `app` its limits, headers, CSRF check and error pages, and its logs their mask."""
    mask_logs()
    app.request_class = FormRequest
    secure = settings.public_url.startswith("https://")
    app.config |= {
        "MAX_CONTENT_LENGTH": MOST_BYTES,
        "MAX_FORM_MEMORY_SIZE": 4 * 1024 * 1024,
        "MAX_FORM_PARTS": 2000,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": secure,
        "SESSION_COOKIE_NAME": "portfolio",
        "WTF_CSRF_TIME_LIMIT": None,
        "WTF_CSRF_SSL_STRICT": False,
    }
    if settings.proxies:
        hops = settings.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops)  # type: ignore[method-assign]
    prepare_templates(app)
    csrf.init_app(app)
    app.after_request(_add_headers)
    serve_assets(app, HEADERS | (STAYING if secure else {}))
    app.register_error_handler(PageProblem, _show_problem)
    app.register_error_handler(CSRFError, _show_csrf)
    app.register_error_handler(RequestEntityTooLarge, _show_too_large)
    app.register_error_handler(OperationalError, _show_database_trouble)
    app.register_error_handler(OSError, _show_file_trouble)
    app.register_error_handler(HTTPException, _show_http)
    app.register_error_handler(Exception, _show_crash)


def prepare_templates(app: Flask) -> None:
    """Make templates strict about names, and give them the words and numbers that every page uses."""
    app.jinja_environment = SharedGlobals
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters |= {"paragraphs": paragraphs, "spoken_number": spoken_number}
    app.jinja_env.globals |= {
        "plural": plural,
        "counted": counted,
        "STATES": STATES,
        "part_of": part_of,
        "box_of": box_of,
        "takes_many": takes_many,
        "spans_row": spans_row,
    }
    prepare_translations(app)


def open_pages(app: Flask, settings: Settings) -> None:
    """Let `app` find the templates and languages of one home."""
    folders = centre_first("templates", settings.home)
    if folders != app.config.get("TEMPLATE_FOLDERS"):
        app.config["TEMPLATE_FOLDERS"] = folders
        app.jinja_loader = FileSystemLoader(folders)
        if app.jinja_env.cache is not None:
            app.jinja_env.cache.clear()
    open_translations(app, settings.home)


def paragraphs(text: str) -> list[str]:
    """Return a person's words as paragraphs, for a template to set each in its own `<p>`."""
    return [part.strip() for part in text.replace("\r\n", "\n").split("\n\n") if part.strip()]


def _add_headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if current_app.config["SESSION_COOKIE_SECURE"]:
        for name, value in STAYING.items():
            response.headers.setdefault(name, value)
    if request.endpoint != "static":
        response.headers.setdefault("Cache-Control", "no-store")
    roles = roles_of(current_app, request.endpoint or "")
    if roles and ANYONE not in roles and gives_nothing_away(response):
        compress(response)
    return response


def problem_page(title: str, sentence: str, status: int, back: str = "") -> tuple[str, int]:
    """Return the page that says what went wrong and what to do."""
    try:
        page = render_template("problem.html", heading=title, sentence=sentence, back=back)
    except Exception:  # what broke the page may break its frame as well
        current_app.logger.exception("The frame of an error page broke.")
        return _bare_page(title, sentence, status)
    return page, status


def _bare_page(title: str, sentence: str, status: int) -> tuple[str, int]:
    """Return the same page without what its frame would ask the database."""
    template = current_app.jinja_env.get_template("problem.html")
    return template.render(heading=title, sentence=sentence, back=""), status


def _show_problem(problem: PageProblem) -> tuple[str, int]:
    return problem_page("That didn’t work", str(problem), problem.status, problem.back)


def _show_csrf(_problem: CSRFError) -> tuple[str, int]:
    return problem_page(
        "This page was open for too long",
        "Go back, copy anything you typed, reload the page and send it again. Nothing was changed.",
        400,
    )


def _show_too_large(_problem: RequestEntityTooLarge) -> tuple[str, int]:
    if are_words_too_long(request):
        return problem_page(
            "Those words are too many",
            "Go back, copy what you wrote, and shorten it, or add the longest part as a document. Nothing was changed.",
            413,
        )
    return problem_page(
        "That is too large",
        "A file may be up to 25 MB. Make it smaller, or take the photo at a lower size, and try again.",
        413,
    )


def _show_database_trouble(problem: OperationalError) -> tuple[str, int]:
    db.session.rollback()
    current_app.logger.error("The database did not answer: %s", problem.orig)
    return _bare_page(
        "We could not save or read that just now",
        "The database did not answer. Go back and try again in a minute; what you typed is still in the page before.",
        503,
    )


def _show_file_trouble(problem: OSError) -> tuple[str, int]:
    """Say that there is no room for a file that is being taken in; any other trouble is a crash."""
    if problem.errno not in NO_ROOM:
        return _show_crash(problem)
    db.session.rollback()
    current_app.logger.error("There is no room left for a file: %s", problem.strerror)
    return problem_page(
        "There is no room for that just now",
        "The server’s disk is full. Go back and try again later, and tell your centre; what you saved before is safe.",
        503,
    )


def _show_http(problem: HTTPException) -> AnyResponse | tuple[str, int]:
    if isinstance(problem, SecurityError):  # for a foreign host no address can be built, so no page
        return Response("This site is not served under that name.", 400, mimetype="text/plain")
    if problem.code is None or problem.code < 400:  # noqa: PLR2004 -- a redirect is no problem
        return problem.get_response()
    if problem.code == 404:  # noqa: PLR2004 -- the one code for “not there” and “not yours”
        return problem_page(
            "We can’t find that page",
            "It may have moved, or it may not be yours to see. Check the address, or start from your first page.",
            404,
        )
    return problem_page(
        "That didn’t work", problem.description or "Please try again.", problem.code
    )


def _show_crash(problem: Exception) -> tuple[str, int]:
    db.session.rollback()
    current_app.logger.error(
        "A page broke: %s %s", request.method, request.endpoint, exc_info=problem
    )
    return problem_page(
        "Something went wrong on our side",
        "It has been noted. Go back and try again; what you saved before is safe.",
        500,
    )
