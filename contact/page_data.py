"""Page data of the contact page and of forms, with the whole clinic."""

from collections.abc import Sequence

from wagtail.models import Page

from clinic import page_data as clinic_page_data
from contact.models import ContactPage, FormPage
from core.page_data import loader


@loader(ContactPage)
@loader(FormPage)
def load(pages: Sequence[Page], *, hidden: Sequence[str] | None = None) -> None:
    """Sets ``page_data`` on each page, with the links of the clinic's texts."""
    clinic_page_data.load(pages, hidden=hidden, whole_clinic=True)
