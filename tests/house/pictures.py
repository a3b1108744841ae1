"""Takes the README's three pictures from the demonstration: `python -m tests.house.pictures [HOME]`.

HOME is a folder that `portfolio demo` filled; without it one is filled for the purpose. Beside the
pictures lies `drawn_from.txt`, the digests of what they show, so that a test notices when they are stale.
"""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import pypdfium2
from PIL import Image
from playwright.sync_api import Page, sync_playwright
from waitress import create_server

from portfolio.app import create_app
from portfolio.base import schema
from portfolio.base.settings.config import read_settings
from tests.chromium import CHROMIUM, QUIET
from tests.house.drawn_from import PICTURES, drawn_from
from tests.journeys.house import free_port

LEARNER = "Nadia Rahman"
UNDER_WAY = "Callum Priestley"
"""Whose criteria are in many states."""
PHONE = {"width": 360, "height": 740}
SCREEN = {"width": 1120, "height": 900}
MARGIN = 16
SHOWN_PAGE = 8
"""The page of the PDF that is shown: one with a piece of evidence and what it is claimed for."""
COLOURS = 96
"""So many are enough for flat surfaces and keep each picture small."""


@contextmanager
def served(home: Path) -> Iterator[str]:
    """Serve a demonstration home on loopback; yield its address."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    settings = read_settings({}, HOME=str(home), DEMONSTRATION="1", PUBLIC_URL=url)
    schema.upgrade(settings.database_url)
    server = create_server(create_app(settings), host="127.0.0.1", port=port)
    Thread(target=server.run, daemon=True).start()
    try:
        yield url
    finally:
        server.close()


def take(home: Path, url: str) -> None:
    """Take the three pictures from what is served at `url`, and from a finished PDF of the home."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=CHROMIUM, args=[*QUIET, "--lang=en-GB"]
        )
        phone = chromium.new_page(viewport=PHONE, device_scale_factor=2, locale="en-GB")
        _become(phone, url, LEARNER)
        phone.goto(f"{url}/handovers/new")
        phone.get_by_label("Who took over?").fill("Priya Shah")
        phone.get_by_label("What did you hand over?").fill("Late delivery, promised for Friday")
        phone.screenshot(path=PICTURES / "capture.png")
        screen = chromium.new_page(viewport=SCREEN, locale="en-GB")
        _become(screen, url, UNDER_WAY)
        screen.locator('a[href^="/coverage/"]').first.click()
        grid = screen.locator("section[aria-labelledby=grid]")
        grid.evaluate(f"section => section.style.padding = '{MARGIN}px'")
        grid.screenshot(path=PICTURES / "coverage.png")
        chromium.close()
    with pypdfium2.PdfDocument(home / "finished" / f"Portfolio {LEARNER}.pdf") as portfolio:
        portfolio[SHOWN_PAGE - 1].render(scale=1.4).to_pil().save(PICTURES / "portfolio.png")
    for name in ("capture", "coverage", "portfolio"):
        place = PICTURES / f"{name}.png"
        with Image.open(place) as picture:
            picture.convert("RGB").quantize(COLOURS).save(place, optimize=True)


def _become(page: Page, url: str, name: str) -> None:
    page.goto(url)
    page.get_by_role("button", name=name).click()


def main(arguments: list[str]) -> None:
    """Take the pictures, and say from what."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(arguments[0]) if arguments else Path(folder) / "home"
        if not arguments:
            command = [sys.executable, "-m", "portfolio", "demo", "--home", str(home), "--no-serve"]
            subprocess.run(command, check=True)
        PICTURES.mkdir(exist_ok=True)
        with served(home) as url:
            take(home, url)
    (PICTURES / "drawn_from.txt").write_text(drawn_from())


if __name__ == "__main__":
    main(sys.argv[1:])
