"""The administrator invites people, changes roles, keeps out and lets in; each with mail and history."""

import re

import pytest
from sqlalchemy import select

from portfolio.base.db import db
from portfolio.base.mailing.mail import OutgoingMail
from portfolio.base.sealed_text import unseal
from portfolio.enrolment.model import Enrolment
from portfolio.history.chain import SYSTEM
from portfolio.history.model import CENTRE_CHAIN, ChainEntry
from portfolio.people import store as people
from tests.centre.many import fill_people
from tests.conftest import CARRY_OUT, MAINTAIN, PASSWORD


def actions(app, chain=CENTRE_CHAIN):
    with app.app_context():
        rows = (
            select(ChainEntry.action).where(ChainEntry.chain == chain).order_by(ChainEntry.sequence)
        )
        return list(db.session.scalars(rows))


def mails_to(app, address):
    with app.app_context():
        return list(
            db.session.scalars(select(OutgoingMail).where(OutgoingMail.recipient == address))
        )


def found(app, email):
    with app.app_context():
        return people.by_email(email)


@pytest.fixture
def admin(browse, world):
    return browse(world.administrator)


def test_people_are_listed_with_role_and_state(admin):
    page = admin.get("/centre/people")
    assert "Mia Learner" in page.text
    assert "Internal quality assurer" in page.text
    assert "Active" in page.text
    assert "Find by name" not in page.text


def test_a_long_list_can_be_searched_and_turned(app, admin):
    with app.app_context():
        for number in range(60):
            people.add(
                name=f"Person {number:02}",
                email=f"p{number}@example.org",
                role_names=["learner"],
                by=SYSTEM,
            )
    page = admin.get("/centre/people")
    assert "Page 1 of 2" in page.text
    assert "Person 59" in admin.get("/centre/people?page=2").text
    page = admin.get("/centre/people?q=pErSoN 07")
    assert "1 person found" in page.text
    assert "p7@example.org" in page.text
    assert "Nobody found" in admin.get("/centre/people?q=zzz").text


def test_an_invitation_enrols_at_once_and_mails_one_link(app, admin, world):
    admin.get("/centre/people/invite")
    page = admin.submit(
        {
            "name": "Nia New",
            "email": "Nia@example.org",
            "roles": ["learner"],
            "units": [MAINTAIN, CARRY_OUT],
            "assessor": str(world.assessor.id),
        },
        action="/invite",
    )
    assert "Nia New is invited" in page.text
    assert "Invited" in page.text
    account = found(app, "nia@example.org")
    with app.app_context():
        rows = db.session.scalars(select(Enrolment).where(Enrolment.learner_id == account.id)).all()
        assert {row.unit_id for row in rows} == {MAINTAIN, CARRY_OUT}
        assert {row.assessor_id for row in rows} == {world.assessor.id}
        links = [mail for mail in mails_to(app, "Nia@example.org") if mail.about == "invitation"]
        assert len(links) == 1
        assert unseal(links[0].sealed_link).startswith("http://127.0.0.1:8000/invitation/")
    assert actions(app)[-2:] == ["person added", "invited"]
    assert actions(app, account.id) == ["enrolled", "enrolled"]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"name": ""}, "Enter their name"),
        ({"email": "nobody"}, "such as name@example.org"),
        ({"email": "mia.LEARNER@fellside.example"}, "uses mia.LEARNER@fellside.example already"),
        ({"roles": []}, "at least one role"),
        ({"units": [MAINTAIN]}, "Choose who assesses them"),
        ({"units": [MAINTAIN], "roles": ["assessor"]}, "Only a learner is enrolled"),
    ],
)
def test_a_wrong_invitation_says_so_and_keeps_what_was_typed(app, admin, changes, said):
    admin.get("/centre/people/invite")
    before = len(actions(app))
    page = admin.submit(
        {"name": "Nia New", "email": "nia@example.org", "roles": ["learner"]} | changes,
        action="/invite",
        status=200,
    )
    assert said in page.text
    assert "There is a problem" in page.text
    assert page.form("/invite").values["email"] == changes.get("email", "nia@example.org")
    assert len(actions(app)) == before


def test_a_class_is_previewed_then_invited_and_bad_lines_are_kept(app, admin, world):
    lines = "Ann A, ann@example.org\nno address here\nMia, mia.learner@fellside.example\nBen B, ben@example.org"
    admin.get("/centre/people/invite-class")
    chosen = {"lines": lines, "units": [MAINTAIN], "assessor": str(world.assessor.id)}
    page = admin.submit(chosen, action="invite-class", status=200)
    assert "2 lines need a correction" in page.text
    assert "Line 2, “no address here”" in page.text
    assert "Mia Learner uses this address here already" in page.text
    assert "Send 2 invitations" in page.text
    assert found(app, "ann@example.org") is None, "looking at the list sends nothing"
    page = admin.submit({"send": "1"}, action="invite-class", status=200)
    assert "2 learners are invited" in page.text
    assert page.form("invite-class").values["lines"].strip().splitlines() == [
        "no address here",
        "Mia, mia.learner@fellside.example",
    ]
    ann = found(app, "ann@example.org")
    assert ann.role_names == {"learner"}
    assert actions(app, ann.id) == ["enrolled"]
    assert [mail.about for mail in mails_to(app, "ann@example.org")].count("invitation") == 1


def test_a_whole_good_class_leads_back_to_the_people(app, admin):
    admin.get("/centre/people/invite-class")
    page = admin.submit(
        {"lines": "Ann A, ann@example.org", "send": "1"}, action="invite-class", status=303
    )
    assert "1 learner is invited" in page.text
    assert page.path == "/centre/people"


