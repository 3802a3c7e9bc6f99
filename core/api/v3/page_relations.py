"""Relations of a page that its reader may see: its parent, and an alias's original."""

from collections.abc import Sequence

from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest
from wagtail.api.v3.querysets import get_pages_queryset
from wagtail.models import Page, Site
from wagtail.query import PageQuerySet

from core import dependencies
from core.models import BasePage


def with_relations(request: HttpRequest, page: Page, site: Site | None) -> Page:
    """The page in full, without what the reader may not see of its relations."""
    show_relations_of_all(request, [page], site)
    return page


def show_relations_of_all(
    request: HttpRequest, pages: Sequence[Page], site: Site | None
) -> None:
    """The same for several pages, in a constant number of queries."""
    is_public = not request.user.is_authenticated
    by_data = [page for page in pages if is_public and isinstance(page, BasePage)]
    for page in by_data:
        show_public_relations(page, site)
    if others := [page for page in pages if page not in by_data]:
        show_relations(others, get_pages_queryset(request))


def show_relations(pages: Sequence[Page], visible: PageQuerySet) -> None:
    """Hides the parent and the original of an alias if the reader may not see them.

    Wagtail shows their titles without a permission check.
    """
    above = {page.path[: -page.steplen] for page in pages}
    originals = {page.alias_of_id or 0 for page in pages}
    related = Page.objects.filter(Q(path__in=above) | Q(pk__in=originals))
    is_visible = Exists(visible.filter(pk=OuterRef("pk")))
    # Others are read, too, as the answer changes with them.
    with dependencies.narrowed():
        rows = list(related.annotate(is_visible=is_visible))
    by_key = {each.pk: each for each in rows if each.is_visible}
    by_path = {each.path: each for each in by_key.values()}
    for page in pages:
        page._cached_parent_obj = by_path.get(page.path[: -page.steplen])
        page.alias_of = by_key.get(page.alias_of_id)


def show_public_relations(page: BasePage, site: Site | None) -> None:
    """The same for a visitor, from what the answer reads anyway."""
    home, data = site.root_page if site else page, page.page_data
    page._cached_parent_obj = data.parent_within(home)
    original = data.linked_page(page.alias_of_id)
    is_here = original and original.path.startswith(home.path)
    page.alias_of = original if is_here else None
