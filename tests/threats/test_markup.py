"""Script and markup in every text: shown as it was typed on every page that reads it, and in the PDF."""

import io
import re

import pikepdf
import pypdfium2
import pytest

from portfolio.exports.store import export
from tests.threats.insider import dashed
from tests.threats.outsider import Outsider, walk

pytestmark = pytest.mark.xdist_group("markup")  # attacked once

MARK = "<script>alert(7)</script><img src=x onerror=alert(7)><b>{{7*7}}</b>"
ATTACK = f"\"'>{MARK}"


@pytest.fixture(scope="module")
def attacked(house):
    """A statement in which every text of the request and of the witness is an attack."""
    cast = house.cast()
    one = house.ask(
        cast,
        witness_name=f"Grace {MARK}",
        witness_role=f"Role {ATTACK}",
        relationship=f"Manager {ATTACK}",
        employer=f"Bank {ATTACK}",
        what_they_saw=f"The handover {ATTACK}",
    )
    answers = {f"words_{code}": f"Point {code} {ATTACK}" for code in "1234"}
    answers |= {"statement": f"I saw it all {ATTACK}", "signed": f"Grace {ATTACK}"}
    pages = [
        step.reply for step in walk(Outsider(house.url, source="127.0.0.9"), one.path, answers)
    ]
    assert pages[-1].path.endswith("/send")
    house.quiet()
    return cast, one, pages


def holes(html: str) -> list[str]:
    """Return what of the attack stands in a page as markup."""
    found = re.findall(r"<script>alert|<img src=x|<b>\{\{|<b>49", html)
    return found + re.findall(r"\b49</b>", html)


def test_the_witness_s_own_pages_show_it_as_text(attacked):
    for page in attacked[2]:
        assert not holes(page.html), page.path
        if page.status == 200 and page.forms:
            assert all("alert" not in form.action for form in page.forms)


@pytest.mark.parametrize("who", ["learner", "assessor"])
def test_every_page_of_staff_and_learner_shows_it_as_text(house, attacked, who):
    cast, _one, _pages = attacked
    seen = 0
    for page in house.signed_in(getattr(cast, who)).everything():
        if b"<html" in page.body:
            assert not holes(page.html), page.path
            seen += "alert(7)" in page.text
    assert seen >= 2, "the attack is read somewhere"


@pytest.mark.browser
def test_no_script_of_it_runs_in_an_assessor_s_browser(house, attacked, chromium):
    cast, one, _pages = attacked
    member = house.signed_in(cast.assessor)
    [(statement, piece)] = house.rows(
        "SELECT id, evidence_id FROM statement WHERE request_id = ?", one.request.id.hex
    )
    context = chromium.new_context()
    try:
        cookies = [
            {"name": name, "value": value, "url": house.url}
            for name, value in member.cookies.items()
        ]
        context.add_cookies(cookies)
        page = context.new_page()
        wrong: list[str] = []
        page.on("dialog", lambda dialog: (wrong.append(dialog.message), dialog.dismiss()))
        page.on(
            "console",
            lambda message: wrong.append(message.text) if message.type == "error" else None,
        )
        page.on(
            "request",
            lambda request: (
                wrong.append(request.url) if not request.url.startswith(house.url) else None
            ),
        )
        for path in (
            f"/assessment/evidence/{piece}",
            f"/witnesses/statements/{dashed(statement)}",
            "/witnesses/waiting",
        ):
            page.goto(house.url + path.replace(piece, dashed(piece)))
            assert page.get_by_role("main").inner_text()
        assert wrong == []
    finally:
        context.close()


@pytest.mark.printing
def test_the_pdf_prints_it_as_text_and_holds_no_script(house, attacked, tmp_path):
    cast, _one, _pages = attacked
    place = tmp_path / "portfolio.pdf"
    with house.inside():
        export(cast.learner, "pdf", place)
    with pypdfium2.PdfDocument(place) as document:
        text = "".join(pdf_page.get_textpage().get_text_bounded() for pdf_page in document)
    assert "alert(7)" in re.sub(r"\s", "", text)
    with pikepdf.open(io.BytesIO(place.read_bytes())) as file:
        assert "/JavaScript" not in str(file.Root.get("/Names", ""))
        assert "/AA" not in file.Root
        action = file.Root.get("/OpenAction")
        assert action is None or "/JavaScript" not in str(action)


def test_mails_show_it_as_text_only(house, attacked):
    _cast, one, _pages = attacked
    for message in house.mailbox.to(one.email):
        assert message.get_content_type() == "text/plain"
