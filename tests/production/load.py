"""A light load of readers and writers, and what each of them was told."""

import re
import uuid
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from threading import Event, Thread
from time import monotonic, time_ns

import httpx
import psycopg

from tests.production.client import browser, fetch
from tests.production.processes import TIMEOUT_SECONDS, wait_until

ARTICLE = "/articles/walking-and-lower-back-pain/"
READ = [
    "/",
    ARTICLE,
    "/contact/",
    "/api/v3/articles/?limit=3",
    "/api/v2/pages/?limit=3",
    "/search/?q=walking",
]
PAUSE_SECONDS = 0.1
EDIT = "UPDATE articles_articlepage SET summary = %s WHERE page_ptr_id = %s"
STATE = re.compile(r"Walk in state (\d+)\.")
# Each writer is a network of its own, for one network may not write often.
NETWORKS = (f"127.{second}.{third}.7" for second in count(1) for third in range(250))


@dataclass(frozen=True)
class Told:
    """``status`` is None where the connection broke."""

    at: float
    kind: str
    status: int | None
    retry_after: str | None

    @property
    def is_failure(self):
        return self.status is None or self.status >= 500


class Load:
    """Two readers and a writer of each kind, from ``with`` to ``stop``.

    ``stale`` are the answers that did not show what an editor had committed before they
    were asked for.
    """

    def __init__(self, stack):
        self.stack = stack
        self.told = []
        self.acknowledged = Counter()
        self.written = Counter()
        self._before = everything(stack)
        self.page = number_of(stack, ARTICLE)
        self.form = number_of(stack, "/contact/message/")
        self._over = Event()
        self.committed, self.first_state = 0, time_ns() // 1_000_000
        self.stale = []
        doing = (
            *(self.read, self.read, self.edit),
            *(self.reply, self.reply_by_api, self.send),
        )
        self._threads = [Thread(target=self._repeat, args=(each,)) for each in doing]
        self.broken = []

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *problem):
        self.stop()

    def stop(self):
        self._over.set()
        for thread in self._threads:
            thread.join()
        assert self.broken == []
        assert self.stale == []

    def wait_for_more(self, number=20):
        """So many requests, and each kind of writing among them."""
        so_far, written = len(self.told), Counter(self.written)

        def came():
            more = all(self.written[kind] > written[kind] for kind in WRITING)
            return self.broken or (len(self.told) >= so_far + number and more)

        wait_until(came, what="An answer to readers and writers")

    def wait_for_edits(self, number):
        least = self.committed + number
        wait_until(
            lambda: self.broken or self.committed >= least, what="Edits of the article"
        )

    def wait_until_all_is_well(self, number=40):
        """So many answers in a row, none of them a failure."""

        def is_well():
            latest = self.told[-number:]
            return self.broken or not any(each.is_failure for each in latest)

        wait_until(is_well, what="The end of the failures")

    @property
    def failures(self):
        return [each for each in self.told if each.is_failure]

    def _repeat(self, do):
        try:
            for number in count():
                if self._over.wait(PAUSE_SECONDS):
                    return
                do(number)
        except Exception as problem:
            # Said by the test, in its own thread.
            self.broken.append(problem)

    # --- what they do ---------------------------------------------------------------

    def read(self, number):
        path = READ[number % len(READ)]
        least = self.committed
        with browser(self.stack) as client:
            answer = self.ask(client, "read", path)
        if path == ARTICLE and answer is not None and answer.status_code == 200:
            shown = int((STATE.search(answer.text) or [0, 0])[1])
            if shown < least:
                self.stale.append((least, shown))

    def edit(self, number):
        """Changes the article, past Gait, in a transaction of its own."""
        state = self.first_state + number
        with suppress(psycopg.OperationalError):
            self.stack.execute(EDIT, f"Walk in state {state}.", self.page)
            self.committed = state

    def reply(self, number):
        with browser(self.stack, address=next(NETWORKS)) as client:
            token = self.insist(client, "form_token", "/form-token/?for=reply")
            fields = reply(f"form {uuid.uuid4()}")
            self.insist(
                client,
                "reply",
                f"/replies/{self.page}/",
                method="POST",
                data={
                    **fields,
                    "consent": "on",
                    "form_token": token.json()["form_token"],
                },
                headers={"Origin": "https://www.example.org"},
            )
            self._acknowledge("reply", fields["text"])

    def reply_by_api(self, number):
        fields = reply(f"api {uuid.uuid4()}")
        body = {**fields, "page": self.page, "consent": True}
        self._send("reply by API", "/api/v3/comments/", body)
        self._acknowledge("reply by API", fields["text"])

    def send(self, number):
        body = {
            "your_name": "Ada Moss",
            "your_e_mail_address": "ada@mail.example",
            "what_is_it_about": "Something else",
            "your_message": f"Is the door wide enough? {uuid.uuid4()}",
            "consent": True,
        }
        path = f"/api/v3/forms/{self.form}/submissions/"
        answer = self._send("message", path, body)
        self._acknowledge("message", answer.json()["id"])

    def _acknowledge(self, kind, what):
        self.written[kind] += 1
        self.acknowledged[what] += 1

    def _send(self, kind, path, body):
        key = {"Idempotency-Key": str(uuid.uuid4())}
        with browser(self.stack, address=next(NETWORKS)) as client:
            return self.insist(
                client, kind, path, method="POST", json=body, headers=key
            )

    def insist(self, client, kind, path, **options):
        """Sends the very same until it is taken, as a person or an app would."""
        until = monotonic() + TIMEOUT_SECONDS
        while True:
            answer = self.ask(client, kind, path, **options)
            if answer is not None and answer.status_code < 400:
                return answer
            refused = answer is not None and answer.status_code < 500
            assert not refused, f"{path}: {answer.status_code} {answer.text[:500]}"
            assert monotonic() < until, f"{path} fails"
            Event().wait(PAUSE_SECONDS)

    def ask(self, client, kind, path, **options):
        try:
            answer = fetch(client, path, **options)
        except httpx.TransportError:
            self.told.append(Told(monotonic(), kind, None, None))
            return None
        after = answer.headers.get("Retry-After")
        self.told.append(Told(monotonic(), kind, answer.status_code, after))
        return answer

    # --- what became of it ----------------------------------------------------------

    def stored(self):
        """Counts what this load left in the database."""
        return everything(self.stack) - self._before


def everything(stack):
    replies = stack.sql("SELECT text, COUNT(*) FROM comments_comment GROUP BY text")
    messages = stack.sql("SELECT id::text, 1 FROM contact_submission")
    return Counter(dict([*replies, *messages]))


WRITING = ("reply", "reply by API", "message")


def reply(who):
    text = f"I walk, says {who}."
    return {"name": "Ada Moss", "email": "ada@mail.example", "text": text}


def number_of(stack, path):
    with browser(stack) as client:
        return fetch(client, f"/api/v3/route/?path={path}").json()["id"]
