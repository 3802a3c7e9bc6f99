"""HTTP POST to addresses that people entered, kept off internal networks.

The name is looked up once, and the very address that was checked is connected to, so a
name server that changes its answer (DNS rebinding) reaches nothing else.
"""

import socket
import ssl
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from typing import Any

import httpcore

from core.http_client import within

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

MOST_BYTES = 64 * 1024
# With headers, interim answers and the lengths of chunks.
MOST_BYTES_READ = 4 * MOST_BYTES
TIMEOUT_SECONDS = 10.0
# Of a name; each gets its part of the time.
MOST_ADDRESSES = 4
# Networks whose addresses end with an IPv4 address, which a gateway connects to.
ENDING_WITH_IPV4 = [
    ip_network(each) for each in ("64:ff9b::/96", "::/96", "::ffff:0:0:0/96")
]


class RequestFailed(Exception):
    """No answer; the message is for people."""


class AddressRefused(RequestFailed):
    """The name leads to an address that must not be connected to."""


@dataclass(frozen=True)
class Answer:
    """Status and body of an answer; ``body`` ends after ``MOST_BYTES``."""

    status: int
    body: bytes


@dataclass(frozen=True)
class Request:
    """A request with headers as text; the method POST, unless another is given."""

    url: str
    headers: Mapping[str, str]
    body: bytes = b""
    method: str = "POST"


def send(
    request: Request,
    *,
    allowed: Sequence[Network] = (),
    seconds: float = TIMEOUT_SECONDS,
) -> Answer:
    """The answer to a request; redirects are answers.

    Connects to public addresses by https, and to those of the ``allowed`` networks by
    http, too. Raises RequestFailed, in particular AddressRefused.
    """
    deadline = time.monotonic() + seconds
    try:
        return within(seconds, lambda: _exchange(request, allowed, deadline))
    except TimeoutError:
        problem = f"There was no complete answer within {seconds:g} seconds."
        raise RequestFailed(problem) from None


def _exchange(request: Request, allowed: Sequence[Network], deadline: float) -> Answer:
    try:
        url = httpcore.URL(request.url)
        is_encrypted = url.scheme == b"https"
        backend = _CheckedBackend(allowed, is_encrypted=is_encrypted, deadline=deadline)
        with httpcore.ConnectionPool(network_backend=backend) as pool:
            return _answer(pool, request)
    except httpcore.TimeoutException:
        raise TimeoutError from None
    except _FAILURES as failure:
        raise RequestFailed(_in_words(failure)) from None


_FAILURES = (
    httpcore.NetworkError,
    httpcore.ProtocolError,
    httpcore.UnsupportedProtocol,
    OSError,
    ValueError,
)


def _answer(pool: httpcore.ConnectionPool, request: Request) -> Answer:
    with pool.stream(
        request.method,
        request.url,
        headers=list(request.headers.items()),
        content=request.body,
    ) as response:
        body = b""
        for part in response.iter_stream():
            body += part
            if len(body) >= MOST_BYTES:
                break
    return Answer(response.status, body[:MOST_BYTES])


def _in_words(failure: Exception) -> str:
    kinds: list[tuple[type[Exception], str]] = [
        (httpcore.ConnectError, "The connection was refused or could not be made."),
        (httpcore.NetworkError, "The connection broke."),
        (httpcore.ProtocolError, "The answer is not one of a web server."),
    ]
    words = (text for kind, text in kinds if isinstance(failure, kind))
    return next(words, "The address cannot be used.")


def _seconds_until(deadline: float) -> float:
    seconds = deadline - time.monotonic()
    if seconds <= 0:
        raise httpcore.TimeoutException
    return seconds


class _BoundedStream(httpcore.NetworkStream):
    """Connection that ends at a deadline, and after ``MOST_BYTES_READ``.

    Timeouts of httpcore begin anew with each byte, so a receiver that sends one now and
    then would hold the thread, and its place, for hours.
    """

    def __init__(self, stream: httpcore.NetworkStream, deadline: float) -> None:
        self.stream, self.deadline = stream, deadline
        self.bytes_read = 0

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        part = self.stream.read(max_bytes, _seconds_until(self.deadline))
        self.bytes_read += len(part)
        if self.bytes_read > MOST_BYTES_READ:
            raise httpcore.ReadError
        return part

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self.stream.write(buffer, _seconds_until(self.deadline))

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        seconds = _seconds_until(self.deadline)
        encrypted = self.stream.start_tls(ssl_context, server_hostname, seconds)
        return _BoundedStream(encrypted, self.deadline)

    def close(self) -> None:
        self.stream.close()

    # Any: as httpcore's.
    def get_extra_info(self, info: str) -> Any:
        return self.stream.get_extra_info(info)


class _CheckedBackend(httpcore.NetworkBackend):
    """Connections to addresses that were checked after the lookup of their name."""

    def __init__(
        self, allowed: Sequence[Network], *, is_encrypted: bool, deadline: float
    ) -> None:
        self.allowed, self.is_encrypted = allowed, is_encrypted
        self.deadline = deadline
        self.sockets = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        usable = [*filter(self._is_usable, _addresses_of(host, port))]
        if not usable:
            raise AddressRefused(self._refusal(host))
        problem: Exception | None = None
        usable = usable[:MOST_ADDRESSES]
        for others, address in zip(reversed(range(len(usable))), usable, strict=True):
            seconds = _seconds_until(self.deadline) / (others + 1)
            try:
                connected = self.sockets.connect_tcp(str(address), port, seconds)
                return _BoundedStream(connected, self.deadline)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as failure:
                problem = failure
        raise problem or httpcore.ConnectError

    def _is_usable(self, address: Address) -> bool:
        if is_in(address, self.allowed):
            return True
        return self.is_encrypted and is_public(address)

    def _refusal(self, host: str) -> str:
        if not self.is_encrypted:
            return "Only https:// addresses are used outside of your own network."
        return f"{host} is an address within a network, which is not allowed."


def _addresses_of(host: str, port: int) -> list[Address]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise RequestFailed(f"The name {host} is not known.") from None
    # An address of a link, as fe80::1%eth0, is written with its interface.
    texts = [str(each[4][0]).partition("%")[0] for each in found]
    return [ip_address(text) for text in dict.fromkeys(texts)]


def is_public(address: Address) -> bool:
    """False for addresses of this machine, of private networks, and of none.

    An IPv6 address that stands for an IPv4 address is judged by that one, too.
    """
    if address.is_multicast or not address.is_global:
        return False
    if isinstance(address, IPv4Address):
        return True
    inner = _ipv4_within(address)
    return not address.is_site_local and (inner is None or is_public(inner))


def _ipv4_within(address: IPv6Address) -> IPv4Address | None:
    if any(address in each for each in ENDING_WITH_IPV4):
        return IPv4Address(int(address) & 0xFFFFFFFF)
    teredo = address.teredo
    return address.ipv4_mapped or address.sixtofour or (teredo and teredo[1])


def is_in(address: Address, networks: Iterable[Network]) -> bool:
    """True if the address, or the IPv4 address that it maps, is in a network."""
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return any((mapped or address) in network for network in networks)
