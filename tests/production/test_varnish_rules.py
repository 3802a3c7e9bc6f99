"""Varnish with the documented rules, in front of a server whose answers the test makes."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from threading import Event

import httpx
import pytest

from tests.production.processes import wait_until
from tests.production.varnish import TOKEN, Varnish
from tests.servers import listening

pytestmark = pytest.mark.production

PUBLIC = {
    "Cache-Control": "max-age=10, public, stale-while-revalidate=50",
    "CDN-Cache-Control": "max-age=86400",
    "Cache-Tag": "gait,page-7",
    "Vary": "Accept-Encoding, origin",
}


class Site:
    """Answers with ``text``, and keeps the requests that it took.

    An answer to a path with "slow" is made at once, and sent when ``is_let_go``.
    """

    def __init__(self):
        self.text = "first"
        self.headers = PUBLIC
        self.status = 200
        self.is_away = False
        self.taken = []
        self.is_let_go = Event()

    def asked(self, path):
        return [each for each in self.taken if each.path == path]


@contextmanager
def site():
    known = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            if self.path == "/robots.txt":
                return self.hand_out("", {}, 503 if known.is_away else 200)
            known.taken.append(self)
            text, headers, status = known.text, known.headers, known.status
            if "slow" in self.path and not known.is_let_go.is_set():
                known.is_let_go.wait(20)
            return self.hand_out(text, headers, status)

        def do_POST(self):
            self.do_GET()

        def hand_out(self, text, headers, status):
            self.send_response(status)
            for name, value in {"Content-Length": len(text), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *words):
            return

    with listening(Handler) as url:
        known.port = int(url.rpartition(":")[2])
        yield known


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    with site() as behind:
        varnish = Varnish(tmp_path_factory.mktemp("rules"), behind.port)
        try:
            varnish.start()
            yield behind, varnish
        finally:
            varnish.stop()


@pytest.fixture
def behind(running):
    known, _ = running
    port = known.port
    known.__init__()
    known.port = port
    return known


@pytest.fixture
def reader(running):
    with client(running[1]) as found:
        purge(found, "gait")
        yield found


def client(varnish, address="127.0.0.1"):
    """As nginx asks, for a visitor."""
    return httpx.Client(
        base_url=f"http://127.0.0.1:{varnish.port}",
        transport=httpx.HTTPTransport(local_address=address),
        headers={
            "Host": "www.example.org",
            "X-Forwarded-For": "192.0.2.7",
            "X-Forwarded-Proto": "https",
        },
        timeout=20,
    )


def purge(reader, tags, token=TOKEN):
    headers = {"xkey": tags, "Authorization": f"Bearer {token}"}
    return reader.request("PURGE", "/", headers=headers)


def is_hit(answer):
    return answer.headers.get("Cache-Status") == "Varnish; hit"


def test_a_public_answer_is_kept_until_its_tag_is_purged(behind, reader):
    first = reader.get("/")
    behind.text = "second"
    kept = reader.get("/")
    purged = purge(reader, "page-8 page-7")
    after = reader.get("/")

    assert (first.text, kept.text, after.text) == ("first", "first", "second")
    assert is_hit(kept)
    assert not is_hit(first)
    assert not is_hit(after)
    assert purged.text == "Purged 1"


def test_an_answer_stored_about_the_time_of_any_purge_is_made_anew(behind, reader):
    reader.get("/")

    purge(reader, "page-8")

    assert [is_hit(reader.get("/")), is_hit(reader.get("/"))] == [False, True]


def test_an_answer_that_was_on_its_way_during_a_purge_is_not_stored(behind, reader):
    with ThreadPoolExecutor() as threads:
        before = threads.submit(reader.get, "/slow/")
        wait_for(behind, "/slow/")
        behind.text = "second"
        purge(reader, "page-7")
        waiting = threads.submit(reader.get, "/slow/")
        behind.is_let_go.set()
        shown = [before.result().text, waiting.result().text, reader.get("/slow/").text]

    assert shown == ["second"] * 3
    assert len(behind.asked("/slow/")) == 2


def wait_for(behind, path):
    wait_until(lambda: behind.asked(path), what=path)


PERSONAL = [
    {"Cookie": "sessionid=x"},
    {"Cookie": "seen=1; csrftoken=x"},
    {"Cookie": "messages=x"},
    {"Authorization": "Bearer x"},
    {"Content-Type": "text/plain; charset=utf-16"},
    {"Content-Length": "0"},
]


@pytest.mark.parametrize("headers", PERSONAL)
def test_who_is_known_to_gait_is_answered_by_it(behind, reader, headers):
    reader.get("/")
    behind.text = "for one"

    answers = [reader.get("/", headers=headers) for _ in range(2)]
    others = reader.get("/")

    assert [each.text for each in answers] == ["for one"] * 2
    assert others.text == "first"
    assert not any(is_hit(each) for each in answers)


def test_other_cookies_do_not_matter(behind, reader):
    reader.get("/", headers={"Cookie": "visits=1"})

    assert is_hit(reader.get("/", headers={"Cookie": "visits=2"}))
    assert "Cookie" not in behind.asked("/")[0].headers


def test_what_is_sent_is_handed_on(behind, reader):
    answers = [reader.post("/", data={"text": "x"}) for _ in range(2)]

    assert [each.status_code for each in answers] == [200, 200]
    assert len(behind.asked("/")) == 2


PRIVATE = [
    (200, {"Cache-Control": "private, no-store"}),
    (200, {**PUBLIC, "Cache-Control": "no-cache"}),
    (200, {**PUBLIC, "Set-Cookie": "seen=1"}),
    (200, {"Cache-Control": "max-age=600, public", "Cache-Tag": "gait"}),
    (200, {name: PUBLIC[name] for name in PUBLIC if name != "Cache-Tag"}),
    (404, PUBLIC),
    (503, PUBLIC),
]


@pytest.mark.parametrize(("status", "headers"), PRIVATE)
def test_nothing_but_public_answers_is_stored(behind, reader, status, headers):
    behind.status, behind.headers = status, headers
    reader.get("/private/")
    behind.text = "for another"

    assert reader.get("/private/").text == "for another"


def test_an_answer_is_kept_only_until_the_clock_changes_it(behind, reader):
    behind.headers = {**PUBLIC, "CDN-Cache-Control": "max-age=1"}
    reader.get("/")
    behind.text = "second"

    assert reader.get("/").text == "first"
    Event().wait(1.1)
    assert reader.get("/").text == "second"


@pytest.mark.parametrize(
    "other",
    [
        {"Host": "other.example.org"},
        {"X-Forwarded-Proto": "http"},
        {"Origin": "https://app.example.org"},
        {"Accept-Encoding": "br"},
        {"Accept-Encoding": "gzip"},
    ],
)
def test_what_decides_on_an_answer_is_part_of_its_key(behind, reader, other):
    plain = {"Accept-Encoding": "identity"}
    reader.get("/", headers=plain)
    behind.text = "other"

    texts = [reader.get("/", headers=plain | each).text for each in (other, {})]

    assert texts == ["other", "first"]


@pytest.mark.parametrize(
    ("sent", "asked"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("br;q=0, gzip;q=0.5", "gzip"),
        ("br; q=0.0,GZIP", "gzip"),
        ("br;q=0.01", "br"),
        ("deflate, zstd", None),
        ("brotli", None),
    ],
)
def test_browsers_share_answers_in_few_encodings(behind, reader, sent, asked):
    # Content that is encoded is not read here.
    with reader.stream("GET", "/", headers={"Accept-Encoding": sent}):
        pass

    assert behind.asked("/")[0].headers.get("Accept-Encoding") == asked


def test_what_is_for_varnish_alone_does_not_leave_it(behind, reader):
    behind.headers = {**PUBLIC, "X-Request-ID": "of-the-first"}
    reader.get("/")

    kept = reader.get("/").headers

    assert kept["Cache-Tag"] == PUBLIC["Cache-Tag"]
    assert kept["Cache-Control"] == PUBLIC["Cache-Control"]
    gone = {"xkey", "x-purge", "age", "cdn-cache-control", "x-request-id", "x-varnish"}
    assert gone.isdisjoint(kept)


def test_gait_hears_of_the_visitor_as_nginx_said(behind, reader):
    reader.get("/")

    assert behind.asked("/")[0].headers["X-Forwarded-For"] == "192.0.2.7"


def test_others_cannot_purge(running, behind, reader):
    reader.get("/")
    with client(running[1], address="127.0.0.2") as stranger:
        refused = [purge(reader, "gait", "a guess"), purge(stranger, "gait")]

    assert [each.status_code for each in refused] == [403, 403]
    assert is_hit(reader.get("/"))


def test_while_gait_is_away_what_is_stored_is_marked(running, behind, reader):
    reader.get("/")
    behind.is_away = True
    wait_until(lambda: not running[1].is_healthy(), what="The probe")
    kept, other = reader.get("/"), reader.get("/other/")
    behind.is_away = False
    wait_until(running[1].is_healthy, what="The probe")

    assert kept.headers["Cache-Status"] == "Varnish; hit; detail=STALE"
    assert kept.headers["Cache-Control"] == "no-cache"
    assert other.status_code == 502
    assert is_hit(reader.get("/"))
