"""Varnish in front of two workers, purged by the change feed."""

import time
from functools import partial
from statistics import median

import pytest

from tests.delivery.workers import get
from tests.production import admin, varnish
from tests.production.client import browser, fetch
from tests.production.load import ARTICLE, number_of, reply
from tests.production.processes import wait_until
from tests.production.readers import HEADERS, TIMEOUT_SECONDS, Readers, read_all
from tests.production.stack import kill

pytestmark = pytest.mark.production

READS, ROUNDS, MORE_ARTICLES = 1_500, 6, 14
PATHS = [
    *("/", ARTICLE, "/articles/", "/contact/", "/people/", "/search/?q=walking"),
    "/api/v2/pages/?limit=20",
    "/api/v2/pages/?type=articles.ArticlePage&fields=*&limit=5",
    *("/api/v3/articles/?limit=20", "/api/v3/site/"),
]
TITLE = "UPDATE wagtailcore_page SET title = %s WHERE id = %s"
PHONE = "UPDATE clinic_clinicsettings SET phone = %s"
REPLY = "UPDATE comments_comment SET status = %s WHERE id = %s"
# True after all that is due was taken.
PURGED = """
    SELECT endpoint.number >= version.number AND NOT EXISTS (
        SELECT FROM outbox_delivery WHERE status = 'waiting' AND due_at <= NOW()
    ) FROM outbox_endpoint endpoint, delivery_contentversion version
"""
# True while no repeat is to come.
SETTLED = "SELECT NOT EXISTS (SELECT FROM outbox_delivery WHERE status = 'waiting')"


@pytest.fixture(scope="module")
def edge(running):
    with varnish.in_front_of(running) as found:
        yield found


@pytest.fixture
def visitor(stack, edge):
    with browser(stack) as client:
        yield client


class Changes:
    """Commits changes of what few and what many addresses show."""

    def __init__(self, stack):
        self.stack = stack
        self.reply = self._waiting_reply()

    def _waiting_reply(self):
        with browser(self.stack, address="127.9.9.9") as client:
            body = {
                **reply("edge"),
                "page": number_of(self.stack, ARTICLE),
                "consent": True,
            }
            sent = fetch(client, "/api/v3/comments/", method="POST", json=body)
        assert sent.status_code == 202, sent.text
        [[found]] = self.stack.sql("SELECT MAX(id) FROM comments_comment")
        return found

    def make(self, number):
        """Commits one, and gives the words that the article then has."""
        return (self.title, self.phone, self.show_reply)[number % 3](number)

    def title(self, number):
        return change_title(self.stack, number)

    def phone(self, number):
        last = f"555-{1000 + number}"
        self.stack.execute(PHONE, f"+1201{last.replace('-', '')}")
        return last

    def show_reply(self, number):
        is_shown = number % 2
        status = "published" if is_shown else "waiting"
        self.stack.execute(REPLY, status, self.reply)
        return "I walk, says edge." if is_shown else ""


def change_title(stack, number):
    title = f"Walking in state {number}"
    stack.execute(TITLE, title, number_of(stack, ARTICLE))
    return title


def wait_for_purges(stack):
    wait_until(lambda: stack.sql(PURGED) == [(True,)], what="A purge")


def articles(stack):
    paths = stack.sql("SELECT url_path FROM wagtailcore_page WHERE live ORDER BY id")
    below = [path.partition("/articles/")[2] for [path] in paths]
    return [f"/articles/{slug}" for slug in below if slug][1 : MORE_ARTICLES + 1]


def test_no_read_a_second_after_a_commit_is_stale(stack, edge):
    """Readers never pause; where the machine is slow, the second begins with the purge."""
    changes, paths = Changes(stack), PATHS + articles(stack)
    stale, counted, waits = [], [], []
    with Readers(edge.port, paths) as readers:
        for number in range(ROUNDS):
            words = changes.make(number)
            committed = time.monotonic()
            wait_for_purges(stack)
            waits.append(time.monotonic() - committed)
            begin = max(time.monotonic(), committed + 1)
            right = read_all(stack.ports["server"], paths)
            wait_until(partial(have_read, readers, begin), what="Reads")
            reads = readers.since(begin)
            counted += reads
            stale += [each for each in reads if each.content != right[each.path]]
            assert words in text_of(edge, ARTICLE)

    assert stale == []
    assert len(counted) >= READS
    assert sum(each.is_hit for each in counted) > READS / 2
    assert median(waits) < 2


