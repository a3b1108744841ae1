"""Witness links of their own, the centre's witness list, recordings; mails say how far they are."""

import unicodedata
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


request = sa.table(
    "witness_request",
    sa.column("id", sa.Uuid()),
    sa.column("state", sa.String()),
    sa.column("link_digest", sa.String()),
    sa.column("about_evidence_id", sa.Uuid()),
    sa.column("vouched_by_id", sa.Uuid()),
    sa.column("vouched_through", sa.String()),
    sa.column("released_by_id", sa.Uuid()),
    sa.column("released_by_name", sa.String()),
    sa.column("released_at", sa.DateTime(timezone=True)),
    sa.column("created_at", sa.DateTime(timezone=True)),
)
link = sa.table(
    "witness_link",
    sa.column("id", sa.Uuid()),
    sa.column("request_id", sa.Uuid()),
    sa.column("digest", sa.String()),
    sa.column("way", sa.String()),
    sa.column("made_at", sa.DateTime(timezone=True)),
    sa.column("made_by_id", sa.Uuid()),
    sa.column("made_by_name", sa.String()),
    sa.column("ended_at", sa.DateTime(timezone=True)),
)
piece = sa.table(
    "witness_request_piece", sa.column("request_id", sa.Uuid()), sa.column("evidence_id", sa.Uuid())
)
statement = sa.table(
    "statement",
    sa.column("id", sa.Uuid()),
    sa.column("request_id", sa.Uuid()),
    sa.column("link_id", sa.Uuid()),
    sa.column("way", sa.String()),
)
mail = sa.table(
    "outgoing_mail",
    sa.column("state", sa.String()),
    sa.column("sent_at", sa.DateTime(timezone=True)),
)


keyed = (("account", "email"), ("witness_request", "witness_email"), ("participant", "email"))


