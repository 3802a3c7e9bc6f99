"""Emergency wording above a search's results, from the app that recognises danger."""

from collections.abc import Callable

from wagtail.models import Site

# Finished HTML for a query on a site; None where nobody seems to be in danger.
Answer = Callable[[Site | None, str], str | None]

_answers: list[Answer] = []


def register(answer: Answer) -> Answer:
    _answers.append(answer)
    return answer


def emergency_for(site: Site | None, query: str | None) -> str | None:
    """Finished HTML to show above all results; None where nobody seems in danger."""
    if not query:
        return None
    return next(filter(None, (answer(site, query) for answer in _answers)), None)
