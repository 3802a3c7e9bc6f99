"""The site's addresses for search engines, with their last change and their picture."""

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

# The protocol's own limit for one file.
MOST = 50_000
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
    place = SiteContext(request)
    entries = islice(chain(page_entries(place), other_entries(place)), MOST)
    return HttpResponse(
        "\n".join([HEAD, *map(written, entries), "</urlset>\n"]),
        content_type="application/xml; charset=utf-8",
    )


def written(entry: Entry) -> str:
    """As text, not by a template: that takes a second for ten thousand addresses."""
    data = [f"<loc>{escape(entry.url)}</loc>"]
    if entry.changed:
        data.append(f"<lastmod>{entry.changed.isoformat(timespec='seconds')}</lastmod>")
    if entry.picture:
        location = f"<image:loc>{escape(entry.picture)}</image:loc>"
        data.append(f"<image:image>{location}</image:image>")
    return f"<url>{''.join(data)}</url>"


def page_entries(place: SiteContext) -> Iterator[Entry]:
    """The pages; plain values, for there may be ten thousand."""
    files = picture_files()
    newest = place.articles.aggregate(at=Max("last_published_at"))["at"]
    start = len(place.home.url_path)
    root = reverse("wagtail_serve", args=[""])
    for model in get_page_models():
        if issubclass(model, BasePage):
            for url_path, changed, image in public_pages(model, place):
                url = f"{place.page_data.origin}{root}{quote(url_path[start:])}"
                if newest and (model is ArticleIndexPage or len(url_path) == start):
                    # The index and the home page show the newest articles.
                    changed = max(changed or newest, newest)
                yield Entry(
                    url, changed, place.page_data.absolute(files.get(image, ""))
                )


def public_pages(model: type[BasePage], place: SiteContext) -> QuerySet:
    """Those that are their own original; an alias only where its original is hidden."""
    image = model.main_image_field or "sharing_image"
    hidden = place.page_data.preloaded.hidden
    return (
        model.objects.live()
        .exclude(under(hidden))
        .exclude(Q(alias_of__live=True) & ~under(hidden, "alias_of__"))
        .filter(
            path__startswith=place.home.path,
            hide_from_search_engines=False,
            canonical_override="",
        )
        .order_by("path")
        .values_list("url_path", "last_published_at", f"{image}_id")
    )


def picture_files() -> dict[int, str]:
    """The address of each image's large file, by image, where it has been made."""
    renditions = get_image_model().get_rendition_model().objects
    made = renditions.filter(filter_spec=responsive.spec("hero"))
    return {
        image: default_storage.url(file)
        for image, file in made.values_list("image_id", "file")
    }


def other_entries(place: SiteContext) -> Iterator[Entry]:
    for topic in place.articles.topics():
        yield Entry(place.url("topic", topic.slug))
    people = place.articles.people()
    if people:
        yield Entry(place.url("people"))
    for person in people:
        yield Entry(place.url("person", person.slug))
