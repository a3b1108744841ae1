"""The page on which a piece is written: one stage at a time, each saying what it still lacks."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from portfolio.base.clock import local, now, spoken_time
from portfolio.base.web.pages import go
from portfolio.enrolment import store as enrolments
from portfolio.enrolment.model import Enrolment
from portfolio.evidence.content.completeness import Lack
from portfolio.evidence.content.field_notes import notes_beside
from portfolio.evidence.content.short_form import asked_quickly, times_to_choose
from portfolio.evidence.content.stages import (
    FormStep,
    first_unfinished,
    lacks_here,
    not_gone_back_to,
    step_named,
    step_of,
    steps_of,
)
from portfolio.evidence.intake.accepted import LIMITS
from portfolio.evidence.intake.door import ACCEPTED_WORDS, accept_attribute
from portfolio.evidence.kinds.fields import DRAFT_ROWS, Kind, Shape
from portfolio.evidence.pages.forms import anchor, anchor_of, form_for, show_lacks
from portfolio.evidence.pages.page_access import pieces_to_choose
from portfolio.evidence.records import store
from portfolio.evidence.records.attachments import MOST_FILES
from portfolio.evidence.records.extension_points import Where, panels_on
from portfolio.evidence.records.model import Evidence
from portfolio.people.guards import current_person

ALL = "all"
"""Every question on one page."""
FILES = "files"
QUICK = "quick"
"""The short page on which a piece is begun in a minute, its photos beside it."""


@dataclass(frozen=True)
class Stop:
    """One entry in the list of pages, with how far it is."""

    name: str
    title: str
    missing: int
    unchecked: int
    """Actions that nobody went back to see."""
    current: bool


@dataclass(frozen=True)
class Asks:
    """A criterion that this stage has to show, in its unit's words."""

    title: str
    prompt: str
    unit: str
    claimed: bool


@dataclass(frozen=True)
class StillMissing:
    """What a stage lacks: answers it needs, actions that nobody went back to, criteria."""

    needed: list[tuple[str, str]]
    """Sentence and place on the page."""
    unchecked: list[str]
    criteria: list[Asks]


def page_named(kind: Kind, wanted: str, found: Iterable[Lack]) -> str:
    """Return the name of the page to show: the wanted one if there is such, else the first unfinished."""
    if wanted in (ALL, FILES) or (wanted == QUICK and kind.quick) or step_named(kind, wanted):
        return wanted
    return first_unfinished(kind, found).name


def form_page(
    piece: Evidence, content: dict[str, Any], revision: int, marked: Iterable[Lack] = ()
) -> str:
    """Render the form of a draft with `content`, the sentences of `marked` beside their fields."""
    lacking, marked = store.lacks_of(piece), list(marked)
    here = page_named(piece.kind, request.args.get("stage", ""), marked or lacking)
    choices = pieces_to_choose(piece.kind, piece.learner_id)
    form = form_for(piece.kind, content, revision, choices, request.args.get("more", ""))
    step = step_named(piece.kind, here)
    show_lacks(form, (lack for lack in marked if _is_shown(piece.kind, here, lack)))
    enrolled = enrolments.of_learner(piece.learner_id)
    template = "evidence/writing/quick.html" if here == QUICK else "evidence/writing/edit.html"
    return render_template(
        template,
        piece=piece,
        form=form,
        here=here,
        steps=steps_of(piece.kind) if here == ALL else [step] if step else [],
        stops=_stops(piece, here, lacking),
        still=_still_missing(piece, step, lacking, enrolled) if step else None,
        beside=notes_beside(piece.kind, [enrolment.unit for enrolment in enrolled]),
        accept=accept_attribute(piece.kind.takes_type),
        accepted_words="" if piece.kind.files_of else ACCEPTED_WORDS,
        most_files=MOST_FILES,
        most_bytes=LIMITS.sound_bytes,
        most_rows=DRAFT_ROWS,
        shapes=Shape,
        asked=asked_quickly(piece.kind),
        times=times_to_choose(local(now())),
        more=list(panels_on(Where.EDIT, piece, current_person())),
        taken_away=[
            attachment for attachment in piece.attachments if attachment.withdrawn_at is not None
        ],
        saved_at=spoken_time(piece.draft_saved_at) if piece.draft_saved_at else "",
    )


