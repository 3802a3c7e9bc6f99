"""Where a request comes from."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

UNKNOWN = "0.0.0.0"  # noqa: S104 - nothing listens there


def client_address(request: HttpRequest) -> Address | None:
    """The visitor's address, as the operator's outermost proxy saw it.

    What stands further left in X-Forwarded-For was written by the visitor. None where
    there is no address, as behind a Unix socket.
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
    """What counts as one visitor: an IPv4 address, of IPv6 the /64 that each has."""
    if found is None:
        return UNKNOWN
    if found.version == 4:
        return str(found)
    return str(ipaddress.ip_network((int(found), 64), strict=False).network_address)
