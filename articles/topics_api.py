"""API v3 endpoints for topics: those with articles on a site, and one by its slug."""

from django.http import Http404, HttpRequest
from ninja import Query, Router
from wagtail.models import Site

from articles import view_metadata
from articles.counts import number_by_topic, number_of_articles
from articles.models import Topic, at_slug
from articles.serializers import TopicData, topic
from articles.site_context import HomeContext
from articles.view_metadata import ViewData
from core.api.v3.anonymous import ANYBODY, site_for
from core.api.v3.dated_lists import DatedList, SiteParameter
from core.seo import Seo
from core.serializers import BreadcrumbData

TAG = "topic"

router = Router(tags=["topics"])


class ListedTopicData(TopicData):
    """A topic with the number of its public articles, which ``articles/?topic=`` lists.

    ``description`` is plain text, perhaps empty.
    """

    description: str
    is_condition: bool
    article_count: int


class TopicDetailData(ListedTopicData):
    """A topic with what its page on the site says of itself."""

    seo: Seo
    breadcrumbs: list[BreadcrumbData]


class TopicListData(ViewData):
    """Topics with public articles, and what the page that lists them says of itself.

    ``count``: of all in the list. The cursors are None at its end and its beginning.
    """

    items: list[ListedTopicData]
    count: int
    next_cursor: str | None
    previous_cursor: str | None


@router.get(
    "/",
    response=TopicListData,
    url_name="list_topics",
    summary="List topics",
    operation_id="topics_list",
    auth=ANYBODY,
)
def list_topics(request: HttpRequest, listed: Query[DatedList]) -> TopicListData:
    """Topics that public articles of the site have, by name."""
    return topic_list(site_for(request, listed.site), listed)


@router.get(
    "/{slug}/",
    response=TopicDetailData,
    url_name="detail_topic",
    summary="Topic by slug",
    operation_id="topics_detail",
    auth=ANYBODY,
)
def get_topic(
    request: HttpRequest, slug: str, site: SiteParameter = None
) -> TopicDetailData:
    """A topic; also by a slug that it had before, ``slug`` says the present one."""
    found = at_slug(Topic.objects.all(), slug)
    if found is None:
        raise Http404("There is no topic with this slug.")
    return topic_detail(site_for(request, site), found)


def topic_list(site: Site, listed: DatedList) -> TopicListData:
    context = HomeContext.of(site)
    numbers = number_by_topic(context.home.path, hidden=context.hidden)
    topics = listed.filter(Topic.objects.filter(pk__in=numbers), TAG)
    part = listed.page_of(topics, TAG)
    said = view_metadata.of_topics(context, is_empty=not numbers)
    return {
        **said.data(context.page_data.addresses),
        "items": [_listed(each, context, numbers[each.pk]) for each in part.rows],
        "count": topics.count(),
        "next_cursor": part.next_cursor,
        "previous_cursor": part.previous_cursor,
    }


def topic_detail(site: Site, shown: Topic) -> TopicDetailData:
    context = HomeContext.of(site)
    home, hidden = context.home.path, context.hidden
    number = number_of_articles(home, hidden=hidden, topic=shown)
    said = view_metadata.of_topic(context, shown, is_empty=not number)
    return {
        **_listed(shown, context, number),
        "seo": said.seo,
        "breadcrumbs": said.absolute_breadcrumbs(context.page_data.addresses),
    }


def _listed(shown: Topic, context: HomeContext, number: int) -> ListedTopicData:
    data = context.page_data
    return {
        **topic(shown, data.addresses, data.preloaded),
        "description": shown.description,
        "is_condition": shown.is_condition,
        "article_count": number,
    }
