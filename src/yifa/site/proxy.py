"""Where a request came from: forwarded headers count only when a declared proxy sent them.

Without `YIFA_PROXIES` the peer of the connection is the visitor, and whatever it says in forwarded headers is
taken away before anything reads it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
CLAIMS = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_HOST", "HTTP_FORWARDED",
          "HTTP_X_REAL_IP")  # fmt: skip


@lru_cache(maxsize=8)
def _networks(declared: tuple[str, ...]) -> tuple[Network, ...]:
    return tuple(ip_network(text.strip(), strict=False) for text in declared)


def address_of(text: str) -> Address | None:
    """An address as written in a header, ports and brackets left out; None for what is none."""
    plain = text.strip()
    if plain.startswith("["):
        plain = plain[1:].partition("]")[0]
    elif plain.count(":") == 1:
        plain = plain.partition(":")[0]
    try:
        found = ip_address(plain)
    except ValueError:
        return None
    mapped = getattr(found, "ipv4_mapped", None)
    return mapped or found


def declared(address: Address | None) -> bool:
    """Whether a peer is one of the declared proxies."""
    if address is None:
        return False
    return any(address in network for network in _networks(tuple(settings.YIFA_PROXIES)))


def visitor(peer: str, forwarded: str) -> str:
    """The nearest address in the chain that no declared proxy owns: what stands left of it is hearsay."""
    here = peer
    hops = [h for h in forwarded.split(",") if h.strip()]
    while declared(address_of(here)) and hops:
        hop = hops.pop()
        if address_of(hop) is None:
            break
        here = str(address_of(hop))
    return here


class ProxyMiddleware:
    """Settles `REMOTE_ADDR` and the scheme before anything else looks at them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        peer = request.META.get("REMOTE_ADDR", "")
        if declared(address_of(peer)):
            forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "")
            request.META["REMOTE_ADDR"] = visitor(peer, forwarded)
        else:
            for name in CLAIMS:
                request.META.pop(name, None)
        return self.get_response(request)
