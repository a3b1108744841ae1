"""Which domains can stand for an employer, and when two addresses are just the same."""

import pytest

from portfolio.witness.domains import (
    NotADomain,
    domain_of,
    employers_domain,
    is_free_mail,
    mailbox_of,
)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("rowanbank.example.org", "rowanbank.example.org"),
        (" @RowanBank.Example.ORG. ", "rowanbank.example.org"),
        ("grace@rowanbank.co.uk", "rowanbank.co.uk"),
        ("bücher.example", "xn--bcher-kva.example"),
        ("ＢÜCHER。example", "xn--bcher-kva.example"),
        ("xn--bcher-kva.example", "xn--bcher-kva.example"),
        ("guildford.gov.uk", "guildford.gov.uk"),
    ],
)
def test_a_domain_is_kept_exact_in_lower_case_and_ascii(typed, kept):
    assert employers_domain(typed) == kept


@pytest.mark.parametrize("domain", ["gmail.com", "Hotmail.co.uk", "mail.outlook.com", "me@sky.com"])
def test_free_mail_is_refused_with_what_to_do(domain):
    with pytest.raises(NotADomain, match=r"says nothing about an employer.*witness list instead"):
        employers_domain(domain)


@pytest.mark.parametrize("domain", ["co.uk", "gov.uk", "nhs.uk", "com.au", "ac.nz", "uk.com"])
def test_a_public_suffix_is_refused(domain):
    with pytest.raises(NotADomain, match="Many employers have a domain that ends in"):
        employers_domain(domain)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "@",
        "uk",
        "https://rowanbank.org/",
        "rowan bank.org",
        "a..b",
        "-a.org",
        "x" * 70 + ".org",
    ],
)
def test_what_is_no_domain_gets_a_sentence(typed):
    with pytest.raises(NotADomain, match="after the @"):
        employers_domain(typed)


def test_a_mailbox_is_the_very_address_and_not_one_that_looks_like_it():
    grace = mailbox_of("Grace@RowanBank.org")
    assert grace == mailbox_of("grace@rowanbank.org ")
    for other in (
        "gra.ce@rowanbank.org",
        "grace+x@rowanbank.org",
        "grace@rоwanbank.org",
        "grаce@rowanbank.org",
    ):
        assert mailbox_of(other) != grace
    assert mailbox_of("nobody") == mailbox_of("@rowanbank.org") == ""


def test_the_domain_of_an_address():
    assert domain_of("Käthe@BÜCHER.example") == "xn--bcher-kva.example"
    assert domain_of("Grace <x>@BÜCHER.example.") == "xn--bcher-kva.example"
    assert domain_of("bücher.example") == domain_of("nobody") == ""


def test_a_firm_with_a_free_name_inside_is_not_free_mail():
    assert is_free_mail("gmail.com")
    assert not is_free_mail("gmail.com.rowanbank.org")
    assert not is_free_mail("rowangmail.com")
