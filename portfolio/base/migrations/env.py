"""Runs migrations on a connection of its own, able to write (see portfolio.base.schema)."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext

from portfolio.base.db import Model, UtcDateTime
from portfolio.base.schema import is_declared


def plain_types(kind: str, item: Any, _context: AutogenContext) -> str | Literal[False]:
    """Write our moment as the engine's own type, so that a migration needs nothing of ours."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Model.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    render_item=plain_types,
    include_name=lambda name, _kind, _parents: is_declared(name),
)
with context.begin_transaction():
    context.run_migrations()
