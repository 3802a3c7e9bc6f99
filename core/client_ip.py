"""The client's IP address and network, with trusted proxies."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

UNKNOWN = "0.0.0.0"  # noqa: S104 - a placeholder, not a bind address


def client_address(request: HttpRequest) -> Address | None:
    """The client's address as seen by the outermost of TRUSTED_PROXIES.

    Entries further left in X-Forwarded-For come from the client and are ignored. None
    if there is no address, as behind a Unix socket.
    """
    direct = request.META.get("REMOTE_ADDR", "")
    forwarded = request.headers.get("X-Forwarded-For", direct).split(",")
    proxies = settings.TRUSTED_PROXIES
    seen = forwarded[-proxies].strip() if 0 < proxies <= len(forwarded) else direct
    try:
        found = ipaddress.ip_address(seen)
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found


def client_network(found: Address | None) -> str:
    """The network that counts as one client: an IPv4 address, or an IPv6 /64."""
    if found is None:
        return UNKNOWN
    if found.version == 4:
        return str(found)
    return str(ipaddress.ip_network((int(found), 64), strict=False).network_address)
