"""The client's IP address and network, with trusted proxies."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

UNKNOWN = "0.0.0.0"  # noqa: S104 - a placeholder, not a bind address


def client_address(request: HttpRequest) -> Address | None:
    """The client's address as seen by the outermost of TRUSTED_PROXIES.

    Entries further left in X-Forwarded-For come from the client and are ignored. None
    if there is no address, as behind a Unix socket. If a front end vouches for it, the
    address of its visitor.
    """
    visitor: Address | None = getattr(request, "visitor_address", None)
    if visitor:
        return visitor
    direct = request.META.get("REMOTE_ADDR", "")
    forwarded = request.headers.get("X-Forwarded-For", direct).split(",")
    proxies = settings.TRUSTED_PROXIES
    seen = forwarded[-proxies].strip() if 0 < proxies <= len(forwarded) else direct
    try:
        found = ipaddress.ip_address(seen)
    except ValueError:
        return None
    return plain(found)


def set_visitor(request: HttpRequest, visitor: Address) -> None:
    """Sets the address of a front end's visitor, for which its key vouches."""
    # An attribute of ours, which no type of a request has.
    request.visitor_address = visitor  # type: ignore[attr-defined]


def plain(found: Address) -> Address:
    """An IPv4 address that is written as IPv6, as IPv4."""
    return getattr(found, "ipv4_mapped", None) or found


def client_network(found: Address | None) -> str:
    """The network that counts as one client: an IPv4 address, or an IPv6 /64."""
    if found is None:
        return UNKNOWN
    if found.version == 4:
        return str(found)
    return str(ipaddress.ip_network((int(found), 64), strict=False).network_address)
