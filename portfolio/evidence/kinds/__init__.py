"""The kinds of evidence: `criteria/kinds.py` names them, the file with a kind's id declares it."""

from portfolio.criteria.kinds import KIND_NAMES
from portfolio.evidence.kinds.declared import declared
from portfolio.evidence.kinds.fields import Kind

KINDS: dict[str, Kind] = {kind_id: declared(kind_id) for kind_id in KIND_NAMES}
