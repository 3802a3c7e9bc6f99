"""Template tags and filters shared by all apps."""

import datetime
import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from typing import Any

from django import template
from django.conf import settings
from django.core.paginator import Page as ListPage
from django.core.serializers.json import DjangoJSONEncoder
from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from wagtail.embeds.blocks import EmbedValue
from wagtail.embeds.embeds import get_embed_hash
from wagtail.embeds.models import Embed
from wagtail.images.models import AbstractImage
from wagtail.rich_text import RichText, expand_db_html

from core.blocks import LinkValue
from core.icons import ICONS
from core.images import responsive
from core.navigation import state_of
from core.rich_text import without_empty_links
from core.search.highlighting import marked

register = template.Library()

# Characters that could end a script element or start another.
JSON_ESCAPES = {ord(character): f"\\u{ord(character):04x}" for character in "<>&"}

# Elements of a picture, for format_html.
SOURCE = '<source type="{}" srcset="{}" sizes="{}">'
FIRST_IMG = '<img src="{}" alt="{}" width="{}" height="{}" fetchpriority="high">'
IMG = '<img src="{}" alt="{}" width="{}" height="{}" loading="lazy">'

# By the state of a link.
ARIA_CURRENT = {
    "page": ' aria-current="page"',
    "section": ' aria-current="true"',
    "": "",
}


@register.simple_tag
def site_name() -> str:
    """The site's name as in the admin (WAGTAIL_SITE_NAME)."""
    return settings.WAGTAIL_SITE_NAME


@register.simple_tag
def icon(name: str) -> SafeString:
    """An icon beside words that say the same; raises KeyError for an unknown name."""
    return SafeString(
        '<svg class="icon" width="24" height="24" viewBox="0 0 24 24" '
        f'aria-hidden="true">{ICONS[name]}</svg>'
    )


@register.simple_tag(takes_context=True)
def photo(
    context: template.Context,
    image: AbstractImage | None,
    place: str,
    *,
    alt: str | None = None,
    first: bool = False,
) -> SafeString:
    """A ``picture`` element for a slot of the layout; empty without an image.

    ``alt=""`` if the adjacent text says the same. ``first`` for the image above the
    fold: it is loaded eagerly with high priority.
    """
    data = getattr(context.get("page"), "page_data", None)
    if image and data:
        # The same image with prefetched renditions.
        image = data.preloaded.images.get(image.pk, image)
    if image is None:
        return SafeString()
    files = responsive.picture(image, place)
    if files is None:
        return SafeString()
    # One call of format_html: one for each element and attribute took 2 % of an article.
    sources = files["sources"]
    return format_html(
        f"<picture>{SOURCE * len(sources)}{FIRST_IMG if first else IMG}</picture>",
        *chain.from_iterable(
            (each["type"], each["srcset"], each["sizes"]) for each in sources
        ),
        *(files["src"], files["alt"] if alt is None else alt),
        *(files["width"], files["height"]),
    )


@register.simple_tag
def open_graph(properties: Mapping[str, str] | None) -> SafeString:
    """The ``meta`` elements of Open Graph; in a loop they took 4 % of an article."""
    found = properties or {}
    # One call of format_html, as above.
    elements = "\n".join(['<meta property="{}" content="{}">'] * len(found))
    return (
        format_html(elements, *chain.from_iterable(found.items()))
        if found
        else SafeString()
    )


@register.simple_tag
def json_ld(graphs: Sequence[dict]) -> SafeString:
    """JSON-LD script elements, escaped so that no value can end the element."""
    return format_html_join(
        "",
        '<script type="application/ld+json">{}</script>',
        ((_script_json(graph),) for graph in graphs or ()),
    )


def _script_json(graph: dict) -> SafeString:
    # ASCII only, so U+2028 and U+2029 are escaped.
    text = json.dumps(graph, cls=DjangoJSONEncoder, separators=(",", ":"))
    return SafeString(text.translate(JSON_ESCAPES))


@register.filter
def card_size(open_graph: dict[str, str]) -> str:
    """The value of twitter:card: large for landscape images only, as X crops them."""
    width, height = (
        int(open_graph.get(f"og:image:{side}", 0)) for side in ("width", "height")
    )
    return "summary_large_image" if width > height else "summary"


@register.filter(expects_localtime=True)
def day(value: datetime.date | datetime.datetime | None) -> SafeString:
    """The date in a ``time`` element, as “1 October 2026”.

    For a datetime, the date in the clinic's time zone.
    """
    if value is None:
        return SafeString()
    return _time_element(value.year, value.month, value.day, get_language())


