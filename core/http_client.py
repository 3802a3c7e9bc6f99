"""HTTP client for third parties, with a total timeout and a size limit."""

import time
from typing import cast

import httpx


class BoundedTransport(httpx.BaseTransport):
    """Transport that aborts oversized and slow responses.

    httpx's own timeout applies between two reads, not to the whole response.
    """

    def __init__(self, *, seconds: float, most_bytes: int) -> None:
        self.inner = httpx.HTTPTransport()
        self.seconds, self.most_bytes = seconds, most_bytes

    def close(self) -> None:
        self.inner.close()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        deadline = time.monotonic() + self.seconds
        response = self.inner.handle_request(request)
        try:
            body = b""
            # A transport for sync clients gives a stream of that kind.
            for part in cast(httpx.SyncByteStream, response.stream):
                body += part
                if len(body) > self.most_bytes or time.monotonic() > deadline:
                    raise httpx.ReadError(
                        "The response is too long or too slow.", request=request
                    )
        finally:
            response.close()
        return httpx.Response(
            response.status_code, headers=response.headers, content=body
        )


def client(*, seconds: float, most_bytes: int) -> httpx.Client:
    """A client that follows no redirects and ignores the environment's proxies."""
    return httpx.Client(
        timeout=seconds,
        transport=BoundedTransport(seconds=seconds, most_bytes=most_bytes),
        trust_env=False,
    )
