"""Somebody at Debian's Chromium: every page is looked at in four ways, and nothing may go wrong unseen."""

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, WebError, expect

from portfolio.people.model import Account
from tests.conftest import PASSWORD
from tests.journeys.house import House

WIDE, NARROW = 1280, 320
LOOKS = ((WIDE, "light"), (WIDE, "dark"), (NARROW, "dark"), (NARROW, "light"))
"""Every page is checked at both widths, light and dark."""
OF_COLOUR = ("color-contrast", "link-in-text-block")
"""The rules whose answer is another one in the dark; all others are asked once for each width."""
HEIGHT = 900
PICTURES = os.environ.get("JOURNEY_PICTURES")
"""Set to a folder, the journeys leave a picture of every page they check there."""

LOOKED_AT: set[str] = set()
"""Names of pages that were checked in this run: one that many journeys pass is checked once."""


class Visitor:
    """One person's browser window with its own cookies."""

    def __init__(self, house: House, context: BrowserContext) -> None:
        self.house, self.context = house, context
        self.faults: list[str] = []
        self.expected = {"status of 422"}  # a form that was refused, which journeys do on purpose
        context.on("request", self._own_house_only)
        context.on("console", self._no_complaints)
        context.on("weberror", self._no_errors)
        self.page = context.new_page()

    # --- what must not happen ------------------------------------------------------------------

    def _own_house_only(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in ("data", "blob") and parts.netloc != urlsplit(self.house.url).netloc:
            self.faults.append(f"asked another house: {request.url}")

    def _no_complaints(self, message: ConsoleMessage) -> None:
        expected = any(words in message.text for words in self.expected)
        if message.type in ("error", "warning") and not expected:
            self.faults.append(f"console {message.type} at {message.location}: {message.text}")

    def _no_errors(self, problem: WebError) -> None:
        self.faults.append(f"script error: {problem.error}")

    def expects(self, *words: str) -> None:
        """Name console messages that belong to the journey, such as “status of 409”."""
        self.expected.update(words)

    def assert_nothing_wrong(self) -> None:
        """Fail with everything that went wrong in this window so far."""
        assert not self.faults, "\n".join(self.faults)

    # --- going about ---------------------------------------------------------------------------

    def go(self, path: str) -> Page:
        """Open an address of the house."""
        self.page.goto(path if path.startswith("http") else self.house.url + path)
        return self.page

    def close_tab_until_online(self) -> Page:
        """Close the tab while the line is lost, and open another once the line is back.

        A page that is closed sends its words once more, on a slow machine a while later: it must still be offline.
        """
        self.page.close()
        self.page = self.context.new_page()
        self.page.wait_for_timeout(2000)
        self.context.set_offline(False)
        return self.page

    def heading(self, words: str) -> None:
        """Wait until the page's one heading says `words`."""
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(words)

    def press(self, words: str) -> None:
        """Press the button that says `words`."""
        self.page.get_by_role("button", name=words, exact=True).click()

    def follow(self, words: str, *, exact: bool = False) -> None:
        """Follow the first link of the page's main part that says `words`."""
        self.page.get_by_role("main").get_by_role("link", name=words, exact=exact).first.click()

    def sign_in(self, account: Account, password: str = PASSWORD) -> None:
        """Sign in as a person does."""
        self.go("/sign-in")
        self.page.get_by_label("E-mail address").fill(account.email)
        self.page.get_by_label("Password", exact=True).fill(password)
        self.press("Sign in")
        self.heading("Hello")

    # --- looking -------------------------------------------------------------------------------

    def look(self, name: str) -> None:
        """Check the present page, wide and narrow, light and dark; `name` says which one it is."""
        self.assert_nothing_wrong()
        if name in LOOKED_AT:
            return
        LOOKED_AT.add(name)
        before = self.page.viewport_size
        for width, scheme in LOOKS:
            self.page.set_viewport_size({"width": width, "height": HEIGHT})
            self.page.emulate_media(color_scheme=scheme)
            rules = OF_COLOUR if scheme == "dark" else ()
            self._check(f"{name} ({self.page.url}) at {width} px, {scheme}", rules)
        if PICTURES:
            take_pictures(self.page, name)
        self.page.emulate_media(color_scheme="light")
        assert before
        self.page.set_viewport_size(before)
        self.assert_nothing_wrong()

    def _check(self, where: str, rules: Sequence[str]) -> None:
        widths = self.page.evaluate(
            "[document.scrollingElement.scrollWidth, document.documentElement.clientWidth]"
        )
        assert widths[0] <= widths[1], f"{where}: the page scrolls sideways: {widths}"
        assert not (found := violations(self.page, rules)), f"{where}:\n" + "\n".join(found)


def violations(page: Page, rules: Sequence[str] = ()) -> list[str]:
    """Return what axe finds wrong with a page, by all its rules unless some are named."""
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(AXE_SCRIPT)
    options: dict[str, Any] = {"resultTypes": ["violations"]}
    if rules:
        options["runOnly"] = {"type": "rule", "values": rules}
    found = page.evaluate(f"axe.run({json.dumps(options)}).then((said) => said.violations)")
    return [
        f"  {violation['id']} ({violation['impact']}): {violation['help']}\n    {node['html'][:300]}\n    "
        + " ".join(item["message"] for item in [*node["any"], *node["all"], *node["none"]])
        for violation in found
        for node in violation["nodes"]
    ]


def take_pictures(page: Page, name: str) -> None:
    """Leave pictures of the page, wide and as on a phone, light and dark."""
    folder = Path(str(PICTURES))
    folder.mkdir(parents=True, exist_ok=True)
    for width in (WIDE, 360):
        for scheme in ("light", "dark"):
            page.set_viewport_size({"width": width, "height": HEIGHT})
            page.emulate_media(color_scheme=scheme)
            place = folder / f"{name.replace(' ', '-')}-{width}-{scheme}.png"
            page.screenshot(path=place, full_page=True)
