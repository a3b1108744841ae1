"""Which network somebody is on, as a keyed mark: equal marks are one network, and none leads back to an address."""

import hashlib
import hmac
from ipaddress import ip_address, ip_network

from flask import current_app

IPV6_SUBSCRIBER = 64
"""Bits of an IPv6 address that one line keeps (RFC 6177); the rest changes with the device."""


def network_mark(address: str | None) -> str:
    """Return a mark (HMAC-SHA-256, hex) of the network an address belongs to; empty for what is no address."""
    try:
        known = ip_address(address or "")
    except ValueError:
        return ""
    mapped = getattr(known, "ipv4_mapped", None)
    known = mapped or known
    bits = known.max_prefixlen if known.version == 4 else IPV6_SUBSCRIBER  # noqa: PLR2004 -- IP's own version number
    network = ip_network(f"{known}/{bits}", strict=False)
    key = b"network:" + current_app.config["SECRET_KEY"].encode()
    return hmac.new(key, str(network).encode(), hashlib.sha256).hexdigest()
