"""Title, SEO metadata and breadcrumbs of the views of topics and people.

HTML and API v3 read them here, so that they agree.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from typing_extensions import TypedDict

from articles.models import Topic
from articles.site_context import HomeContext
from articles.structured_data import topic_node
from clinic.models import Person
from clinic.structured_data import person_node
from core.seo import Crumb, Seo, summary_of, web_page_node
from core.serializers import BreadcrumbData
from core.site_addresses import SiteAddresses

TOPICS = "Topics"
PEOPLE = "Our people"


class ViewData(TypedDict):
    """Title, description and SEO of a list's page; ``description`` is plain text."""

    title: str
    url: str
    description: str
    seo: Seo
    breadcrumbs: list[BreadcrumbData]


@dataclass(frozen=True)
class ViewMetadata:
    """Title, description and SEO of a view; ``breadcrumbs`` have paths as URLs."""

    title: str
    url: str
    description: str
    seo: Seo
    breadcrumbs: Sequence[Crumb]

    def data(self, addresses: SiteAddresses) -> ViewData:
        """The same for the API, with absolute URLs."""
        return {
            "title": self.title,
            "url": self.url,
            "description": self.description,
            "seo": self.seo,
            "breadcrumbs": self.absolute_breadcrumbs(addresses),
        }

    def absolute_breadcrumbs(self, addresses: SiteAddresses) -> list[BreadcrumbData]:
        return [
            {"title": each["title"], "url": addresses.url(each["url"])}
            for each in self.breadcrumbs
        ]

    @property
    def context(self) -> dict[str, Any]:
        """Template context. Any: as Django's."""
        return {"seo": self.seo, "breadcrumbs": self.breadcrumbs}


def of_topics(site: HomeContext, *, is_empty: bool) -> ViewMetadata:
    return _of_list(
        site,
        "topics",
        title=TOPICS,
        description="What the articles on this site are about.",
        is_empty=is_empty,
    )


def of_people(site: HomeContext, *, is_empty: bool) -> ViewMetadata:
    return _of_list(
        site,
        "people",
        title=PEOPLE,
        description="Who writes and checks the articles on this site.",
        is_empty=is_empty,
    )


def _of_list(
    site: HomeContext, view: str, *, title: str, description: str, is_empty: bool
) -> ViewMetadata:
    """``is_empty``: there is nothing to list, and search engines leave it out."""
    url = site.url(view)
    context = site.context(
        title,
        url,
        [web_page_node("CollectionPage", name=title, url=url)],
        description=description,
        hidden=is_empty,
    )
    return ViewMetadata(title, url, description, **context)


def of_topic(
    site: HomeContext, topic: Topic, *, is_empty: bool, page: int = 1
) -> ViewMetadata:
    """``page``: the number of a page of its articles."""
    url = site.url("topic", topic.slug)
    node = web_page_node(
        "CollectionPage", name=topic.name, url=url, description=topic.description
    )
    node["about"] = topic_node(topic, site.page_data)
    context = site.context(
        topic.name,
        url,
        [node],
        page=page,
        description=topic.description,
        hidden=is_empty,
        above=[{"title": TOPICS, "url": reverse("topics")}],
    )
    return ViewMetadata(topic.name, url, topic.description, **context)


def of_person(site: HomeContext, person: Person, *, page: int = 1) -> ViewMetadata:
    """``page``: the number of a page of their articles."""
    url, name = site.url("person", person.slug), person.full_name
    description = summary_of(person.biography)
    profile = web_page_node("ProfilePage", name=name, url=url, description=description)
    node = person_node(person, site.page_data)
    profile["mainEntity"] = {"@id": node["@id"]}
    context = site.context(
        name,
        url,
        [profile, node],
        page=page,
        description=description,
        picture=site.page_data.picture(person.photo_id, "profile"),
        kind="profile",
        above=[{"title": PEOPLE, "url": reverse("people")}],
    )
    return ViewMetadata(name, url, description, **context)
