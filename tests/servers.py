"""Third parties out of reach: small servers on loopback that speak their protocols."""

import asyncio
import json
import socket
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs

from aiosmtpd.controller import Controller
from django.db import connection

AKISMET_KEY = "larch0street"


class Akismet:
    """Speaks Akismet's protocol 1.1, as far as replies need it.

    What it says is in ``mood``: ham, spam, discard, slow, dripping, endless, garbage,
    error, redirect; what it was told stands in ``asked`` as (endpoint, fields).
    """

    def __init__(self):
        self.mood = "ham"
        self.asked = []
        self.url = ""

    def answer(self, endpoint, fields):
        """Status, headers and the parts of the body."""
        if fields.get("api_key") != AKISMET_KEY:
            help_text = {"X-akismet-debug-help": "We were unable to parse your blog"}
            return 200, help_text, [b"invalid"]
        if endpoint != "comment-check":
            return 200, {}, [b"Thanks for making the web a better place."]
        return getattr(self, self.mood)()

    def ham(self):
        return 200, {}, [b"false"]

    def spam(self):
        return 200, {}, [b"true"]

    def discard(self):
        return 200, {"X-akismet-pro-tip": "discard"}, [b"true"]

    def slow(self):
        time.sleep(2)
        return self.ham()

    def dripping(self):
        return 200, {}, self.drops()

    def drops(self):
        for _ in range(40):
            yield b"f"
            time.sleep(0.1)

    def endless(self):
        return 200, {}, [b"true" * 100_000]

    def garbage(self):
        return 200, {}, [b"<!doctype html>\x00<p>Welcome to the hotel's network</p>"]

    def error(self):
        return 503, {}, [b"false"]

    def redirect(self):
        return 302, {"Location": f"{self.url}/elsewhere"}, []


@contextmanager
def akismet():
    """A running Akismet; None of its answers come from anywhere but here."""
    spoken = Akismet()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            length = int(self.headers["Content-Length"])
            sent = parse_qs(self.rfile.read(length).decode(), keep_blank_values=True)
            fields = {name: values[0] for name, values in sent.items()}
            endpoint = self.path.rpartition("/")[2]
            spoken.asked.append((endpoint, fields))
            status, headers, parts = spoken.answer(endpoint, fields)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.hand_out(parts)

        def hand_out(self, parts):
            try:
                for part in parts:
                    self.wfile.write(part)
                    self.wfile.flush()
            except (BrokenPipeError, ConnectionResetError):
                # Whoever asked has hung up.
                return

        def log_message(self, *words):
            return

    with listening(Handler) as url:
        spoken.url = url
        yield spoken


class VideoSite:
    """Speaks oEmbed.

    Its ``mood`` is up, unknown (404), error (503), garbage, redirect, endless, dripping,
    dripping headers or silent; ``asked`` are the addresses that it was asked about.
    """

    DESCRIBED = {
        "type": "video",
        "title": "A walk",
        "html": '<iframe src="https://video.example/player/1"></iframe>',
        "width": 200,
        "height": 113,
        "cache_age": 60,
    }

    def __init__(self):
        self.mood = "up"
        self.asked = []
        self.url = ""

    def answer(self):
        """Status, headers and the parts of the body."""
        statuses = {"unknown": 404, "error": 503, "redirect": 302}
        described = json.dumps(self.DESCRIBED).encode()
        bodies = {"endless": [b"[" * 1_000_000], "garbage": [b"<p>Wi-fi"]}
        parts = self.drops() if self.mood == "dripping" else bodies.get(self.mood)
        return statuses.get(self.mood, 200), self.headers(), parts or [described]

    def headers(self):
        if self.mood == "redirect":
            yield "Location", f"{self.url}/elsewhere"
        while self.mood == "dripping headers":
            yield "X-Drop", "1"
            time.sleep(0.05)

    def drops(self):
        while self.mood == "dripping":
            yield b" "
            time.sleep(0.05)


@contextmanager
def video_site():
    spoken = VideoSite()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            spoken.asked.append(parse_qs(self.path.partition("?")[2])["url"][0])
            while spoken.mood == "silent":
                time.sleep(0.05)
            try:
                self.hand_out(*spoken.answer())
            except (BrokenPipeError, ConnectionResetError):
                # Whoever asked has hung up.
                return

        def hand_out(self, status, headers, parts):
            self.send_response(status)
            for name, value in headers:
                self.send_header(name, value)
                self.flush_headers()
            self.end_headers()
            for part in parts:
                self.wfile.write(part)
                self.wfile.flush()

        def log_message(self, *words):
            return

    with listening(Handler) as url:
        spoken.url = url
        yield spoken
        spoken.mood = "up"


@contextmanager
def listening(handler):
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class MailServer:
    """A real SMTP server.

    Its ``mood`` is up, slow, mute (never answers a command), refusing (all recipients)
    or broken (451).
    """

    def __init__(self):
        self.mood = "up"
        self.received = []
        self.connected = False
        self.port = None

    # aiosmtpd calls them so.
    async def handle_EHLO(self, server, session, envelope, hostname, responses):  # noqa: N802
        self.connected = True
        while self.mood == "mute":
            await asyncio.sleep(0.05)
        session.host_name = hostname
        return responses

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        if self.mood == "refusing":
            return f"550 {address} is not known here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        if self.mood == "broken":
            return "451 Try again later"
        if self.mood == "slow":
            await asyncio.sleep(1)
        self.received.append(envelope)
        return "250 OK"


@contextmanager
def mail_server():
    spoken = MailServer()
    controller = Controller(spoken, hostname="127.0.0.1", port=free_port())
    controller.start()
    spoken.port = controller.port
    try:
        yield spoken
    finally:
        controller.stop()


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return taken.getsockname()[1]


def database_url():
    """The URL of the test's own database, for another process."""
    known = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{known['NAME']}"
    server = f"{known['USER']}:{known['PASSWORD']}@{known['HOST']}:{known['PORT']}"
    return f"postgres://{server}/{known['NAME']}"
