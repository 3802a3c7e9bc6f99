"""Articles, their blocks, lists of them, and people as Markdown."""

from collections.abc import Iterable
from typing import Any

from django.core.paginator import Page as ListPage
from django.http import HttpRequest

from articles.blocks.call_to_action import CallToActionBlock
from articles.blocks.references import ReferenceBlock
from articles.blocks.safety import SafetyBlock
from articles.blocks.sections import CalloutBlock, QuoteBlock, StepsBlock
from articles.blocks.table import TableBlock
from articles.blocks.video import VideoBlock
from articles.cards import Card
from articles.models import ArticleIndexPage, ArticlePage, Topic
from articles.page_data import ArticleData
from articles.serializers import ReferencesField, ReviewField
from clinic import emergency
from clinic.models import Person
from clinic.page_data import ClinicPageData
from clinic.phone import Phone
from clinic.serializers import PersonData, person
from core.markdown import (
    bullets,
    document,
    escaped,
    heading,
    line,
    link,
    paragraphs,
    picture,
    quoted,
    rich_text,
    steps,
    table,
)
from core.page_markdown import (
    ITEM,
    PART,
    block_markdown,
    day,
    fields_markdown,
    page_markdown,
    stream_markdown,
)
from core.representations import markdown_path

# As templates/articles/blocks/callout.html calls them.
CALLOUTS = {"note": "Good to know", "tip": "Tip", "caution": "Take care"}


# --- Pages ----------------------------------------------------------------------------


@page_markdown.register
def article_markdown(article: ArticlePage, request: HttpRequest) -> list[str]:
    data = ArticleData.of(article)
    return [
        quoted([line(article.summary)]),
        *signed_by(article, data),
        picture(data.picture(article.hero_image_id, "hero")),
        *rich_text(data.html(article.introduction), level=PART),
        *stream_markdown(article.benefits, data),
        *stream_markdown(article.sections, data),
        *stream_markdown(article.safety, data),
        *next_step(article, data),
        *references(article),
        *topics(data.topics, data),
        *card_list("Related articles", data.related),
    ]


def signed_by(article: ArticlePage, data: ArticleData) -> list[str]:
    """Reviewer and author, and a notice where the review is overdue."""
    review = ReviewField().to_representation(article)
    reviewer, on = review["reviewer"], review["last_reviewed"]
    lines = []
    if reviewer and on:
        due = review["next_review_due"]
        next_review = f" Next review due on {day(due)}." if due else ""
        lines.append(f"Reviewed by {person_link(reviewer)} on {day(on)}.{next_review}")
    if article.author:
        lines.append(f"Written by {person_link(person(article.author, data))}.")
    if notice := review["notice"]:
        lines.append(quoted([line(notice)]))
    return lines


def person_link(shown: PersonData) -> str:
    name = ", ".join(filter(None, (shown["name"], shown["credentials"])))
    return link(name, shown["url"])


def next_step(article: ArticlePage, data: ArticleData) -> list[str]:
    """The call to action, else how to reach the clinic."""
    if article.call_to_action:
        return stream_markdown(article.call_to_action, data)
    reach = reach_list(data.phone, data.location)
    return [heading("Talk to us", PART), reach] if reach else []


def references(article: ArticlePage) -> list[str]:
    shown = ReferencesField().to_representation(article)
    items = [reference_line(each) for each in shown]
    return [heading("References", PART), steps(items)] if items else []


# Any: the data of the block.
def reference_line(value: Any) -> str:
    source = ", ".join(
        str(each) for each in (value["publisher"], value["year"]) if each
    )
    parts = [link(value["title"], value["url"]), escaped(source)]
    return ". ".join(filter(None, parts))


def topics(shown: Iterable[Topic], data: ClinicPageData) -> list[str]:
    items = [
        link(each.name, data.file_url(markdown_path(each.get_absolute_url())))
        for each in shown
    ]
    return [heading("Topics", PART), bullets(items)] if items else []


@page_markdown.register
def index_markdown(index: ArticleIndexPage, request: HttpRequest) -> list[str]:
    """The introduction and one page of the list, as the HTML."""
    data = ClinicPageData.of(index)
    shown = index.get_context(request)
    return [
        *rich_text(data.html(index.introduction), level=PART),
        *topics(shown["topics"], data),
        *listing("Articles", shown["articles"], data, data.path(index), shown["topic"]),
    ]


def listing(
    title: str,
    page: ListPage,
    data: ClinicPageData,
    path: str,
    topic: Topic | None = None,
) -> list[str]:
    """The cards of a page of a list, with a link to the next page."""
    found = card_list(title, page.object_list)
    if not page.has_next():
        return found
    narrowed = f"topic={topic.slug}&" if topic else ""
    address = f"{markdown_path(path)}?{narrowed}page={page.next_page_number()}"
    return [*found, link("More articles", data.file_url(address))]


def card_list(title: str, cards: Iterable[Card]) -> list[str]:
    """Articles with their summaries, and links to their Markdown."""
    items = [card_line(each) for each in cards]
    return [heading(title, PART), bullets(items)] if items else []


