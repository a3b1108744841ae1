"""The learner's pages: what is chosen already, what the witness will read, asking again, correcting, following."""

from datetime import timedelta

import pytest

from portfolio.base import clock
from portfolio.base.db import db, write
from portfolio.base.mailing.mail import MailState, OutgoingMail
from portfolio.evidence.records import claims
from portfolio.evidence.records import store as evidence
from portfolio.people.model import Account
from portfolio.witness.answering import declining
from portfolio.witness.model import Declined, RequestState, WitnessRequest
from portfolio.witness.requests import store, witness_links
from portfolio.witness.statements import store as statements
from tests.evidence.examples import UNDERSTANDING, submitted
from tests.statements import counted
from tests.witness.asked import ADDRESS, DETAILS, Witness, asked, link_to


def ask_path(world, **more):
    extra = "".join(f"&{name}={value}" for name, value in more.items())
    return f"/witnesses/ask?enrolment={world.second_enrolment.id}{extra}"


def sent(browser, **changes):
    return browser.submit({**DETAILS, "do": "send", **changes}, action="/witnesses/ask")


def only_request(app, world) -> WitnessRequest:
    with app.app_context():
        [one] = store.of_learner(world.learner.id)
        return one


def declined(app, why: Declined, words: str) -> None:
    with app.app_context():
        declining.decline(link_to().removeprefix("/w/"), why, words)


# --- the page that asks --------------------------------------------------------------------------


def test_the_first_gaps_are_chosen_already_with_the_reason_beside_them(app, world, browse):
    with app.app_context():
        piece = submitted(world.learner)
        claims.add(
            world.learner,
            piece.id,
            enrolment_id=world.second_enrolment.id,
            criterion="1",
            place_kind="quote",
            place=UNDERSTANDING,
            reason="It shows why.",
        )
    browser = browse(world.learner)
    page = browser.get(ask_path(world))
    assert page.form("/witnesses/ask").values["criteria"] == ["2", "3", "4"]
    assert page.text.count("Nothing yet.") == 3
    assert page.text.index("2. ") < page.text.index("1. ")
    assert "Claimed. Your assessor has not decided on it yet." in page.text
    sent(browser, criteria=["1"])
    assert only_request(app, world).criteria == ["1"]


def test_what_matters_most_is_always_asked_and_said(world, browse):
    page = browse(world.learner).get(ask_path(world))
    assert "Two things are always asked" in page.text
    assert "whether the other person had understood?" in page.text
    assert "Whose job was it before" in page.text


def test_a_preview_shows_what_they_will_read_and_sends_nothing(app, world, browse):
    with app.app_context():
        piece = submitted(world.learner)
    browser = browse(world.learner)
    browser.get(ask_path(world))
    page = browser.submit(
        {**DETAILS, "about": [str(piece.id)], "criteria": ["4"], "do": "preview"},
        action="/witnesses/ask",
    )
    assert "Nothing is sent yet" in page.text
    assert "Mia Learner asks what you saw" in page.text
    assert "Hello Grace Okafor" in page.text
    assert DETAILS["what_they_saw"] in page.text
    assert "Late parcel handed to the evening desk" in page.text
    for criterion in world.second_enrolment.unit.criteria:
        assert criterion.witness_prompt in page.text
    last = world.second_enrolment.unit.criteria[-1]
    first = world.second_enrolment.unit.criteria[0]
    assert page.text.index(last.witness_prompt) < page.text.index(first.witness_prompt)
    values = page.form("/witnesses/ask").values
    assert (values["witness_email"], values["criteria"]) == (ADDRESS, ["4"])
    with app.app_context():
        assert store.of_learner(world.learner.id) == []


def test_several_pieces_of_one_s_own_can_be_chosen(app, world, browse):
    with app.app_context():
        pieces = [submitted(world.learner) for _ in range(7)]
        foreign = submitted(world.other_learner)
    wanted = [str(pieces[0].id), str(pieces[6].id)]
    browser = browse(world.learner)
    page = browser.get(ask_path(world, evidence=pieces[2].id))
    assert page.form("/witnesses/ask").values["about"] == [str(pieces[2].id)]
    assert "E7 Late parcel" in page.text
    assert "5 October 2026" in page.text
    assert "Show 2 older pieces" in page.text
    assert str(foreign.id) not in page.html
    page = sent(browser, about=[*wanted, str(foreign.id)])
    assert "no longer in your portfolio" in page.text
    assert sorted(page.form("/witnesses/ask").values["about"]) == sorted(wanted)
    sent(browser, about=wanted)
    with app.app_context():
        [request] = store.of_learner(world.learner.id)
        assert [found_piece.number for found_piece in witness_links.pieces_of(request)] == [1, 7]


