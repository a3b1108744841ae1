"""What the page of a statement offers to an assessor, a quality assurer and an administrator."""

from dataclasses import replace

from portfolio.witness.trust.statement_offers import StatementSeen

ASSESSOR = StatementSeen(
    acts=True,
    assesses=True,
    samples=False,
    looks_after_centre=False,
    is_newest=True,
    asked_by_link=True,
    vouched=False,
    disputed=False,
)
ADMINISTRATOR = replace(ASSESSOR, acts=False, assesses=False, looks_after_centre=True)
IQA = replace(ASSESSOR, acts=False, assesses=False, samples=True)


def test_who_reads_portfolios_goes_back_to_the_piece():
    assert ASSESSOR.reads_piece
    assert IQA.reads_piece
    assert not ADMINISTRATOR.reads_piece


def test_an_assessor_who_is_the_witness_is_told_so():
    assert replace(ASSESSOR, acts=False).is_witness_too
    assert not ASSESSOR.is_witness_too
    assert not replace(ASSESSOR, acts=False, is_newest=False).is_witness_too
    assert not replace(ASSESSOR, acts=False, samples=True).is_witness_too
    assert not ADMINISTRATOR.is_witness_too


def test_a_witness_whose_address_is_not_known_yet_can_be_listed_by_those_who_keep_the_list():
    assert ASSESSOR.may_list_witness
    assert ADMINISTRATOR.may_list_witness
    assert not IQA.may_list_witness


def test_nobody_is_listed_from_paper_twice_or_while_disputed():
    assert not replace(ASSESSOR, asked_by_link=False).may_list_witness
    assert not replace(ASSESSOR, vouched=True).may_list_witness
    assert not replace(ASSESSOR, disputed=True).may_list_witness