def _is_shown(kind: Kind, here: str, lack: Lack) -> bool:
    """Whether the place of a sentence is on this page; one about files stands on their page."""
    step = step_named(kind, here)
    asked = lack.field in {field.name for field in kind.fields}
    if here == ALL or not asked:
        return here in (ALL, FILES) or lack.field == "files"
    if here == QUICK:
        return lack.field in {quick.name for quick in kind.quick}
    return bool(step and step.holds(lack.field))


def _stops(piece: Evidence, here: str, found: Sequence[Lack]) -> list[Stop]:
    kind, content = piece.kind, piece.draft or {}
    stops = [
        Stop(
            step.name,
            step.title,
            len(lacks_here(step, found)),
            len(not_gone_back_to(step, content)),
            step.name == here,
        )
        for step in steps_of(kind)
    ]
    asked = {field.name for field in kind.fields}
    files = sum(lack.field not in asked for lack in found)
    title = kind.files_title if kind.takes_files else "Criteria"
    return [*stops, Stop(FILES, title, files, 0, here == FILES)]


def _still_missing(
    piece: Evidence, step: FormStep, found: Sequence[Lack], enrolled: Sequence[Enrolment]
) -> StillMissing:
    content = piece.draft or {}
    claimed = {(claim.enrolment_id, claim.criterion) for claim in piece.live_claims}
    return StillMissing(
        needed=[
            (lack.sentence, f"#{anchor_of(piece.kind, lack)}") for lack in lacks_here(step, found)
        ],
        unchecked=not_gone_back_to(step, content),
        criteria=[
            Asks(
                f"{criterion.code}. {criterion.title}",
                criterion.learner_prompt,
                enrolment.unit.title,
                (enrolment.id, criterion.code) in claimed,
            )
            for enrolment in enrolled
            for criterion in enrolment.unit.criteria
            if criterion.stage == step.stage and piece.kind.counted_as in criterion.accepts
        ],
    )


def mend_at(piece: Evidence, lack: Lack) -> str:
    """Return the address at which what a lack says is mended."""
    if lack.field == "claims":
        return url_for("evidence.claims", evidence_id=piece.id)
    step = step_of(piece.kind, lack.field)
    return url_for(
        "evidence.edit",
        evidence_id=piece.id,
        stage=step.name if step else FILES,
        check=1,
        _anchor=anchor_of(piece.kind, lack),
    )


def answer_at(piece: Evidence, field: str) -> str:
    """Return the address of the question on the form."""
    step = step_of(piece.kind, field)
    place = anchor(piece.kind.field(field))
    return url_for(
        "evidence.edit", evidence_id=piece.id, stage=step.name if step else ALL, _anchor=place
    )


def go_on(piece: Evidence) -> AnyResponse:
    """Redirect to the page after the one that was saved: the next stage, at the end the check."""
    here = request.args.get("stage", "")
    order = [*(form_step.name for form_step in steps_of(piece.kind)), FILES]
    following = order[order.index(here) + 1 :] if here in order else []
    if not following:
        return go("evidence.check", evidence_id=piece.id)
    return go("evidence.edit", evidence_id=piece.id, stage=following[0])


def back_to(piece: Evidence, _anchor: str | None = None, **more: str) -> AnyResponse:
    """Redirect to the page that was sent, so that its answers are there again."""
    here = {"stage": request.args["stage"]} if request.args.get("stage") else {}
    return go("evidence.edit", evidence_id=piece.id, _anchor=_anchor, **here, **more)
