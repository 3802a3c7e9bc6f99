"""HTTP to third parties, bounded in time and size."""

import time

import httpx


class BoundedTransport(httpx.BaseTransport):
    """Gives up on answers that are too long or drip.

    httpx's own timeout counts from one byte to the next.
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
            for part in response.stream:
                body += part
                if len(body) > self.most_bytes or time.monotonic() > deadline:
                    raise httpx.ReadError("The answer has no end.", request=request)
        finally:
            response.close()
        return httpx.Response(
            response.status_code, headers=response.headers, content=body
        )


def client(*, seconds: float, most_bytes: int) -> httpx.Client:
    """Follows no redirects, and takes no proxy or password from the environment."""
    return httpx.Client(
        timeout=seconds,
        transport=BoundedTransport(seconds=seconds, most_bytes=most_bytes),
        trust_env=False,
    )
