"""Query of a visitor as terms: synonyms, compounds, stop words and spelling."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from core.search import analysis
from core.site_search.synonyms import Meaning, Stems, Synonyms
from core.site_search.vocabulary import COST_OF_AN_ERROR, Vocabulary

MAX_WORDS = 12
MAX_LENGTH = 500
# Weights of terms by the share of documents that contain them: rare words say more.
RARE = ((30, 5), (10, 4), (3, 3))
COMMON = 2
SHORTEST_BEGINNING = 3

# The number of documents, up to a limit, that match each of these alternatives.
Counter = Callable[[Sequence[Sequence[Stems]]], list[int]]


@dataclass(frozen=True)
class Word:
    """A word of the query in its right spelling.

    ``typed`` is the misspelt word, ``compound`` the hyphenated or joined word to which
    it belongs, ``beginning_of`` the stems of the words that begin like it.
    """

    text: str
    compound: tuple[str, ...]
    typed: str = ""
    beginning_of: tuple[str, ...] = ()


@dataclass(frozen=True)
class Term:
    """A word or phrase of the query.

    A document must have all stems of one of ``own`` or of ``synonyms``. ``weight`` is 0
    for a term that no document contains; ``found`` is the number of documents with one of
    ``own``, else of ``synonyms``, as far as they are counted.
    """

    text: str
    own: tuple[Stems, ...]
    meanings: tuple[Meaning, ...]
    synonyms: tuple[Stems, ...]
    is_stop_word: bool
    weight: int = COMMON
    found: int = 0

    @property
    def alternatives(self) -> tuple[Stems, ...]:
        return self.own + self.synonyms

    @property
    def loose(self) -> tuple[Stems, ...]:
        """Those that may be anywhere in the text.

        Synonyms with common words, such as "no feeling", count only in what a document
        is about: almost every text has their words somewhere.
        """
        return self.own + tuple(
            each for each in self.synonyms if analysis.STOP_STEMS.isdisjoint(each)
        )


@dataclass(frozen=True)
class Plan:
    """The terms to look for; ``corrected_to`` is the query in the right spelling.

    ``chosen``: keys of pages that come first.
    """

    terms: tuple[Term, ...]
    corrected_to: str | None = None
    chosen: tuple[int, ...] = ()

    @property
    def known(self) -> tuple[Term, ...]:
        return tuple(term for term in self.terms if term.weight)

    @property
    def missing(self) -> list[str]:
        """The words that occur nowhere, each once."""
        texts = (term.text for term in self.terms if not term.weight)
        return list(dict.fromkeys(texts))

    @property
    def translations(self) -> list[tuple[str, str]]:
        """Phrases of another language, with their English words."""
        return [
            (term.text, each.translation)
            for term in self.terms
            for each in term.meanings
            if each.translation
        ]

    @property
    def stems(self) -> frozenset[str]:
        """The stems of the words of the query, to show where they are."""
        return _telling(each for term in self.known for each in term.own)

    @property
    def marked_stems(self) -> frozenset[str]:
        """The stems to mark in results: also of synonyms, but not of whole phrases."""
        alternatives = (each for term in self.known for each in term.alternatives)
        words = _telling(each for each in alternatives if len(each) == 1)
        return self.stems | words

    @property
    def stems_of_synonyms(self) -> frozenset[str]:
        return _telling(each for term in self.known for each in term.alternatives)


def _telling(alternatives: Iterable[Stems]) -> frozenset[str]:
    """The stems, without those of stop words unless there are no others."""
    stems = frozenset(stem for each in alternatives for stem in each)
    return stems - analysis.STOP_STEMS or stems


def make(
    query: str,
    synonyms: Synonyms,
    vocabulary: Vocabulary,
    count: Counter,
    *,
    total: int,
    exact: bool = False,
    unseen: Collection[Stems] = (),
) -> Plan:
    """The plan for a query; ``total`` is the number of documents.

    ``exact``: as it was typed, without corrections. ``unseen``: alternatives to treat as
    if no document had them.
    """
    count = _without(unseen, count)
    typed, known = _words(query), _all_words(vocabulary, synonyms)
    words = typed if exact else _spelt(typed, known, count, unseen)
    terms = _terms(words, synonyms)
    terms = [term for term in terms if not term.is_stop_word] or terms
    weighted = [
        replace(term, weight=weight_of(found, total) if found else 0, found=found)
        for term, found in zip(terms, _found(terms, count), strict=True)
    ]
    corrected = " ".join(word.text for word in words)
    return Plan(
        tuple(weighted),
        corrected_to=corrected if any(word.typed for word in words) else None,
    )


def _without(unseen: Collection[Stems], count: Counter) -> Counter:
    def counted(terms: Sequence[Sequence[Stems]]) -> list[int]:
        seen = [[each for each in term if each not in unseen] for term in terms]
        found = iter(count([each for each in seen if each]))
        return [next(found) if each else 0 for each in seen]

    return counted if unseen else count


def _found(terms: Sequence[Term], count: Counter) -> list[int]:
    """The number of documents with each term; with its synonyms if there are none."""
    found = count([term.own for term in terms])
    others = [
        term.synonyms
        for term, number in zip(terms, found, strict=True)
        if not number and term.synonyms
    ]
    by_synonyms = dict(zip(others, count(others), strict=True)) if others else {}
    return [
        number or by_synonyms.get(term.synonyms, 0)
        for term, number in zip(terms, found, strict=True)
    ]


def weight_of(found: int, total: int) -> int:
    for parts, weight in RARE:
        if found * parts <= total:
            return weight
    return COMMON


def _words(query: str) -> list[Word]:
    compounds = list(analysis.compounds_of(query[:MAX_LENGTH]))[:MAX_WORDS]
    words = [
        Word(text, compound=compound) for compound in compounds for text in compound
    ]
    return words[:MAX_WORDS]


@lru_cache(maxsize=2)
def _all_words(vocabulary: Vocabulary, synonyms: Synonyms) -> Vocabulary:
    return vocabulary.with_synonyms(synonyms.words)


def _spelt(
    words: list[Word],
    vocabulary: Vocabulary,
    count: Counter,
    unseen: Collection[Stems],
) -> list[Word]:
    """The words, with those that the site does not know corrected or split."""
    unknown = _unknown(words, vocabulary, count)
    return [
        spelt
        for word in words
        for spelt in (
            _corrected(word, vocabulary, count, unseen, is_last=word is words[-1])
            if word in unknown
            else [word]
        )
    ]


def _unknown(words: list[Word], vocabulary: Vocabulary, count: Counter) -> set[Word]:
    """The words that are in no document and no synonym, without stop words."""
    telling = [word for word in words if word.text not in analysis.STOP_WORDS]
    doubtful = {
        word
        for word in telling
        if word.text not in vocabulary
        and analysis.stem(word.text) not in vocabulary.stems_of_synonyms
    }
    if not doubtful:
        return set()
    # Of all words in one query: the numbers of the others are needed next.
    counts = count([[(analysis.stem(word.text),)] for word in telling])
    return {
        word
        for word, found in zip(telling, counts, strict=True)
        if word in doubtful and not found
    }


def _corrected(
    word: Word,
    vocabulary: Vocabulary,
    count: Counter,
    unseen: Collection[Stems],
    *,
    is_last: bool,
) -> list[Word]:
    """The word as the beginning of others, or the nearest, or two words, or itself."""
    text = word.text
    may_go_on = is_last and len(text) >= SHORTEST_BEGINNING
    beginnings = vocabulary.stems_beginning_with(text) if may_go_on else []
    if stems := tuple(each for each in beginnings if (each,) not in unseen):
        return [replace(word, beginning_of=stems)]
    alike = vocabulary.near(text)
    near = _nearest(
        [each for each in alike if (analysis.stem(each[1]),) not in unseen], count
    )
    halves = vocabulary.halves(text)
    if halves and (near is None or near[0] > COST_OF_AN_ERROR):
        return [Word(half, compound=halves, typed=text) for half in halves]
    return [Word(near[1], compound=(near[1],), typed=text)] if near else [word]


def _nearest(near: list[tuple[int, str]], count: Counter) -> tuple[int, str] | None:
    """The nearest word with its cost; of equally near ones that in most documents."""
    nearest = [each for each in near if each[0] == near[0][0]]
    if len(nearest) < 2:
        return nearest[0] if nearest else None
    counts = count([[(analysis.stem(word),)] for _, word in nearest])
    ranked = [(-found, word) for (_, word), found in zip(nearest, counts, strict=True)]
    return (near[0][0], min(ranked)[1]) if ranked else None


def _terms(words: list[Word], synonyms: Synonyms) -> list[Term]:
    stems = tuple(analysis.stem(word.text) for word in words)
    terms, start = [], 0
    while start < len(words):
        length, meanings = synonyms.at(stems, start)
        end = start + max(length, _compound_length(words, start))
        terms.append(_term(words[start:end], meanings))
        start = end
    return terms


def _compound_length(words: list[Word], start: int) -> int:
    """The number of words in the compound that begins here, else 1."""
    compound = words[start].compound
    follows = [word.text for word in words[start : start + len(compound)]]
    return len(compound) if tuple(follows) == compound else 1


def _term(words: list[Word], meanings: Sequence[Meaning]) -> Term:
    texts = [word.text for word in words]
    telling = [text for text in texts if text not in analysis.STOP_WORDS] or texts
    own = [tuple(map(analysis.stem, telling))]
    if len(texts) > 1:
        own.append((analysis.stem("".join(texts)),))
    beginnings = [(stem,) for stem in words[-1].beginning_of]
    others = [each for meaning in meanings for each in meaning.alternatives]
    return Term(
        text=" ".join(texts),
        own=tuple(beginnings or own),
        meanings=tuple(meanings),
        synonyms=tuple(each for each in dict.fromkeys(others) if each not in own),
        is_stop_word=telling[0] in analysis.STOP_WORDS and not meanings,
    )
