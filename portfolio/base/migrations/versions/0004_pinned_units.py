"""A unit's text is kept once for each content, and enrolments refer to it by its digest."""

import hashlib
import json
from uuid import UUID

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

enrolment = sa.table(
    "enrolment",
    sa.column("id", sa.Uuid()),
    sa.column("unit_text", sa.JSON()),
    sa.column("unit_digest", sa.String()),
)
pinned_unit = sa.table(
    "pinned_unit",
    sa.column("digest", sa.String()),
    sa.column("title", sa.Text()),
    sa.column("text", sa.JSON()),
)


def upgrade() -> None:
    """Make the change."""
    op.create_table(
        "pinned_unit",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.JSON(none_as_null=True), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_pinned_unit")),
    )
    with op.batch_alter_table("enrolment", schema=None) as batch_op:
        batch_op.add_column(sa.Column("unit_digest", sa.String(length=64), nullable=True))
    _move_up()
    with op.batch_alter_table("enrolment", schema=None) as batch_op:
        batch_op.alter_column("unit_digest", existing_type=sa.String(length=64), nullable=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_enrolment_unit_digest_pinned_unit"),
            "pinned_unit",
            ["unit_digest"],
            ["digest"],
        )
        batch_op.drop_column("unit_text")


def downgrade() -> None:
    """Undo the change."""
    with op.batch_alter_table("enrolment", schema=None) as batch_op:
        batch_op.add_column(sa.Column("unit_text", sa.JSON(none_as_null=True), nullable=True))
    text = sa.select(pinned_unit.c.text).where(pinned_unit.c.digest == enrolment.c.unit_digest)
    op.execute(enrolment.update().values(unit_text=text.scalar_subquery()))
    with op.batch_alter_table("enrolment", schema=None) as batch_op:
        batch_op.alter_column("unit_text", existing_type=sa.JSON(none_as_null=True), nullable=False)
        batch_op.drop_constraint(
            batch_op.f("fk_enrolment_unit_digest_pinned_unit"), type_="foreignkey"
        )
        batch_op.drop_column("unit_digest")
    op.drop_table("pinned_unit")


def _move_up() -> None:
    """Keep each content once; thousands of enrolments are read one by one, because their texts fill a memory."""
    there = op.get_bind()
    written = sa.cast(enrolment.c.unit_text, sa.Text())
    known: dict[str, str] = {}
    for row_id in there.scalars(sa.select(enrolment.c.id)).all():
        raw = there.execute(sa.select(written).where(enrolment.c.id == row_id)).scalar_one()
        if raw not in known:
            known[raw] = _keep(there, json.loads(raw), set(known.values()))
        _refer(there, row_id, known[raw])


def _keep(there: sa.Connection, text: dict[str, object], kept: set[str]) -> str:
    """Keep a text under the digest that history holds of it (`history/chain.py`), unless it is kept already."""
    canonical = json.dumps(text, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    if digest not in kept:
        there.execute(pinned_unit.insert().values(digest=digest, title=text["title"], text=text))
    return digest


def _refer(there: sa.Connection, row_id: UUID, digest: str) -> None:
    mine = enrolment.update().where(enrolment.c.id == row_id)
    there.execute(mine.values(unit_digest=digest))
