"""The kinds of evidence: one file each, one line here."""

from portfolio.evidence.kinds.fields import Kind
from portfolio.evidence.kinds.handover_instance import HANDOVER_INSTANCE
from portfolio.evidence.kinds.reflective_account import REFLECTIVE_ACCOUNT
from portfolio.evidence.kinds.witness_statement import WITNESS_STATEMENT

KINDS: dict[str, Kind] = {
    kind.id: kind for kind in (HANDOVER_INSTANCE, REFLECTIVE_ACCOUNT, WITNESS_STATEMENT)
}
