"""Private pages: those behind a password, and aliases in Wagtail's public querysets."""

from django.db.models import Q
from django.http import HttpRequest
from wagtail.api.v3 import querysets as v3
from wagtail.api.validators import SiteFilterValidator
from wagtail.models import Page, PageViewRestriction, Site
from wagtail.query import PageQuerySet

from core import unlocking
from core.aliases import paths_of_aliases
from core.page_data import hidden_paths, under


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


def readable_pages(request: HttpRequest, model: type[Page] = Page) -> PageQuerySet:
    """Pages that the reader of one page may see, for API v3.

    Beside those of ``get_pages_queryset`` the ones behind passwords that the request's
    token opens, which no list shows.
    """
    pages = v3.get_pages_queryset(request, model)
    opened = [] if request.user.is_authenticated else unlocking.opened_by(request)
    if not opened:
        return pages
    pages_with_opened = {each.page_id for each in opened}
    others = PageViewRestriction.objects.filter(page__in=pages_with_opened)
    closed = others.exclude(pk__in=[each.pk for each in opened])
    keys = pages_with_opened - {*closed.values_list("page", flat=True)}
    paths = {*Page.objects.filter(pk__in=keys).values_list("path", flat=True)}
    paths.update(paths_of_aliases(keys))
    hidden = [path for path in hidden_paths() if path not in paths]
    site = _asked_site(request)
    return (
        model.objects.live()
        .exclude(under(hidden))
        .descendant_of(site.root_page, inclusive=True)
        .select_related("content_type", "locale")
        if site
        else pages
    )


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
