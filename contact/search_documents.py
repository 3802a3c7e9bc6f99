"""Search documents of contact pages, forms, and the clinic's places."""

from collections.abc import Iterator, Sequence

from django.db.models import QuerySet
from wagtail.models import Page

from clinic.models import ClinicSettings
from contact.models import ContactPage, FormPage
from core.rich_text import lines_of
from core.site_search.documents import (
    Document,
    Kind,
    page_kind,
    path_on_site,
    register,
    visible_pages,
)
from core.stream_json import stream_items, text

# What patients look for when they look for a place.
PLACE_WORDS = "address, opening hours, parking, directions, how to get here, map, phone"


def contact_document(page: ContactPage) -> Iterator[Document]:
    yield Document(page.title, main=[lines_of(page.introduction)], keywords=PLACE_WORDS)


def form_document(form: FormPage) -> Iterator[Document]:
    questions = [field.label for field in form.get_form_fields()]
    yield Document(
        form.title,
        main=[form.get_purpose_display(), lines_of(form.introduction)],
        body=[*questions, lines_of(form.medical_notice)],
    )


def place_documents(clinic: ClinicSettings) -> Iterator[Document]:
    for key, _, value in stream_items(clinic.places):
        address = [
            text(value.get(name)) for name in ("street", "city", "region", "postcode")
        ]
        yield Document(
            text(value.get("name")),
            main=[" ".join(address)],
            keywords=PLACE_WORDS,
            body=[
                lines_of(text(value.get("directions"))),
                text(value.get("hours_note")),
            ],
            part=key,
        )


def visible_places(home: Page, hidden: Sequence[str]) -> QuerySet:
    return ClinicSettings.objects.filter(site__root_page=home)


def url_of_places(home: Page, hidden: Sequence[str]) -> str:
    """The contact page, which lists the places; else the home page, in its footer."""
    page = visible_pages(ContactPage, home, hidden).first()
    return path_on_site((page or home).url_path, home)


register(page_kind("page", ContactPage, contact_document))
register(page_kind("form", FormPage, form_document))
register(
    Kind(
        "place",
        ClinicSettings,
        place_documents,
        visible_places,
        shared_url=url_of_places,
    )
)
