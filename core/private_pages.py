"""Private pages: those behind a password, and aliases in Wagtail's public querysets."""

from django.db.models import Q
from django.http import HttpRequest
from wagtail.api.v3 import querysets as v3
from wagtail.api.validators import SiteFilterValidator
from wagtail.models import Page, PageViewRestriction
from wagtail.query import PageQuerySet

from core.page_data import hidden_paths, under


def private_q(pages: PageQuerySet) -> Q:
    return under(hidden_paths())


def public_pages(request: HttpRequest, model: type[Page] = Page) -> PageQuerySet:
    """Public pages of the site that the request asks for, else of its own.

    Raises ValueError where ``?site=`` names no single site.
    """
    wanted = request.GET.get("site")
    site = SiteFilterValidator(site=wanted, request=request).site_obj
    if site is None:
        return model.objects.none()
    public = model.objects.live().public()
    return public.descendant_of(site.root_page, inclusive=True)


def is_behind_password(page: Page) -> bool:
    """True if passwords are all that keeps visitors from the page."""
    restrictions = page.specific.get_view_restrictions()
    kinds = set(restrictions.values_list("restriction_type", flat=True))
    return kinds == {PageViewRestriction.PASSWORD}


def hide_aliases() -> None:
    """Patches ``public()`` and API v3 to exclude the aliases of private pages.

    Wagtail's own querysets have a condition for each private page, which SQLite refuses
    from a thousand on.
    """
    PageQuerySet.private_q = private_q
    v3.get_public_pages_queryset = public_pages
