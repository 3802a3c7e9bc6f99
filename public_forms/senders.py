"""The sender of a submission as known from the request."""

from dataclasses import dataclass

from django.http import HttpRequest

from core import client_ip

MOST_CHARACTERS = 300


@dataclass(frozen=True)
class Sender:
    """Data about the sender from the request.

    ``address`` is None behind a Unix socket; rate limits count by ``network``.
    """

    address: str | None
    network: str
    user_agent: str = ""
    referrer: str = ""


def sender_of(request: HttpRequest) -> Sender:
    address = client_ip.client_address(request)
    return Sender(
        address=str(address) if address else None,
        network=client_ip.client_network(address),
        user_agent=request.headers.get("User-Agent", "")[:MOST_CHARACTERS],
        referrer=request.headers.get("Referer", "")[:MOST_CHARACTERS],
    )
