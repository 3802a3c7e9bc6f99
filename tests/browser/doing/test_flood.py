"""Many replies at once, while others read."""

import http.client
import json
import re
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from urllib.parse import urlencode, urlsplit

import pytest

from tests.browser import demo as demo_clinic

pytestmark = pytest.mark.browser

POSTS = 40
FEW_NETWORKS, MANY_NETWORKS = 3, 40
SENDERS = 8
# What one network may send in ten minutes.
SHARE = 5
SECONDS_FOR_THE_WORKER = 60
READERS_PAUSE_SECONDS = 0.2


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """A demo of its own behind one proxy, whose word on the visitor's address counts."""
    folder = tmp_path_factory.mktemp("flood")
    with demo_clinic.served(folder, TRUSTED_PROXIES="1") as clinic:
        yield Site(clinic.origin, folder)


class Site:
    def __init__(self, origin, folder):
        self.host = urlsplit(origin).netloc
        self.folder = folder
        body = self.ask("GET", demo_clinic.ARTICLE)[1]
        self.form = re.search(r'action="(/replies/\d+/)"', body)[1]

    def ask(self, method, path, body=None, address="198.51.100.1"):
        connection = http.client.HTTPConnection(self.host, timeout=60)
        headers = {"X-Forwarded-For": address}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        said = answer.status, answer.read().decode(), answer.headers
        connection.close()
        return said

    def reply(self, number, address):
        form_token = json.loads(self.ask("GET", "/form-token/?for=reply")[1])[
            "form_token"
        ]
        typed = {
            "name": f"Writer {number}",
            "email": f"w{number}@mail.example",
            "text": f"Reply {number} from {address}",
            "consent": "on",
            "form_token": form_token,
        }
        return self.ask("POST", self.form, urlencode(typed), address)

    @property
    def mails(self):
        log = (self.folder / "server.log").read_text()
        return re.findall(r"^Subject: (.*)$", log, re.MULTILINE)

    @property
    def number_stored(self):
        words = (
            "from comments.models import Comment; "
            "print(Comment.objects.filter(name__startswith='Writer').count())"
        )
        environment = demo_clinic.environment_of(self.folder)
        return int(demo_clinic.shell(environment, words))


def flood(site, networks, first):
    """Posts from so many networks; the answers, and what readers got meanwhile."""
    done, read = Event(), Counter()

    def reader():
        while not done.is_set():
            read[site.ask("GET", demo_clinic.ARTICLE)[0]] += 1
            time.sleep(READERS_PAUSE_SECONDS)

    def sender(number):
        address = f"10.{first}.{number % networks // 250}.{number % networks % 250 + 1}"
        status, _, headers = site.reply(first * POSTS + number, address)
        assert status != 429 or int(headers["Retry-After"]) > 0
        return status

    with ThreadPoolExecutor(SENDERS + 1) as pool:
        reading = pool.submit(reader)
        statuses = Counter(pool.map(sender, range(POSTS)))
        done.set()
        reading.result()
    return statuses, read


def test_a_flood_loses_nothing_breaks_nothing_and_rings_few_bells(site):
    few, read_during_few = flood(site, FEW_NETWORKS, first=1)
    many, read_during_many = flood(site, MANY_NETWORKS, first=2)

    # A network whose ten minutes turned meanwhile had its share twice.
    assert FEW_NETWORKS * SHARE <= few[303] <= 2 * FEW_NETWORKS * SHARE
    assert few[303] + few[429] == POSTS
    assert many == {303: POSTS}
    for read in (read_during_few, read_during_many):
        assert set(read) == {200}

    until = time.monotonic() + SECONDS_FOR_THE_WORKER
    while not site.mails and time.monotonic() < until:
        time.sleep(0.2)
    assert 1 <= len(site.mails) <= 3
    assert site.number_stored == few[303] + many[303]
