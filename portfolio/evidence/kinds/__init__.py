"""The kinds of evidence: one file each, one line here."""

from portfolio.evidence.kinds.fields import Kind
from portfolio.evidence.kinds.handover_instance import HANDOVER_INSTANCE
from portfolio.evidence.kinds.observation_record import OBSERVATION_RECORD
from portfolio.evidence.kinds.paper_statement import PAPER_STATEMENT
from portfolio.evidence.kinds.professional_discussion import PROFESSIONAL_DISCUSSION
from portfolio.evidence.kinds.reflective_account import REFLECTIVE_ACCOUNT
from portfolio.evidence.kinds.roles_agreement import ROLES_AGREEMENT
from portfolio.evidence.kinds.seen_in_place import SEEN_IN_PLACE
from portfolio.evidence.kinds.witness_statement import WITNESS_STATEMENT
from portfolio.evidence.kinds.work_product import WORK_PRODUCT

KINDS: dict[str, Kind] = {
    kind.id: kind
    for kind in (
        HANDOVER_INSTANCE,
        ROLES_AGREEMENT,
        REFLECTIVE_ACCOUNT,
        WORK_PRODUCT,
        PROFESSIONAL_DISCUSSION,
        SEEN_IN_PLACE,
        OBSERVATION_RECORD,
        WITNESS_STATEMENT,
        PAPER_STATEMENT,
    )
}
