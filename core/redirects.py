"""Redirects from old URLs of pages, without those that reveal hidden pages."""

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from itertools import chain, product, zip_longest
from string import ascii_lowercase, ascii_uppercase
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.functions import Collate, Lower
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponsePermanentRedirect,
    HttpResponseRedirect,
)
from wagtail.contrib.redirects.models import Redirect
from wagtail.contrib.redirects.signal_handlers import (
    BatchRedirectCreator,
    autocreate_redirects_on_page_move,
)
from wagtail.models import Page, Site

from core.page_data import hidden_paths, under
from core.representations import markdown_path
from core.site_addresses import SiteAddresses, addresses_of
from core.site_root_paths import shared_site_root_paths

BATCH_SIZE = 500
# Attribute of requests with the redirect from their address, or None.
FOUND = "redirect_found"
LONGEST_PATH = Redirect._meta.get_field("old_path").max_length
# As in the index that ``core.migrations.0012_redirects_without_case`` makes.
LOWERED = Lower(
    Collate("old_path", "C") if connection.vendor == "postgresql" else "old_path"
)
OTHER_LETTERS = re.compile(r"[^\0-\x7f]")
SMALL = str.maketrans(ascii_uppercase, ascii_lowercase)
# Each may double the number of spellings.
MOST_VARIED = 5


def redirects_of(site: Site | None) -> QuerySet[Redirect]:
    """The site's own redirects and those of all sites.

    Those of other sites are excluded: by an index of sites, SQLite would read all
    redirects and sort them, where it can read the first ones in the order of a list.
    """
    if site is None:
        return Redirect.objects.all()
    return Redirect.objects.exclude(~Q(site=site) & ~Q(site=None))


def public_redirects(site: Site | None) -> QuerySet[Redirect]:
    """Redirects of the site, without those to pages that are not public."""
    live = Q(redirect_page=None) | Q(redirect_page__live=True)
    hidden = under(hidden_paths(), "redirect_page__")
    return redirects_of(site).filter(live).exclude(hidden)


def redirect_at(
    path: str, among: QuerySet[Redirect], site: Site | None
) -> Redirect | None:
    """The redirect for the path with its query string, else for the path alone.

    An exact match precedes a case-insensitive one. ``among``: the redirects of ``site``
    that the reader may see.
    """
    try:
        paths = [
            Redirect.normalise_path(each) for each in (path, path.partition("?")[0])
        ]
    except ValueError:
        return None
    found = among.filter(old_path__in=paths) or _case_insensitive(paths, among)
    # The longer path is more specific; a site's redirect precedes a global one.
    ranked = sorted(found, key=lambda each: (len(each.old_path), each.site_id or 0))
    best = ranked[-1] if ranked else None
    return None if best and _leads_to(paths[0], best, site) else best


def _case_insensitive(
    paths: Sequence[str], among: QuerySet[Redirect]
) -> QuerySet[Redirect]:
    """Redirects that match one of the paths without case."""
    spellings = {
        spelling
        for path in paths
        if len(path) <= LONGEST_PATH
        for spelling in spellings_of(path)
    }
    return among.alias(lowered=LOWERED).filter(lowered__in=spellings)


def spellings_of(path: str) -> set[str]:
    """The path as the index may have it, which makes letters of ASCII small alone.

    Each of a few other letters may be a small one or a capital; of many, all are, or
    the first ones of words or of parts of the path are capitals.
    """
    letters = [
        {letter, *(each for each in (letter.lower(), letter.upper()) if len(each) == 1)}
        for letter in path.translate(SMALL)
        if not letter.isascii()
    ]
    if len(letters) <= MOST_VARIED:
        others = OTHER_LETTERS.split(path.translate(SMALL))
        return {
            "".join(chain.from_iterable(zip_longest(others, chosen, fillvalue="")))
            for chosen in product(*letters)
        }
    parts = path.lower().split("/")
    named = "/".join(part[:1].upper() + part[1:] for part in parts)
    found = {path, path.lower(), path.upper(), path.title(), named}
    return {each.translate(SMALL) for each in found}


def location(redirect: Redirect, site: Site) -> str | None:
    """The full address to which a redirect of the site leads readers; None without one."""
    link = redirect.link
    if not link:
        return None
    addresses, path = _located(link, site)
    return addresses.absolute(path) if addresses else link


def _without_detour(link: str, site: Site) -> str:
    """The link, or the address on a front end to which Gait's page there would lead."""
    addresses, path = _located(link, site)
    left = addresses and addresses.are_pages_left
    return addresses.absolute(path) if addresses and left else link


