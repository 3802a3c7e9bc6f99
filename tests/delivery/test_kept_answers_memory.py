"""The bounded memory of answers: which go first, which do not enter, what they take."""

import gc
import json
import tracemalloc

import pytest

from core.encodings import IDENTITY
from delivery.answers import Answer
from delivery.cache_keys import KnownPaths, Relevant, address_of, decisive_names
from delivery.kept_answers import SHORTCUT_BYTES, KeptAnswers
from delivery.ready_answers import ReadyAnswer
from tests.delivery.wsgi import environ_of

SIZE = 10_000
MOST = 20 * SIZE


def answer(*tags, size=SIZE):
    made = Answer([], '"etag"', tags, made_at=0, valid_until=None)
    made.add_encoded(IDENTITY, b"")
    # A size with all that is counted besides the body.
    made.add_encoded(IDENTITY, b"x" * max(0, size - made.size))
    return made


def ready(made):
    return ReadyAnswer(made, made.variant(IDENTITY), now=1)


@pytest.fixture
def kept():
    answers = KeptAnswers(MOST)
    answers.advance(1, None)
    return answers


def put(kept, key, each):
    making = kept.begin()
    try:
        return kept.put(key, each, making)
    finally:
        kept.end(making)


def test_the_bytes_are_bounded_and_the_oldest_goes_first(kept):
    for key in range(30):
        put(kept, key, answer())
        assert kept.size <= MOST

    assert [key for key in range(30) if kept.get(key)] == list(range(10, 30))


def test_what_was_asked_for_again_outlives_what_was_asked_for_once(kept):
    put(kept, "read", answer())
    assert kept.get("read")

    for key in range(500):
        put(kept, key, answer())

    assert kept.get("read")


def test_what_is_read_leaves_room_for_new_answers(kept):
    for key in range(40):
        put(kept, key, answer())
        kept.get(key)

    put(kept, "new", answer())
    assert kept.get("new")
    assert kept.size <= MOST


def test_a_variant_that_is_added_counts(kept):
    for key in range(20):
        put(kept, key, answer())
    grown = kept.get(19)
    grown.add_encoded("gzip", b"x" * SIZE)

    kept.resize(19, grown)

    assert kept.size <= MOST
    assert kept.get(19) is grown
    assert kept.get(0) is None


@pytest.mark.parametrize(("part", "is_kept"), [(8, True), (7.9, False)])
def test_a_large_answer_drops_no_others(kept, part, is_kept):
    put(kept, "small", answer())

    put(kept, "large", answer(size=int(MOST / part)))

    assert kept.get("small")
    assert bool(kept.get("large")) == is_kept


def test_an_answer_that_became_too_large_replaces_the_old_one(kept):
    put(kept, "page", answer())

    put(kept, "page", answer(size=MOST))

    assert kept.get("page") is None
    assert kept.size == 0


def test_a_touched_tag_drops_the_answers_that_carry_it(kept):
    put(kept, "one", answer("page-1", "pages"))
    put(kept, "two", answer("page-2", "pages"))

    kept.advance(2, ["page-1", "page-3"])
    assert [bool(kept.get(key)) for key in ("one", "two")] == [False, True]

    kept.advance(3, ["pages"])
    assert len(kept) == kept.size == 0


def test_an_answer_that_is_touched_while_it_is_made_is_not_kept(kept):
    making, other = kept.begin(), kept.begin()
    kept.advance(2, ["page-1"])

    assert not kept.put("one", answer("page-1"), making)
    assert kept.put("two", answer("page-2"), other)
    kept.advance(3, None)
    assert not kept.put("two", answer("page-2"), other)
    assert kept.get("one") is None


def test_a_shortcut_goes_with_its_answer(kept):
    for key, tag in (("one", "page-1"), ("two", "page-2"), ("three", "page-3")):
        made = answer(tag)
        put(kept, key, made)
        kept.add_shortcut((key, "gzip"), key, ready(made))
        kept.add_shortcut((key, "br"), key, ready(made))

    kept.advance(2, ["page-1"])
    put(kept, "two", answer("page-2"))

    assert set(kept.shortcuts) == {("three", "gzip"), ("three", "br")}
    kept.advance(3, None)
    assert not kept.shortcuts


