"""Registry for the emergency wording above search results."""

from collections.abc import Callable

from wagtail.models import Site

# HTML for a query on a site; None if the query shows no sign of danger.
Answer = Callable[[Site | None, str], str | None]

_answers: list[Answer] = []


def register(answer: Answer) -> Answer:
    _answers.append(answer)
    return answer


def emergency_for(site: Site | None, query: str | None) -> str | None:
    """HTML to show above the results; None if the query shows no sign of danger."""
    if not query:
        return None
    return next(filter(None, (answer(site, query) for answer in _answers)), None)
