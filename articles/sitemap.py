"""XML sitemap with the last change and the main image of each page.

A site with more pages than one part holds has a sitemap index instead, which lists its
parts. A part holds the pages whose primary keys fall into one range, so that its URL
keeps its pages and its cost does not depend on the size of the site.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import chain
from typing import NamedTuple
from urllib.parse import quote
from xml.sax.saxutils import escape

from django.contrib.contenttypes.models import ContentType
from django.core.files.storage import default_storage
from django.db import connection
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe
from wagtail.images import get_image_model
from wagtail.models import Page, get_page_models

from articles.lists import people_of
from articles.models import ArticleIndexPage
from articles.site_context import SiteContext
from core import last_changes
from core.images import responsive
from core.models import BasePage
from core.page_data import under
from core.path_lookups import end_of

# Far below the sitemap protocol's limit of 50,000 URLs, because each part is rendered
# for one request.
PAGES_IN_A_PART = 1000
# More digits than any primary key has.
LARGEST_PART = 10**12
XML_HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
URLSET = (
    f'<urlset xmlns="{NAMESPACE}"'
    ' xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">'
)
# The numbers of the parts that have a page, found by one look-up each. The empty text
# keeps SQLite from reading the index of paths, which would visit all pages.
PARTS = """
    WITH RECURSIVE part(number) AS (
        SELECT 0 - 1
        UNION ALL
        SELECT (
            SELECT id / %(size)s FROM wagtailcore_page
            WHERE id >= (part.number + 1) * %(size)s AND live
            AND path || '' >= %(start)s AND path || '' < %(end)s
            ORDER BY id LIMIT 1
        ) FROM part WHERE number IS NOT NULL
    )
    SELECT number FROM part WHERE number >= 0
