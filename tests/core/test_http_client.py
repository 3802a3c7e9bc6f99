import threading
import time
from threading import Event

import httpx
import pytest

from core.http_client import MOST_CALLS, client, within
from tests import servers


@pytest.fixture
def never():
    """An event that the abandoned calls of a test wait for, until it ends."""
    event = Event()
    yield event
    event.set()


def test_a_call_in_time_gives_its_result():
    assert within(5, lambda: 7) == 7


def test_a_call_in_time_gives_its_error():
    with pytest.raises(ZeroDivisionError):
        within(5, lambda: 1 / 0)


def test_a_call_that_cannot_be_interrupted_is_left_behind_at_the_deadline(never):
    begun = time.monotonic()

    with pytest.raises(TimeoutError):
        within(0.1, never.wait)

    assert time.monotonic() - begun < 2


def begun_since(before):
    """Threads that were not there before; one of an earlier test may end meanwhile."""
    return {*threading.enumerate()} - before


def test_calls_left_behind_are_bounded_and_free_their_places(never):
    before = {*threading.enumerate()}
    for _ in range(MOST_CALLS + 3):
        with pytest.raises(TimeoutError):
            within(0.05, never.wait)
    assert len(begun_since(before)) == MOST_CALLS

    never.set()

    assert within(5, lambda: 7) == 7


def test_the_connection_of_a_response_that_is_given_up_is_closed():
    before = {*threading.enumerate()}
    with servers.video_site() as site:
        site.mood = "dripping headers"
        while_it_listens = {*threading.enumerate()}
        with (
            client(seconds=0.5, most_bytes=1000) as http,
            pytest.raises(httpx.ReadTimeout),
        ):
            http.get(site.url, params={"url": "https://video.example/1"})

        until = time.monotonic() + 10
        while begun_since(while_it_listens) and time.monotonic() < until:
            time.sleep(0.02)

        assert not begun_since(while_it_listens)
    assert not begun_since(before)
