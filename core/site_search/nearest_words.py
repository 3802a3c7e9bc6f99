"""Words to offer where a search finds nothing: those that are spelt most alike.

They may differ by more than a spelling correction, which is made without asking.
"""

from collections import defaultdict
from collections.abc import Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA
from wagtail.models import Page

from core.search import analysis
from core.site_search import database, index_state, visibility, vocabulary
from core.site_search.planning import MAX_LENGTH, MAX_WORDS
from core.site_search.visibility import Object

# Share of letters that are equal: "physiotherapy" for "fizzotherapy" has 0.62, while
# "activities" for "arthritis" has 0.6.
ALIKE = 0.61
CANDIDATES = 12
# Documents of each word; if visitors see none of them, the word is not offered.
CHECKED = 20
MOST = 4


def nearest_words(query: str, home: Page, *, hidden: Sequence[str]) -> list[str]:
    """At most ``MOST`` words like those of the query, nearest first, one of each stem.

    Visitors of the site can see a document with the stem of each. ``hidden``: the tree
    paths of pages with view restrictions.
    """
    words = dict.fromkeys(analysis.words_of(query[:MAX_LENGTH]))
    telling = [word for word in words if word not in analysis.STOP_WORDS][:MAX_WORDS]
    if not telling:
        return []
    known = vocabulary.current(index_state.read()).words_of_letters
    alike = sorted(
        (-similarity, word)
        for each in telling
        for word, similarity, _ in process.extract(
            each,
            known,
            scorer=OSA.normalized_similarity,
            score_cutoff=ALIKE,
            limit=CANDIDATES,
        )
    )
    by_stem: dict[str, str] = {}
    for _, word in alike:
        by_stem.setdefault(analysis.stem(word), word)
    candidates = list(by_stem.values())[:CANDIDATES]
    return _visible(candidates, home, tuple(hidden))[:MOST]


def _visible(words: Sequence[str], home: Page, hidden: tuple[str, ...]) -> list[str]:
    """Those whose stem one of the visible documents has, in two queries."""
    objects: dict[str, set[Object]] = {word: set() for word in words}
    keys: dict[str, list[int]] = defaultdict(list)
    for number, label, key in _documents(words):
        objects[words[number]].add((label, key))
        keys[label].append(key)
    seen = visibility.on_site(home, hidden, keys)
    return [word for word in words if objects[word] & seen]


def _documents(words: Sequence[str]) -> list[tuple[int, str, int]]:
    """The place of a word, and the model and key of an object that has its stem."""
    queries = [database.matching({"body": [(analysis.stem(each),)]}) for each in words]
    sql = " UNION ALL ".join(
        f"SELECT {number}, document.model, document.object_pk "  # noqa: S608 - numbers and placeholders
        f"FROM (SELECT id FROM ({query.sql}) AS found ORDER BY id LIMIT {CHECKED}) "
        f"AS first JOIN {database.TABLE} AS document ON document.id = first.id"
        for number, query in enumerate(queries)
    )
    params = [param for query in queries for param in query.params]
    return database.rows(sql, params) if words else []