def upgrade() -> None:
    """Make the change."""
    op.create_table(
        "employer_domain",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("domain", sa.String(length=255), nullable=False),
        sa.Column("employer", sa.String(length=200), nullable=False),
        sa.Column("how", sa.Text(), nullable=False),
        sa.Column("approved_by_id", sa.Uuid(), nullable=False),
        sa.Column("approved_by_name", sa.String(length=200), nullable=False),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by_name", sa.String(length=200), nullable=False),
        sa.Column("ended_because", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_employer_domain")),
    )
    with op.batch_alter_table("employer_domain", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_employer_domain_domain"), ["domain"], unique=False)

    op.create_table(
        "listed_witness",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("role", sa.String(length=200), nullable=False),
        sa.Column("employer", sa.String(length=200), nullable=False),
        sa.Column("relationship", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=255), nullable=False),
        sa.Column("email_key", sa.String(length=255), nullable=False),
        sa.Column("expert", sa.Boolean(), nullable=False),
        sa.Column("how", sa.Text(), nullable=False),
        sa.Column("vouched_by_id", sa.Uuid(), nullable=False),
        sa.Column("vouched_by_name", sa.String(length=200), nullable=False),
        sa.Column("vouched_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("replaces_id", sa.Uuid(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by_name", sa.String(length=200), nullable=False),
        sa.Column("ended_because", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["replaces_id"],
            ["listed_witness.id"],
            name=op.f("fk_listed_witness_replaces_id_listed_witness"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_listed_witness")),
    )
    with op.batch_alter_table("listed_witness", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_listed_witness_email_key"), ["email_key"], unique=False
        )

    op.create_table(
        "witness_link",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("way", sa.String(length=10), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_id", sa.Uuid(), nullable=True),
        sa.Column("made_by_name", sa.String(length=200), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["witness_request.id"],
            name=op.f("fk_witness_link_request_id_witness_request"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_witness_link")),
        sa.UniqueConstraint("digest", name=op.f("uq_witness_link_digest")),
    )
    with op.batch_alter_table("witness_link", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_witness_link_request_id"), ["request_id"], unique=False
        )

    op.create_table(
        "witness_recording",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("filename", sa.String(length=255), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["witness_request.id"],
            name=op.f("fk_witness_recording_request_id_witness_request"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_witness_recording")),
    )
    with op.batch_alter_table("witness_recording", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_witness_recording_request_id"), ["request_id"], unique=False
        )

    op.create_table(
        "witness_request_piece",
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("evidence_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["evidence_id"],
            ["evidence.id"],
            name=op.f("fk_witness_request_piece_evidence_id_evidence"),
        ),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["witness_request.id"],
            name=op.f("fk_witness_request_piece_request_id_witness_request"),
        ),
        sa.PrimaryKeyConstraint("request_id", "evidence_id", name=op.f("pk_witness_request_piece")),
    )
    op.create_table(
        "unlocking",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("row_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by_name", sa.String(length=200), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unlocking")),
    )
    with op.batch_alter_table("unlocking", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_unlocking_row_id"), ["row_id"], unique=False)

    with op.batch_alter_table("confirmation", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("source", sa.String(length=10), nullable=False, server_default="staff")
        )
        batch_op.alter_column("by_id", existing_type=sa.Uuid(), nullable=True)

    with op.batch_alter_table("outgoing_mail", schema=None) as batch_op:
        batch_op.add_column(sa.Column("belongs_to", sa.Uuid(), nullable=True))
        batch_op.add_column(
            sa.Column("state", sa.String(length=10), nullable=False, server_default="waiting")
        )
        batch_op.add_column(sa.Column("problem", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("tried_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(
            batch_op.f("ix_outgoing_mail_belongs_to"), ["belongs_to"], unique=False
        )

    with op.batch_alter_table("centre", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("keeps_for", sa.String(length=200), nullable=False, server_default="")
        )

    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("network", sa.String(length=64), nullable=False, server_default="")
        )

    with op.batch_alter_table("statement", schema=None) as batch_op:
        batch_op.add_column(sa.Column("link_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
        batch_op.add_column(
            sa.Column("way", sa.String(length=10), nullable=False, server_default="mail")
        )
        batch_op.add_column(
            sa.Column("sent_from", sa.String(length=64), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("not_mine_digest", sa.String(length=64), nullable=True))
        batch_op.alter_column("request_id", existing_type=sa.Uuid(), nullable=True)
        batch_op.drop_constraint(batch_op.f("uq_statement_evidence_id"), type_="unique")
        batch_op.create_index(batch_op.f("ix_statement_evidence_id"), ["evidence_id"], unique=False)
        batch_op.create_unique_constraint(
            batch_op.f("uq_statement_evidence_id_version"), ["evidence_id", "version"]
        )
        batch_op.create_unique_constraint(
            batch_op.f("uq_statement_not_mine_digest"), ["not_mine_digest"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_statement_link_id_witness_link"), "witness_link", ["link_id"], ["id"]
        )

    with op.batch_alter_table("witness_request", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("employer", sa.String(length=200), nullable=False, server_default="")
        )
        batch_op.add_column(
            sa.Column("asked_from", sa.String(length=64), nullable=False, server_default="")
        )
        batch_op.add_column(
            sa.Column("vouched_through", sa.String(length=10), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("corrects_evidence_id", sa.Uuid(), nullable=True))
        batch_op.add_column(
            sa.Column("correction_reason", sa.Text(), nullable=False, server_default="")
        )
        batch_op.add_column(
            sa.Column("reminders", sa.Integer(), nullable=False, server_default="0")
        )
        batch_op.add_column(sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("given_up_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("begun_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("followed_by_id", sa.Uuid(), nullable=True))
        batch_op.alter_column(
            "declined_because",
            existing_type=sa.String(length=12),
            type_=sa.String(length=14),
            existing_nullable=False,
        )

    _move_up()
    with op.batch_alter_table("witness_request", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_witness_request_link_digest"), type_="unique")
        batch_op.drop_constraint(
            batch_op.f("fk_witness_request_about_evidence_id_evidence"), type_="foreignkey"
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_witness_request_corrects_evidence_id_evidence"),
            "evidence",
            ["corrects_evidence_id"],
            ["id"],
        )
        batch_op.drop_column("link_digest")
        batch_op.drop_column("about_evidence_id")
        batch_op.drop_column("released_at")


def downgrade() -> None:
    """Undo the change, unless rows are there that the earlier tables can't hold."""
    _refuse_what_would_be_lost()
    _guards_down()
    _keys_down()
    with op.batch_alter_table("witness_request", schema=None) as batch_op:
        batch_op.add_column(sa.Column("released_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("about_evidence_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("link_digest", sa.String(length=64), nullable=True))

    _move_down()
    with op.batch_alter_table("witness_request", schema=None) as batch_op:
        batch_op.drop_constraint(
            batch_op.f("fk_witness_request_corrects_evidence_id_evidence"), type_="foreignkey"
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_witness_request_about_evidence_id_evidence"),
            "evidence",
            ["about_evidence_id"],
            ["id"],
        )
        batch_op.create_unique_constraint(
            batch_op.f("uq_witness_request_link_digest"), ["link_digest"]
        )
        batch_op.alter_column(
            "declined_because",
            existing_type=sa.String(length=14),
            type_=sa.String(length=12),
            existing_nullable=False,
        )
        batch_op.drop_column("followed_by_id")
        batch_op.drop_column("begun_at")
        batch_op.drop_column("given_up_at")
        batch_op.drop_column("reminded_at")
        batch_op.drop_column("reminders")
        batch_op.drop_column("correction_reason")
        batch_op.drop_column("corrects_evidence_id")
        batch_op.drop_column("vouched_through")
        batch_op.drop_column("asked_from")
        batch_op.drop_column("employer")

    with op.batch_alter_table("statement", schema=None) as batch_op:
        batch_op.drop_constraint(
            batch_op.f("fk_statement_link_id_witness_link"), type_="foreignkey"
        )
        batch_op.drop_constraint(batch_op.f("uq_statement_not_mine_digest"), type_="unique")
        batch_op.drop_constraint(batch_op.f("uq_statement_evidence_id_version"), type_="unique")
        batch_op.drop_index(batch_op.f("ix_statement_evidence_id"))
        batch_op.create_unique_constraint(batch_op.f("uq_statement_evidence_id"), ["evidence_id"])
        batch_op.alter_column("request_id", existing_type=sa.Uuid(), nullable=False)
        batch_op.drop_column("not_mine_digest")
        batch_op.drop_column("sent_from")
        batch_op.drop_column("way")
        batch_op.drop_column("version")
        batch_op.drop_column("link_id")

    with op.batch_alter_table("centre", schema=None) as batch_op:
        batch_op.drop_column("keeps_for")

    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.drop_column("network")

    with op.batch_alter_table("outgoing_mail", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_outgoing_mail_belongs_to"))
        batch_op.drop_column("tried_at")
        batch_op.drop_column("problem")
        batch_op.drop_column("state")
        batch_op.drop_column("belongs_to")

    with op.batch_alter_table("confirmation", schema=None) as batch_op:
        batch_op.alter_column("by_id", existing_type=sa.Uuid(), nullable=False)
        batch_op.drop_column("source")

    with op.batch_alter_table("unlocking", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_unlocking_row_id"))

    op.drop_table("unlocking")
    op.drop_table("witness_request_piece")
    with op.batch_alter_table("witness_recording", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_witness_recording_request_id"))

    op.drop_table("witness_recording")
    with op.batch_alter_table("witness_link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_witness_link_request_id"))

    op.drop_table("witness_link")
    with op.batch_alter_table("listed_witness", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_listed_witness_email_key"))

    op.drop_table("listed_witness")
    with op.batch_alter_table("employer_domain", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_employer_domain_domain"))

    op.drop_table("employer_domain")


def _guards_down() -> None:
    """Remove the triggers that hold rows append-only (`base/append_only.py`): the code before knows none."""
    there = op.get_bind()
    if there.dialect.name == "sqlite":
        known = "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'"
    else:
        known = (
            "SELECT t.tgname, c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
            "WHERE NOT t.tgisinternal AND c.relnamespace = current_schema()::regnamespace"
        )
    for name, table in there.execute(sa.text(known)).all():
        if name.startswith("append_only_") and there.dialect.name == "sqlite":
            op.execute(f"DROP TRIGGER {name}")
        elif name.startswith("append_only_"):
            op.execute(f"DROP TRIGGER {name} ON {table}")
            op.execute(f"DROP FUNCTION {name}()")


def _keys_down() -> None:
    """Give addresses the keys that the code before went by; upwards each feature keeps its own (`people/keys.py`)."""
    there = op.get_bind()
    for name, email in keyed:
        text = [sa.column("email_key", sa.String()), sa.column(email, sa.String())]
        table = sa.table(name, sa.column("id", sa.Uuid()), *text)
        wanted = sa.select(table.c.id, table.c[email]).order_by(table.c.id)
        keys: dict[UUID, str] = {}
        for row_id, address in there.execute(wanted).all():
            if not address:
                continue
            key = _old_key(address)
            if name == "account":  # one mailbox to the code before, two to ours: both people stay
                choice = (key, *(f"{key} {number}" for number in range(2, 100)))
                key = next(one for one in choice if one not in keys.values())
                _give_key(there, table, row_id, f" {row_id}")  # out of the others' way first
            keys[row_id] = key
        for row_id, key in keys.items():
            _give_key(there, table, row_id, key)


def _give_key(there: sa.Connection, table: sa.TableClause, row_id: UUID, key: str) -> None:
    there.execute(table.update().where(table.c.id == row_id).values(email_key=key))


def _old_key(address: str) -> str:
    alike = str.maketrans("аеорсухіјѕԁԛԝɡоνιΙοΟ", "aeopcyxijsdqwgoviioo")
    text = unicodedata.normalize("NFKC", address).strip().casefold().translate(alike)
    local, _, domain = text.rpartition("@")
    try:
        domain = domain.encode("idna").decode()
    except UnicodeError:
        domain = domain.strip(".")
    return local.split("+", 1)[0].replace(".", "") + f"@{domain}"


def _move_up() -> None:
    """Take links and pieces out of the requests, and say how links and mails went."""
    there = op.get_bind()
    for row in there.execute(sa.select(request)).all():
        if row.about_evidence_id:
            there.execute(
                piece.insert().values(request_id=row.id, evidence_id=row.about_evidence_id)
            )
        by_hand = row.released_at is not None
        way = "hand" if by_hand else "file" if row.state == "waiting" else "mail"
        link_id = _add_link(there, row, way) if row.link_digest or by_hand else None
        mine = statement.update().where(statement.c.request_id == row.id)
        there.execute(mine.values(way=way, link_id=link_id))
    vouched = request.c.vouched_by_id.is_not(None)
    there.execute(request.update().where(vouched).values(vouched_through="person"))
    there.execute(request.update().values(released_by_id=None, released_by_name=""))
    there.execute(mail.update().where(mail.c.sent_at.is_not(None)).values(state="sent"))


def _add_link(there: sa.Connection, row: sa.Row[Any], way: str) -> UUID:
    """Add the link that a request had; one that was used kept no digest, so it gets one that opens nothing."""
    made = uuid4()
    there.execute(
        link.insert().values(
            id=made,
            request_id=row.id,
            digest=row.link_digest or f"used {made.hex}",
            way=way,
            made_at=row.released_at or row.created_at,
            made_by_id=row.released_by_id,
            made_by_name=row.released_by_name,
        )
    )
    return made


def _move_down() -> None:
    """Put the newest open link, who handed it over, and one piece back into each request."""
    there = op.get_bind()
    for row in there.execute(sa.select(piece)).all():
        mine = request.update().where(request.c.id == row.request_id)
        there.execute(mine.values(about_evidence_id=row.evidence_id))
    there.execute(request.update().values(released_by_id=None, released_by_name=""))
    living = sa.select(link).where(link.c.ended_at.is_(None)).order_by(link.c.made_at)
    for row in there.execute(living).all():
        values = {} if row.digest.startswith("used ") else {"link_digest": row.digest}
        if row.way == "hand":
            values |= {
                "released_by_id": row.made_by_id,
                "released_by_name": row.made_by_name,
                "released_at": row.made_at,
            }
        if values:
            there.execute(request.update().where(request.c.id == row.request_id).values(**values))


def _refuse_what_would_be_lost() -> None:
    newer = (
        "SELECT (SELECT count(*) FROM statement WHERE version > 1 OR request_id IS NULL)"
        " + (SELECT count(*) FROM confirmation WHERE by_id IS NULL)"
    )
    if op.get_bind().scalar(sa.text(newer)):
        raise RuntimeError(
            "This database holds corrections, signed papers or answers from mailboxes, which the earlier "
            "release can't keep. Restore a backup from before the upgrade instead."
        )
