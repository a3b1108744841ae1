"""The witness's pages as they are shown: each carries the link's secret sealed, and nothing else of it."""

from typing import Any

from flask import render_template, request
from wtforms import Form

from portfolio.base.link_secrets import mint
from portfolio.base.sealed_text import seal
from portfolio.outsiders.pages import plain_frame
from portfolio.witness.answering.forms import DeclareForm
from portfolio.witness.answering.pages import details_in, form_of, points_of, summary_of, words_in
from portfolio.witness.requests.witness_links import OpenedRequest
from portfolio.witness.statements.answers import (
    DECLARATION,
    FIELDS,
    PARTS,
    answers_of,
    fingerprint,
    first_gap,
    only_heard,
)
from portfolio.witness.statements.brief import ALWAYS, questions
from portfolio.witness.statements.summary import rows_about_you

LENGTH_OF_SECRET = len(mint().text)


def page(name: str, found: OpenedRequest, token: str, **more: Any) -> str:
    """Return the page `name` about an open request."""
    return render_template(
        f"witness/answering/{name}.html",
        row=found.request,
        learner=found.learner,
        found=found,
        unit=found.unit,
        questions=questions(found.unit, found.request.criteria),
        always=ALWAYS,
        sealed=seal(token),
        resume=_resume(found),
        **plain_frame(),
        **more,
    )


def _resume(found: OpenedRequest) -> str:
    """Return where somebody who comes back goes on: the first part with a gap; nothing before they began."""
    if not found.request.has_answers:
        return ""
    return first_gap(found.request.draft, found.unit) or "check"


def first_page(found: OpenedRequest, token: str) -> str:
    """Return the page at the link: who asks, why, and what happens."""
    return page("opened", found, token)


def came_from_check() -> bool:
    """Whether one answer is being changed, so that the next page is the list of all answers again."""
    return request.form.get("came_from") == "check"


def part_page(
    name: str,
    found: OpenedRequest,
    token: str,
    *,
    form: Form | None = None,
    other: dict[str, Any] | None = None,
    changing: bool = False,
    ticked: bool = False,
    going_through: bool = False,
) -> str:
    """Return one part's page: with `form` as it was sent, else as it was kept.

    `other` is what another window kept meanwhile; `changing` shows the details of the witness as
    fields; `ticked` says that the points left open were just answered at once; `going_through` opens
    all points.
    """
    kept = answers_of(found.request.draft, name) if other is None else other
    shown = form or form_of(name, found)
    more: dict[str, Any] = {}
    if name == "criteria":
        more = points_of(shown, found) | {"ticked": ticked}
        more["others_open"] = more["others_open"] or going_through
    elif name == "you":
        details = {field: shown[field].data or "" for field in FIELDS["you"]}
        more = {
            "shown": rows_about_you(details),
            "changing": changing or came_from_check() or other is not None,
        }
    return page(
        name,
        found,
        token,
        form=shown,
        part=name,
        revision=fingerprint(kept),
        other=words_in(other or {}),
        came_from="check" if came_from_check() else "",
        **_step(name),
        **more,
    )


def others_page(found: OpenedRequest, token: str, form: Form) -> str:
    """Return the one question about all points that nobody asked about first; the answers so far go along."""
    return page(
        "others",
        found,
        token,
        form=form,
        revision=fingerprint(answers_of(found.request.draft, "criteria")),
        came_from="check" if came_from_check() else "",
        **_step("criteria"),
    )


def _step(name: str) -> dict[str, int]:
    return {"step": PARTS.index(name) + 1, "steps": len(PARTS)}


def check_page(found: OpenedRequest, token: str, problem: str = "") -> str:
    """Return the page with all answers, or the first part that lacks one."""
    gap = first_gap(found.request.draft, found.unit)
    if gap == "seen" and only_heard(found.request.draft):
        return page("heard", found, token)
    if gap:
        form = form_of(gap, found)
        form.validate()
        return part_page(gap, found, token, form=form)
    sections = summary_of(found)
    return page(
        "check",
        found,
        token,
        sections=sections,
        details=details_in(sections),
        problem=problem,
        **_step("check"),
    )


def declare_page(found: OpenedRequest, token: str, form: DeclareForm, secret: str = "") -> str:
    """Return the declaration, with a secret by which this browser may see its receipt again."""
    kept = secret if len(secret) == LENGTH_OF_SECRET else mint().text
    return page(
        "declare",
        found,
        token,
        form=form,
        declaration=DECLARATION,
        receipt=kept,
        **_step("declare"),
    )
