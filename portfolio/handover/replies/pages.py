"""What stands on the page of somebody who is asked to reply, by their link or signed in alike."""

from collections.abc import Mapping, Sequence
from typing import Any

from portfolio.base.link_secrets import digest_of, mint
from portfolio.evidence.records.model import EvidenceVersion
from portfolio.handover.corroboration.rules import in_words
from portfolio.handover.corroboration.store import version_of, word_of
from portfolio.handover.parties.model import PartyRole, Reply
from portfolio.handover.parties.reply_kinds import ReplyKind
from portfolio.handover.parties.store import replies_on
from portfolio.handover.replies.forms import AgreeForm, AskedAction, ReplyForm, receiver_form
from portfolio.handover.replies.reply_links import OpenedAsk


def version_before_them(found: OpenedAsk, wanted: str) -> EvidenceVersion:
    """Return the version that a form says it is about, if they may have had it, or the newest."""
    versions = {str(version.version): version for version in found.versions}
    return versions.get(wanted, found.versions[-1])


def form_of(
    found: OpenedAsk, before: Sequence[Reply], sent: Mapping[str, Any] | None = None
) -> ReplyForm:
    """Return the form for this participant, filled with what was sent.

    What this very form said before doesn't count: it is asked as it was then.
    """
    if sent:
        digest = digest_of(str(sent.get("sending", "")))
        before = [reply for reply in before if reply.sending != digest]
    version = version_before_them(found, str(sent.get("version", "")) if sent else "")
    start = {"version": str(version.version), "sending": mint().text}
    if found.participant.part == PartyRole.PARTY:
        return AgreeForm(sent, data=start)
    asked = [_asked(row, version, before) for row in version.content.get("actions") or []]
    understood = any(
        reply.said == ReplyKind.UNDERSTOOD and reply.version == version.version for reply in before
    )
    return receiver_form(asked, ask_understood=not understood)(sent, data=start)


def _asked(
    row: Mapping[str, str], version: EvidenceVersion, before: Sequence[Reply]
) -> AskedAction:
    said = [
        in_words(word_of(reply), row["deadline"])
        for reply in before
        if reply.version == version.version and str(reply.action_id) == row["id"]
    ]
    return AskedAction(
        row["id"], row["task"], row["owner"], row["deadline"], said[-1] if said else ""
    )


def said_before(found: OpenedAsk) -> list[Reply]:
    """Return everything this participant replied so far, oldest first."""
    return replies_on([found.piece.id]).get(found.participant.id, [])


def said_in_words(found: OpenedAsk, replies: Sequence[Reply]) -> list[tuple[Reply, str, str]]:
    """Return replies with the action they are about, and as sentences."""
    versions = {version.version: version_of(version) for version in found.piece.versions}
    told = []
    for reply in replies:
        task = versions[reply.version].tasks.get(str(reply.action_id)) if reply.action_id else None
        sentence = in_words(word_of(reply), task.deadline if task else "")
        told.append((reply, task.task if task else "", sentence))
    return told


def page_of(found: OpenedAsk, form: ReplyForm, before: Sequence[Reply]) -> dict[str, Any]:
    """Return the values of the page: what was handed over as it was submitted, and the form."""
    version = version_before_them(found, str(form.version.data or ""))
    return {
        "row": found.participant,
        "learner": found.learner,
        "piece": found.piece,
        "version": version,
        "newer": version is not found.piece.versions[-1],
        "form": form,
        "is_party": found.participant.part == PartyRole.PARTY,
        "before": said_in_words(found, before),
    }
