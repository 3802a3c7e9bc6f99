"""A cheap HTTP client: one process, few keep-alive connections, one request on each."""

import re
import socket
from collections.abc import Iterator

CONNECTIONS = 4
LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
CHUNKED = re.compile(rb"\r\ntransfer-encoding: *chunked", re.IGNORECASE)
READ_BYTES = 262_144
TIMEOUT_SECONDS = 60
WITHOUT_BODY = {204, 304}


class Connection:
    """A keep-alive connection to a port of this machine."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), TIMEOUT_SECONDS)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def send(self, request: bytes) -> None:
        self._socket.sendall(request)

    def receive(self) -> tuple[int, bytes, bytes]:
        """Status, head and body (as sent, so with the sizes of chunks) of an answer."""
        data = b""
        while (end := data.find(b"\r\n\r\n")) < 0:
            data += self._read()
        head, body = data[:end], data[end + 4 :]
        status = int(head[9:12])
        if status in WITHOUT_BODY:
            return status, head, b""
        length = LENGTH.search(head)
        if length:
            return status, head, self._rest(body, int(length[1]))
        if not CHUNKED.search(head):
            raise SystemExit(f"An answer has no length: {head!r}")
        while not body.endswith(b"0\r\n\r\n"):
            body += self._read()
        return status, head, body

    def _rest(self, body: bytes, length: int) -> bytes:
        if len(body) == length:
            return body
        parts, missing = [body], length - len(body)
        while missing > 0:
            parts.append(self._read())
            missing -= len(parts[-1])
        return b"".join(parts)

    def _read(self) -> bytes:
        read = self._socket.recv(READ_BYTES)
        if not read:
            raise SystemExit("A server closed the connection.")
        return read

    def close(self) -> None:
        self._socket.close()


class Client:
    """Sends requests on all its connections, so that the server never waits for it."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._connections: list[Connection] = []

    def connect(self) -> None:
        """Opens new connections, as servers close those that were idle for a while."""
        for connection in self._connections:
            connection.close()
        self._connections = [Connection(self.port) for _ in range(CONNECTIONS)]

    def ask(self, request: bytes) -> tuple[int, bytes, bytes]:
        connection = Connection(self.port)
        try:
            connection.send(request)
            return connection.receive()
        finally:
            connection.close()

    def load(self, requests: Iterator[bytes], count: int, status: int) -> None:
        """Sends so many requests, each of which has to be answered with the status."""
        for n in range(count + CONNECTIONS):
            connection = self._connections[n % CONNECTIONS]
            if n >= CONNECTIONS and n - CONNECTIONS < count:
                found, head, body = connection.receive()
                if found != status:
                    text = (head + b"\n" + body[:500]).decode(errors="replace")
                    raise SystemExit(f"Port {self.port} answered:\n{text}")
            if n < count:
                connection.send(next(requests))


def request(
    path: str,
    headers: dict[str, str] | None = None,
    *,
    method: str = "GET",
    body: bytes = b"",
) -> bytes:
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    if body:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode() + body


def headers_of(head: bytes) -> list[tuple[str, str]]:
    """The headers of an answer, in their order."""
    lines = head.decode("latin-1").split("\r\n")[1:]
    pairs = (line.partition(":") for line in lines)
    return [(name, value.strip()) for name, _, value in pairs]
