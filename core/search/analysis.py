"""Text analysis of the site search: words, British and American spelling, stems.

The same analysis runs on texts when they are indexed and on queries. It does not depend
on the database, so that SQLite and PostgreSQL find the same.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from threading import Lock

from snowballstemmer.english_stemmer import (  # type: ignore[import-untyped]  # has no types
    EnglishStemmer,
)

# Soft hyphen, zero-width characters and word joiner: they show nothing.
INVISIBLE = dict.fromkeys([0xAD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF])
# Letters without a canonical decomposition.
BASE_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe"})
APOSTROPHES = "'\u2019\u2018\u02bc`\u00b4"
POSSESSIVE = re.compile(rf"[{APOSTROPHES}]s(?![^\W_])")
APOSTROPHE = re.compile(rf"(?<=[^\W_])[{APOSTROPHES}](?=[^\W_])")
WORD = re.compile(r"[^\W_]+")
# Hyphen-minus, and the typographic hyphens: plain, non-breaking, en dash.
COMPOUND = re.compile("[^\\W_]+(?:[-\u2010\u2011\u2013][^\\W_]+)*")
# Longer words are data, such as keys and encoded files.
LONGEST_WORD = 40

# Without the endings: "colour", "colours", "coloured".
OUR = re.compile(r"(?<=[a-z]{3})our(?=(?:s|ed|ing|al|able|ful|ist|ite|ites)?$)")
ISE = re.compile(r"(?<=[a-z]{2}[iy])s(?=(?:e|ed|er|es|ers|ing|ation|ations)$)")
RE = re.compile(r"(?<=[a-z]t)re(?=s?$)|(?<=fib)re(?=s?$)")
DIGRAPH = re.compile(r"[ao]e(?=[a-z])")
OSES = re.compile(r"(?<=[a-z]{2}[no])ses$")
# Digraphs that American spelling keeps, and words that are no variants.
KEEP_DIGRAPH = re.compile(r"^(?:aero|shoe|does|goes|toes|poe|coe|israe|michae|raphae)")
KEEP_OUR = re.compile(r"^(?:flour|scour|detour|contour|velour)")
VARIANTS = {
    "manoeuvre": "maneuver",
    "manoeuvres": "maneuvers",
    "practise": "practice",
    "licence": "license",
    "defence": "defense",
    "grey": "gray",
    "programme": "program",
    "programmes": "programs",
    "plough": "plow",
    "mould": "mold",
    "moulded": "molded",
    "ageing": "aging",
    "tyre": "tire",
    "sceptical": "skeptical",
    "pyjamas": "pajamas",
    "cheque": "check",
    "disk": "disc",
    "disks": "discs",
}
# Irregular plurals and verb forms, which no stemmer knows.
IRREGULAR = {
    "women": "woman",
    "men": "man",
    "children": "child",
    "feet": "foot",
    "teeth": "tooth",
    "swollen": "swell",
    "fell": "fall",
    "fallen": "fall",
    "broke": "break",
    "broken": "break",
    "slept": "sleep",
    "sat": "sit",
    "stood": "stand",
    "ran": "run",
    "felt": "feel",
    "bent": "bend",
    "bitten": "bite",
    "driving": "drive",
    "drove": "drive",
    "lain": "lie",
    "lying": "lie",
    "worn": "wear",
    "torn": "tear",
    "tore": "tear",
    "woke": "wake",
    "woken": "wake",
}
PREFIXES = {"diskec": "discec", "diskog": "discog"}

ENGLISH_STOP_WORDS = """
    a about after again all also always am an and another any anybody anyone anything
    are as ask at be because become been before being best better between but by can
    cannot cant could couldnt did didnt do does doesnt doing done dont during each ever every
    few for from get gets getting give given go goes going gone good got had happen happened happening happens has hasnt
    have havent having he hello help her here hers hi him his how i id if ill im in into
    is isnt it its ive just keep keeps killing know let like lot make makes many may maybe me
    might mine more most much must my myself need needs no not now of off often on one
    only or other our ours out over please really said same say see seem shall she
    should so some somebody someone something still such take tell than thank thanks
    that thats the their theirs them then there these they thing things think this
    those to too try us use very want was wasnt way ways we well were what whats when where
    which while who whom whose why will with without wont would wouldnt yes yet you your
    yours
"""
SPANISH_STOP_WORDS = """
    con cual cuando de del donde el en esta la las los mi para por que se su tengo una
"""
STOP_WORDS = frozenset([*ENGLISH_STOP_WORDS.split(), *SPANISH_STOP_WORDS.split()])

_english = EnglishStemmer()
# A stemmer keeps the word it works on: two threads would stem each other's.
_stemming = Lock()


def normalised(text: str) -> str:
    """Lower-case text without accents, invisible characters and apostrophes in words."""
    text = unicodedata.normalize("NFKD", text.translate(INVISIBLE))
    text = "".join(letter for letter in text if not unicodedata.combining(letter))
    text = text.casefold().translate(BASE_LETTERS)
    return APOSTROPHE.sub("", POSSESSIVE.sub("", text))


def compounds_of(text: str) -> Iterator[tuple[str, ...]]:
    """The words in order; the parts of a hyphenated word in one tuple."""
    for found in COMPOUND.finditer(normalised(text)):
        parts = WORD.findall(found.group())
        if all(len(part) <= LONGEST_WORD for part in parts):
            yield tuple(parts)


def words_of(text: str) -> list[str]:
    """The words in order; a hyphenated word also as one: "x", "ray", "xray"."""
    found: list[str] = []
    for parts in compounds_of(text):
        found += parts
        if len(parts) > 1:
            found.append("".join(parts)[:LONGEST_WORD])
    return found


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """The stem of a normalised word, equal in British and American spelling."""
    with _stemming:
        stemmed = _english.stemWord(_american(word))
    if stemmed.endswith("ll") and len(stemmed) > 5:
        return stemmed[:-1]
    return stemmed[:-1] if stemmed.endswith("ogu") else stemmed


def _american(word: str) -> str:
    if word in IRREGULAR or word in VARIANTS:
        return IRREGULAR.get(word) or VARIANTS[word]
    if word[:6] in PREFIXES:
        word = PREFIXES[word[:6]] + word[6:]
    if not KEEP_OUR.match(word):
        word = OUR.sub("or", word)
    if len(word) > 5 and not KEEP_DIGRAPH.match(word):
        word = DIGRAPH.sub("e", word)
    return OSES.sub("sis", RE.sub("er", ISE.sub("z", word)))


def stems_of(text: str) -> list[str]:
    """The stems of ``words_of`` in their order, stop words included."""
    return [stem(word) for word in words_of(text)]


STOP_STEMS = frozenset(map(stem, STOP_WORDS))
