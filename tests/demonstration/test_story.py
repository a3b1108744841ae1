"""The demonstration's story holds together: quotes, criteria, order of time, nobody's real data."""

import itertools
import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import yaml

from portfolio.demonstration.cohort import cohort
from portfolio.demonstration.contents import LONDON, Handover, Reflection, StoryStatement
from portfolio.demonstration.documents import make_file, sheets
from portfolio.demonstration.story import load, timeline
from portfolio.evidence.content.quotes import quote_occurs
from portfolio.evidence.intake.door import accept
from portfolio.evidence.kinds import KINDS
from portfolio.evidence.kinds.fields import Shape

STORY = load()
OWN = [(story.learner, piece) for story in STORY.learners for piece in story.pieces]
SOME = cohort(40, seed=7)
ALL = OWN + [(story.learner, piece) for _person, story in SOME for piece in story.pieces]
BEGIN = datetime(2026, 8, 31, tzinfo=LONDON)
END = datetime(2026, 11, 21, tzinfo=LONDON)


def named(pairs):
    return pytest.mark.parametrize("piece", [pytest.param(p, id=p.key) for _who, p in pairs])


def texts(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from texts(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from texts(each)


def versions(piece):
    return range(1, len(piece.revisions) + 2)


def shingles(text, length=7):
    words = re.findall(r"[a-z']+", text.lower())
    return {tuple(words[i : i + length]) for i in range(len(words) - length + 1)}


def criteria_of(unit):
    folder = Path(__file__).parents[2] / "criteria"
    for path in folder.glob("*.yaml"):
        told = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506
        if told["unit"] == STORY.units[unit]:
            return {criterion["code"]: criterion for criterion in told["criteria"]}
    pytest.fail(f"No file in criteria/ has the unit {STORY.units[unit]}")


CRITERIA = {unit: criteria_of(unit) for unit in STORY.units}


@named(ALL)
def test_every_place_is_a_quote_of_five_words_in_every_version(piece):
    kind = KINDS[piece.kind]
    for claim in piece.claims:
        if claim.on == "page":
            assert claim.place.isdigit()
            assert piece.attachments
            continue
        assert len(claim.place.split()) >= 5
        for version in versions(piece):
            content = piece.content_of(version).model_dump(mode="json")
            assert any(claim.place in text for text in texts(content)), claim.place
            assert quote_occurs(claim.place, kind, content), claim.place


@named(ALL)
def test_every_claim_names_a_criterion_that_takes_this_kind(piece):
    for claim in piece.claims:
        accepted = CRITERIA[claim.unit][claim.criterion]["accepts"]
        assert KINDS[piece.kind].counted_as in accepted
    points = [(claim.unit, claim.criterion) for claim in piece.claims if not claim.withdrawn_at]
    assert len(points) == len(set(points))


@named(ALL)
def test_content_fits_the_fields_of_its_kind(piece):
    kind = KINDS[piece.kind]
    for version in versions(piece):
        content = piece.content_of(version).model_dump(mode="json")
        assert set(content) == {field.name for field in kind.fields}
        for field in kind.fields:
            if piece.submitted and field.required:
                assert content[field.name], field.name
            columns = field.columns if field.shape is Shape.ROWS else (field,)
            rows = content[field.name] if field.shape is Shape.ROWS else [content]
            for column, row in itertools.product(columns, rows):
                if column.name in row or column.required:
                    assert len(str(row[column.name])) <= column.limit, column.name


@named(ALL)
def test_every_action_has_an_owner_and_a_deadline_after_the_handover(piece):
    if isinstance(piece.content, Handover):
        assert piece.content.actions
        for action in piece.content.actions:
            assert action.owner
            assert action.deadline >= piece.content.happened_at
        known = {action.id for action in piece.content.actions} | {""}
        checks = [*piece.content.check_backs, *piece.check_backs]
        assert {check.action for check in checks} <= known
        assert len({check.id for check in checks}) == len(checks)


@named(ALL)
def test_a_piece_is_written_after_it_happened_and_decided_after_it_was_submitted(piece):
    happened = piece.content.happened_at if isinstance(piece.content, Handover) else None
    day = KINDS[piece.kind].happened_on(piece.content.model_dump(mode="json"))
    assert day <= piece.started.date()
    if happened:
        assert datetime.fromisoformat(happened).replace(tzinfo=LONDON) < piece.started
        for check in piece.content.check_backs:
            assert day <= check.checked_on <= piece.submitted.date()
    moments = [piece.started, piece.submitted] if piece.submitted else [piece.started]
    moments += [revision.at for revision in piece.revisions]
    assert moments == sorted(moments)
    for claim in piece.claims:
        assert piece.started < claim.at <= piece.submitted
    for check in piece.check_backs:
        assert piece.submitted < check.at
        assert day <= check.checked_on <= check.at.date()
    for review in piece.reviews:
        live = moments[1 : review.version + 1]
        assert live[-1] < review.at
        assert len(moments) == review.version + 1 or review.at < moments[review.version + 1]


@named(ALL)
def test_a_review_decides_every_claim_of_the_piece(piece):
    for review in piece.reviews:
        decided = {(decision.unit, decision.criterion) for decision in review.decisions}
        assert decided == {(claim.unit, claim.criterion) for claim in piece.claims}


@named(ALL)
def test_everybody_is_at_a_reserved_address_and_nobody_is_reachable(piece):
    for text in texts(piece.model_dump(mode="json")):
        assert_nobody_reachable(text)


def assert_nobody_reachable(text):
    assert not re.search(r"(\+44|\b0)[\d ]{9,}", text), text
    assert not re.search(r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b", text), text
    assert not re.search(r"\broom \d", text, re.IGNORECASE), text
    for domain in re.findall(r"@([\w.-]+\w)", text):
        assert re.search(r"(^|\.)example\.(org|com|net)$", domain), domain


def test_people_and_witnesses_have_reserved_addresses_of_their_own():
    people = [*STORY.people, *(person for person, _story in SOME)]
    emails = [person.email for person in people]
    assert len(set(emails)) == len(emails)
    learners = {person.email for person in people if "learner" in person.roles}
    for request in (r for story in STORY.learners for r in story.witnesses):
        assert request.email not in learners
        emails.append(request.email)
        for text in (request.saw, request.message, request.email):
            assert_nobody_reachable(text)
    for email in [*emails, STORY.centre.contact_email, *(s.sender for s in sheets().values())]:
        assert_nobody_reachable(email)
    # Ofcom keeps 01632 960000 to 960999 for fiction.
    assert STORY.centre.contact_phone.startswith("01632 960")


def test_centre_has_the_people_it_needs_and_every_name_is_known():
    roles = [role for person in STORY.people for role in person.roles]
    assert [roles.count(role) for role in ("administrator", "assessor", "iqa", "learner")] == [
        1,
        2,
        1,
        6,
    ]
    keys = {person.key: person.roles for person in STORY.people}
    assert [story.learner for story in STORY.learners] == [
        key for key, its in keys.items() if "learner" in its
    ]
    for story in STORY.learners:
        by = {enrolment.assessor for enrolment in story.enrolments}
        by |= {achievement.by for achievement in story.achievements}
        by |= {review.by for piece in story.pieces for review in piece.reviews}
        by |= {r.vouched.by for r in story.witnesses if r.vouched}
        assert all("assessor" in keys[key] for key in by)


def test_every_file_is_one_we_can_make_and_every_file_is_used():
    used = [file for _who, piece in ALL for file in piece.attachments]
    assert {file.file for file in used} == set(sheets())
    assert all(len(file.alt.split()) >= 5 for file in used)
    for _who, piece in ALL:
        assert all(piece.started <= file.at <= piece.submitted for file in piece.attachments)


@pytest.mark.parametrize("name", sheets())
def test_every_file_is_taken_in(name):
    data, filename = make_file(name)
    assert accept(data, filename).filename == name


@pytest.mark.parametrize("kind", sorted({sheet.kind for sheet in sheets().values()}))
def test_a_file_is_the_same_each_time(kind):
    name = next(name for name, sheet in sheets().items() if sheet.kind == kind)
    assert make_file.__wrapped__(name) == make_file(name)


def test_who_took_part_replies_after_they_were_asked_about_what_was_submitted():
    said = set()
    for story in STORY.learners:
        by_key = {piece.key: piece for piece in story.evidence}
        witnesses = {request.email for request in story.witnesses}
        for ask in story.asks:
            assert_nobody_reachable(f"{ask.email} {ask.message}")
            assert by_key[ask.about].submitted < ask.at
            assert ask.email not in witnesses  # nobody is both in one handover and its onlooker
            assert all(ask.at < replied.at for replied in ask.replies)
            said |= {point.said for replied in ask.replies for point in replied.points}
    assert said >= {"understood", "taken over", "not taken over", "done", "agreed"}


def test_nothing_happens_before_or_after_the_story():
    events = timeline(STORY)
    assert BEGIN <= events[0].at <= events[-1].at < END
    assert all(a.at <= b.at for a, b in itertools.pairwise(events))
    joined = {event.key: event.at for event in events if event.verb == "join"}
    enrolled = {}
    for event in events:
        if event.verb == "enrol":
            assert event.at > joined[event.learner]
            enrolled[event.learner] = event.at
        elif event.learner:
            assert event.at > enrolled[event.learner]


def test_every_verb_of_the_story_is_told():
    told = {event.verb for event in timeline(STORY)}
    assert told >= {"draft", "submit", "revise", "check_back", "review", "achieve"}
    assert told >= {"ask_witness", "vouch", "witness_answers", "witness_declines"}


def test_witnesses_answer_within_days_and_are_never_the_receiver():
    for story in STORY.learners:
        by_key = {piece.key: piece for piece in story.evidence}
        for request in story.witnesses:
            about = by_key[request.about]
            assert about.started < request.at
            assert request.name not in about.content.handed_to
            assert set(request.asked) <= set(CRITERIA[request.unit])
            assert request.vouched is None or request.at < request.vouched.at
            answered = request.declined.at if request.declined else None
            if request.statement:
                answered = request.statement.submitted
                assert [a.criterion for a in request.statement.content.answers] == list(
                    request.asked
                )
                assert request.statement.content.witness_name == request.name
            if answered:
                assert request.at < answered < request.at + timedelta(days=7)
                assert request.vouched is None or request.vouched.at < answered
            if request.confirmed:
                assert request.confirmed.at > answered


def test_witnesses_claim_only_what_they_say_they_saw():
    answers = []
    for _who, piece in OWN:
        if isinstance(piece.content, StoryStatement):
            seen = {a.criterion for a in piece.content.answers if a.saw == "yes"}
            assert {claim.criterion for claim in piece.claims} == seen
            assert {claim.made_by for claim in piece.claims} == {"witness"}
            answers += [answer.saw for answer in piece.content.answers]
    assert set(answers) == {"yes", "no", "unsure"}


def test_statements_are_not_copies_of_the_learners_words():
    for story in STORY.learners:
        own = set().union(
            *(
                shingles(text)
                for piece in story.evidence
                for text in texts([piece.content.model_dump(), piece.model_dump()["revisions"]])
            )
        )
        for request in story.witnesses:
            if request.statement:
                content = request.statement.content
                words = " ".join([content.statement, *(a.words for a in content.answers)])
                assert not shingles(words) & own


def test_every_assurance_level_that_a_link_can_have_is_there():
    levels = {r.assurance for s in STORY.learners for r in s.witnesses if r.statement}
    assert levels == {"W1", "W2", "W3"}
    requests = [r for story in STORY.learners for r in story.witnesses]
    assert any(r.declined for r in requests)
    assert any(not r.statement and not r.declined for r in requests)


def test_reflections_are_complete_and_of_a_readable_length():
    for _who, piece in OWN:
        if isinstance(piece.content, Reflection) and piece.submitted:
            told = piece.content.model_dump(exclude={"title", "happened_on", "about_handover"})
            assert 300 <= sum(len(text.split()) for text in told.values()) <= 600
    for story in STORY.learners:
        keys = {piece.key for piece in story.evidence}
        for piece in story.evidence:
            if isinstance(piece.content, Reflection):
                assert piece.content.about_handover in keys


def last_decisions(story):
    for piece in story.pieces:
        for decision in piece.reviews[-1].decisions if piece.reviews else ():
            yield piece, decision


@pytest.mark.parametrize("story", STORY.learners, ids=lambda story: story.learner)
def test_an_achievement_rests_on_valid_claims_made_before_it(story):
    for achievement in story.achievements:
        point = (achievement.unit, achievement.criterion)
        behind = [
            piece
            for piece, decision in last_decisions(story)
            if (decision.unit, decision.criterion) == point and decision.valid
        ]
        needed = int(CRITERIA[achievement.unit][achievement.criterion]["needs"]["pieces"])
        assert len(behind) >= needed
        first = sorted(piece.reviews[-1].at for piece in behind)[:needed]
        assert first[-1] < achievement.at


def test_complete_learner_meets_every_need_of_all_twelve_criteria():
    story = STORY.learners[0]
    achieved = {(a.unit, a.criterion) for a in story.achievements if a.achieved}
    points = {(unit, code) for unit in CRITERIA for code in CRITERIA[unit]}
    assert len(points) == 12
    assert achieved == points
    assert all(piece.reviews and piece.submitted for piece in story.pieces)
    for unit, code in points:
        needs = CRITERIA[unit][code]["needs"]
        behind = [
            piece
            for piece, decision in last_decisions(story)
            if (decision.unit, decision.criterion) == (unit, code) and decision.valid
        ]
        kinds = {piece.kind for piece in behind}
        assert kinds >= set(needs["kinds"])
        assert needs["corroborated"] == "false" or "witness_statement" in kinds, (unit, code)


def test_learners_are_at_different_stages():
    done = {story.learner: len(story.achievements) for story in STORY.learners}
    assert done["callum"] == 6
    assert not STORY.learners[-1].pieces
    assert 32 <= len(OWN) <= 40
    assert {piece.kind for _who, piece in OWN} == set(KINDS)


def test_cohort_is_the_same_for_the_same_seed_and_grows_without_changing():
    assert cohort(40, seed=7) == SOME
    assert cohort(3, seed=7) == SOME[:3]
    assert cohort(40, seed=8) != SOME
    for person, story in SOME:
        extra = STORY.model_copy(update={"people": (person,), "learners": (story,)})
        assert timeline(extra)[-1].at < END
