"""Names and addresses as lists sort and search them: however they are written, and alike on both engines."""

from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Connection,
    SQLColumnExpression,
    String,
    bindparam,
    false,
    select,
    true,
)

from portfolio.base.db import Model

LONGEST_SEARCH = 1_400
"""Characters: more than a name and an address have together, folded."""


def folded(text: str) -> str:
    """Return what stays the same whether a text is written in capitals or not."""
    return text.casefold()


def folded_type(longest: int) -> String:
    """Return the type of a column for folded texts of so many characters; folding may make three of one.

    By the code of each character, as Python and SQLite compare: PostgreSQL's own order depends on the server.
    """
    by_code = String(longest * 3, collation="C")
    return String(longest * 3).with_variant(by_code, "postgresql")


def holds(text: SQLColumnExpression[str], search: str) -> ColumnElement[bool]:
    """Whether a folded text has what is searched for in it, however that is written."""
    wanted = folded(search)
    if not wanted:
        return true()
    if (
        "\0" in wanted or len(wanted) > LONGEST_SEARCH
    ):  # PostgreSQL takes no NUL, and nobody has so long a name
        return false()
    return text.contains(wanted, autoescape=True)


def keep_folded_names(connection: Connection) -> None:
    """Fold each account's name and address again where that gives another text than the one kept."""
    accounts = Model.metadata.tables["account"]
    kept = accounts.c
    rows = select(kept.id, kept.name, kept.email, kept.name_folded, kept.email_folded)
    changed: list[dict[str, UUID | str]] = [
        {"row": row.id, "name_now": folded(row.name), "email_now": folded(row.email)}
        for row in connection.execute(rows)
        if (folded(row.name), folded(row.email)) != (row.name_folded, row.email_folded)
    ]
    if changed:
        change = accounts.update().where(kept.id == bindparam("row"))
        change = change.values(name_folded=bindparam("name_now"))
        connection.execute(change.values(email_folded=bindparam("email_now")), changed)