def test_a_witness_s_statement_is_no_piece_to_ask_about(app, world, browse):
    with app.app_context():
        asked(world)
        path = link_to()
    Witness(app, path).whole_way()
    with app.app_context():
        gone = submitted(world.learner)
        evidence.withdraw(world.learner, gone.id, "Not mine")
        piece = evidence.begin(world.learner, "reflective_account", {"title": "Mine"})
        [received] = statements.evidence_of([store.of_learner(world.learner.id)[0].id]).values()
    page = browse(world.learner).get(ask_path(world, evidence=received))
    assert str(piece.id) in page.html
    assert f'value="{received}"' not in page.html
    assert str(gone.id) not in page.html


def test_a_double_tap_makes_one_request(app, world, browse):
    browser = browse(world.learner)
    page = browser.get(ask_path(world))
    values = page.form("/witnesses/ask").values | DETAILS | {"do": "send"}
    answers = [browser.post(ask_path(world), values) for _ in range(2)]
    assert [answer.status for answer in answers] == [200, 200] or [
        answer.path for answer in answers
    ]
    request = only_request(app, world)
    assert request.witness_email == ADDRESS
    with app.app_context():
        assert db.session.query(OutgoingMail).filter_by(about="witness request").count() == 1


def test_customer_details_in_the_message_are_pointed_out_once(app, world, browse):
    browser = browse(world.learner)
    browser.get(ask_path(world))
    message = "The handover of Mrs Okonkwo’s refund, 07700 900123, and Grace watched"
    page = sent(browser, what_they_saw=message)
    assert "Your message may show who a customer is" in page.text
    assert "07700 900123" in page.text
    assert "Grace," not in page.text.split("Take it out")[0].split("customer is:")[1]
    with app.app_context():
        assert store.of_learner(world.learner.id) == []
    page = browser.submit({"do": "send"}, action="/witnesses/ask")
    assert "Your request to Grace Okafor is made" in page.text


@pytest.mark.parametrize(
    "message", ["See https://evil.example", "Write to me at mia@fellside.example", "x" * 601]
)
def test_a_message_is_short_and_holds_no_address(app, world, browse, message):
    browser = browse(world.learner)
    browser.get(ask_path(world))
    page = sent(browser, what_they_saw=message)
    assert "There is a problem" in page.text
    assert page.form("/witnesses/ask").values["what_they_saw"] == message
    with app.app_context():
        assert store.of_learner(world.learner.id) == []


def test_line_breaks_in_the_message_are_kept_for_the_page_and_not_in_the_mail(app, world, browse):
    browser = browse(world.learner)
    browser.get(ask_path(world))
    sent(browser, what_they_saw="By the lift.\r\n\r\nYou stood at the panel.")
    request = only_request(app, world)
    assert request.what_they_saw == "By the lift.\n\nYou stood at the panel."
    with app.app_context():
        [mail] = db.session.query(OutgoingMail).filter_by(about="witness request")
        assert "lift" not in mail.subject + mail.body


# --- asking again, correcting, following -----------------------------------------------------------


def test_somebody_asked_before_is_asked_again_with_their_details(app, world, browse):
    with app.app_context():
        before = asked(world, employer="Rowan Bank")
        assert before.employer == "Rowan Bank"
    browser = browse(world.learner)
    page = browser.get(ask_path(world))
    [way] = [link for link in page.links if f"again={before.id}" in link]
    assert "Ask Grace Okafor again" in page.text
    page = browser.get(way)
    values = page.form("/witnesses/ask").values
    assert values["witness_email"] == ADDRESS
    assert values["employer"] == "Rowan Bank"
    assert values["what_they_saw"] == ""
    browser.submit(
        {"what_they_saw": "The night shift of 4 October", "do": "send"}, action="/witnesses/ask"
    )
    with app.app_context():
        [new, old] = store.of_learner(world.learner.id)
        assert (new.employer, old.state) == ("Rowan Bank", RequestState.WAITING)
        assert old.followed_by_id is None


@pytest.mark.parametrize("way", ["again", "instead", "correct"])
def test_only_one_s_own_requests_fill_in_the_form(app, world, browse, way):
    with app.app_context():
        request = asked(world)
    browse(world.other_learner).get(f"/witnesses/ask?{way}={request.id}", 404)
    browse(world.learner).get(f"/witnesses/ask?{way}=nonsense", 404)