def card_line(card: Card) -> str:
    target = link(card.title, f"{card.addresses.own_origin}{markdown_path(card.url)}")
    return ": ".join(filter(None, [target, escaped(card.summary)]))


# --- Lists outside of the page tree ---------------------------------------------------


def topic_markdown(topic: Topic, page: ListPage, data: ClinicPageData) -> list[str]:
    path = topic.get_absolute_url()
    return [
        heading(topic.name, 1),
        *([quoted([line(topic.description)])] if topic.description else []),
        *listing("Articles", page, data, path),
    ]


def person_markdown(shown: Person, page: ListPage, data: ClinicPageData) -> list[str]:
    path = shown.get_absolute_url()
    register = link("Entry in the public register", shown.same_as)
    return [
        heading(shown.full_name, 1),
        *([line(shown.role)] if shown.role else []),
        picture(data.picture(shown.photo_id, "profile")),
        *rich_text(data.html(shown.biography), level=PART),
        *([register] if shown.same_as else []),
        *listing(f"Written or reviewed by {shown.name}", page, data, path),
    ]


def topics_markdown(
    title: str, shown: Iterable[Topic], data: ClinicPageData
) -> list[str]:
    lines = [linked(each, each.name, each.description, data) for each in shown]
    return [heading(title, 1), bullets(lines)]


def people_markdown(
    title: str, shown: Iterable[Person], data: ClinicPageData
) -> list[str]:
    lines = [linked(each, each.full_name, each.role, data) for each in shown]
    return [heading(title, 1), bullets(lines)]


def linked(shown: Topic | Person, name: str, text: str, data: ClinicPageData) -> str:
    """A link to the Markdown of a topic or person, with a text."""
    target = data.file_url(markdown_path(shown.get_absolute_url()))
    return ": ".join(filter(None, [link(name, target), escaped(text)]))


# --- Blocks ---------------------------------------------------------------------------
# Any: their API data.


@block_markdown.register
def _(block: SafetyBlock, value: Any, data: ClinicPageData) -> list[str]:
    """The warning signs and the emergency wording stand out as a block quote."""
    but = ("heading", "warning_signs")
    own = [
        heading(value["heading"], PART),
        *fields_markdown(block, value, data, but=but),
    ]
    if not value["warning_signs"]:
        return own
    warning = [
        "**Stop and get help if …**",
        bullets(line(each["text"]) for each in value["warning_signs"]),
        "**In an emergency:**",
        *rich_text(emergency.wording(data.clinic), level=ITEM),
    ]
    return [*own, quoted(warning)]


@block_markdown.register
def _(block: CallToActionBlock, value: Any, data: ClinicPageData) -> list[str]:
    return [
        heading(value["heading"], PART),
        *rich_text(value["body"], level=ITEM),
        reach_list(value["phone"], value["location"], value["links"]),
    ]


def reach_list(phone: Phone | None, location: str, links: Iterable[Any] = ()) -> str:
    """Phone, location and links of the clinic, as a list. Any: data of links."""
    call = link(phone["display"], phone["uri"]) if phone else ""
    return bullets(
        [
            f"Phone: {call}" if call else "",
            f"Place: {escaped(location)}" if location else "",
            *(link(each["label"], each["url"]) for each in links),
        ]
    )


@block_markdown.register
def _(block: StepsBlock, value: Any, data: ClinicPageData) -> list[str]:
    items = [
        document(
            [
                f"**{escaped(each['title'])}**",
                *rich_text(each["description"], level=ITEM),
            ]
        ).rstrip()
        for each in value["items"]
    ]
    introduction = rich_text(value["introduction"], level=ITEM)
    return [heading(value["heading"], PART), *introduction, steps(items)]


@block_markdown.register
def _(block: QuoteBlock, value: Any, data: ClinicPageData) -> list[str]:
    by = f"— {escaped(value['attribution'])}" if value["attribution"] else ""
    return [quoted([*paragraphs(value["text"]), by])]


@block_markdown.register
def _(block: CalloutBlock, value: Any, data: ClinicPageData) -> list[str]:
    title = f"**{CALLOUTS[value['kind']]}: {escaped(value['heading'])}**"
    return [quoted([title, *rich_text(value["body"], level=ITEM)])]


@block_markdown.register
def _(block: TableBlock, value: Any, data: ClinicPageData) -> list[str]:
    return [
        heading(value["heading"], PART),
        line(value["caption"]),
        table(value["columns"], value["rows"]),
    ]


@block_markdown.register
def _(block: VideoBlock, value: Any, data: ClinicPageData) -> list[str]:
    label = value["title"] or value["caption"] or "Video"
    shown = link(label, value["url"])
    caption = value["caption"] if value["caption"] != label else ""
    return [f"Video: {shown}" if value["url"] else "", line(caption)]


@block_markdown.register
def _(block: ReferenceBlock, value: Any, data: ClinicPageData) -> list[str]:
    return [reference_line(value)]
