"""A test client that behaves like a browser without scripts, and checks every page it is shown."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

from flask import Flask
from werkzeug.exceptions import HTTPException, MethodNotAllowed
from werkzeug.test import TestResponse

EVENTS = re.compile(r"^on[a-z]+$")


@dataclass
class Form:
    """A form of a page: where it goes, how, and what it would send."""

    action: str
    method: str
    values: dict[str, Any] = field(default_factory=dict)


class _Reader(HTMLParser):
    """Collects what a page check needs to know."""

    def __init__(self) -> None:
        super().__init__()
        self.title = ""
        self.h1 = 0
        self.ids: list[str] = []
        self.ways: list[str] = []
        self.labels: set[str] = set()
        self.controls: list[dict[str, str | None]] = []
        self.links: list[str] = []
        self.forms: list[Form] = []
        self.faults: list[str] = []
        self.words: list[str] = []
        self.images: list[dict[str, str | None]] = []
        self.headings: list[int] = []
        self._silent = 0
        self._in_title = False
        self._select: str | None = None
        self._textarea: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        a = dict(attrs)
        if a.get("id"):
            self.ids.append(a["id"])
        self.faults += [f"{tag} has {name}" for name in a if EVENTS.match(name)]
        if "style" in a:
            self.faults.append(f"{tag} has an inline style")
        if tag == "title" and self._silent == 0:
            self._in_title = True
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(int(tag[1]))
            self.h1 += tag == "h1"
        if tag == "nav":
            self.ways.append(str(a.get("aria-label")))
        if tag == "label" and a.get("for"):
            self.labels.add(str(a["for"]))
        if tag == "a" and a.get("href"):
            self.links.append(str(a["href"]))
        if tag == "img":
            self.images.append(a)
        if tag in ("script", "style"):
            self._silent += 1
            if tag == "style" or not a.get("src"):
                self.faults.append(f"an inline <{tag}>")
        if tag == "svg":
            self._silent += 1
        self._control(tag, a)

    def _control(self, tag: str, a: dict[str, str | None]) -> None:
        if tag == "form":
            self.forms.append(Form(a.get("action") or "", (a.get("method") or "get").lower()))
        if tag in ("input", "select", "textarea") and a.get("type") not in ("hidden", "submit"):
            self.controls.append(a)
        if not self.forms:
            return
        values = self.forms[-1].values
        name = a.get("name")
        if tag == "input" and name:
            kind = a.get("type", "text")
            if kind in ("checkbox", "radio"):
                if "checked" in a:
                    values.setdefault(name, []).append(
                        a.get("value") or "y"
                    ) if kind == "checkbox" else values.__setitem__(name, a.get("value"))
            elif kind not in ("submit", "file"):
                values[name] = a.get("value") or ""
        if tag == "textarea" and name:
            self._textarea = name
            values[name] = ""
        if tag == "select" and name:
            self._select = name
        if tag == "option" and self._select and ("selected" in a or self._select not in values):
            values[self._select] = a.get("value") or ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "title":
            self._in_title = False
        if tag in ("script", "style", "svg"):
            self._silent -= 1
        if tag == "select":
            self._select = None
        if tag == "textarea" and self._textarea is not None:
            # A browser leaves out the line break right after the opening tag.
            values = self.forms[-1].values
            values[self._textarea] = values[self._textarea].removeprefix("\n")
            self._textarea = None

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title += data
        elif self._textarea is not None:
            self.forms[-1].values[self._textarea] += data
        elif not self._silent:
            self.words.append(data)


@dataclass
class Page:
    """An answer of the application."""

    response: TestResponse
    path: str
    reader: _Reader

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def html(self) -> str:
        return self.response.get_data(as_text=True)

    @property
    def text(self) -> str:
        """What a person reads, with white space folded."""
        return re.sub(r"\s+", " ", " ".join(self.reader.words)).strip()

    @property
    def title(self) -> str:
        return re.sub(r"\s+", " ", self.reader.title).strip()

    @property
    def links(self) -> list[str]:
        return self.reader.links

    @property
    def ways(self) -> list[str]:
        """The names of the places to move from: the main navigation, pages of a list."""
        return self.reader.ways

    @property
    def forms(self) -> list[Form]:
        return self.reader.forms

    def form(self, action: str = "") -> Form:
        """Return the first form whose action contains `action` (by default the first that posts)."""
        for form in self.forms:
            if (
                form.method == "post"
                and action in (form.action or self.path)
                and (action or "sign-out" not in form.action)
            ):
                return form
        raise AssertionError(
            f"{self.path} has no form that posts to {action!r}: {[f.action for f in self.forms]}"
        )


COOKIE = "portfolio"


@dataclass(frozen=True)
class SignedIn:
    """What a browser holds after somebody signed in: its cookie, and the page it was left on."""

    cookie: str
    page: Page | None


class Browser:
    """Somebody at a browser. Every HTML page is checked, whoever looks at it."""

    def __init__(self, app: Flask, *, cookies: bool = True) -> None:
        self.app = app
        self.client = app.test_client(use_cookies=cookies)
        self.page: Page | None = None

    def sign_in(self, email: str, password: str) -> Page:
        self.get("/sign-in")
        page = self.post("/sign-in", {"email": email, "password": password}, follow=False)
        assert page.status in (302, 303), page.text
        return page

    def kept(self) -> SignedIn:
        """Return what a browser needs to go on from here, on this home or a copy of it."""
        cookie = self.client.get_cookie(COOKIE)
        assert cookie
        return SignedIn(cookie.value, self.page)

    def go_on(self, kept: SignedIn) -> None:
        """Be the browser that was kept."""
        self.client.set_cookie(COOKIE, kept.cookie)
        self.page = kept.page

    def get(self, path: str, status: int = 200, *, follow: bool = True, **kwargs: Any) -> Page:
        page = self._take(self.client.get(path, **kwargs), path)
        if follow and page.status in (301, 302, 303):
            return self.get(page.response.headers["Location"], status)
        assert page.status == status, f"GET {path}: {page.status} {page.text[:400]}"
        return page

    def post(
        self,
        path: str,
        data: dict[str, Any] | None = None,
        status: int | None = None,
        *,
        follow: bool = True,
        **kwargs: Any,
    ) -> Page:
        """Send a form; the CSRF token is taken from the page being looked at, as a browser would."""
        sent = {"csrf_token": self._csrf(), **(data or {})}
        page = self._take(self.client.post(path, data=sent, **kwargs), path)
        if status is not None:
            assert page.status == status, f"POST {path}: {page.status} {page.text[:600]}"
        if follow and page.status in (301, 302, 303):
            return self.get(page.response.headers["Location"])
        return page

    def submit(
        self, changes: dict[str, Any] | None = None, *, action: str = "", **kwargs: Any
    ) -> Page:
        """Send a form of the page being looked at with its own values, changed as a person would."""
        assert self.page
        form = self.page.form(action)
        target = urljoin(self.page.path, form.action) if form.action else self.page.path
        return self.post(target, form.values | (changes or {}), **kwargs)

    def _csrf(self) -> str:
        for form in self.page.forms if self.page else []:
            if form.values.get("csrf_token"):
                return str(form.values["csrf_token"])
        return ""

    def _take(self, response: TestResponse, path: str) -> Page:
        reader = _Reader()
        is_html = response.mimetype == "text/html"
        words = response.get_data(as_text=is_html)
        response.close()
        response.request.environ["wsgi.input"].close()  # a large form lies in a file
        if isinstance(words, str):
            reader.feed(words)
        page = Page(response, path, reader)
        if is_html and response.status_code not in (301, 302, 303):
            check_page(self.app, page)
            self.page = page
        return page


def check_page(app: Flask, page: Page) -> None:
    """Fail when a page breaks what holds for all pages."""
    seen, where = page.reader, page.path
    assert page.title.endswith("Learner Portfolio"), f"{where}: title {page.title!r}"
    assert seen.h1 == 1, f"{where}: {seen.h1} h1"
    assert not seen.faults, f"{where}: {seen.faults}"
    twice = {element_id for element_id in seen.ids if seen.ids.count(element_id) > 1}
    assert not twice, f"{where}: ids twice: {twice}"
    alike = {name for name in seen.ways if seen.ways.count(name) > 1}
    assert not alike, f"{where}: two ways to move of one name: {alike}"
    for before, after in zip(seen.headings, seen.headings[1:], strict=False):
        assert after <= before + 1, f"{where}: heading h{after} follows h{before}"
    for control in seen.controls:
        named = (
            control.get("id") in seen.labels
            or control.get("aria-label")
            or control.get("aria-labelledby")
        )
        assert named, f"{where}: no label for {control}"
    for image in seen.images:
        assert "alt" in image, f"{where}: picture without alt: {image}"
    for form in seen.forms:
        check_form(app, form, where)
    assert "Content-Security-Policy" in page.response.headers, where


def check_form(app: Flask, form: Form, where: str) -> None:
    """Fail when a form leads nowhere or posts without its token."""
    target = urlsplit(urljoin(where, form.action) if form.action else where).path
    try:
        app.url_map.bind("localhost").match(target, method=form.method.upper())
    except MethodNotAllowed as problem:
        raise AssertionError(f"{where}: form to {target} may not {form.method}") from problem
    except HTTPException as problem:
        raise AssertionError(f"{where}: form leads nowhere: {target}") from problem
    if form.method == "post":
        tokens = {"csrf_token", "sealed"} & set(form.values)
        assert tokens, f"{where}: form to {target} has no token: {sorted(form.values)}"
