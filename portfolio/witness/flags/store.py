"""The flags of a statement, and of many requests at once; for assessors, quality assurers and administrators only.

Check before who may read the statement or the requests. Never for the learner's or the witness's pages.
"""

from collections.abc import Collection
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from portfolio.base.db import db
from portfolio.evidence.records.model import Evidence, EvidenceVersion
from portfolio.people.model import Account
from portfolio.witness.flags.flag import Flag
from portfolio.witness.flags.gathering import around
from portfolio.witness.flags.rules import flags_of
from portfolio.witness.flags.subject import FlagSubject
from portfolio.witness.flags.texts import other_statements, own_texts
from portfolio.witness.model import Statement, WitnessRequest


def of_statement(statement_id: UUID) -> list[Flag]:
    """Return the flags of a statement, those that ask for care first; none when there is no such statement.

    Compares its words with all that the learner wrote: for one page, not for a list.
    """
    row = db.session.execute(
        select(*_COLUMNS)
        .select_from(Statement)
        .join(Evidence, Evidence.id == Statement.evidence_id)
        .join(EvidenceVersion, _ITS_VERSION)
        .join(Account, Account.id == Evidence.learner_id)
        .outerjoin(WitnessRequest, WitnessRequest.id == Statement.request_id)
        .where(Statement.id == statement_id)
    ).first()
    if row is None:
        return []
    one = _subject(row)
    facts = around([one])[0]
    others = other_statements(one)
    return flags_of(replace(facts, own_texts=own_texts(one.learner_id), other_statements=others))


def of_requests(request_ids: Collection[UUID]) -> dict[UUID, list[Flag]]:
    """Return the flags of requests, with or without a statement, by request; those without any have an empty list.

    Always the same number of SQL statements. Words are not compared: that is for the statement's own page.
    """
    wanted: Select[Any] = (
        select(*_COLUMNS)
        .select_from(WitnessRequest)
        .join(Account, Account.id == WitnessRequest.learner_id)
        .outerjoin(Statement, Statement.request_id == WitnessRequest.id)
        .outerjoin(EvidenceVersion, _ITS_VERSION)
        .where(WitnessRequest.id.in_(request_ids))
    )
    subjects = [_subject(row) for row in db.session.execute(wanted)]
    return {
        subject.request.id: flags_of(facts)
        for subject, facts in zip(subjects, around(subjects), strict=True)
        if subject.request
    }


_COLUMNS = (
    Account.id,
    Account.name,
    Account.email,
    WitnessRequest,
    Statement,
    EvidenceVersion.content,
)
_ITS_VERSION = (EvidenceVersion.evidence_id == Statement.evidence_id) & (
    EvidenceVersion.version == Statement.version
)


def _subject(row: Any) -> FlagSubject:
    learner_id, name, email, request, statement, content = row
    return FlagSubject(learner_id, name, email, request, statement, content or {})
