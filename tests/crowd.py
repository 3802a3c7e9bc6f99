"""Several people at the site at once, each in a thread, and the content they use.

Every text holds the word of its page, so that an answer with another's text shows.
"""

import re
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier

from django.db import connections

from tests import make

WORDS = ["alder", "birch"]
# What differs between two answers to one request. The key is of a paragraph that has
# none yet; Draftail wants one.
VOLATILE = re.compile(
    r'csrfmiddlewaretoken" value="\w+'
    r'|"CSRF_TOKEN": "\w+'
    r"|editing-sessions/[\w/]+"
    r"|key\\?&quot;: \\?&quot;\w{5}\\?&quot;"
    r"|\d+\xa0minutes? ago|[Jj]ust now"
    r'|form_token" value="[^"]+'
    r"|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
    r"|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)"
)


def plain(answer):
    """Status and text of an answer, without what differs each time."""
    return answer.status_code, VOLATILE.sub("~", answer.getvalue().decode())


@contextmanager
def frequent_switches():
    """Python changes threads fifty times as often: what may interleave, does."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-4)
    try:
        yield
    finally:
        sys.setswitchinterval(usual)


def at_once(tasks):
    """The results of the callables, in order; each runs in a thread of its own."""
    all_are_there = Barrier(len(tasks), timeout=20)

    def run(task):
        try:
            all_are_there.wait()
            return task()
        finally:
            connections.close_all()

    with frequent_switches(), ThreadPoolExecutor(len(tasks)) as threads:
        return list(threads.map(run, tasks))


def text(word, page):
    """Rich text with each kind of element, long enough to be parsed by turns."""
    return "".join(
        f'<p data-block-key="{word[:3]}p{n}">{word} <b>{word}</b>, '
        f'<a linktype="page" id="{page.pk}">{word}</a> and '
        f'<a href="https://{word}.example/">{word}</a></p>'
        f'<ul><li data-block-key="{word[:3]}i{n}">{word}</li></ul>'
        for n in range(2)
    )


def sections(word, body):
    """One of each kind of section that has rich text."""
    step = {"title": word, "description": body}
    question = {"question": f"{word}?", "answer": body}
    return [
        ("prose", {"heading": word, "body": body}),
        ("steps", {"heading": word, "introduction": body, "items": [step, step]}),
        ("questions", {"heading": word, "items": [question]}),
        ("callout", {"kind": "tip", "heading": word, "body": body}),
    ]


def article(word, body, **fields):
    return make.article(
        word,
        slug=word,
        introduction=body,
        benefits={
            "heading": word,
            "introduction": body,
            "items": [{"title": word, "description": body}],
            "conclusion": body,
        },
        safety={"heading": word, "body": body, "warning_signs": [word]},
        call_to_action={"heading": word, "body": body, "links": []},
        sections=sections(word, body),
        **fields,
    )
