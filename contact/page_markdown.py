"""Contact pages and forms as Markdown."""

from django.http import HttpRequest
from django.urls import reverse

from clinic.page_data import ClinicPageData
from clinic.serializers import EmailField, PhoneField, PlacesField
from contact.models import ContactPage, FormPage
from contact.page_data import ContactPageData
from core.markdown import bullets, escaped, heading, line, link, quoted, rich_text
from core.page_markdown import PART, block_markdown, page_markdown
from core.representations import markdown_path
from public_forms.json_schema import Hint, describe


@page_markdown.register
def contact_markdown(page: ContactPage, request: HttpRequest) -> list[str]:
    data = ContactPageData.of(page)
    phone = PhoneField().to_representation(page)
    email = EmailField().to_representation(page)
    reach = [
        f"Phone: {link(phone['display'], phone['uri'])}" if phone else "",
        f"E-mail: {link(email, f'mailto:{email}')}" if email else "",
    ]
    return [
        *rich_text(data.html(page.introduction), level=PART),
        bullets(reach),
        *places(page, data),
        *forms(data),
    ]


def places(page: ContactPage, data: ClinicPageData) -> list[str]:
    if data.clinic is None:
        return []
    [block] = data.clinic.places.stream_block.child_blocks.values()
    return [
        part
        for each in PlacesField().to_representation(page)
        for part in block_markdown(block, each, data)
    ]


def forms(data: ContactPageData) -> list[str]:
    """Links to the Markdown of the forms."""
    items = [
        link(each.title, data.file_url(markdown_path(data.path(each))))
        for each in data.forms
    ]
    return [heading("Forms", PART), bullets(items)] if items else []


@page_markdown.register
def form_markdown(page: FormPage, request: HttpRequest) -> list[str]:
    """Introduction, notices and questions of the form, and a link to send answers."""
    data = ClinicPageData.of(page)
    api = data.file_url(reverse("wagtailapi_v3:detail_form", args=[page.pk]))
    emergency = rich_text(data.html(page.emergency_words), level=PART)
    return [
        *rich_text(data.html(page.introduction), level=PART),
        quoted(["**In an emergency:**", *emergency]) if emergency else "",
        *rich_text(data.html(page.medical_notice), level=PART),
        heading("Questions", PART),
        bullets(
            question(each) for each in describe(page.get_form(), title=page.title)["ui"]
        ),
        f"Programs find the form {link('in the API', api)}.",
    ]


def question(hint: Hint) -> str:
    parts = [
        line(hint["label"]),
        escaped(hint["help"]),
        "one of: " + ", ".join(map(escaped, hint["choices"]))
        if hint["choices"]
        else "",
        "" if hint["required"] else "may be left out",
    ]
    return "; ".join(filter(None, parts))
