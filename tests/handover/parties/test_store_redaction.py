"""A message to a receiver loses the customer's details together with its piece; the history stays whole."""

import pytest

from portfolio.base.db import db
from portfolio.evidence.records import store
from portfolio.evidence.redaction.store import look_through, replace
from portfolio.handover.parties.model import Participant
from portfolio.handover.replies import requests
from portfolio.handover.replies.requests import Inviting
from portfolio.history.store import verify
from tests.evidence.examples import submitted

pytestmark = pytest.mark.usefixtures("context")


def test_a_message_is_without_the_details_too(world):
    piece = submitted(world.learner, purpose="Mrs Okonkwo wanted a call on 07700 900461.")
    inviting = Inviting("Priya", "priya@shop.example", "Please ring Mrs Okonkwo on 07700 900461.")
    one = requests.ask(world.learner, piece.id, inviting)
    found = look_through(piece)
    ids = [each.id for each in found.details]
    replace(
        world.learner, piece, ids,
        seen_revision=piece.draft_revision, earlier=True, keep_original=False,
    )  # fmt: skip
    db.session.expire_all()
    assert db.session.get(Participant, one.id).message == "Please ring Customer A on phone 1."
    whole = store.own(world.learner, piece.id)
    assert whole.versions[0].content["purpose"] == "Customer A wanted a call on phone 1."
    assert verify() == []
