"""Replay, double submit, retry: one statement, one piece, one receipt, whoever sends how often."""

from collections import Counter
from threading import Barrier, Thread

import pytest

from portfolio.base.link_secrets import mint
from tests.threats.conftest import Served
from tests.threats.outsider import Outsider, Reply, to_signing, whole_way

AT_ONCE = 50


def at_once(house: Served, action: str, sent: list[dict[str, str]]) -> list[Reply]:
    """Send all these forms in the same moment, each by a connection of its own."""
    start, replies = Barrier(len(sent)), []

    def send(fields: dict[str, str]) -> None:
        start.wait()
        replies.append(house.outsider().post(action, fields))

    threads = [Thread(target=send, args=(fields,)) for fields in sent]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return replies


def kept(house: Served, asked) -> tuple[int, int]:
    """Return how many statements and pieces came of a request."""
    request = asked.request.id.hex
    statements = house.rows("SELECT count(*) FROM statement WHERE request_id = ?", request)
    pieces = house.rows(
        "SELECT count(*) FROM evidence WHERE learner_id = ? AND kind_id = 'witness_statement'",
        asked.request.learner_id.hex,
    )
    return statements[0][0], pieces[0][0]


def receipts(house: Served, asked) -> int:
    house.quiet()
    return sum("arrived" in str(mail["subject"]) for mail in house.mailbox.to(asked.email))


def test_fifty_at_once_send_one_statement_one_piece_and_one_receipt(house, asked_one):
    form, fields = to_signing(house.outsider(), asked_one.path)
    sent = [fields | {"receipt": mint().text} for _ in range(AT_ONCE)]
    replies = at_once(house, form.action, sent)
    assert Counter(reply.status for reply in replies) == {200: 1, 404: AT_ONCE - 1}
    assert kept(house, asked_one) == (1, 1)
    assert receipts(house, asked_one) == 1


def test_fifty_sends_of_one_browser_all_see_the_one_receipt(house, asked_one):
    form, fields = to_signing(house.outsider(), asked_one.path)
    replies = at_once(house, form.action, [fields] * AT_ONCE)
    assert Counter(reply.status for reply in replies) == {200: AT_ONCE}
    assert len({reply.body for reply in replies}) == 1
    assert kept(house, asked_one) == (1, 1)
    assert receipts(house, asked_one) == 1


def test_two_processes_take_a_statement_once(house, asked_one, second_process):
    form, fields = to_signing(house.outsider(), asked_one.path)
    start, replies = Barrier(AT_ONCE), []

    def send(number: int) -> None:
        url = (house.url, second_process.url)[number % 2]
        start.wait()
        replies.append(Outsider(url).post(form.action, fields | {"receipt": mint().text}))

    threads = [Thread(target=send, args=(number,)) for number in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    taken = [reply.text for reply in replies if reply.status == 200]
    assert len(taken) == 1, taken
    assert Counter(reply.status for reply in replies) == {200: 1, 404: AT_ONCE - 1}
    assert kept(house, asked_one) == (1, 1)
    assert receipts(house, asked_one) == 1


def test_a_retry_sees_the_same_receipt_and_sends_nothing_more(house, asked_one):
    form, fields = to_signing(house.outsider(), asked_one.path)
    first = house.outsider().post(form.action, fields)
    again = house.outsider().post(form.action, fields)
    assert (first.status, again.status) == (200, 200)
    assert first.body == again.body
    assert kept(house, asked_one) == (1, 1)
    assert receipts(house, asked_one) == 1


@pytest.mark.parametrize("secret", ["", "x", "y" * 43, "é" * 43])
def test_only_the_browser_that_sent_it_sees_the_receipt_again(house, asked_one, secret):
    form, fields = to_signing(house.outsider(), asked_one.path)
    assert house.outsider().post(form.action, fields).status == 200
    reply = house.outsider().post(form.action, fields | {"receipt": secret})
    assert reply.status == 404
    assert asked_one.request.witness_name not in reply.html


def test_every_earlier_form_sent_again_changes_nothing(house, asked_one):
    witness = house.outsider()
    sealed = witness.get(asked_one.path).forms[0].fields["sealed"]
    whole_way(witness, asked_one.path)
    before = house.everything()
    for part in ("seen", "words", "criteria", "check", "declare", "send", "not-me", "cannot"):
        fields = {"sealed": sealed, "do": "sure", "statement": "Something else.", "signed": "X"}
        assert witness.post(f"/witness/statement/{part}", fields).status == 404, part
    assert house.everything() == before
