"""Somebody with an account, at a browser without scripts: cookies, forms with their token, and every page within reach."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from urllib.parse import urljoin, urlsplit

from tests.conftest import PASSWORD
from tests.threats.outsider import Form, Outsider, Reply, filled


def dashed(i: str) -> str:
    """Return an id as an address has it."""
    return f"{i[:8]}-{i[8:12]}-{i[12:16]}-{i[16:20]}-{i[20:]}"


@dataclass
class Insider(Outsider):
    """A signed-in person."""

    cookies: dict[str, str] = field(default_factory=dict)

    def ask(self, method: str, path: str, *rest, **more) -> Reply:
        if self.cookies:
            more["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        reply = super().ask(method, path, *rest, **more)
        for name, value in reply.headers:
            if name.lower() == "set-cookie":
                self.cookies |= {
                    cookie.key: cookie.value for cookie in SimpleCookie(value).values()
                }
        return reply

    def follow(self, reply: Reply) -> Reply:
        """Go where a redirect leads."""
        while reply.status in (301, 302, 303):
            reply = self.get(urljoin(reply.path, reply.header("Location") or ""))
        return reply

    def sign_in(self, email: str, password: str = PASSWORD) -> "Insider":
        """Sign in as a person does."""
        page = self.get("/sign-in")
        token = page.form("sign-in").fields["csrf_token"]
        reply = self.post("/sign-in", {"email": email, "password": password, "csrf_token": token})
        assert reply.status in (302, 303), reply.text
        return self

    def submit(
        self, path: str, answers: Mapping[str, str], end: str = "", status: int | None = None
    ) -> Reply:
        """Open a page, fill in its form (the one to the address that ends so) and send it."""
        page = self.follow(self.get(path))
        form = self.own_form(page, end)
        reply = self.post(form.action or page.path, filled(form, answers) | dict(answers))
        if status is not None:
            assert reply.status == status, (reply.status, reply.text[:800])
        return reply

    def press(self, path: str, fields: Mapping[str, str]) -> Reply:
        """Send a form whether or not a page offers it, with the token of a page that does."""
        page = self.follow(self.get("/"))
        token = next(
            form.fields["csrf_token"] for form in page.forms if "csrf_token" in form.fields
        )
        return self.post(path, {"csrf_token": token, **fields})

    def own_form(self, page: Reply, end: str = "") -> Form:
        """Return the page's own form: not the one that signs out."""
        found = [
            form
            for form in page.forms
            if "sign-out" not in form.action
            and (form.action or page.path).split("?")[0].endswith(end)
        ]
        assert found, f"{page.path} has no form to …{end}: {page.text[:400]}"
        return max(found, key=lambda found_form: len(found_form.open))

    def everything(self, start: str = "/", most: int = 150) -> Iterable[Reply]:
        """Yield every page that can be reached by links from `start`, and what they offer to load."""
        waiting, known = [start], {start}
        while waiting and most:
            most -= 1
            reply = self.follow(self.get(waiting.pop(0)))
            yield reply
            if not (reply.header("Content-Type") or "").startswith("text/html"):
                continue
            for address in reply.addresses:
                parts = urlsplit(urljoin(reply.path, address))
                target = parts.path + (f"?{parts.query}" if parts.query else "")
                if parts.netloc or target in known or "static" in target or "#" in target:
                    continue
                known.add(target)
                waiting.append(target)
