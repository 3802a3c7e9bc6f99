"""Results that editors chose to come first for some words."""

from collections import defaultdict
from collections.abc import Iterable

from core.models import ChosenResult
from core.search import analysis
from core.search.phrases import phrases_of
from core.site_search.index_state import IndexState

Stems = frozenset[str]


class ChosenResults:
    """The keys of pages by the stems of the words they were chosen for."""

    def __init__(self, rows: Iterable[tuple[str, int]] = ()) -> None:
        self._pages: dict[Stems, list[int]] = defaultdict(list)
        known: set[str] = set()
        for words, page in rows:
            for phrase in phrases_of(words):
                self._pages[telling_stems(phrase)].append(page)
                known.update(analysis.words_of(phrase))
        self.words = frozenset(known)

    def of(self, query: str) -> list[int]:
        return self._pages.get(telling_stems(query), [])


def telling_stems(words: str) -> Stems:
    """The stems of the words, without those of stop words unless there are no others."""
    stems = frozenset(analysis.stems_of(words))
    return stems - analysis.STOP_STEMS or stems


_cached: tuple[object, ChosenResults] = (None, ChosenResults())


def current(state: IndexState) -> ChosenResults:
    """The chosen results; a query only if they changed."""
    global _cached
    version = (state.chosen, state.chosen_changed_at, state.version)
    if _cached[0] != version:
        rows = ChosenResult.objects.order_by("pk").values_list("words", "page")
        _cached = (version, ChosenResults(rows))
    return _cached[1]
