"""The witness status list as plain data: who was asked, who they are to the centre, what they say of themselves."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from uuid import UUID

from portfolio.base import clock
from portfolio.base.states import STATES
from portfolio.evidence.content.dates import spoken
from portfolio.evidence.records.model import Evidence
from portfolio.exports import dossier as d
from portfolio.people.model import Account
from portfolio.witness.assurance import Done, Standing
from portfolio.witness.domains import mailbox_of
from portfolio.witness.known import store as listing
from portfolio.witness.known.model import ListedState, ListedWitness
from portfolio.witness.model import RequestState, WitnessRequest
from portfolio.witness.requests import store as witnesses
from portfolio.witness.statements.own_details import DETAILS, own_words
from portfolio.witness.statements.standing import StatementShown

_REQUEST = STATES["request"]
ON_PAPER = "Signed paper"


def status_list(
    learner: Account,
    pieces: Sequence[Evidence],
    statements: Mapping[UUID, StatementShown],
    standings: Mapping[UUID, Standing],
    here: Collection[UUID] | None,
) -> Iterator[d.WitnessLine]:
    """Yield a line for each statement (paper too) and each request without one, newest request first.

    `statements` and `standings` are by evidence id; `here` are the enrolments to keep to (None: all).
    Two SQL statements.
    """
    asked = list(witnesses.of_learner(learner.id))
    addresses = [request.witness_email for request in asked]
    addresses += [statement.statement.witness_email for statement in statements.values()]
    listed = listing.of_mailboxes(addresses)
    by_id = {piece.id: piece for piece in pieces}
    answers = {
        statement.request.id: statement for statement in statements.values() if statement.request
    }
    for request in asked:
        if here is not None and request.enrolment_id not in here:
            continue
        answer = answers.get(request.id)
        if answer is not None:
            yield _answered(request, answer, by_id, standings, listed)
        elif request.state != RequestState.DONE:  # else a corrected version stands for it
            yield _open(request, listed)
    for shown in statements.values():
        if shown.request is None and _claimed_here(by_id.get(shown.evidence.id), here):
            yield _paper(shown, by_id, standings, listed)


def _claimed_here(piece: Evidence | None, here: Collection[UUID] | None) -> bool:
    if piece is None:
        return False
    return here is None or any(claim.enrolment_id in here for claim in piece.live_claims)


def _open(request: WitnessRequest, listed: Mapping[str, ListedWitness]) -> d.WitnessLine:
    row = listed.get(mailbox_of(request.witness_email))
    return d.WitnessLine(
        name=request.witness_name,
        role=request.witness_role,
        relationship=request.relationship,
        status=_REQUEST[request.shown_at(clock.now())].word,
        assurance="",
        assurance_words="",
        asked_on=clock.local(request.created_at).date(),
        answered_on=clock.local(request.answered_at).date() if request.answered_at else None,
        employer=request.employer or (row.employer if row else ""),
        contact=request.witness_email,
        listed=_listed(row),
        vouched=_vouched(request, row),
    )


def _answered(
    request: WitnessRequest,
    answer: StatementShown,
    pieces: Mapping[UUID, Evidence],
    standings: Mapping[UUID, Standing],
    listed: Mapping[str, ListedWitness],
) -> d.WitnessLine:
    said = _said(answer, pieces)
    given = {name: str(getattr(request, name)) for name in DETAILS}
    row = listed.get(mailbox_of(answer.statement.witness_email))
    at, standing = answer.statement.submitted_at, standings.get(answer.evidence.id)
    version = answer.statement.version
    corrected = f"Corrected by the witness, version {version}" if version > 1 else ""
    return d.WitnessLine(
        name=str(said.get("witness_name") or request.witness_name),
        role=str(said.get("witness_role") or request.witness_role),
        relationship=str(said.get("relationship") or request.relationship),
        status=corrected or _REQUEST[RequestState.DONE].word,
        assurance=standing.level.value if standing else "",
        assurance_words=standing.words if standing else "",
        asked_on=clock.local(request.created_at).date(),
        answered_on=clock.local(at).date(),
        reference=answer.evidence.reference,
        employer=str(said.get("employer") or request.employer or (row.employer if row else "")),
        contact=answer.statement.witness_email,
        listed=_listed(row),
        vouched=_vouched(request, row),
        details=own_words(given, said, at) if said else "",
    )


def _paper(
    shown: StatementShown,
    pieces: Mapping[UUID, Evidence],
    standings: Mapping[UUID, Standing],
    listed: Mapping[str, ListedWitness],
) -> d.WitnessLine:
    said = _said(shown, pieces)
    row = listed.get(mailbox_of(shown.statement.witness_email))
    standing = standings.get(shown.evidence.id)
    at = clock.local(shown.statement.submitted_at).date()
    signed = str(said.get("signed_on") or "")
    return d.WitnessLine(
        name=shown.statement.witness_name,
        role=str(said.get("witness_role") or ""),
        relationship=str(said.get("relationship") or ""),
        status=ON_PAPER,
        assurance=standing.level.value if standing else "",
        assurance_words=standing.words if standing else "",
        asked_on=at,
        answered_on=at,
        reference=shown.evidence.reference,
        employer=str(said.get("employer") or ""),
        contact=str(said.get("reach") or shown.statement.witness_email),
        listed=_listed(row),
        vouched=_vouched(None, row),
        details="The learner wrote these details; the witness signed the paper"
        + (f" on {spoken(signed)}." if signed else "."),
    )


def _said(shown: StatementShown, pieces: Mapping[UUID, Evidence]) -> Mapping[str, object]:
    """Return the content of the version that stands; nothing of a piece that was withdrawn."""
    piece = pieces.get(shown.evidence.id)
    versions = piece.versions if piece else ()
    found = [version for version in versions if version.version == shown.statement.version]
    return found[-1].content if found else {}


def _listed(row: ListedWitness | None) -> str:
    if row is None:
        return STATES["listed"][ListedState.NOT_LISTED].word
    return STATES["listed"][row.state].word


def _vouched(request: WitnessRequest | None, row: ListedWitness | None) -> str:
    """Return who vouched for the address, when and how: for the request, else by the list of today."""
    if request is not None and request.vouched_at is not None:
        done = Done(request.vouched_by_name, request.vouched_at, request.vouched_how)
    elif row is not None:
        done = Done(row.vouched_by_name, row.vouched_at, row.how)
    else:
        return "Nobody has vouched for this address."
    return done.sentence("vouched for this address")
