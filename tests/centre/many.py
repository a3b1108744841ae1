"""Many people with enrolments at once, written past the stores and past history: for tests of how much a list takes."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import func, insert, select

from portfolio.base.db import write
from portfolio.enrolment.model import Enrolment
from portfolio.history.model import ChainEntry, ChainHead
from portfolio.people.folded_names import folded
from portfolio.people.model import Account, RoleRow, account_role
from portfolio.people.roles import Role

START = datetime(2026, 9, 14, 9, 30, tzinfo=UTC)


def fill_people(names: Sequence[str], role: str = Role.LEARNER) -> list[UUID]:
    """Add people of these names, who were not invited yet. Returns their ids."""
    with write() as session:
        before = session.scalar(select(func.count(Account.id))) or 0
        people = [_person(name, number) for number, name in enumerate(names, before)]
        session.execute(insert(Account.__table__), people)
        role_id = session.scalars(select(RoleRow.id).where(RoleRow.name == role)).one()
        given = [{"account_id": person["id"], "role_id": role_id} for person in people]
        session.execute(insert(account_role), given)
    return [person["id"] for person in people]


def fill_enrolments(learner_ids: Sequence[UUID], like: UUID, withdrawn: bool = False) -> list[UUID]:
    """Enrol people as another enrolment is, a day after each other. Returns the ids."""
    ended = {"withdrawn_at": START, "withdrawn_because": "Left."} if withdrawn else {}
    with write() as session:
        columns = Enrolment.__table__
        same = session.execute(select(columns).where(columns.c.id == like)).mappings().one()
        rows = [
            {
                **same,
                "id": uuid4(),
                "learner_id": learner_id,
                "began_at": START + timedelta(days=number),
                **ended,
            }
            for number, learner_id in enumerate(learner_ids)
        ]
        session.execute(insert(columns), rows)
    return [row["id"] for row in rows]


def fill_history(chain: UUID, subject: str, subject_id: UUID, number: int) -> None:
    """Lengthen a learner's chain by entries about one thing; they bind nothing."""
    with write() as session:
        head = session.get_one(ChainHead, chain)
        entry = {
            "chain": chain,
            "at": START,
            "actor_name": "Mia Learner",
            "action": "noted",
            "subject": subject,
            "subject_id": subject_id,
            "version": 1,
            "digest": "d" * 64,
            "previous": "p" * 64,
            "hash": "h" * 64,
        }
        places = range(head.sequence + 1, head.sequence + number + 1)
        session.execute(
            insert(ChainEntry.__table__),
            [entry | {"id": uuid4(), "sequence": place} for place in places],
        )
        head.sequence += number


def _person(name: str, number: int) -> dict[str, object]:
    email = f"person{number}@many.example"
    return {
        "id": uuid4(),
        "name": name,
        "email": email,
        "email_key": email,
        "name_folded": folded(name),
        "email_folded": folded(email),
        "active": True,
        "fs_uniquifier": uuid4().hex,
        "created_at": START,
    }