"""


# The keys of a page's content type and of the page.
Kind = tuple[int, int]


class Row(NamedTuple):
    """Plain values of a page; ``kind`` is the key of its content type."""

    kind: int
    path: str
    url_path: str
    changed: datetime | None
    image: int | None


class Entry(NamedTuple):
    url: str
    changed: datetime | None = None
    picture: str | None = None


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    site = SiteContext(request)
    start = site.home.path
    pages = Page.objects.filter(live=True, path__gte=start, path__lt=end_of(start))
    first = pages.order_by("path").values_list("content_type", "pk")
    kinds = list(first[: PAGES_IN_A_PART + 1])
    if len(kinds) > PAGES_IN_A_PART:
        return sitemap_index(site)
    return urlset(chain(page_entries(site, kinds), other_entries(site)))


def sitemap_index(site: SiteContext) -> HttpResponse:
    start, size = site.home.path, PAGES_IN_A_PART
    with connection.cursor() as cursor:
        cursor.execute(PARTS, {"size": size, "start": start, "end": end_of(start)})
        parts = [number for (number,) in cursor.fetchall()]
    urls = [site.own_url("sitemap_part", number) for number in parts]
    urls.append(site.own_url("sitemap_of_lists"))
    entries = (f"<sitemap><loc>{escape(url)}</loc></sitemap>" for url in urls)
    return xml(f'<sitemapindex xmlns="{NAMESPACE}">', entries, "</sitemapindex>")


@require_safe
def sitemap_part(request: HttpRequest, number: int) -> HttpResponse:
    """The pages of one range of primary keys."""
    if number > LARGEST_PART:
        raise Http404("There is no such part.")
    site = SiteContext(request)
    first = number * PAGES_IN_A_PART
    pages = Page.objects.filter(pk__gte=first, pk__lt=first + PAGES_IN_A_PART)
    # The path is compared here: by its index, the database would visit all pages.
    live = pages.filter(live=True).values_list("content_type", "pk", "path")
    kinds = [(kind, key) for kind, key, path in live if path.startswith(site.home.path)]
    if not kinds:
        raise Http404("There is no such part.")
    return urlset(page_entries(site, kinds))


@require_safe
def sitemap_of_lists(request: HttpRequest) -> HttpResponse:
    """The topics and people of a site that has a sitemap index."""
    return urlset(other_entries(SiteContext(request)))


def urlset(entries: Iterable[Entry]) -> HttpResponse:
    return xml(URLSET, map(entry_xml, entries), "</urlset>")


def xml(start: str, lines: Iterable[str], end: str) -> HttpResponse:
    return HttpResponse(
        "\n".join([XML_HEAD, start, *lines, f"{end}\n"]),
        content_type="application/xml; charset=utf-8",
    )


def entry_xml(entry: Entry) -> str:
    """XML of one entry. A template takes a second for ten thousand of them."""
    data = [f"<loc>{escape(entry.url)}</loc>"]
    if entry.changed:
        data.append(f"<lastmod>{entry.changed.isoformat(timespec='seconds')}</lastmod>")
    if entry.picture:
        location = f"<image:loc>{escape(entry.picture)}</image:loc>"
        data.append(f"<image:image>{location}</image:image>")
    return f"<url>{''.join(data)}</url>"


def page_entries(site: SiteContext, kinds: Iterable[Kind]) -> Iterator[Entry]:
    """Entries of those of the pages that may be indexed, from plain values."""
    rows = public_rows(site, kinds)
    urls = hero_urls({row.image or 0 for row in rows})
    newest_change = changed_last(site)
    start = len(site.home.url_path)
    root = reverse("wagtail_serve", args=[""])
    index = kind_of(ArticleIndexPage)
    for row in rows:
        url = site.page_data.url_at(f"{root}{quote(row.url_path[start:])}")
        changed, picture = row.changed, urls.get(row.image or 0, "")
        if newest_change and (row.kind == index or len(row.url_path) == start):
            # The index and the home page show the newest articles.
            changed = max(changed or newest_change, newest_change)
        yield Entry(url, changed, site.page_data.file_url(picture))


def changed_last(site: SiteContext) -> datetime | None:
    """The time of the last change of an article of the site."""
    times = last_changes.of_pages(site.articles).order_by("-updated_at", "-pk")
    return times.values_list("updated_at", flat=True).first()


def public_rows(site: SiteContext, kinds: Iterable[Kind]) -> list[Row]:
    """Those of the pages that may be indexed, in the order of the tree, in one query."""
    keys = defaultdict(list)
    for kind, key in kinds:
        keys[kind].append(key)
    models = [each for each in get_page_models() if issubclass(each, BasePage)]
    queries = [
        public_pages(model, site, keys[kind])
        for model in models
        if (kind := kind_of(model)) in keys
    ]
    if not queries:
        return []
    rows = queries[0].union(*queries[1:], all=True)
    return sorted(map(Row._make, rows), key=lambda row: row.path)


def public_pages(
    model: type[BasePage], site: SiteContext, keys: Sequence[int]
) -> QuerySet:
    """Those that may be indexed; an alias only if its original is hidden."""
    image = model.main_image_field or "sharing_image"
    return (
        model.objects.filter(pk__in=keys, live=True)
        .exclude(under(site.hidden))
        .exclude(Q(alias_of__live=True) & ~under(site.hidden, "alias_of__"))
        .filter(hide_from_search_engines=False, canonical_override="")
        .order_by()
        .values_list(
            "content_type_id",
            "path",
            "url_path",
            last_changes.time_of_page(),
            f"{image}_id",
        )
    )


def kind_of(model: type[BasePage]) -> int:
    return ContentType.objects.get_for_model(model).pk


def hero_urls(images: Iterable[int]) -> dict[int, str]:
    """URL of the hero rendition of these images by image id, where it exists."""
    renditions = get_image_model().get_rendition_model().objects
    heroes = renditions.filter(filter_spec=responsive.spec("hero"), image__in=images)
    return {
        image: default_storage.url(file)
        for image, file in heroes.values_list("image_id", "file")
    }


def other_entries(site: SiteContext) -> Iterator[Entry]:
    if site.topics:
        yield Entry(site.url("topics"))
    for topic in site.topics:
        yield Entry(site.url("topic", topic.slug))
    people = people_of(site.articles)
    if people:
        yield Entry(site.url("people"))
    for person in people:
        yield Entry(site.url("person", person.slug))
