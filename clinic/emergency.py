"""Danger in what visitors write, and the emergency wording that answers it."""

from collections.abc import Iterable
from typing import Protocol

from django.utils.safestring import SafeString
from wagtail.models import Site

from clinic.models import ClinicSettings
from core.page_data import PageData
from core.rich_text import lines_of
from core.search import notices
from public_forms.danger import find_danger
from public_forms.text_cleaning import tidy

# For a clinic that has not entered its own.
DEFAULT_WORDING = (
    "<p>Call your emergency number or go to the nearest emergency department.</p>"
)
# Of each text, and of all together; more than any form takes, but what is refused for
# its length is looked at as well.
MOST_OF_ONE, MOST_OF_ALL = 20_000, 100_000


class Form(Protocol):
    """A page with a form, which may have an emergency wording of its own."""

    emergency_words: str
    page_data: PageData


def is_in_danger(texts: Iterable[str], clinic: ClinicSettings | None) -> bool:
    """True where what one visitor typed suggests that somebody is in danger."""
    typed = "\n".join(tidy(text[:MOST_OF_ONE]) for text in texts)[:MOST_OF_ALL]
    signs = clinic.signs_of_danger if clinic else ()
    return bool(find_danger(typed, editor_signs=signs))


def wording(clinic: ClinicSettings | None, *, form: Form | None = None) -> str:
    """Finished HTML for apps, never empty: the form's, the clinic's, or a default."""
    own, data = _own(clinic, form)
    return data.html(own) if data else DEFAULT_WORDING


def wording_here(
    clinic: ClinicSettings | None, *, form: Form | None = None
) -> SafeString:
    """As ``wording``, for a page of the site itself."""
    own, data = _own(clinic, form)
    return SafeString(data.html_by_path(own) if data else DEFAULT_WORDING)


def wording_for(texts: Iterable[str], clinic: ClinicSettings) -> str | None:
    """The wording as finished HTML, where the texts tell of danger."""
    return wording(clinic) if is_in_danger(texts, clinic) else None


@notices.register
def notice_above_search(site: Site | None, query: str) -> str | None:
    """Emergency wording above the results of a search that tells of danger."""
    return wording_for([query], ClinicSettings.of(site and site.pk))


def _own(
    clinic: ClinicSettings | None, form: Form | None
) -> tuple[str, PageData | None]:
    """Rich text with what it points at; None where nobody entered any words."""
    text = form.emergency_words if form else clinic.emergency_wording if clinic else ""
    if not lines_of(text):
        return "", None
    return text, form.page_data if form else clinic.page_data