def test_an_answer_that_has_gone_gets_no_shortcut(kept):
    made = answer("page-1")
    put(kept, "one", made)
    kept.advance(2, ["page-1"])

    kept.add_shortcut("request", "one", ready(made))

    assert not kept.shortcuts


def test_what_is_read_by_shortcuts_outlives_what_is_read_less(kept):
    for key in range(19):
        put(kept, key, answer())
        assert kept.get(key)
    read = kept.get(0)

    for key in range(100, 140):
        read.is_used = True
        put(kept, key, answer())
        kept.get(key)

    assert kept.get(0)
    assert kept.get(1) is None


def test_shortcuts_are_bounded(kept):
    made = answer("page-1")
    put(kept, "one", made)

    for number in range(5000):
        kept.add_shortcut(number, "one", ready(made))

    assert kept.get("one")
    assert kept.shortcuts
    assert len(kept.shortcuts) * SHORTCUT_BYTES <= MOST / 8


def test_shortcuts_count(kept):
    found = {key: answer() for key in range(19)}
    for key, made in found.items():
        put(kept, key, made)

    for key, made in found.items():
        kept.add_shortcut(key, key, ready(made))
        assert kept.size <= MOST

    assert kept.get(0) is None
    assert kept.get(18)


# Headers of an article, without its tags.
HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data:" * 9,
    "Cache-Control": "public, max-age=10, stale-while-revalidate=50",
    "Vary": "Accept, Origin, Accept-Encoding",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}


def received(address, **headers):
    """A request whose texts are new objects, as those that a server has received."""
    environ = environ_of(address, **headers)
    texts = {name: text for name, text in environ.items() if isinstance(text, str)}
    return json.loads(json.dumps(texts))


def read(tags, bodies):
    """An answer as it is read from the table of stored documents."""
    said = json.loads(json.dumps({**HEADERS, "Cache-Tag": ",".join(tags)}))
    read = Answer(
        [*said.items()],
        f'"{tags[-1]:0>32}"',
        tuple(tags),
        made_at=1.5,
        valid_until=None,
    )
    for encoding, body in zip((IDENTITY, "br", "gzip"), bodies, strict=False):
        read.add_encoded(encoding, bytes(body))
    return read


@pytest.mark.parametrize(
    ("of_many", "own", "bodies", "shortcuts", "long"),
    [
        (1, 1, [300], 0, 0),
        (1, 1, [300], 0, 1900),
        (20, 1, [300], 0, 0),
        (4, 20, [300], 0, 0),
        (20, 2, [2500], 1, 0),
        (20, 2, [2500, 900], 2, 0),
        (60, 1, [300, 300, 300], 0, 0),
        (20, 3, [25_000, 5000, 6000], 3, 0),
        (1, 1, [300], 6, 0),
    ],
)
def test_the_bytes_that_are_counted_are_those_of_the_memory(
    of_many, own, bodies, shortcuts, long
):
    def fill(many):
        answers, paths, names = KeptAnswers(10**9), KnownPaths(), decisive_names()
        for number in range(many):
            environ = received(f"http://clinic.example/articles/walking-{number}/")
            if long:
                environ["QUERY_STRING"] = f"page={number}&topic={number:0{long}}"
            address = address_of(environ)
            known = Relevant(frozenset({"page", "topic"}), frozenset({"HTTP_ORIGIN"}))
            key = paths.learn(address, known).key(address, environ)
            made = read([*shared, *(f"page-{n}-{number}" for n in range(own))], bodies)
            put(answers, key, made)
            for n in range(shortcuts):
                accepted = {"accept": f"text/html;q=0.{n}", "accept_encoding": "gzip"}
                asked = received(environ["PATH_INFO"], **accepted)
                answers.add_shortcut(tuple(map(asked.get, names)), key, ready(made))
        return answers, paths

    shared = [f"shared-{number}" for number in range(of_many)]
    # What is made once, and objects that Python has ready to be used again.
    fill(1)
    gc.collect()
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        answers, _paths = fill(300)
        taken = tracemalloc.get_traced_memory()[0] - before
    finally:
        tracemalloc.stop()

    assert len(answers) == 300
    assert 0.8 < taken / answers.size < 1.1
