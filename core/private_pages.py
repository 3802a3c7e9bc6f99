"""Private pages: those behind a password, and aliases in Wagtail's public querysets."""

from django.db.models import Q
from django.http import HttpRequest
from ninja.errors import HttpError
from wagtail.api.v3 import querysets as v3
from wagtail.api.validators import SiteFilterValidator
from wagtail.models import Page, PageViewRestriction, Site
from wagtail.query import PageQuerySet

from core import unlocking
from core.page_data import hidden_paths, under
from core.page_routing import in_full, live_below


def private_q(pages: PageQuerySet) -> Q:
    return under(hidden_paths())


def public_pages(request: HttpRequest, model: type[Page] = Page) -> PageQuerySet:
    """Public pages of the site that the request asks for, else of its own.

    Raises ValueError where ``?site=`` names no single site.
    """
    site = _asked_site(request)
    if site is None:
        return model.objects.none()
    public = model.objects.live().public()
    return public.descendant_of(site.root_page, inclusive=True)


def readable_page(request: HttpRequest, page_id: int) -> Page | None:
    """The page in full, if the reader of one page may see it, for API v3.

    Beside those of ``get_pages_queryset`` one behind passwords that the request's token
    opens, which no list shows. Raises HttpError where ``?site=`` names no single site.
    """
    if request.user.is_authenticated:
        page = v3.get_pages_queryset(request).filter(pk=page_id).first()
        return in_full(page) if page else None
    try:
        site = _asked_site(request)
    except ValueError as problem:
        raise HttpError(400, str(problem)) from problem
    page = live_below(site.root_page, page_id) if site else None
    return page if page and is_shown_to_visitor(request, page) else None


def is_shown_to_visitor(request: HttpRequest, page: Page) -> bool:
    """True for a live page that is public, or that the request's token opens."""
    if is_unrestricted(page):
        return True
    return bool(unlocking.opened_by(request)) and is_open_to(request, page)


def is_unrestricted(page: Page) -> bool:
    """True for a page at or above which there is no view restriction."""
    return not page.path.startswith(tuple(hidden_paths()))


def is_open_to(request: HttpRequest, page: Page) -> bool:
    """True for a public page, and for one whose passwords the request's token opens."""
    asking = {each.pk for each in page.specific.get_view_restrictions()}
    return asking <= {each.pk for each in unlocking.opened_by(request)}


def is_behind_password(page: Page) -> bool:
    """True if passwords are all that keeps visitors from the page."""
    restrictions = page.specific.get_view_restrictions()
    kinds = set(restrictions.values_list("restriction_type", flat=True))
    return kinds == {PageViewRestriction.PASSWORD}


def _asked_site(request: HttpRequest) -> Site | None:
    wanted = request.GET.get("site")
    return SiteFilterValidator(site=wanted, request=request).site_obj


def hide_aliases() -> None:
    """Patches ``public()`` and API v3 to exclude the aliases of private pages.

    Wagtail's own querysets have a condition for each private page, which SQLite refuses
    from a thousand on.
    """
    PageQuerySet.private_q = private_q
    v3.get_public_pages_queryset = public_pages