def test_a_mistyped_address_is_corrected_in_one_step(app, world, browse):
    with app.app_context():
        piece = submitted(world.learner)
        wrong = asked(world, witness_email="grace@rowanbonk.example.org", about=[piece.id])
        link = link_to("grace@rowanbonk.example.org").removeprefix("/w/")
    browser = browse(world.learner)
    page = browser.get(f"/witnesses/{wrong.id}")
    [way] = [link for link in page.links if "correct=" in link]
    page = browser.get(way)
    assert "grace@rowanbonk.example.org stops working" in page.text
    values = page.form("/witnesses/ask").values
    assert (values["criteria"], values["about"]) == (["3", "4"], [str(piece.id)])
    page = browser.submit({"witness_email": ADDRESS, "do": "send"}, action="/witnesses/ask")
    assert "is made" in page.text
    with app.app_context():
        [new, old] = store.of_learner(world.learner.id)
        assert (old.state, old.followed_by_id) == (RequestState.CANCELLED, new.id)
        assert [found_piece.id for found_piece in witness_links.pieces_of(new)] == [piece.id]
        assert witness_links.open_request(link) is None
        assert witness_links.open_request(link_to().removeprefix("/w/")).request.id == new.id
    page = browser.get(f"/witnesses/{wrong.id}")
    assert "Replaced" in page.text
    assert f"/witnesses/{new.id}" in page.links


def test_a_refused_correction_changes_nothing(app, world, browse):
    with app.app_context():
        request = asked(world)
    browser = browse(world.learner)
    browser.get(f"/witnesses/ask?correct={request.id}")
    page = browser.submit(
        {"witness_email": "mia.learner@fellside.example", "do": "send"}, action="/witnesses/ask"
    )
    assert "That is your own address" in page.text
    assert only_request(app, world).state == RequestState.WAITING


def test_who_saw_it_instead_is_asked_with_a_name_the_learner_types(app, world, browse):
    with app.app_context():
        request = asked(world)
    declined(app, Declined.SOMEBODY_ELSE, "Priya on the evening desk saw it")
    browser = browse(world.learner)
    page = browser.get(f"/witnesses/{request.id}")
    assert "says that somebody else saw it" in page.text
    assert "Priya on the evening desk saw it" in page.text
    [way] = [link for link in page.links if "instead=" in link]
    page = browser.get(way)
    assert "Priya on the evening desk saw it" in page.text
    values = page.form("/witnesses/ask").values
    assert (values["witness_name"], values["witness_email"]) == ("", "")
    assert values["what_they_saw"] == DETAILS["what_they_saw"]
    page = sent(browser, witness_name="Priya Shah", witness_email="priya@rowanbank.example.org")
    assert "Your request to Priya Shah is made" in page.text
    with app.app_context():
        [new, old] = store.of_learner(world.learner.id)
        assert (old.state, old.followed_by_id) == (RequestState.DECLINED, new.id)


@pytest.mark.parametrize(
    ("why", "words", "button"),
    [
        (Declined.NOT_ME, "says they are not Grace Okafor", "Correct the address"),
        (Declined.CANNOT, "can’t write a statement", "Ask somebody else"),
    ],
)
def test_each_way_of_declining_says_what_to_do(app, world, browse, why, words, button):
    with app.app_context():
        request = asked(world)
    declined(app, why, "I was on leave")
    page = browse(world.learner).get(f"/witnesses/{request.id}")
    assert words in page.text
    assert "I was on leave" in page.text
    assert button in page.text
    assert "Send a new link" not in page.text


# --- how far they are ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "problem", "words"),
    [
        (MailState.WAITING, "", "The mail is about to go out"),
        (MailState.WAITING, "away", "Nothing is lost"),
        (MailState.SENT, "", "The link was sent by mail"),
        (MailState.DOUBTFUL, "cut off", "It may arrive twice"),
        (MailState.REFUSED, "refused", "Check the address and ask again"),
    ],
)
def test_the_state_of_the_mail_is_said(app, world, browse, state, problem, words):
    with app.app_context():
        app.config["MAIL_REALLY_LEAVES"] = True
        request = asked(world)
        with write() as session:
            mail = session.query(OutgoingMail).filter_by(belongs_to=request.id).one()
            mail.state, mail.problem = state, problem
            mail.tried_at = clock.now() if problem or state is MailState.SENT else None
    browser = browse(world.learner)
    for page in (browser.get("/witnesses"), browser.get(f"/witnesses/{request.id}")):
        assert words in page.text
        assert "/w/" not in page.html


def test_what_happened_is_told_in_order(app, world, browse):
    start = clock.now()
    with app.app_context():
        request = asked(world)
        with clock.at(start + timedelta(hours=1)):
            store.send_again(world.learner, request.id)
    page = browse(world.learner).get(f"/witnesses/{request.id}")
    assert page.text.index("You asked Grace Okafor.") < page.text.index("You sent a new link.")


def test_a_known_address_is_said_only_after_asking(app, world, browse):
    with app.app_context():
        request = asked(world)
        with write() as session:
            session.get_one(WitnessRequest, request.id).vouched_through = "list"
    browser = browse(world.learner)
    assert "Your centre knows this address" in browser.get(f"/witnesses/{request.id}").text
    page = browser.get(ask_path(world, again=request.id))
    assert "Your centre knows" not in page.text


