"""API data of searches."""

from typing_extensions import TypedDict

from core.site_search.planning import Plan


class SynonymData(TypedDict):
    """A phrase of the search, and the phrases that were searched for as well.

    ``translation``: the English words, for a phrase of another language.
    """

    phrase: str
    synonyms: list[str]
    translation: str | None


class Understood(TypedDict):
    """Interpretation of a search.

    ``corrected_to``: the search in the spelling that was searched for; None if nothing
    was corrected.
    """

    corrected_to: str | None
    synonyms_used: list[SynonymData]


NOT_SEARCHED: Understood = {"corrected_to": None, "synonyms_used": []}


def understood(plan: Plan) -> Understood:
    return {
        "corrected_to": plan.corrected_to,
        "synonyms_used": [
            {
                "phrase": term.text,
                "synonyms": [*meaning.phrases],
                "translation": meaning.translation or None,
            }
            for term in plan.terms
            for meaning in term.meanings
        ],
    }
