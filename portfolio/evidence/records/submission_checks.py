"""Everything that keeps a draft from being submitted: answers, files, times, and what claims point at."""

from collections.abc import Iterator

from portfolio.base.clock import today
from portfolio.enrolment import store as enrolments
from portfolio.evidence.content.completeness import Lack, lacks
from portfolio.evidence.content.quotes import clock_of, quote_occurs, seconds_of
from portfolio.evidence.kinds.fields import Field, Shape
from portfolio.evidence.records.extension_points import lacks_elsewhere
from portfolio.evidence.records.model import Claim, Evidence, PlaceKind
from portfolio.evidence.records.queries import by_name
from portfolio.evidence.records.row_claims import value_of
from portfolio.people.roles import Author

FILES = "attachments"
"""The name by which a lack says that it is about the files."""


def lacks_of(evidence: Evidence) -> list[Lack]:
    """Return all that is to be mended in a draft (whole), in the order of its form."""
    found = lacks(evidence.kind, evidence.draft or {}, today())
    found += [*_criteria(evidence), *_pieces(evidence), *_times(evidence)]
    found += [*lacks_elsewhere(evidence), *_files(evidence), *_undescribed(evidence)]
    return found + [lack for claim in _claims(evidence) for lack in _lost(evidence, claim)]


def _criteria(evidence: Evidence) -> Iterator[Lack]:
    """Yield rows whose criterion is none that the writer assesses this learner for."""
    rows = evidence.kind.ticks
    said = (evidence.draft or {}).get(rows.name) if rows else []
    if not said or rows is None:
        return
    named = next(column.name for column in rows.columns if column.shape is Shape.CRITERION)
    known = {
        value_of(enrolment.id, criterion.code)
        for enrolment in enrolments.of_learner(evidence.learner_id)
        if enrolment.assessor_id == evidence.writer_id
        for criterion in enrolment.unit.criteria
    }
    for index, row in enumerate(said):
        if row.get(named) and row[named] not in known:
            sentence = f"{rows.row_word.capitalize()} {index + 1}: choose the criterion again."
            yield Lack(rows.name, sentence, index, named)


def _pieces(evidence: Evidence) -> Iterator[Lack]:
    """Yield fields that name a piece which isn't in this portfolio, or no longer."""
    named = [
        (field, str(said))
        for field in evidence.kind.fields
        if field.shape is Shape.PIECE and (said := (evidence.draft or {}).get(field.name))
    ]
    if not named:
        return
    shown = by_name(evidence.learner_id, submitted_only=not evidence.by_learner)
    there = {(str(named.id), named.kind_id) for named in shown}
    for asked, said in named:
        if (said, asked.of_kind) not in there:
            yield Lack(asked.name, f"Choose again for “{asked.label}”: that piece is not there.")


def _claims(evidence: Evidence) -> list[Claim]:
    """Return the claims that its writer can mend: their own, unless its rows make them anew."""
    if evidence.by_learner:
        return [claim for claim in evidence.live_claims if claim.made_by != Author.ASSESSOR]
    if evidence.kind.ticks:
        return []
    return [claim for claim in evidence.live_claims if claim.made_by == Author.ASSESSOR]


def _files(evidence: Evidence) -> Iterator[Lack]:
    kind, there = evidence.kind, len(evidence.live_attachments)
    if there < kind.needs_files:
        yield Lack(FILES, kind.files_missing)
    if there and not kind.takes_files:
        yield Lack(FILES, kind.files_missing)


def _undescribed(evidence: Evidence) -> Iterator[Lack]:
    for attachment in evidence.live_attachments:
        if attachment.is_photo and not attachment.alt_text.strip():
            yield Lack(
                FILES,
                f"Describe the photo “{attachment.filename}” for people who can’t see it.",
                column=str(attachment.id),
            )


def _times(evidence: Evidence) -> Iterator[Lack]:
    """Yield what is wrong with the times: they count in the one recording, and lie within it."""
    recordings = [attachment for attachment in evidence.live_attachments if attachment.is_recording]
    for field, index, column, seconds in _said_times(evidence):
        where = f"{field.row_word.capitalize()} {index + 1}: "
        longest = (recordings[0].seconds or 0) if len(recordings) == 1 else 0
        if not recordings:
            sentence = "there is no recording yet. Add it below, or leave the time empty."
        elif len(recordings) > 1:
            sentence = "there are several recordings. Remove all but the one that the times are in."
        elif seconds > longest:
            sentence = f"the recording is {clock_of(longest)} long. Enter a time within it."
        else:
            continue
        yield Lack(field.name, where + sentence, index, column)


def _said_times(evidence: Evidence) -> Iterator[tuple[Field, int, str, int]]:
    for field in evidence.kind.fields:
        named = [column.name for column in field.columns if column.shape is Shape.TIME]
        for index, row in enumerate((evidence.draft or {}).get(field.name) or [] if named else []):
            for name in named:
                seconds = seconds_of(str(row.get(name) or ""))
                if seconds is not None:
                    yield field, index, name, seconds


def _lost(evidence: Evidence, claim: Claim) -> list[Lack]:
    """Return what is wrong with a claim whose place is no longer there."""
    if claim.place_kind == PlaceKind.QUOTE:
        if quote_occurs(claim.place, evidence.kind, evidence.draft or {}):
            return []
        what = f"The words you quoted for criterion {claim.criterion} are no longer in your text."
    else:
        if claim.attachment_id in {attachment.id for attachment in evidence.live_attachments}:
            return []
        what = f"The file you named for criterion {claim.criterion} is no longer attached."
    return [Lack("claims", f"{what} Take the claim back, or claim another place.")]
