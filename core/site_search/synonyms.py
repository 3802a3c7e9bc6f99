"""Synonyms of the site search, which editors keep as snippets."""

from collections import defaultdict
from typing import NamedTuple

from core.models import SearchSynonyms
from core.search import analysis
from core.search.phrases import Stems, phrases_of
from core.site_search.index_state import IndexState


class Meaning(NamedTuple):
    """Phrases that mean the same as one phrase of the query."""

    phrases: tuple[str, ...]
    alternatives: tuple[Stems, ...]
    # The English words, for a phrase of another language.
    translation: str


class Synonyms:
    """The meanings by the stems of each phrase."""

    def __init__(self, groups: tuple[tuple[str, str], ...]) -> None:
        found: dict[Stems, list[Meaning]] = defaultdict(list)
        # Translations last: they lead to the synonyms of the English words as well.
        for words, translation in sorted(groups, key=lambda group: bool(group[1])):
            phrases = tuple(phrases_of(words))
            targets = (translation,) if translation else phrases
            keys = [key for each in targets for key in keys_of(each)]
            if translation:
                known = [m for key in keys for m in found.get(key, ())]
                keys += [key for meaning in known for key in meaning.alternatives]
            meaning = Meaning(targets, tuple(dict.fromkeys(keys)), translation)
            for key in {key for phrase in phrases for key in keys_of(phrase)}:
                found[key].append(meaning)
        self._meanings = dict(found)
        self.words = frozenset(
            word
            for words, _ in groups
            for phrase in phrases_of(words)
            for word in analysis.words_of(phrase)
        )
        self.longest = max(map(len, self._meanings), default=0)

    def at(self, stems: Stems, start: int) -> tuple[int, list[Meaning]]:
        """The length of the longest phrase at this place, and its meanings."""
        for length in range(min(self.longest, len(stems) - start), 0, -1):
            meanings = self._meanings.get(stems[start : start + length])
            if meanings:
                return length, meanings
        return 0, []


def keys_of(phrase: str) -> list[Stems]:
    """The stems of a phrase; with a hyphenated word also as one: "xray" for "x-ray"."""
    compounds = list(analysis.compounds_of(phrase))
    apart = tuple(analysis.stem(word) for parts in compounds for word in parts)
    joined = tuple(analysis.stem("".join(parts)) for parts in compounds)
    return [key for key in dict.fromkeys((apart, joined)) if key]


_cached: tuple[object, Synonyms] = (None, Synonyms(()))


def current(state: IndexState) -> Synonyms:
    """The synonyms; a query only if they changed."""
    global _cached
    version = (state.synonyms, state.synonyms_changed_at, state.version)
    if _cached[0] != version:
        rows = SearchSynonyms.objects.order_by("pk")
        groups = rows.values_list("words", "translation_of")
        _cached = (version, Synonyms(tuple(groups)))
    return _cached[1]