def _located(link: str, site: Site) -> tuple[SiteAddresses | None, str]:
    """The addresses of the site that a redirect's link is on, and its path there.

    Wagtail's link is a path, or has Gait's own origin, where Gait shows the pages; None
    and the link itself for all others.
    """
    if link.startswith("/"):
        return addresses_of(site), link
    for each in shared_site_root_paths():
        if link.startswith(f"{each.root_url}/"):
            return each.addresses, link.removeprefix(each.root_url)
    return None, link


def _leads_to(path: str, redirect: Redirect, site: Site | None) -> bool:
    """True if the target is the path itself, which would be a redirect loop."""
    target = redirect.link or ""
    if site:
        target = addresses_of(site).path(target)
    return target.startswith("/") and Redirect.normalise_path(target) == path


def _to_markdown(
    request: HttpRequest, site: Site | None
) -> HttpResponseRedirect | HttpResponsePermanentRedirect | None:
    """The redirect from the Markdown of a page's old address to that of its new one."""
    path = request.path_info.removesuffix(".md")
    if path == request.path_info:
        return None
    found = redirect_at(f"{path}/", public_redirects(site), site)
    if found is None or found.redirect_page is None:
        return None
    parts = found.redirect_page.get_url_parts(request)
    if not parts or not site or parts[0] != site.pk:
        return None
    kind = HttpResponsePermanentRedirect if found.is_permanent else HttpResponseRedirect
    return kind(markdown_path(parts[2]))


def redirect_from(request: HttpRequest) -> HttpResponse | None:
    """The redirect from the requested address, found once a request; None without one."""
    if not hasattr(request, FOUND):
        setattr(request, FOUND, _redirect_from(request))
    return getattr(request, FOUND)


def _redirect_from(request: HttpRequest) -> HttpResponse | None:
    site = Site.find_for_request(request)
    among = public_redirects(site).select_related("redirect_page")
    found = redirect_at(request.get_full_path(), among, site)
    if found is None or not found.link:
        return _to_markdown(request, site)
    kind = HttpResponsePermanentRedirect if found.is_permanent else HttpResponseRedirect
    return kind(_without_detour(found.link, site) if site else found.link)


class RedirectMiddleware:
    """Redirect middleware; Wagtail's also redirects to drafts, which reveals titles."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if response.status_code != 404:
            return response
        return redirect_from(request) or response


class BatchedRedirectCreator(BatchRedirectCreator):
    """Wagtail's redirect creator, with batches small enough for SQLite."""

    def __init__(self, max_size: int, **options: Any) -> None:
        super().__init__(min(max_size, BATCH_SIZE), **options)

    def pre_process(self) -> None:
        """Deletes old redirects by IN: SQLite limits the depth of ORs (upstream)."""
        paths = defaultdict(list)
        for made in self.items:
            paths[made.site_id].append(made.old_path)
        automatic = Redirect.objects.filter(automatically_created=True)
        for site_id, old_paths in paths.items():
            automatic.filter(site_id=site_id, old_path__in=old_paths).delete()


def create_redirects(
    instance: Page, *, url_path_before: str, url_path_after: str, **signal: Any
) -> None:
    """Creates redirects from the old URLs of pages that were ever published.

    Receiver of ``page_address_changed`` and ``post_page_move``. Any: further arguments
    of the signals.
    """
    moved = Page.objects.descendant_of(instance, inclusive=True)
    if moved.exclude(live=False, first_published_at=None).exists():
        autocreate_redirects_on_page_move(
            instance, url_path_before=url_path_before, url_path_after=url_path_after
        )
    delete_loops(moved)


def delete_loops(moved: QuerySet[Page]) -> None:
    """Deletes automatic redirects whose path is the page's own URL again."""
    made = Redirect.objects.filter(automatically_created=True, redirect_page__in=moved)
    roots = Site.get_site_root_paths()
    loops = []
    for redirect in made.select_related("redirect_page"):
        redirect.redirect_page._wagtail_cached_site_root_paths = roots
        _, _, path = redirect.redirect_page.get_url_parts() or (None, None, None)
        if path and Redirect.normalise_path(path) == redirect.old_path:
            loops.append(redirect.pk)
    for start in range(0, len(loops), BATCH_SIZE):
        batch = loops[start : start + BATCH_SIZE]
        Redirect.objects.filter(pk__in=batch).delete()
