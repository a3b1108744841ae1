"""Somebody outside with nothing but HTTP: no cookies, no script; and a witness who goes the whole way with it."""

import http.client
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from html.parser import HTMLParser
from urllib.parse import urlencode, urljoin, urlsplit

from portfolio.base.clock import today

PATIENCE = 60
STATEMENT = (
    "I stood at the next desk while the late shift took over. She read each job out, and asked him to "
    "say in his own words what he would do first.\n\nHe got the second one wrong, so she went back to it."
)
NO_WAY_ON = ("not-me", "cannot", "else", "check", "recording", "remove", "sign-out")
"""Ends of addresses to which a witness who writes on does not go."""


@dataclass
class Form:
    """A form as it stands in a page: what a browser would send with it, and what can be filled in."""

    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)
    """What goes with it when nobody touches it: hidden fields, what is filled in, and its first button."""
    open: list[tuple[str, str, str]] = field(default_factory=list)
    """Controls to fill in: name, type, value (of a radio or box)."""

    @property
    def hidden(self) -> bool:
        """Whether nothing can be filled in: a lone button."""
        return not self.open


class _Forms(HTMLParser):
    """Reads the forms of a page, and the words a person reads."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[Form] = []
        self.words: list[str] = []
        self.addresses: list[str] = []
        self._within = False
        self._area: str | None = None
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        a = {name: value or "" for name, value in attrs}
        self.addresses += [a[name] for name in ("href", "src", "action") if name in a]
        self._silent += tag in ("script", "style", "svg")
        if tag == "form":
            self.forms.append(Form(a.get("action", ""), a.get("method", "get").lower()))
            self._within = True
        if self._within and a.get("name"):
            self._control(tag, a)

    def _control(self, tag: str, a: dict[str, str]) -> None:
        form, name = self.forms[-1], a["name"]
        kind = a.get("type", "submit" if tag == "button" else "text") if tag != "textarea" else tag
        if kind == "submit":
            form.fields.setdefault(name, a.get("value", ""))
        elif kind == "hidden":
            form.fields[name] = a.get("value", "")
        elif kind in ("radio", "checkbox"):
            form.open.append((name, kind, a.get("value", "y")))
            if "checked" in a:
                form.fields[name] = a.get("value", "y")
        elif kind != "file":
            form.open.append((name, kind, ""))
            form.fields[name] = a.get("value", "")
            self._area = name if tag == "textarea" else None

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in ("script", "style", "svg")
        if tag == "form":
            self._within = False
        if tag == "textarea" and self._area:
            values = self.forms[-1].fields
            values[self._area] = values[self._area].removeprefix("\n")
            self._area = None

    def handle_data(self, data: str) -> None:
        if self._area:
            self.forms[-1].fields[self._area] += data
        elif not self._silent:
            self.words.append(data)


@dataclass(frozen=True)
class Reply:
    """An answer, as it came over the wire."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    path: str
    method: str = "GET"

    @property
    def html(self) -> str:
        return self.body.decode()

    @cached_property
    def _read(self) -> _Forms:
        reader = _Forms()
        reader.feed(self.html)
        return reader

    @property
    def text(self) -> str:
        """What a person reads, with white space folded."""
        return re.sub(r"\s+", " ", " ".join(self._read.words)).strip()

    @property
    def forms(self) -> list[Form]:
        return [form for form in self._read.forms if form.method == "post"]

    @property
    def addresses(self) -> list[str]:
        """Every address in the page."""
        return self._read.addresses

    def header(self, name: str) -> str | None:
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)

    def form(self, end: str) -> Form:
        """Return the form whose address ends so."""
        found = [form for form in self.forms if form.action.endswith(end)]
        assert found, f"{self.path}: no form to …{end}: {[form.action for form in self.forms]}"
        return found[0]