def have_read(readers, begin):
    return readers.broken or len(readers.since(begin)) > READS / ROUNDS


def text_of(edge, path, **headers):
    return straight(edge, path, **headers).text


def straight(edge, path, **headers):
    """Varnish's answer, as it gives it to nginx."""
    url = f"http://127.0.0.1:{edge.port}{path}"
    return get(url, headers={**HEADERS, **headers}, timeout=TIMEOUT_SECONDS)


def is_hit(answer):
    return answer.headers.get("Cache-Status") == "Varnish; hit"


def keep(stack, visitor, path):
    """Has Varnish keep an address, after all purges of earlier changes."""
    wait_for_purges(stack)
    wait_until(lambda: stack.sql(SETTLED) == [(True,)], what="The repeat of a purge")
    wait_until(lambda: is_hit(fetch(visitor, path)), what=f"A hit of {path}")


def test_a_browser_is_sent_brotli_and_told_what_it_has(stack, visitor):
    keep(stack, visitor, "/articles/")
    accepted = {"Accept-Encoding": "gzip, deflate, br"}

    first, again = (fetch(visitor, "/articles/", headers=accepted) for _ in range(2))
    known = {**accepted, "If-None-Match": again.headers["ETag"]}
    same = fetch(visitor, "/articles/", headers=known)

    assert first.headers["Content-Encoding"] == "br"
    assert is_hit(again)
    assert again.content == first.content
    assert (same.status_code, same.content) == (304, b"")


def test_who_is_signed_in_is_answered_by_gait(stack, visitor):
    keep(stack, visitor, ARTICLE)
    draft = f"/admin/pages/{number_of(stack, ARTICLE)}/view_draft/"

    with admin.signed_in(stack) as client:
        own = [fetch(client, path) for path in (ARTICLE, draft, draft)]
    others = [fetch(visitor, path) for path in (ARTICLE, draft)]

    assert [each.status_code for each in own] == [200, 200, 200]
    assert not any("Cache-Status" in each.headers for each in own)
    assert is_hit(others[0])
    assert others[1].status_code == 302


def test_another_host_gets_nothing(stack, edge, visitor):
    keep(stack, visitor, ARTICLE)

    answers = [straight(edge, ARTICLE, Host="www.evil.example") for _ in range(2)]

    assert [each.status_code for each in answers] == [400, 400]
    assert is_hit(fetch(visitor, ARTICLE))


def test_visitors_do_not_purge_even_with_the_token(stack, visitor):
    keep(stack, visitor, ARTICLE)
    headers = {"xkey": "gait", "Authorization": f"Bearer {varnish.TOKEN}"}

    answer = fetch(visitor, "/", method="PURGE", headers=headers)

    assert 400 <= answer.status_code < 500
    assert is_hit(fetch(visitor, ARTICLE))


def test_a_worker_killed_before_a_purge_purges_when_it_is_started(stack, visitor):
    unit = stack.units["gait-worker"]
    starts = unit.starts
    keep(stack, visitor, ARTICLE)

    kill(unit.pid)
    title = change_title(stack, 1001)
    before = fetch(visitor, ARTICLE)
    wait_until(lambda: title in fetch(visitor, ARTICLE).text, what="The new title")

    assert title not in before.text
    assert unit.starts > starts


def test_a_killed_worker_of_the_server_shows_to_no_reader(stack, visitor):
    victim, *_ = stack.units["gait"].workers

    kill(victim)
    answers = [fetch(visitor, f"/?number={number}") for number in range(100)]

    assert {each.status_code for each in answers} == {200}


def test_while_varnish_is_away_nginx_asks_gait(stack, edge, visitor):
    keep(stack, visitor, ARTICLE)

    edge.stop()
    title = change_title(stack, 1002)
    away = fetch(visitor, ARTICLE)
    edge.start()
    back = fetch(visitor, ARTICLE)

    assert "Cache-Status" not in away.headers
    assert title in away.text
    assert title in back.text
