"""Names and addresses of accounts, folded: what lists sort and search by."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change; each upgrade ends with filling the columns (`people.folded_names`)."""
    for column, longest in (("name_folded", 600), ("email_folded", 765)):
        by_code = sa.String(length=longest, collation="C")
        folded = sa.String(length=longest).with_variant(by_code, "postgresql")
        op.add_column("account", sa.Column(column, folded, nullable=False, server_default=""))
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_account_name_folded_id"), ["name_folded", "id"], unique=False
        )


def downgrade() -> None:
    """Take it back."""
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_account_name_folded_id"))
    op.drop_column("account", "email_folded")
    op.drop_column("account", "name_folded")
