"""Detection of danger in visitors' texts, and the emergency wording in response."""

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

# For a clinic without a wording of its own.
DEFAULT_WORDING = (
    "<p>Call your emergency number or go to the nearest emergency department.</p>"
)
# Upper limits of what is scanned: more than any form accepts, because texts that are
# refused for their length are scanned as well.
MAX_CHARACTERS_EACH, MAX_CHARACTERS_TOTAL = 20_000, 100_000


class FormWithWording(Protocol):
    """Protocol of a form page, which may have an emergency wording of its own."""

    emergency_words: str
    page_data: PageData


def is_in_danger(texts: Iterable[str], clinic: ClinicSettings | None) -> bool:
    """True if the texts of one visitor suggest that somebody is in danger."""
    combined = "\n".join(tidy(text[:MAX_CHARACTERS_EACH]) for text in texts)
    signs = clinic.signs_of_danger if clinic else ()
    return bool(find_danger(combined[:MAX_CHARACTERS_TOTAL], editor_signs=signs))


def wording(
    clinic: ClinicSettings | None, *, form: FormWithWording | None = None
) -> str:
    """Emergency wording as HTML for APIs: the form's, the clinic's, or the default."""
    entered, data = _entered_wording(clinic, form)
    return data.html(entered) if data else DEFAULT_WORDING


def wording_for_page(
    clinic: ClinicSettings | None, *, form: FormWithWording | None = None
) -> SafeString:
    """Emergency wording like ``wording``, for the site's own pages (links by path)."""
    entered, data = _entered_wording(clinic, form)
    return SafeString(data.html_by_path(entered) if data else DEFAULT_WORDING)


def wording_for(texts: Iterable[str], clinic: ClinicSettings) -> str | None:
    """Emergency wording as HTML for APIs if the texts suggest danger, else None."""
    return wording(clinic) if is_in_danger(texts, clinic) else None


@notices.register
def notice_above_search(site: Site | None, query: str) -> str | None:
    """Notice above search results: emergency wording if the query suggests danger."""
    return wording_for([query], ClinicSettings.of(site and site.pk))


def _entered_wording(
    clinic: ClinicSettings | None, form: FormWithWording | None
) -> tuple[str, PageData | None]:
    """The rich text entered, with the page data of its links; None if it is empty."""
    if form:
        text = form.emergency_words
        return (text, form.page_data) if lines_of(text) else ("", None)
    if clinic and lines_of(clinic.emergency_wording):
        return clinic.emergency_wording, clinic.page_data
    return "", None
