import pytest

from comments.screening import Facts, Rules, normalise, screen, words_of
from public_forms.spam_signals import SpamSignal
from public_forms.text_cleaning import number_of_links

KNOWN = {"text": "Walking helped me.", "is_known_writer": True}


def reasons(rules=None, **facts):
    return screen(Facts(**{**KNOWN, **facts}), rules or Rules()).reasons


@pytest.mark.parametrize(
    ("facts", "rules", "expected"),
    [
        ({}, {}, []),
        ({"is_known_writer": False}, {}, ["newcomer"]),
        ({"is_known_writer": False}, {"first_time_writers_wait": False}, []),
        ({"links": 2}, {"most_links": 2}, []),
        ({"links": 3}, {"most_links": 2}, ["links"]),
        ({"links": 0}, {"most_links": 0}, []),
        ({"links": 1}, {"most_links": 0}, ["links"]),
        # Without rules of their own, a clinic's replies may hold two links.
        ({"links": 2}, {}, []),
        ({"links": 3}, {}, ["links"]),
        ({"is_duplicate": True}, {}, ["duplicate"]),
        ({"spam_signals": [SpamSignal.TOO_FAST]}, {}, ["too_fast"]),
        ({"spam_signals": [SpamSignal.NO_PROOF]}, {}, ["no_proof"]),
        ({"spam_signals": [SpamSignal.HONEYPOT]}, {}, ["honeypot"]),
        ({"awaits_verdict": True}, {}, ["no_verdict"]),
        (
            {"is_known_writer": False, "links": 9, "is_duplicate": True},
            {},
            ["links", "duplicate", "newcomer"],
        ),
    ],
)
def test_what_keeps_a_reply_from_being_published(facts, rules, expected):
    screened = screen(Facts(**{**KNOWN, **facts}), Rules(**rules))

    assert screened.reasons == expected
    assert screened.is_published is (expected == [])
    assert screened.is_spam is (expected == ["honeypot"])
    assert not screened.is_urgent


@pytest.mark.parametrize(
    ("typed", "is_blocked"),
    [
        ("Cheap pills here", True),
        ("cheap, PILLS!", True),
        ("cheap pillows", False),
        ("not cheap", False),
        ("casino", True),
        ("casinos", False),
        ("_casino_", True),
    ],
)
def test_blocked_words_are_whole_words(typed, is_blocked):
    rules = Rules(blocked_words=words_of("cheap pills\ncasino"))

    screened = screen(Facts(**{**KNOWN, "text": typed}), rules)

    assert screened.is_spam is is_blocked
    assert screened.reasons == (["blocked_word"] if is_blocked else [])


@pytest.mark.parametrize("spam_signals", [[], list(SpamSignal)])
def test_danger_goes_before_all_else(spam_signals):
    rules = Rules(blocked_words=["casino"])
    text = "overdose in the casino"
    facts = Facts(text=text, is_in_danger=True, spam_signals=spam_signals, links=99)

    screened = screen(facts, rules)

    assert screened.is_urgent
    assert not screened.is_spam
    assert not screened.is_published


def test_of_a_reply_of_which_little_is_known_nothing_is_held_against_it():
    facts = Facts(text="Walking helped me.")

    assert screen(facts, Rules(most_links=0)).reasons == ["newcomer"]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", ""),
        (" -- \n", ""),
        ("Chest-  PAIN", "chest pain"),
        ("chest\npain!", "chest pain"),
        ("_casino_", "casino"),
        ("24h", "24h"),
        ("Straße", "strasse"),
        # All spellings with an apostrophe.
        *((f"can{sign}t", "cant") for sign in "'\u2018\u2019\u02bc`\u00b4"),
        # Accents, composed and combining, the first and the last.
        ("caf\u00e9", "cafe"),
        ("cafe\u0301", "cafe"),
        ("a\u0300b\u036fc", "abc"),
        # Invisible characters; those beside them in Unicode part words.
        ("a\u200bb\u200cc\u200dd\u00ade", "abcde"),
        ("a\u200ab\u200ec", "a b c"),
        # Full-width letters are letters.
        ("\uff43\uff41\uff53\uff49\uff4e\uff4f", "casino"),
    ],
)
def test_spellings_of_the_same_words_are_equal(typed, words):
    assert normalise(typed) == words


def test_blocked_words_are_read_as_editors_write_them():
    lines = "  Cheap -  PILLS!\r\n\nCan’t lose\n--\n"

    assert words_of(lines) == ["cheap pills", "cant lose"]


def test_empty_lines_block_nothing():
    rules = Rules(blocked_words=words_of("\n \n--\n"))

    assert reasons(rules) == []


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("none", 0),
        ("http://a.example and HTTPS://b.example", 2),
        ("www.a.example", 1),
        ("https://www.a.example", 1),
        ("<a href='http://a.example'>a</a> [url=http://b.example]b[/url]", 2),
        ("I walk 2.5 km. Then 3.5 km.", 0),
        ("It ended.Then it began", 0),
        ("e.g. this", 0),
    ],
)
def test_links_are_counted_also_where_they_are_half_written(typed, number):
    assert number_of_links(typed) == number