@dataclass
class Outsider:
    """A plain client. `headers` go with every request; cookies never do."""

    url: str
    headers: dict[str, str] = field(default_factory=dict)
    source: str = ""
    """The loopback address it comes from, such as 127.0.0.9; empty: the usual one."""

    def ask(
        self,
        method: str,
        path: str,
        fields: Mapping[str, str] | None = None,
        *,
        body: bytes | None = None,
        **headers: str,
    ) -> Reply:
        """Send one request and read its answer; redirects are not followed."""
        target = urlsplit(urljoin(self.url, path))
        sent = dict(self.headers) | {name.replace("_", "-"): said for name, said in headers.items()}
        if fields is not None:
            body = urlencode(fields).encode()
            sent.setdefault("Content-Type", "application/x-www-form-urlencoded")
        assert target.hostname
        own = (self.source, 0) if self.source else None
        connection = http.client.HTTPConnection(
            target.hostname, target.port, timeout=PATIENCE, source_address=own
        )
        try:
            connection.request(method, _path_of(target), body, sent)
            answer = connection.getresponse()
            kept = answer.read()
            return Reply(answer.status, tuple(answer.getheaders()), kept, target.path, method)
        finally:
            connection.close()

    def get(self, path: str, **headers: str) -> Reply:
        return self.ask("GET", path, **headers)

    def post(self, path: str, fields: Mapping[str, str], **headers: str) -> Reply:
        return self.ask("POST", path, fields, **headers)


def _path_of(target) -> str:
    return (target.path or "/") + (f"?{target.query}" if target.query else "")


@dataclass
class Step:
    """One request of a witness's way, with what came back."""

    name: str
    fields: dict[str, str] | None
    """None: a GET."""
    reply: Reply


def way_on(reply: Reply) -> Form | None:
    """Return the form by which somebody who writes a statement goes on, or None at the end."""
    going = [form for form in reply.forms if not form.action.endswith(NO_WAY_ON)]
    for end in ("/send", "/declare"):
        last = [next_form for next_form in going if next_form.action.endswith(end)]
        if last:
            return last[0]
    return max(going, key=lambda next_form: len(next_form.open), default=None)


def filled(form: Form, answers: Mapping[str, str]) -> dict[str, str]:
    """Return the form as somebody fills it in who saw everything; `answers` win over that."""
    sent = dict(form.fields)
    sent |= {name: said for name, said in answers.items() if name in sent}
    for name, kind, value in form.open:
        if name in answers:
            sent[name] = answers[name]
        elif kind == "radio":
            if name not in sent or value == "yes":
                sent[name] = value
        elif kind == "checkbox":
            sent.setdefault(name, value)
        elif not sent.get(name, "").strip():
            sent[name] = _typed(name, kind)
    return sent


def _typed(name: str, kind: str) -> str:
    if kind == "date" or name.endswith("_on"):
        return str(today())
    if name == "statement":
        return STATEMENT
    if name == "signed":
        return "Grace Okafor"
    return "Night manager" if "role" in name else ""


def walk(
    witness: Outsider, link: str, answers: Mapping[str, str] | None = None, until: str = ""
) -> Iterator[Step]:
    """Go from the link to the receipt by the forms of the pages; stop before the form that ends with `until`."""
    reply = witness.get(link)
    yield Step("open", None, reply)
    for _ in range(20):
        form = way_on(reply) if reply.status == http.client.OK else None
        if form is None or (until and form.action.endswith(until)):
            return
        sent = filled(form, answers or {})
        reply = witness.post(form.action, sent)
        name = form.action.rsplit("/", 1)[1]
        yield Step(f"{name} ({sent.get('do', 'go on')})" if form.hidden else name, sent, reply)
    raise AssertionError(f"The way does not end: {reply.path} {reply.text[:500]}")


def whole_way(witness: Outsider, link: str, **answers: str) -> Reply:
    """Send a whole statement; return the receipt."""
    *_, last = walk(witness, link, answers)
    assert last.reply.status == http.client.OK, (last.name, last.reply.text[:500])
    assert last.name == "send", (last.name, last.reply.text[:800])
    return last.reply


def to_signing(witness: Outsider, link: str, **answers: str) -> tuple[Form, dict[str, str]]:
    """Answer everything up to the last form; return it, and what would be sent with it."""
    *_, last = walk(witness, link, answers, until="/send")
    form = last.reply.form("/send")
    return form, filled(form, answers)
