"""SEO metadata of pages: title, canonical URL, robots, Open Graph and JSON-LD."""

from collections.abc import Sequence
from datetime import date
from functools import singledispatch
from typing import Any, Literal

from typing_extensions import TypeAliasType, TypedDict
from wagtail.rich_text import get_text_for_indexing

from core.images.responsive import PictureData
from core.page_data import PageData
from core.site_addresses import SiteAddresses

# Longer than the excerpt that search engines show.
SUMMARY_LENGTH = 300

# The value of a schema.org property, as a named type for the OpenAPI document. It is
# recursive only inside an object, as TypeScript requires.
Fact = TypeAliasType("Fact", "str | int | float | bool | Node | None")
# A schema.org node; each type has its own properties.
Node = TypeAliasType("Node", "dict[str, Fact | list[Fact]]")

Graph = TypedDict(
    "Graph", {"@context": Literal["https://schema.org"], "@graph": list[Node]}
)


class Seo(TypedDict):
    """``canonical_url`` is None for a page that no visitor can reach.

    ``open_graph`` maps properties, as in ``og:title``, to their values.
    """

    title: str
    description: str
    canonical_url: str | None
    robots: Literal["index,follow", "noindex,follow"]
    open_graph: dict[str, str]
    json_ld: list[Graph]


class Crumb(TypedDict):
    """One page of a breadcrumb trail."""

    title: str
    url: str


def describe(
    data: PageData,
    *,
    name: str,
    description: str,
    url: str | None,
    nodes: Sequence[Node],
    title: str = "",
    trail: Sequence[Crumb] = (),
    picture: PictureData | None = None,
    kind: str = "website",
    canonical_url: str = "",
    hidden: bool = False,
) -> Seo:
    """The SEO metadata of the page ``name`` at ``url``.

    ``title`` replaces the page's name and the clinic's name in search results.
    ``nodes`` are the page's schema.org nodes, the page itself first; breadcrumbs and
    publisher are added. ``kind`` is the Open Graph type. All URLs are absolute.
    """
    publisher = data.publisher
    site_name = publisher["name"] if publisher else ""
    logo = ((publisher or {}).get("logo") or {}).get("url", "")
    return {
        "title": title or titled(name, site_name),
        "description": description,
        "canonical_url": canonical_url or url,
        "robots": "noindex,follow" if hidden else "index,follow",
        "open_graph": open_graph(
            name, description, canonical_url or url, kind, site_name, picture, logo
        ),
        "json_ld": [
            graph(nodes, [*trail, {"title": name, "url": url or ""}], publisher)
        ],
    }


def for_own_page(seo: Seo, addresses: SiteAddresses) -> Seo:
    """The metadata in Gait's HTML, whose pages search engines find on a front end."""
    return {**seo, "robots": "noindex,follow"} if addresses.is_elsewhere else seo


def with_url(seo: Seo, url: str | None, *, page: int = 1, name: str = "") -> Seo:
    """The metadata for another URL of the page: a page of a list, or a filtered list.

    ``name`` is the name of the filter.
    """
    card = {**seo["open_graph"]}
    if page > 1:
        name = f"{name or card['og:title']}, page {page}"
    if url:
        card["og:url"] = f"{url}?page={page}" if page > 1 else url
        seo = {**seo, "canonical_url": card["og:url"]}
    if name:
        card["og:title"] = name
        seo = {**seo, "title": titled(name, card.get("og:site_name", ""))}
    return {**seo, "open_graph": card}


def titled(name: str, site_name: str) -> str:
    """The page title with the site's name, which is not repeated."""
    return " | ".join(filter(None, dict.fromkeys((name, site_name))))


def summary_of(rich_text: str) -> str:
    """The beginning of the text without markup, cut between words."""
    text = get_text_for_indexing(rich_text)
    if len(text) <= SUMMARY_LENGTH:
        return text
    beginning = text[: SUMMARY_LENGTH - 1]
    return f"{beginning.rpartition(' ')[0] or beginning}…"


def open_graph(
    name: str,
    description: str,
    url: str | None,
    kind: str,
    site_name: str,
    picture: PictureData | None,
    logo: str,
) -> dict[str, str]:
    """The Open Graph properties, without empty ones.

    The clinic's logo is the default image. It has no size, so that sharing services
    show it small.
    """
    card = {
        "og:type": kind,
        "og:title": name,
        "og:description": description,
        "og:url": url or "",
        "og:site_name": site_name,
        "og:image": logo,
    }
    if picture:
        card |= {
            "og:image": picture["src"],
            "og:image:width": str(picture["width"]),
            "og:image:height": str(picture["height"]),
            "og:image:alt": picture["alt"],
        }
    return {name: value for name, value in card.items() if value}


def graph(
    nodes: Sequence[Node], trail: Sequence[Crumb], publisher: Node | None
) -> Graph:
    """The JSON-LD graph: the page, its further nodes, breadcrumbs and publisher."""
    page, *others = nodes
    page = {**page}
    if publisher:
        page["publisher"] = node_reference(publisher)
        others = [*others, publisher]
    if len(trail) > 1:
        crumbs = breadcrumbs_node(trail)
        page["breadcrumb"] = node_reference(crumbs)
        others = [*others, crumbs]
    return {"@context": "https://schema.org", "@graph": [page, *others]}


def web_page_node(
    types: str | Sequence[str],
    *,
    name: str,
    url: str | None,
    description: str = "",
    picture: PictureData | None = None,
) -> Node:
    return schema_node(
        types,
        url,
        url=url,
        name=name,
        description=description,
        primaryImageOfPage=image_node(picture),
    )


@singledispatch
def page_nodes(page: Any) -> list[Node]:
    """The schema.org nodes of a page, the page itself first. Any: a ``BasePage``.

    Modules register a function for a page type with further nodes.
    """
    return [
        web_page_node(
            page.schema_type,
            name=page.title,
            url=page.page_data.canonical_address,
            description=page.search_description or page.lead,
            picture=page.sharing_picture,
        )
    ]


def schema_node(
    types: str | Sequence[str], key: str | None = None, /, **facts: Any
) -> Node:
    """A schema.org node without empty properties; ``key`` is its ``@id``.

    Any: a property is a text, a number, a date, a node or a list of them.
    """
    known = {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in facts.items()
        if value not in (None, "", [])
    }
    kinds: Fact | list[Fact] = types if isinstance(types, str) else [*types]
    return {"@type": kinds, **({"@id": key} if key else {}), **known}


def node_reference(thing: Node) -> Node:
    """A reference by ``@id`` to a node of the same graph."""
    return {"@id": thing["@id"]}


def image_node(picture: PictureData | None) -> Node | None:
    if picture is None:
        return None
    return schema_node(
        "ImageObject",
        url=picture["src"],
        width=picture["width"],
        height=picture["height"],
        caption=picture["alt"],
    )


def breadcrumbs_node(trail: Sequence[Crumb]) -> Node:
    """The BreadcrumbList of a trail from the home page to the page itself."""
    return schema_node(
        "BreadcrumbList",
        f"{trail[-1]['url']}#breadcrumbs",
        itemListElement=[
            {
                "@type": "ListItem",
                "position": position,
                "name": crumb["title"],
                "item": crumb["url"],
            }
            for position, crumb in enumerate(trail, start=1)
        ],
    )
