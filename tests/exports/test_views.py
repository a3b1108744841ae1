"""Asking for a portfolio on the page: as a job with progress, for those who may read it, and nobody else."""

import io
import json

import pikepdf
import pytest

from portfolio.base import jobs
from portfolio.coverage import store as coverage
from portfolio.enrolment import store as enrolments
from portfolio.exports.formats import FORMATS
from portfolio.exports.gather import NothingToExport, gather
from portfolio.exports.store import request_export
from portfolio.history import store as history
from portfolio.history.chain import SYSTEM
from portfolio.people import store as people
from tests.evidence.examples import UNDERSTANDING, draft, submitted


def asked(app, browser, learner, format_name, **more):
    """Ask for a file on the page, let the worker write it, and return the page that watches it."""
    browser.get(f"/exports/{learner.id}")
    page = browser.submit({"format_name": format_name, **more}, action="/exports/")
    with app.app_context():
        jobs.run_waiting()
    return page


@pytest.mark.parametrize(
    "format_name",
    [
        pytest.param(form.name, marks=[pytest.mark.printing] * (form.name == "pdf"))
        for form in FORMATS
    ],
)
def test_each_format_is_written_and_fetched(app, browse, world, format_name):
    with app.app_context():
        submitted(world.learner)
    browser = browse(world.learner)
    page = asked(app, browser, world.learner, format_name)
    assert browser.get(page.path).title.startswith("Your file is ready")
    file = browser.get(page.path + "/file").response
    assert len(file.data) > 100
    assert "attachment" in file.headers["Content-Disposition"]


def test_the_progress_is_told_as_data(app, browse, world):
    browser = browse(world.learner)
    browser.get(f"/exports/{world.learner.id}")
    page = browser.submit({"format_name": "csv"}, action="/exports/")
    told = browser.client.get(page.path, headers={"Accept": "application/json"}).json
    assert told["status"] == "queued"
    assert told["href"] is None
    with app.app_context():
        jobs.run_waiting()
    told = browser.client.get(page.path, headers={"Accept": "application/json"}).json
    assert told["status"] == "done"
    assert told["href"].endswith("/file")


def test_only_readers_of_the_portfolio_may_ask(browse, world):
    path = f"/exports/{world.learner.id}"
    for person in (world.learner, world.assessor, world.iqa):
        browse(person).get(path)
    for person in (world.other_learner, world.other_assessor, world.administrator):
        browse(person).get(path, status=404)


def test_nobody_fetches_what_somebody_else_asked_for(app, browse, world):
    mine = asked(app, browse(world.learner), world.learner, "json").path
    for person in (world.assessor, world.other_learner, world.iqa):
        browse(person).get(mine, status=404)
        browse(person).get(mine + "/file", status=404)


def test_whoever_assesses_no_more_sees_nothing_of_an_export_either(app, browse, world):
    browser = browse(world.assessor)
    path = asked(app, browser, world.learner, "json").path
    with app.app_context():
        for enrolment in (world.enrolment, world.second_enrolment):
            enrolments.reassign(enrolment.id, people.by_id(world.other_assessor.id), SYSTEM)
    for page in (path, path + "/file"):
        browser.get(page, status=404)
        told = browser.client.get(page, headers={"Accept": "application/json"})
        assert told.status_code == 404


def test_drafts_and_withdrawn_pieces_stay_at_home(app, browse, world):
    from portfolio.evidence.records import store as evidence

    with app.app_context():
        draft(world.learner, title="Only a draft")
        gone = submitted(world.learner, title="Taken out again")
        evidence.withdraw(world.learner, gone.id, "Not mine to show.")
        submitted(world.learner, title="What stays")
    browser = browse(world.assessor)
    page = asked(app, browser, world.learner, "json")
    told = json.loads(browser.get(page.path + "/file").response.data)
    words = json.dumps(told)
    assert "What stays" in words
    assert "Only a draft" not in words
    assert "Taken out again" not in words


def test_the_states_are_those_of_the_database(context, world):
    from portfolio.evidence.records import claims

    piece = submitted(world.learner)
    place = {"place_kind": "quote", "place": UNDERSTANDING, "reason": "She said it back."}
    claims.add(world.learner, piece.id, enrolment_id=world.enrolment.id, criterion="1", **place)
    dossier = gather(world.learner)
    grids = {
        enrolment.unit_id: coverage.of_enrolment(enrolment)
        for enrolment in (world.enrolment, world.second_enrolment)
    }
    for unit in dossier.units:
        states = grids[unit.id].coverage.states
        assert {criterion.code: criterion.state.name for criterion in unit.criteria} == {
            code: known.state.value for code, known in states.items()
        }
    assert dossier.pieces[0].claims[0].made_by == world.learner.name
    assert dossier.history.sequence == history.head_of(world.learner.id)[0]


def test_a_claimed_photo_needs_no_page(context, world):
    from portfolio.evidence.intake.door import accept
    from portfolio.evidence.records import attachments, claims, store
    from tests.evidence.intake_files import jpeg

    piece = draft(world.learner)
    photo = attachments.add(world.learner, piece.id, accept(jpeg(), "board.jpg"), "The board.")
    place = {"place_kind": "page", "place": "1", "reason": "It is on the board."}
    claims.add(
        world.learner,
        piece.id,
        enrolment_id=world.enrolment.id,
        criterion="1",
        attachment_id=photo.id,
        **place,
    )
    store.submit(world.learner, piece.id)
    (claim,) = gather(world.learner).pieces[0].claims
    assert (claim.place_kind, claim.place) == ("photo", "board.jpg")


def test_a_portfolio_of_one_unit_leaves_the_other_out(context, world):
    dossier = gather(world.learner, world.enrolment.unit_id)
    assert [unit.id for unit in dossier.units] == [world.enrolment.unit_id]
    with pytest.raises(NothingToExport, match="not enrolled"):
        gather(world.learner, "juggling")


def test_every_export_signs_the_head_of_the_history(app, context, world):
    from portfolio.exports.store import export

    submitted(world.learner)
    export(world.learner, "csv", app.config["EXPORTS_FOLDER"] / "x.csv")
    with history_cut(world.learner.id):
        assert any("no longer holds entry" in finding for finding in history.verify())


def history_cut(learner_id):
    """Cut the last entry off and make the head agree, as a thief with the database could."""
    from contextlib import contextmanager

    from sqlalchemy import text

    from portfolio.base.db import write

    @contextmanager
    def cut():
        with write() as session:
            last = history.of_learner(learner_id)[-1]
            session.delete(last)
            session.execute(
                text("update chain_head set sequence = :n, hash = :h where sequence = :o"),
                {"n": last.sequence - 1, "h": last.previous, "o": last.sequence},
            )
        yield

    return cut()


@pytest.mark.printing
def test_a_job_that_runs_twice_writes_the_same_file(app, context, world):
    submitted(world.learner)
    job = request_export(world.learner, world.learner.id, "pdf", None)
    jobs.run(job.id)
    place = app.config["EXPORTS_FOLDER"] / f"{job.id}.pdf"
    pages = len(pikepdf.open(io.BytesIO(place.read_bytes())).pages)
    assert pages >= 6
    jobs.run(job.id)
    assert len(pikepdf.open(io.BytesIO(place.read_bytes())).pages) == pages
