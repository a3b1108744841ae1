"""Mail scanners and previews: whatever opens links, asks with odd methods or presses lone buttons changes nothing."""

import pytest

from tests.threats.outsider import Outsider, Reply, to_signing, whole_way

METHODS = ("GET", "HEAD", "OPTIONS", "PUT", "DELETE", "PATCH", "TRACE", "PROPFIND")
PARTS = (
    "seen",
    "you",
    "words",
    "criteria",
    "check",
    "declare",
    "send",
    "not-me",
    "somebody-else",
    "cannot",
    "recording",
)
DEEPEST = 4
LONE = """[...document.querySelectorAll('main form')].filter(
    (one) => ![...one.elements].some((e) => !['hidden', 'submit', 'button'].includes(e.type)))"""
"""In a browser: the forms of a page in which nothing can be filled in."""


@pytest.mark.parametrize("method", METHODS)
def test_no_method_but_post_changes_anything(house, asked_one, unchanged, method):
    to_try = [
        asked_one.path,
        "/not-mine/x",
        "/not-mine",
        *(f"/witness/statement/{part}" for part in PARTS),
    ]
    for path in to_try:
        reply = house.outsider().ask(method, path)
        assert reply.status in (200, 404, 405, 501), (method, path, reply.status)
        if method == "HEAD":
            assert reply.body == b""
    unchanged()


def test_what_looks_like_a_form_in_an_address_changes_nothing(house, asked_one, unchanged):
    form, fields = to_signing(house.outsider(), house.ask(house.cast()).path)
    query = "&".join(f"{name}={value}" for name, value in fields.items() if len(value) < 400)
    for path in (asked_one.path, form.action, "/witness/statement/not-me"):
        house.outsider().get(
            f"{path}?do=sure&{query}".replace(" ", "+").replace("\n", "+").replace("\r", "")
        )
    assert house.outsider().post(form.action, fields).status == 200, "not used up by looking"


def test_a_scanner_that_opens_every_link_of_every_mail_changes_nothing(house, asked_one, unchanged):
    whole_way(house.outsider(), asked_one.path)
    house.quiet()
    before = house.everything()
    links = house.mailbox.links_to(asked_one.email)
    assert len(links) >= 2, "the request's and the receipt's"
    for link in links:
        for method in ("HEAD", "GET", "OPTIONS", "GET"):
            assert house.outsider(User_Agent="Mozilla/5.0 SafeLinks").ask(method, link).status in (
                200,
                404,
            )
    assert house.everything() == before


def press_lone_buttons(outsider: Outsider, page: Reply, depth: int = 0) -> int:
    """Send every form in which nothing can be filled in, and those behind it; return how many."""
    pressed = 0
    if depth == DEEPEST or page.status != 200:
        return 0
    for form in page.forms:
        if form.hidden:
            pressed += 1 + press_lone_buttons(
                outsider, outsider.post(form.action, form.fields), depth + 1
            )
    return pressed


def test_pressing_every_lone_button_changes_nothing(house, asked_one, unchanged):
    outsider = house.outsider()
    assert press_lone_buttons(outsider, outsider.get(asked_one.path)) >= 3
    unchanged()


def test_a_receipt_s_lone_buttons_change_nothing(house, asked_one):
    whole_way(house.outsider(), asked_one.path)
    house.quiet()
    before = house.everything()
    for link in house.mailbox.links_to(asked_one.email):
        outsider = house.outsider()
        page = outsider.get(link)
        press_lone_buttons(outsider, page)
        if page.status == 200 and len(page.forms) == 1:
            outsider.post(page.forms[0].action, page.forms[0].fields)
    assert house.everything() == before


def test_sending_forms_as_they_are_neither_begins_nor_closes_anything(house, asked_one, unchanged):
    """A bolder scanner sends also what it could fill in, without filling it in."""
    outsider = house.outsider()
    waiting, steps = [outsider.get(asked_one.path)], 0
    while waiting and steps < 12:
        page = waiting.pop(0)
        for form in page.forms if page.status == 200 else []:
            if (
                form.action.endswith(("not-me", "cannot", "somebody-else"))
                and form.fields.get("do") == "sure"
            ):
                continue  # that button is an answer, and says so; nobody presses it unread but on purpose
            steps += 1
            waiting.append(outsider.post(form.action, form.fields))
    unchanged()


@pytest.mark.browser
def test_a_headless_browser_that_presses_lone_buttons_changes_nothing(
    house, asked_one, chromium, unchanged
):
    context = chromium.new_context()
    try:
        page = context.new_page()
        page.goto(asked_one.link)
        page.wait_for_timeout(300)  # what a script would send by itself, it sends now
        names = page.get_by_role("main").get_by_role("button").all_inner_texts()
        assert len(names) >= 3
        for name in names:
            page.goto(asked_one.link)
            page.get_by_role("main").get_by_role("button", name=name, exact=True).click()
            page.wait_for_load_state("networkidle")
            lone = page.evaluate(f"{LONE}.length")
            for number in range(lone):
                page.goto(asked_one.link)
                page.get_by_role("main").get_by_role("button", name=name, exact=True).click()
                page.wait_for_load_state("networkidle")
                with page.expect_navigation():
                    page.evaluate(f"{LONE}[{number}].submit()")
                page.wait_for_load_state("networkidle")
        page.wait_for_timeout(300)
    finally:
        context.close()
    unchanged()