def test_a_long_list_is_filtered_by_state(app, world, browse):
    start = clock.now()
    with app.app_context():
        for number in range(9):
            with clock.at(start + timedelta(minutes=13 * number)):
                one = asked(world, witness_name=f"Witness {number}")
                if number < 7:
                    store.cancel(world.learner, one.id)
    browser = browse(world.learner)
    page = browser.get("/witnesses")
    assert page.text.index("Witness 8") < page.text.index("Witness 0")
    page = browser.get("/witnesses?show=open")
    assert "Witness 8" in page.text
    assert "Witness 0" not in page.text
    assert "Ended 7 requests" in page.text
    assert "None of these" in browser.get("/witnesses?show=done").text
    assert "None of these" in browser.get("/witnesses?show=nonsense").text


def test_the_pages_need_as_many_statements_for_many_as_for_few(app, world, browse):
    def how_many(path):
        browser.get(path)
        with counted(app) as ran:
            browser.get(path)
        return len(ran)

    with app.app_context():
        asked(world, about=[submitted(world.learner).id])
    browser = browse(world.learner)
    few = [how_many(path) for path in ("/witnesses", ask_path(world))]
    start = clock.now()
    with app.app_context():
        pieces = [submitted(world.learner).id for _ in range(6)]
        for number in range(1, 7):
            with clock.at(start + timedelta(minutes=13 * number)):
                asked(world, witness_email=f"w{number}@work.example.org", about=pieces)
    assert [how_many(path) for path in ("/witnesses", ask_path(world))] == few


def test_a_learner_called_like_a_link_does_not_make_our_mail_one(app, world, browse):
    with app.app_context(), write() as session:
        session.get_one(Account, world.learner.id).name = "Click http://evil.example now@x.y"
    browser = browse(world.learner)
    browser.get(ask_path(world))
    page = sent(browser, witness_name="Win www.evil.example")
    assert "Leave links and e-mail addresses out of the witness’s name." in page.text
    sent(browser)
    with app.app_context():
        [mail] = db.session.query(OutgoingMail).filter_by(about="witness request")
        assert mail.subject == "Click asks what you saw"
        assert "evil" not in mail.body
        assert mail.body.count("{link}") == 1


def test_a_piece_leads_to_asking_about_it(app, world, browse):
    with app.app_context():
        piece = submitted(world.learner)
    page = browse(world.learner).get(f"/evidence/{piece.id}")
    assert f"/witnesses/ask?evidence={piece.id}" in page.links
    assert "Ask a witness" not in browse(world.assessor).get(f"/evidence/{piece.id}").text


def test_sixty_pieces_are_one_line_to_press_on_a_phone(app, world, browse):
    with app.app_context():
        for _ in range(60):
            evidence.begin(world.learner, "reflective_account", {"title": "Mine"})
    page = browse(world.learner).get(ask_path(world))
    assert page.text.count("E60 Mine") == 1
    assert "Show 55 older pieces" in page.text


def test_an_address_can_t_say_where_the_form_goes(world, browse):
    page = browse(world.learner).get(ask_path(world, _external=1, _scheme="ftp", _anchor="x"))
    assert page.form("/witnesses/ask").action.startswith("/witnesses/ask?enrolment=")


def test_a_script_sends_once_and_is_told_where_to_go_on(app, world, browse):
    browser = browse(world.learner)
    page = browser.get(ask_path(world))
    values = page.form("/witnesses/ask").values | DETAILS
    script = {"X-Autosave": "1"}

    def post(**more):
        return browser.client.post(ask_path(world), data=values | more, headers=script)

    assert post(do="preview").status_code == 422
    assert post().status_code == 422
    assert post(do="send", witness_name="").status_code == 422
    with app.app_context():
        assert store.of_learner(world.learner.id) == []
    first, second = post(do="send"), post(do="send")
    request = only_request(app, world)
    assert first.json == second.json == {"next": f"/witnesses/{request.id}"}


def test_a_correction_is_shown_and_only_the_assessor_changes_it(app, world, browse):
    with app.app_context():
        piece = submitted(world.learner)
        request = asked(world)
        with write() as session:
            session.get_one(WitnessRequest, request.id).corrects_evidence_id = piece.id
    browser = browse(world.learner)
    page = browser.get(f"/witnesses/{request.id}")
    assert "Only your assessor can change this request" in page.text
    assert "Send a new link" not in page.text
    assert not [link for link in page.links if "/cancel" in link or "correct=" in link]
    for way in ("again", "instead", "correct"):
        browser.get(f"/witnesses/ask?{way}={request.id}", 404)
    page = browser.post(f"/witnesses/{request.id}/again")
    assert "Your assessor asked for this correction" in page.text
