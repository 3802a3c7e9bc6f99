"""Tokenisation of a text into words of normalised spelling."""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

# The break before a word: between words, between clauses, between sentences.
NONE, CLAUSE, SENTENCE = range(3)
# Of a longer text only both ends are read: untrusted input must not take unlimited time.
MOST_CHARACTERS = 20_000
LONGEST_WORD = 40
MOST_REMEMBERED = 4096

APOSTROPHES = "'\u2018\u2019\u02bc`\u00b4"
INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]+"
)
# Letters, with signs in place of masked letters: su*cide, k@ll.
TOKEN = re.compile(
    r"\d+[.,]\d+"
    rf"|[^\W_]+(?:[{APOSTROPHES}*@$]+[^\W_]+)*"
    r"|[.!?;…\n]+|[,:()/–—\"“”-]+"
)
DIGITS_AS_LETTERS = str.maketrans("01345", "oieas")
SIGNS_AS_LETTERS = str.maketrans(
    {"@": "a", "$": "s", "*": "", ",": ".", **dict.fromkeys(APOSTROPHES, "")}
)
ENDS = frozenset(".!?;…\n")
# “can t”, “i m”: a space in place of the apostrophe.
TORN = {"t": "n", "m": "i", "ve": "i", "ll": "i"}
FEWEST_SPACED_LETTERS = 4
# “is not” and “isn't” are equal: a denial, or a sign if something no longer works.
NEGATED = ("is", "are", "was", "were", "do", "does", "did", "have", "has", "had")
NEGATIONS = {f"{verb}nt" for verb in NEGATED}
CONTRACTED = {
    **{verb: f"{verb}nt" for verb in (*NEGATED, "would", "could", "should")},
    "can": "cant",
    "will": "wont",
}


class Word(NamedTuple):
    """One word: its normalised ``spelling``, as ``typed``, and the break before it."""

    spelling: str
    typed: str
    pause: int


def words_of(text: str) -> list[Word]:
    """The words of ``text`` in order."""
    words: list[Word] = []
    pause = NONE
    for token in TOKEN.findall(_readable(text)):
        if token[0].isalnum():
            _add(words, Word(_spelling(token[:LONGEST_WORD]), token, pause))
            pause = NONE
        else:
            pause = max(pause, CLAUSE if ENDS.isdisjoint(token) else SENTENCE)
    return _joined_letters(words)


def _readable(text: str) -> str:
    if len(text) > MOST_CHARACTERS:
        half = MOST_CHARACTERS // 2
        text = f"{text[:half]}\n{text[-half:]}"
    return unicodedata.normalize("NFKC", INVISIBLE.sub("", text))


@lru_cache(MOST_REMEMBERED)
def _spelling(token: str) -> str:
    letters = unicodedata.normalize("NFKD", token.casefold())
    plain = "".join(c for c in letters if not unicodedata.combining(c))
    plain = plain.translate(SIGNS_AS_LETTERS)
    if len(plain) > 2 and plain[0].isalpha() and not plain.isalpha():
        plain = plain.translate(DIGITS_AS_LETTERS)
    return plain


def _add(words: list[Word], word: Word) -> None:
    """Appends a word, joined to the last one for “can t” and “is not”."""
    last = words[-1] if words and not word.pause else None
    joined = _one_word(last.spelling, word.spelling) if last else None
    if last and joined:
        words[-1] = Word(joined, f"{last.typed} {word.typed}", last.pause)
    else:
        words.append(word)


def _one_word(first: str, second: str) -> str | None:
    if second == "not":
        return CONTRACTED.get(first)
    end = TORN.get(second)
    return first + second if end and first.endswith(end) else None


def contracted(phrase: list[str]) -> list[str]:
    """The words of a lexicon phrase, contracted as ``words_of`` does."""
    read: list[str] = []
    for word in phrase:
        joined = CONTRACTED.get(read[-1]) if read and word == "not" else None
        read[-1:] = [joined] if joined else [*read[-1:], word]
    return read


def _joined_letters(words: list[Word]) -> list[Word]:
    """The words with runs of spaced letters (h e l p) joined to one word."""
    joined: list[Word] = []
    run: list[Word] = []
    for word in words:
        if len(word.spelling) == 1 and word.spelling.isalpha():
            run.append(word)
            continue
        if run:
            joined += _as_word(run)
            run = []
        joined.append(word)
    return joined + _as_word(run)


def _as_word(run: list[Word]) -> list[Word]:
    if not FEWEST_SPACED_LETTERS <= len(run) <= LONGEST_WORD:
        return run
    spelling = "".join(word.spelling for word in run)
    return [Word(spelling, " ".join(word.typed for word in run), run[0].pause)]
