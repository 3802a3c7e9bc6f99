"""Template tag for the parts that all pages of a site have: masthead, footer."""

from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from clinic.models import ClinicSettings
from clinic.page_data import ClinicPageData
from core import dependencies
from core.navigation import state_of
from core.shared_values import shared

register = template.Library()


@register.simple_tag(takes_context=True)
def site_part(context: template.Context, template_name: str) -> SafeString:
    """A template with ``clinic`` and ``request``, rendered once until it changes.

    Of the request, it may show only which links lead to the page itself or to its
    section, by the tag ``current``.
    """
    if dependencies.store_of_shared_values() is None:
        # The keys are names.
        found: dict[str, Any] = dict(context.flatten())  # type: ignore[arg-type]
        return render_to_string(template_name, found)
    site_id, request = context["clinic"].site_id, context["request"]

    def render() -> SafeString:
        # Loaded here, so that the part depends on what its links depend on.
        found = {"clinic": ClinicSettings.of(site_id), "request": request}
        return render_to_string(template_name, found)

    links = shared(("links", site_id), lambda: _links(site_id))
    states = tuple(state_of(link, request.path) for link in links)
    return shared(("part", template_name, site_id, get_language(), states), render)


def _links(site_id: int | None) -> list[str]:
    data = ClinicSettings.of(site_id).page_data
    if not isinstance(data, ClinicPageData):
        return []
    return [link["url"] for link in [*data.header, *data.footer]]
