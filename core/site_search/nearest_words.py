"""Words to offer where a search finds nothing: those that are spelt most alike.

They may differ by more than a spelling correction, which is made without asking.
"""

from collections.abc import Sequence
from typing import Any

from django.db import connection
from rapidfuzz import process
from rapidfuzz.distance import OSA
from wagtail.models import Page

from core.search import analysis
from core.site_search import database, index_state, visibility, vocabulary
from core.site_search.planning import MAX_LENGTH, MAX_WORDS
from core.site_search.visibility import Statement

# Share of letters that are equal: "physiotherapy" for "fizzotherapy" has 0.62, while
# "activities" for "arthritis" has 0.6.
ALIKE = 0.61
CANDIDATES = 12
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
    return _among(candidates, visibility.visible_on(home, hidden))[:MOST]


def _among(words: Sequence[str], visible: Statement) -> list[str]:
    """Those whose stem one of the visible documents has, in one query."""
    if not words:
        return []
    keys, params = visible
    queries = [database.matching({"body": [(analysis.stem(each),)]}) for each in words]
    checks = " UNION ALL ".join(
        f"SELECT {number} WHERE EXISTS (SELECT 1 FROM ({query.sql}) AS found "  # noqa: S608 - numbers and placeholders
        "WHERE found.id IN (SELECT id FROM visible))"
        for number, query in enumerate(queries)
    )
    sql = f"WITH visible (id) AS ({keys}) {checks}"
    # Any: values of every type.
    values: list[Any] = [*params, *(each for query in queries for each in query.params)]
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [words[number] for (number,) in sorted(cursor.fetchall())]