@lru_cache(maxsize=1000)
def _time_element(year: int, month: int, day: int, language: str) -> SafeString:
    """``language``: the active one, in which the month is named.

    Kept, as Django's formatting of a date took 2 % of an article.
    """
    date = datetime.date(year, month, day)
    return format_html(
        '<time datetime="{}">{}</time>', date.isoformat(), date_format(date, "j F Y")
    )


@register.filter
def clock(value: datetime.time | None) -> SafeString:
    """The time of day in a ``time`` element, as “8:30 am” or “noon”."""
    if value is None:
        return SafeString()
    minutes = f":{value.minute:02}" if value.minute else ""
    half = "am" if value.hour < 12 else "pm"
    words = f"{value.hour % 12 or 12}{minutes} {half}"
    return format_html(
        '<time datetime="{}">{}</time>',
        f"{value:%H:%M}",
        {"12 pm": "noon", "12 am": "midnight"}.get(words, words),
    )


register.filter("highlight", marked)


@register.simple_tag(takes_context=True)
def stored_player(context: template.Context, video: EmbedValue) -> SafeString:
    """The stored player HTML of a video; empty if the provider gave none.

    Unlike ``EmbedValue.html``, it never requests the provider.
    """
    key = get_embed_hash(video.url, video.max_width, video.max_height)
    data = getattr(context.get("page"), "page_data", None)
    known = (
        data.preloaded.embeds
        if data
        else Embed.objects.in_bulk([key], field_name="hash")
    )
    if key not in known:
        return SafeString()
    return render_to_string("wagtailembeds/embed_frontend.html", {"embed": known[key]})


@register.filter
def when_asked(embed: SafeString) -> SafeString:
    """The embed's iframe with lazy loading.

    YouTube's uses youtube-nocookie.com, which sets no cookie before the video plays.
    """
    html = re.sub(r' frameborder="[^"]*"', "", embed)
    html = html.replace("<iframe ", '<iframe loading="lazy" ')
    return SafeString(
        html.replace("//www.youtube.com/embed/", "//www.youtube-nocookie.com/embed/")
    )


@register.simple_tag(takes_context=True)
def current(context: template.Context, href: str) -> SafeString:
    """The attribute ``aria-current`` for a link to this page or its section."""
    state = state_of(href, getattr(context.get("request"), "path", ""))
    return SafeString(ARIA_CURRENT[state])


@register.simple_tag
def page_numbers(listing: ListPage) -> Iterator[int | str]:
    """The page numbers of a list around the current page, with “…” for gaps."""
    return listing.paginator.get_elided_page_range(
        listing.number, on_each_side=1, on_ends=1
    )


class CitationsNode(template.Node):
    def __init__(self, nodelist: template.NodeList) -> None:
        self.nodelist = nodelist

    def render(self, context: template.Context) -> SafeString:
        cited: dict[str, list[str]] = defaultdict(list)

        def with_anchor(link: re.Match) -> str:
            number = link["number"]
            anchor = f"cited-{number}-{len(cited[number]) + 1}"
            cited[number].append(anchor)
            return f'<a id="{anchor}" href="#reference-{number}"'

        rendered = self.nodelist.render(context)
        html = re.sub(r'<a href="#reference-(?P<number>\d+)"', with_anchor, rendered)
        context["cited"] = cited
        return SafeString(html)


@register.tag
def citations(parser: template.base.Parser, _: template.base.Token) -> CitationsNode:
    """Block tag that adds anchors to citations, for back links from the references.

    An editor cites by linking to ``#reference-2``. After ``endcitations``, ``cited_at``
    returns the anchors.
    """
    nodelist = parser.parse(("endcitations",))
    parser.delete_first_token()
    return CitationsNode(nodelist)


@register.simple_tag(takes_context=True)
def cited_at(context: template.Context, number: int) -> list[str]:
    """The anchors of the citations of this reference, in reading order."""
    cited: dict[str, list[str]] = context.get("cited") or {}
    return cited.get(str(number), [])


@register.simple_tag(takes_context=True)
def prose(
    context: template.Context, text: RichText | str, *, of: Any = None
) -> SafeString:
    """Rich text as HTML; links to targets that are not public become plain text.

    ``of``: the object with ``page_data`` that contains the text; by default the page.
    """
    source = text.source if isinstance(text, RichText) else text or ""
    data = getattr(of or context.get("page"), "page_data", None)
    if data is None:
        return SafeString(without_empty_links(expand_db_html(source)))
    return SafeString(data.html_by_path(source))


@register.simple_tag(takes_context=True)
def href(context: template.Context, link: LinkValue) -> str:
    """The URL of a link of the page; empty if its target is not public."""
    page, data = link.get("page"), getattr(context.get("page"), "page_data", None)
    if page is None or data is None:
        return link.href
    public = data.linked_page(page.pk)
    return data.path(public) if public else ""
