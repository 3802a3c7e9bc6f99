"""Receivers of webhooks and purges: servers on loopback that speak their protocols."""

import json
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from ipaddress import ip_network
from threading import Lock

from tests.servers import listening

LOOPBACK = ip_network("127.0.0.0/8")


class Receiver:
    """Keeps what it was sent in ``taken``, and what it accepted in ``accepted``.

    ``mood`` says how it answers; ``moods`` holds answers for the next requests.
    """

    def __init__(self):
        self.mood = "up"
        self.moods = []
        self.refused = lambda request: False
        self.taken, self.accepted = [], []
        self.url = ""
        self.lock = Lock()

    def answer(self, request):
        """Status, headers and parts of the body."""
        mood = self.moods.pop(0) if self.moods else self.mood
        if self.refused(request):
            mood = "failing"
        if mood == "up":
            self.accepted.append(request)
            return 200, {}, [b'{"success": true, "status": "ok"}']
        return getattr(self, mood.replace(" ", "_"))()

    def failing(self):
        return 500, {}, [b"out of order"]

    def missing(self):
        return 404, {}, [b""]

    def slow(self):
        time.sleep(1)
        return 200, {}, [b""]

    def gone(self):
        return 410, {}, [b""]

    def busy(self):
        return 429, {"Retry-After": "1"}, [b""]

    def redirecting(self):
        return 307, {"Location": f"{self.url}/elsewhere"}, [b""]

    def saying_no(self):
        return 200, {}, [b'{"success": false}']

    def long(self):
        return 500, {}, [b"x" * 100_000] * 20

    def echoing(self):
        return 500, {}, [repr(self.taken[-1].headers).encode()]

    def echoing_in_headers(self):
        headers = self.taken[-1].headers
        return 500, {f"X-{name}": value for name, value in headers.items()}, [b""]

    def dripping(self):
        return 200, {}, self.drops()

    def drops(self):
        """A body of ten seconds, or until the mood is another."""
        for _ in range(100):
            if self.mood != "dripping":
                return
            yield b"."
            time.sleep(0.1)

    def garbage(self):
        return None

    def hanging_up(self):
        return None

    @property
    def bodies(self):
        return [json.loads(each.body) for each in self.accepted]


class Taken:
    def __init__(self, method, path, headers, body):
        self.method, self.path = method, path
        self.headers = {name.lower(): value for name, value in headers.items()}
        self.body = body

    @property
    def id(self):
        return self.headers["webhook-id"]


def tags_of(request):
    """The tags that a request purges, in the words of each protocol."""
    if request.path.startswith("/client"):
        return json.loads(request.body)["tags"]
    for name in ("surrogate-key", "xkey"):
        if name in request.headers:
            return request.headers[name].split(" ")
    return request.headers["cache-tag"].split(",")


def pages_in(body):
    return [
        each["id"] for each in body["data"].get("changes", []) if each["kind"] == "page"
    ]


def assert_each_once_and_in_order(receiver):
    """Messages come twice only with the same id, and in order for each object."""
    known, last = {}, {}
    for taken, body in zip(receiver.accepted, receiver.bodies, strict=True):
        assert known.setdefault(taken.id, taken.body) == taken.body
        for pk in pages_in(body):
            before = last.get(pk)
            is_repeat = before is not None and before[1] == taken.id
            assert before is None or is_repeat or before[0] <= body["timestamp"]
            last[pk] = body["timestamp"], taken.id


@contextmanager
def receiver():
    spoken = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            length = int(self.headers.get("Content-Length", 0))
            body = self.rfile.read(length)
            request = Taken(self.command, self.path, dict(self.headers), body)
            with spoken.lock:
                spoken.taken.append(request)
                answer = spoken.answer(request)
            if answer is None:
                garbage = b"\x00\x01 no protocol\r\n\r\n"
                self.wfile.write(garbage if spoken.mood == "garbage" else b"")
                self.close_connection = True
                return
            status, headers, parts = answer
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            try:
                for part in parts:
                    self.wfile.write(part)
                    self.wfile.flush()
            except (BrokenPipeError, ConnectionResetError):
                return

        def do_PURGE(self):
            self.do_POST()

        def log_message(self, *words):
            return

    with listening(Handler) as url:
        spoken.url = url
        yield spoken
