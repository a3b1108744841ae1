"""Caps: how many a learner may ask at once and within an hour, also when they ask many in the same moment."""

from threading import Barrier, Thread

from portfolio.witness.requests.store import MOST_OPEN, MOST_PER_HOUR
from tests.threats.outsider import filled

DETAILS = {
    "witness_name": "Grace Okafor",
    "witness_role": "Night manager",
    "employer": "Rowan Bank",
    "relationship": "Manages the night team",
    "what_they_saw": "The handover by the lift.",
}


def made(house, cast) -> int:
    wanted = "SELECT count(*) FROM witness_request WHERE learner_id = ?"
    return house.rows(wanted, cast.learner.id.hex)[0][0]


def at_once(house, cast, many: int) -> list[int]:
    """Send so many requests, each to another address, in the same moment; return the statuses."""
    member = house.signed_in(cast.learner)
    page = member.get(f"/witnesses/ask?enrolment={cast.second_enrolment.id}")
    form = member.own_form(page, "/witnesses/ask")
    start, statuses = Barrier(many), []

    def send(number: int) -> None:
        email = f"cap{number}.{cast.learner.id.hex}@works.example.org"
        fields = filled(form, DETAILS | {"witness_email": email}) | {"key": f"{number:032x}"}
        start.wait()
        statuses.append(member.post(form.action or page.path, fields).status)

    threads = [Thread(target=send, args=(number,)) for number in range(many)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return statuses


def test_parallel_posts_make_no_more_than_an_hour_allows(house, cast):
    statuses = at_once(house, cast, 20)
    assert statuses.count(303) == MOST_PER_HOUR
    assert made(house, cast) == MOST_PER_HOUR
    house.quiet()
    mails = [
        message for message in house.mailbox.messages if cast.learner.id.hex in str(message["to"])
    ]
    assert len(mails) == MOST_PER_HOUR


def test_sending_again_counts_within_the_same_hour(house, cast):
    one = house.ask(cast)
    member = house.signed_in(cast.learner)
    for _ in range(MOST_PER_HOUR + 3):
        page = member.get(f"/witnesses/{one.request.id}")
        form = page.form("/again")
        member.post(form.action, form.fields)
    house.quiet()
    links = "SELECT count(*), sum(ended_at IS NULL) FROM witness_link WHERE request_id = ?"
    assert house.rows(links, one.request.id.hex) == [(MOST_PER_HOUR, 1)]
    assert len(house.mailbox.to(one.email)) <= MOST_PER_HOUR


def test_another_learner_is_not_held_back_by_it(house, cast):
    at_once(house, cast, MOST_PER_HOUR + 1)
    other = house.cast()
    assert at_once(house, other, 1) == [303]
    assert MOST_OPEN >= MOST_PER_HOUR