def test_inviting_again_stops_the_earlier_link(app, admin):
    admin.get("/centre/people/invite")
    admin.submit({"name": "Nia", "email": "nia@example.org", "roles": ["iqa"]}, action="/invite")
    page = admin.submit(action="invite-again")
    assert "is invited again" in page.text
    with app.app_context():
        first, second = (unseal(mail.sealed_link) for mail in mails_to(app, "nia@example.org"))
    assert first != second
    assert app.test_client().get(re.sub(r"^http://[^/]+", "", first)).status_code == 404
    assert app.test_client().get(re.sub(r"^http://[^/]+", "", second)).status_code == 200


def test_somebody_with_a_password_is_not_invited_again(admin, world):
    page = admin.get(f"/centre/people/{world.learner.id}")
    assert "invitation" not in page.text.lower()
    page = admin.post(f"/centre/people/{world.learner.id}/invite-again", status=409)
    assert "can’t be invited" in page.text


def test_roles_are_changed_and_recorded(app, admin, world):
    admin.get(f"/centre/people/{world.assessor.id}")
    admin.submit({"roles": ["assessor", "iqa"]}, action=str(world.assessor.id))
    assert found(app, world.assessor.email).role_names == {"assessor", "iqa"}
    assert actions(app)[-1] == "roles changed"


def test_the_last_administrator_stays_one(app, admin, world):
    here = f"/centre/people/{world.administrator.id}"
    admin.get(here)
    page = admin.submit({"roles": ["assessor"]}, action=here, status=200)
    assert "is the only administrator" in page.text
    page = admin.post(f"{here}/keep-out", status=409)
    assert "can’t keep yourself out" in page.text
    assert found(app, world.administrator.email).role_names == {"administrator"}


def test_with_a_second_administrator_one_may_go(app, admin, world):
    with app.app_context():
        people.change_roles(world.iqa.id, ["administrator"], SYSTEM)
    here = f"/centre/people/{world.administrator.id}"
    admin.get(here)
    admin.post(here, {"roles": ["assessor"]}, status=303, follow=False)
    assert found(app, world.administrator.email).role_names == {"assessor"}
    admin.get("/centre/people", status=404)


def test_somebody_kept_out_is_signed_out_and_can_be_let_in(app, admin, browse, world):
    theirs = browse(world.learner)
    here = f"/centre/people/{world.learner.id}"
    page = admin.get(f"{here}/keep-out")
    assert "Keep them out?" in page.text
    assert theirs.get("/units").path == "/units", "asking changes nothing"
    page = admin.submit(action="keep-out")
    assert "Kept out" in page.text
    assert theirs.client.get("/units").status_code == 303
    refused = browse()
    refused.get("/sign-in")
    refused.post("/sign-in", {"email": world.learner.email, "password": PASSWORD}, status=200)
    admin.get(f"{here}/let-in")
    admin.submit(action="let-in")
    assert browse(world.learner).get("/units").path == "/units"
    assert actions(app)[-2:] == ["kept out", "let in again"]


def test_signing_somebody_out_everywhere(app, admin, browse, world):
    theirs = browse(world.learner)
    admin.get(f"/centre/people/{world.learner.id}")
    admin.submit(action=f"{world.learner.id}/sign-out")
    assert theirs.client.get("/units").status_code == 303
    assert actions(app)[-1] == "signed out everywhere"


def test_the_centres_details_are_kept_and_shown(app, admin):
    admin.get("/centre/details")
    page = admin.submit({"name": "Fellside College", "counts_from": "W3"}, action="/centre/details")
    assert "Fellside College" in page.text
    with app.app_context():
        assert people.the_centre().counts_from == "W3"
    assert actions(app)[-1] == "centre changed"
    page = admin.submit({"name": " ", "contact_email": "no"}, action="/centre/details", status=200)
    assert "Enter the name of the centre" in page.text
    assert "such as name@example.org" in page.text


@pytest.mark.parametrize("people_there", [1, 60, 600])
def test_the_list_of_people_takes_the_same_statements_for_any_number(
    app, admin, statements, people_there
):
    with app.app_context():
        fill_people([f"Person {number}" for number in range(people_there)])
    with statements() as ran:
        admin.get("/centre/people")
    assert len(ran) == 4


@pytest.mark.parametrize(
    ("asked", "shown"), [("0", 1), ("-3", 1), ("2", 2), ("99", 2), (str(10**30), 2), ("x", 1)]
)
def test_a_page_that_is_not_there_becomes_the_nearest(app, admin, asked, shown):
    with app.app_context():
        fill_people([f"Person {number}" for number in range(60)])
    page = admin.get(f"/centre/people?page={asked}")
    assert f"Page {shown} of 2" in page.text


@pytest.mark.parametrize("what", ["keep-out", "let-in"])
def test_asking_for_the_head_of_a_page_changes_nothing(app, admin, world, what):
    answer = admin.client.head(f"/centre/people/{world.assessor.id}/{what}")
    assert answer.status_code == 200
    with app.app_context():
        assert people.by_id(world.assessor.id).active


def test_no_role_is_chosen_beforehand_but_a_learner_when_one_is_to_be_invited(admin):
    path = "/centre/people/invite"
    assert "roles" not in admin.get(path).form(path).values
    assert admin.get(f"{path}?role=learner").form(path).values["roles"] == ["learner"]
    assert "roles" not in admin.get(f"{path}?role=administrator").form(path).values
