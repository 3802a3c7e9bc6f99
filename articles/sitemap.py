"""XML sitemap with the last change and the main image of each page."""

from collections.abc import Iterator
from datetime import datetime
from itertools import chain, islice
from typing import NamedTuple
from urllib.parse import quote
from xml.sax.saxutils import escape

from django.core.files.storage import default_storage
from django.db.models import Max, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe
from wagtail.images import get_image_model
from wagtail.models import get_page_models

from articles.models import ArticleIndexPage
from articles.site_context import SiteContext
from core.images import responsive
from core.models import BasePage
from core.page_data import under

# The sitemap protocol's limit for one file.
MAX_URLS = 50_000
HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    ' xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">'
)


class Entry(NamedTuple):
    url: str
    changed: datetime | None = None
    picture: str | None = None


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    site = SiteContext(request)
    entries = islice(chain(page_entries(site), other_entries(site)), MAX_URLS)
    return HttpResponse(
        "\n".join([HEAD, *map(entry_xml, entries), "</urlset>\n"]),
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


def page_entries(site: SiteContext) -> Iterator[Entry]:
    """Entries of pages, from plain values, as there may be ten thousand."""
    urls = hero_urls()
    newest_change = site.articles.aggregate(at=Max("last_published_at"))["at"]
    start = len(site.home.url_path)
    root = reverse("wagtail_serve", args=[""])
    for model in get_page_models():
        if issubclass(model, BasePage):
            for url_path, changed, image in public_pages(model, site):
                url = f"{site.page_data.origin}{root}{quote(url_path[start:])}"
                if newest_change and (
                    model is ArticleIndexPage or len(url_path) == start
                ):
                    # The index and the home page show the newest articles.
                    changed = max(changed or newest_change, newest_change)
                yield Entry(url, changed, site.page_data.absolute(urls.get(image, "")))


def public_pages(model: type[BasePage], site: SiteContext) -> QuerySet:
    """Public pages that may be indexed; an alias only if its original is hidden."""
    image = model.main_image_field or "sharing_image"
    hidden = site.page_data.preloaded.hidden
    return (
        model.objects.live()
        .exclude(under(hidden))
        .exclude(Q(alias_of__live=True) & ~under(hidden, "alias_of__"))
        .filter(
            path__startswith=site.home.path,
            hide_from_search_engines=False,
            canonical_override="",
        )
        .order_by("path")
        .values_list("url_path", "last_published_at", f"{image}_id")
    )


def hero_urls() -> dict[int, str]:
    """URL of each image's hero rendition by image id, where it exists."""
    renditions = get_image_model().get_rendition_model().objects
    heroes = renditions.filter(filter_spec=responsive.spec("hero"))
    return {
        image: default_storage.url(file)
        for image, file in heroes.values_list("image_id", "file")
    }


def other_entries(site: SiteContext) -> Iterator[Entry]:
    for topic in site.articles.topics():
        yield Entry(site.url("topic", topic.slug))
    people = site.articles.people()
    if people:
        yield Entry(site.url("people"))
    for person in people:
        yield Entry(site.url("person", person.slug))
