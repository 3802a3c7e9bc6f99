"""llms.txt: what programs that read text find on a site (https://llmstxt.org).

Bounded, however large the site is: the pages right below the home page, all topics, and
the newest articles; the links to lists lead on to the rest.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe
from wagtail.models import Page

from articles.cards import Card
from articles.lists import ArticleList
from articles.page_data import cards
from articles.page_markdown import card_line
from articles.site_context import SiteContext
from articles.view_metadata import PEOPLE, TOPICS
from core.aliases import without_repeats
from core.markdown import bullets, document, escaped, heading, line, link, quoted
from core.page_markdown import closing
from core.representations import markdown_path
from core.site_lookup import specific_home_page

NEWEST = 100
MOST_OF_A_TOPIC = 10
MOST_TOPICS = 200
MOST_PAGES = 50
HOW_TO_READ = (
    "Each page is here as Markdown, at its address with .md in place of the last slash."
)


@require_safe
def llms(request: HttpRequest) -> HttpResponse:
    site = SiteContext(request)
    keys = ArticleList(without_repeats(site.articles))[:NEWEST]
    newest = cards(keys, have_pictures=False)
    parts = [
        *introduction(site),
        *section("Pages", pages(site)),
        *articles_by_topic(site, newest),
        *section("For programs", for_programs(site)),
    ]
    return HttpResponse(document(parts), content_type="text/plain; charset=utf-8")


def introduction(site: SiteContext) -> Iterator[str]:
    yield heading(site.name, 1)
    home = site.public_home and specific_home_page(site.site)
    if home and (said := home.search_description or getattr(home, "lead", "")):
        yield quoted([line(said)])
    yield HOW_TO_READ
    yield from closing(site.page_data)


def section(title: str, items: Iterable[str]) -> list[str]:
    found = bullets(items)
    return [heading(title, 2), found] if found else []


def pages(site: SiteContext) -> Iterator[str]:
    """The home page, the public pages right below it, and the lists beside them."""
    home = [site.public_home] if site.public_home else []
    for page in [*home, *below(site.home)]:
        path = site.page_data.path(page)
        yield described(site, page.title, path, page.search_description)
    yield described(site, TOPICS, reverse("topics"))
    yield described(site, PEOPLE, reverse("people"))


def below(home: Page) -> list[Page]:
    """The first public pages right below a home page, in the order of the tree.

    Type by type: among all pages, a database would look at each article.
    """
    found = [
        page
        for model in home.specific_class.allowed_subpage_models()
        for page in model.objects.filter(path__child_of=home.path)
        .live()
        .public()
        .defer_streamfields()
        .order_by("pk")[:MOST_PAGES]
    ]
    return sorted(found, key=lambda page: page.path)[:MOST_PAGES]


def described(site: SiteContext, name: str, path: str, text: str = "") -> str:
    """A link to the Markdown of the page at this path, with a text."""
    target = site.page_data.file_url(markdown_path(path))
    return ": ".join(filter(None, [link(name, target), escaped(text)]))


def articles_by_topic(site: SiteContext, newest: Sequence[Card]) -> Iterator[str]:
    """Each of the newest articles below its first topic, then the other topics."""
    by_topic = defaultdict(list)
    for card in newest:
        by_topic[card.topics[0].pk if card.topics else None].append(card_line(card))
    others = []
    for topic in site.topics[:MOST_TOPICS]:
        name = f"All about {topic.name}"
        whole = described(site, name, topic.get_absolute_url(), topic.description)
        if shown := by_topic[topic.pk][:MOST_OF_A_TOPIC]:
            yield from section(topic.name, [whole, *shown])
        else:
            others.append(whole)
    yield from section("Further topics", others)
    yield from section("Articles without a topic", by_topic[None][:MOST_OF_A_TOPIC])


def for_programs(site: SiteContext) -> Iterator[str]:
    named = {
        "The API's OpenAPI document": "wagtailapi_v3:openapi-json",
        "Feed of the newest articles": "feed",
        "Sitemap": "sitemap",
    }
    for name, view in named.items():
        yield link(name, site.page_data.file_url(reverse(view)))
