"""HTTP client for third parties, with a total timeout and a size limit."""

import time
from collections.abc import Callable
from concurrent.futures import Future
from threading import BoundedSemaphore, Thread
from typing import TypeVar, cast

import httpx

R = TypeVar("R")

MOST_CALLS = 8
_places = BoundedSemaphore(MOST_CALLS)


def within(seconds: float, call: Callable[[], R]) -> R:
    """The result of a call in a thread of its own; raises TimeoutError at the deadline.

    For what cannot be interrupted, such as the system's resolver. The thread is left
    behind then; at most ``MOST_CALLS`` of them run, and others wait for a place within
    their own time. Daemon threads, so that none of them holds up the end of the process.
    """
    deadline = time.monotonic() + seconds
    if not _places.acquire(timeout=seconds):
        raise TimeoutError
    outcome: Future[R] = Future()
    Thread(target=_run, args=(call, outcome), daemon=True).start()
    return outcome.result(timeout=max(0, deadline - time.monotonic()))


def _run(call: Callable[[], R], outcome: Future[R]) -> None:
    try:
        result = call()
    except BaseException as error:
        # The caller raises it again.
        outcome.set_exception(error)
    else:
        outcome.set_result(result)
    finally:
        _places.release()


class BoundedTransport(httpx.BaseTransport):
    """Transport that aborts oversized and slow responses.

    httpx's own timeout applies between two reads, and not to the lookup of the name.
    """

    def __init__(self, *, seconds: float, most_bytes: int) -> None:
        self.seconds, self.most_bytes = seconds, most_bytes

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        connection = httpx.HTTPTransport()
        try:
            return within(self.seconds, lambda: self._fetch(connection, request))
        except TimeoutError:
            # Ends the thread that is left behind, unless it still looks up the name.
            connection.close()
            raise httpx.ReadTimeout(
                "No response within the time limit.", request=request
            ) from None

    def _fetch(
        self, connection: httpx.HTTPTransport, request: httpx.Request
    ) -> httpx.Response:
        deadline = time.monotonic() + self.seconds
        with connection:
            response = connection.handle_request(request)
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
