"""The moment of a piece, and whether a handover has open actions, kept so that a log is cut out by the database."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

LONGEST_MOMENT = 25

piece = sa.table(
    "evidence",
    sa.column("id", sa.Uuid()),
    sa.column("happened_at", sa.String(LONGEST_MOMENT)),
    sa.column("draft", sa.JSON()),
)
version = sa.table(
    "evidence_version",
    sa.column("evidence_id", sa.Uuid()),
    sa.column("version", sa.Integer()),
    sa.column("content", sa.JSON()),
)


def upgrade() -> None:
    """Make the change; a daily job works out which handovers are open, as that needs the centre's time zone."""
    op.create_table(
        "handover_openness",
        sa.Column("evidence_id", sa.Uuid(), nullable=False),
        sa.Column("learner_id", sa.Uuid(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("basis", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ["evidence_id"], ["evidence.id"], name=op.f("fk_handover_openness_evidence_id_evidence")
        ),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["account.id"], name=op.f("fk_handover_openness_learner_id_account")
        ),
        sa.PrimaryKeyConstraint("evidence_id", name=op.f("pk_handover_openness")),
    )
    op.create_index(
        op.f("ix_handover_openness_learner_id"), "handover_openness", ["learner_id"], unique=False
    )
    op.add_column("evidence", sa.Column("happened_at", sa.String(LONGEST_MOMENT), nullable=True))
    _fill_moments()


def _fill_moments() -> None:
    """Say of each piece when it happened, as its newest version has it, or else its draft."""
    newest = (
        sa.select(_moment(version.c.content))
        .where(version.c.evidence_id == piece.c.id)
        .order_by(version.c.version.desc())
        .limit(1)
        .scalar_subquery()
    )
    submitted = sa.exists().where(version.c.evidence_id == piece.c.id)
    op.execute(sa.update(piece).where(submitted).values(happened_at=newest))
    op.execute(sa.update(piece).where(~submitted).values(happened_at=_moment(piece.c.draft)))


def _moment(said: sa.ColumnElement[object]) -> sa.ColumnElement[str]:
    return sa.func.substr(said["happened_at"].as_string(), 1, LONGEST_MOMENT)


def downgrade() -> None:
    """Take it back."""
    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.drop_column("happened_at")
    op.drop_index(op.f("ix_handover_openness_learner_id"), table_name="handover_openness")
    op.drop_table("handover_openness")
