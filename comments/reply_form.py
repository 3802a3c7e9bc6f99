"""Description of the reply form of a page for API v3, as forms describe themselves."""

from typing import Any, Literal

from django.urls import reverse
from django.utils import timezone
from typing_extensions import TypedDict
from wagtail.models import Page

from clinic import page_data as clinic_page_data
from clinic.page_data import ClinicPageData
from comments import notices, reply_window
from comments.forms import ReplyForm
from comments.models import ReplySettings
from core.seo import Node
from public_forms.json_schema import Hint, describe

TITLE = "Leave a reply"
BUTTON = "Send reply"


class ReplyNoticesData(TypedDict):
    """Plain words to show: after a reply was sent, where none are taken, and beside the
    form where Akismet filters spam, else None.
    """

    published: str
    pending: str
    closed: str
    akismet: str | None


class ReplyFormData(TypedDict):
    """The reply form of a page that the app draws itself.

    ``id`` is that of the page. ``schema`` is JSON Schema 2020-12 of what is sent to
    ``submit_url``: ``page`` is always the same, ``parent`` the reply that is answered,
    if any; ``ui`` has a hint for each question, in their order. ``open``: whether the
    page takes replies now. ``asks_proof``: replies without ``proof_of_work`` wait for a
    person.
    """

    id: int
    purpose: Literal["reply"]
    title: str
    url: str
    open: bool
    schema: Node
    ui: list[Hint]
    button_label: str
    notices: ReplyNoticesData
    asks_proof: bool
    privacy_url: str | None
    submit_url: str


def reply_form(page: Page) -> ReplyFormData:
    """The reply form of a page that takes replies, of its own type."""
    base_page = page.page_ptr
    clinic_page_data.load([base_page], whole_clinic=True)
    data = ClinicPageData.of(base_page)
    settings = ReplySettings.of(data.site_id)
    form = ReplyForm(page=page)
    described = describe(form, title=TITLE)
    return {
        "id": page.pk,
        "purpose": "reply",
        "title": TITLE,
        "url": data.address(page) or "",
        "open": reply_window.is_open(page, settings, now=timezone.now()),
        "schema": _with_page(described["schema"], page.pk),
        "ui": described["ui"],
        "button_label": BUTTON,
        "notices": {
            "published": notices.PUBLISHED,
            "pending": notices.PENDING,
            "closed": notices.CLOSED,
            "akismet": notices.AKISMET if form.goes_to_akismet else None,
        },
        "asks_proof": settings.proof_of_work,
        "privacy_url": data.privacy_url,
        "submit_url": data.file_url(reverse("wagtailapi_v3:create_comment")),
    }


def _with_page(schema: Node, key: int) -> Node:
    """The schema with the page's id and that of the reply to answer."""
    # Any: of a schema, which ``describe`` makes.
    known: Any = schema
    properties = {
        "page": {"type": "integer", "const": key},
        "parent": {"type": "integer", "minimum": 1},
        **known["properties"],
    }
    return {
        **schema,
        "properties": properties,
        "required": ["page", *known["required"]],
    }
