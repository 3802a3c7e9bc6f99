"""Template context of contact pages."""

from typing import Any

from django.http import HttpRequest

from contact.models import ContactPage
from contact.page_data import ContactPageData
from core.page_context import page_context


@page_context.register
def contact_context(
    page: ContactPage, request: HttpRequest, context: dict[str, Any]
) -> dict[str, Any]:
    data = ContactPageData.of(page)
    forms = data.forms
    return {
        "places": data.clinic.places_today() if data.clinic else [],
        "form": forms[0].get_form() if forms else None,
        "other_forms": forms[1:],
    }
