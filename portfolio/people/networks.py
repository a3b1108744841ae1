"""Which network somebody is on, as a keyed mark: equal marks are one network, and none leads back to an address."""

import hashlib
import hmac
import re
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from flask import current_app

IPV6_SUBSCRIBER = 64
"""Bits of an IPv6 address that one line keeps (RFC 6177); the rest changes with the device."""
_PORT = re.compile(r"\[(?P<six>[^\]]*)\](?::\d+)?|(?P<four>[\d.]+):\d+")


def network_mark(address: str | None) -> str:
    """Return a mark (HMAC-SHA-256, hex) of the network an address belongs to; empty for what is no address.

    Behind proxies `request.remote_addr` is the visitor's address only where PORTFOLIO_PROXIES says how
    many there are; some proxies write a port beside it.
    """
    known = _address(address or "")
    if known is None:
        return ""
    bits = known.max_prefixlen if isinstance(known, IPv4Address) else IPV6_SUBSCRIBER
    network = ip_network((int(known).to_bytes(known.max_prefixlen // 8), bits), strict=False)
    key = b"network:" + current_app.config["SECRET_KEY"].encode()
    return hmac.new(key, str(network).encode(), hashlib.sha256).hexdigest()


def _address(text: str) -> IPv4Address | IPv6Address | None:
    with_port = _PORT.fullmatch(text.strip())
    bare = (with_port["six"] or with_port["four"]) if with_port else text.strip()
    try:
        known = ip_address(bare)
    except ValueError:
        return None
    return (known.ipv4_mapped or known) if isinstance(known, IPv6Address) else known
