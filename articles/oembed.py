"""oEmbed provider of articles (https://oembed.com): a card for other sites to show."""

from typing import Literal, NotRequired
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.http import require_safe
from typing_extensions import TypedDict
from wagtail.models import Site

from articles.models import ArticlePage
from articles.page_data import ArticleData
from core.api.page_paths import routed_page, without_query
from core.images.responsive import PictureData
from core.models import BasePage
from core.page_data import PageData
from core.page_routing import in_full
from core.representations import Alternate, alternates, page_alternates
from core.site_addresses import with_usual_origin

WIDTH = 600
# More than any screen has; longer numbers are no sizes.
LARGEST = 100_000
# From the largest picture to the smallest.
THUMBNAILS = ("share", "hero", "card")
MISSING_URL = "Name the address of an article in “url”."
WRONG_SIZE = "“maxwidth” and “maxheight” are whole numbers of pixels."
NO_OTHER_FORMAT = "There is no format but json."
NOT_PUBLIC = "This article is not public."
NO_ARTICLE = "There is no article of this site at this address."


class Embed(TypedDict):
    """An answer of type “rich”. The height follows from the text, so it is None."""

    version: Literal["1.0"]
    type: Literal["rich"]
    title: str
    author_name: NotRequired[str]
    author_url: NotRequired[str]
    provider_name: str
    provider_url: str
    thumbnail_url: NotRequired[str]
    thumbnail_width: NotRequired[int]
    thumbnail_height: NotRequired[int]
    html: str
    width: int
    height: None


@alternates.register
def article_alternates(article: ArticlePage, data: PageData) -> list[Alternate]:
    """Those of every page, and the discovery of oEmbed."""
    query = urlencode({"url": data.address(article), "format": "json"})
    path = f"{reverse('oembed')}?{query}"
    return [
        *page_alternates(article, data),
        Alternate("application/json+oembed", path, article.title),
    ]


@require_safe
def oembed(request: HttpRequest) -> HttpResponse:
    """The article at ``?url=``; the refusals are those of the specification."""
    url = request.GET.get("url", "")
    if not url:
        return refused(400, MISSING_URL)
    if request.GET.get("format", "json") != "json":
        return refused(501, NO_OTHER_FORMAT)
    try:
        limits = [size(request, name) for name in ("maxwidth", "maxheight")]
    except ValueError:
        return refused(400, WRONG_SIZE)
    article = article_at(request, url)
    if article is None:
        return refused(404, NO_ARTICLE)
    if not article.page_data.is_public:
        return refused(401, NOT_PUBLIC)
    return JsonResponse(embed(article, *limits))


def refused(status: int, why: str) -> HttpResponse:
    return HttpResponse(why, status=status, content_type="text/plain; charset=utf-8")


def size(request: HttpRequest, name: str) -> int:
    """The limit in pixels; raises ValueError for what is none."""
    given = request.GET.get(name, "")
    if given and not (given.isascii() and given.isdigit() and len(given) <= 9):
        raise ValueError(name)
    return min(int(given), LARGEST) if given else LARGEST


def article_at(request: HttpRequest, url: str) -> ArticlePage | None:
    """The live article at an address of the request's site."""
    site = Site.find_for_request(request)
    if site is None:
        return None
    home = in_full(site.root_page)
    if not isinstance(home, BasePage):
        return None
    path = home.page_data.within(with_usual_origin(without_query(url)))
    if not path.startswith("/"):
        return None
    found = routed_page(request, path, site)
    return found if isinstance(found, ArticlePage) else None


def embed(article: ArticlePage, max_width: int, max_height: int) -> Embed:
    data = ArticleData.of(article)
    url = data.address(article) or ""
    home, *_ = [*data.ancestors, article]
    publisher = data.publisher
    provider = str(publisher["name"]) if publisher else home.title
    shown: Embed = {
        "version": "1.0",
        "type": "rich",
        "title": article.title,
        "provider_name": provider,
        "provider_url": data.address(home) or "",
        "html": card(article, url, provider),
        "width": min(WIDTH, max_width),
        "height": None,
    }
    if author := article.author:
        shown["author_name"] = author.full_name
        shown["author_url"] = data.url_at(author.get_absolute_url())
    if picture := thumbnail(article, data, max_width, max_height):
        shown["thumbnail_url"] = picture["src"]
        shown["thumbnail_width"] = picture["width"]
        shown["thumbnail_height"] = picture["height"]
    return shown


def card(article: ArticlePage, url: str, provider: str) -> str:
    return format_html(
        '<blockquote cite="{0}"><p><a href="{0}">{1}</a></p><p>{2}</p>'
        "<footer>{3}</footer></blockquote>",
        url,
        article.title,
        article.summary,
        provider,
    )


def thumbnail(
    article: ArticlePage, data: ArticleData, max_width: int, max_height: int
) -> PictureData | None:
    """The largest rendition of the main picture within the limits; None without one."""
    pictures = (data.picture(article.hero_image_id, place) for place in THUMBNAILS)
    return next(
        (
            each
            for each in pictures
            if each and each["width"] <= max_width and each["height"] <= max_height
        ),
        None,
    )
