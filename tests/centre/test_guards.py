"""Every page of people, centre and home against every role: the right ones open it, all others find nothing."""

import pytest

ALL = frozenset({"learner", "assessor", "iqa", "administrator", "stranger"})
SIGNED_IN = ALL - {"stranger"}
ADMINISTRATOR = frozenset({"administrator"})
STAFF = frozenset({"assessor", "iqa"})

PAGES = [
    ("/", ALL),
    ("/sign-in", ALL),
    ("/reset-password", ALL),
    ("/accessibility", ALL),
    ("/privacy", ALL),
    ("/privacy/witnesses", ALL),
    ("/notices", SIGNED_IN),
    ("/change-password", SIGNED_IN),
    ("/history", STAFF),
    ("/history/{learner}", STAFF),
    ("/first-run", frozenset()),
    ("/centre/people", ADMINISTRATOR),
    ("/centre/people/invite", ADMINISTRATOR),
    ("/centre/people/invite-class", ADMINISTRATOR),
    ("/centre/people/{learner}", ADMINISTRATOR),
    ("/centre/people/{learner}/keep-out", ADMINISTRATOR),
    ("/centre/people/{learner}/let-in", ADMINISTRATOR),
    ("/centre/people/{nobody}", frozenset()),
    ("/centre/enrolments", ADMINISTRATOR),
    ("/centre/enrolments/new", ADMINISTRATOR),
    ("/centre/enrolments/{enrolment}", ADMINISTRATOR),
    ("/centre/enrolments/{enrolment}/withdraw", ADMINISTRATOR),
    ("/centre/enrolments/{enrolment}/reinstate", ADMINISTRATOR),
    ("/centre/enrolments/{nobody}", frozenset()),
    ("/centre/details", ADMINISTRATOR),
]
POSTS = [
    "/centre/people/{learner}",
    "/centre/people/{learner}/invite-again",
    "/centre/people/{learner}/keep-out",
    "/centre/people/{learner}/let-in",
    "/centre/people/{learner}/sign-out",
    "/centre/people/invite",
    "/centre/people/invite-class",
    "/centre/enrolments/new",
    "/centre/enrolments/{enrolment}",
    "/centre/enrolments/{enrolment}/withdraw",
    "/centre/enrolments/{enrolment}/reinstate",
    "/centre/details",
]


def address(path, world):
    return path.format(
        learner=world.learner.id,
        enrolment=world.enrolment.id,
        nobody="00000000-0000-0000-0000-000000000001",
    )


@pytest.mark.parametrize("who", sorted(ALL))
def test_each_page_opens_for_its_roles_only(browse, world, who):
    browser = browse(None if who == "stranger" else getattr(world, who))
    for path, roles in PAGES:
        answer = browser.client.get(address(path, world))
        if who in roles:
            assert answer.status_code in (200, 302, 303), (who, path)
            assert who == "stranger" or "/sign-in" not in answer.headers.get("Location", ""), (
                who,
                path,
            )
        elif who == "stranger" and path != "/first-run":
            assert answer.headers["Location"].startswith("/sign-in?next="), (who, path)
        else:
            assert answer.status_code == 404, (who, path)


@pytest.mark.parametrize("who", sorted(ALL - ADMINISTRATOR))
def test_nobody_else_changes_anything_of_the_centre(browse, world, who):
    browser = browse(None if who == "stranger" else getattr(world, who))
    browser.get("/privacy")
    browser.get("/notices")
    for path in POSTS:
        answer = browser.post(address(path, world), follow=False)
        if who == "stranger":
            assert answer.response.headers["Location"] == "/sign-in", path
        else:
            assert answer.status == 404, path


@pytest.mark.parametrize("path", ["/first-run", "/centre/people/{nobody}", "/centre/people"])
def test_what_is_not_yours_looks_like_what_is_not_there(browse, world, path):
    browser = browse(world.learner)
    assert (
        browser.get(address(path, world), status=404).text
        == browser.get("/no-such-page", status=404).text
    )


def test_an_expected_post_without_its_token_is_refused(app, browse, world):
    browser = browse(world.administrator)
    page = browser.client.post(address("/centre/people/{learner}/keep-out", world))
    assert page.status_code == 400
