"""API v3 endpoints for people: those of a site, and one by their slug."""

from collections.abc import Sequence

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from ninja import Query, Router
from wagtail.models import Site

from articles import view_metadata
from articles.counts import numbers_by_person
from articles.lists import article_pages, people_of
from articles.models import at_slug
from articles.site_context import HomeContext
from articles.view_metadata import ViewData
from clinic.models import Person
from clinic.serializers import PersonData, person
from core.api.v3.anonymous import ANYBODY, site_for
from core.api.v3.dated_lists import DatedList, SiteParameter
from core.keys_first import number_of
from core.page_data import hidden_paths
from core.seo import Seo
from core.serializers import BreadcrumbData

TAG = "person"

router = Router(tags=["people"])


class ListedPersonData(PersonData):
    """A person with the numbers of public articles that they wrote and reviewed.

    By their ``slug``, ``articles/?author=`` lists what they wrote, ``?reviewer=`` what
    they reviewed, and ``?person=`` both, as their page does. ``same_as``: their entry in
    a public register.
    """

    slug: str
    same_as: str | None
    written_count: int
    reviewed_count: int


class PersonDetailData(ListedPersonData):
    """A person with what their page on the site says of itself.

    ``photo`` has the sizes of that page, in the ratio of 4 to 5.
    """

    seo: Seo
    breadcrumbs: list[BreadcrumbData]


class PersonListData(ViewData):
    """People of the site, and what the page that lists them says of itself.

    ``count``: of all in the list. The cursors are None at its end and its beginning.
    """

    items: list[ListedPersonData]
    count: int
    next_cursor: str | None
    previous_cursor: str | None


@router.get(
    "/",
    response=PersonListData,
    url_name="list_people",
    summary="List people",
    operation_id="people_list",
    auth=ANYBODY,
)
def list_people(request: HttpRequest, listed: Query[DatedList]) -> PersonListData:
    """Authors and reviewers of public articles of the site, and other clinicians.

    By name. Who wrote and reviewed nothing but drafts is not among them.
    """
    return person_list(site_for(request, listed.site), listed)


@router.get(
    "/{slug}/",
    response=PersonDetailData,
    url_name="detail_person",
    summary="Person by slug",
    operation_id="people_detail",
    auth=ANYBODY,
)
def get_person(
    request: HttpRequest, slug: str, site: SiteParameter = None
) -> PersonDetailData:
    """A person; also by a slug that they had before, ``slug`` says the present one."""
    wanted = site_for(request, site)
    found = at_slug(people_on(wanted), slug)
    if found is None:
        raise Http404("There is nobody with this slug.")
    return person_detail(wanted, found)


def people_on(site: Site) -> QuerySet[Person]:
    """The people of the site whom the public may see, by name."""
    return people_of(article_pages(site.root_page.path, hidden=hidden_paths()))


def person_list(site: Site, listed: DatedList) -> PersonListData:
    people = people_on(site)
    filtered = listed.filter(people, TAG)
    part = listed.page_of(filtered, TAG)
    context = HomeContext.of(site, people=part.rows)
    said = view_metadata.of_people(context, is_empty=not (part.rows or people.exists()))
    return {
        **said.data(context.page_data.addresses),
        "items": _listed(part.rows, context),
        "count": number_of(filtered),
        "next_cursor": part.next_cursor,
        "previous_cursor": part.previous_cursor,
    }


def person_detail(site: Site, shown: Person) -> PersonDetailData:
    context = HomeContext.of(site, people=[shown])
    said = view_metadata.of_person(context, shown)
    [listed] = _listed([shown], context)
    return {
        **listed,
        "photo": context.page_data.picture(shown.photo_id, "profile"),
        "seo": said.seo,
        "breadcrumbs": said.absolute_breadcrumbs(context.page_data.addresses),
    }


def _listed(people: Sequence[Person], context: HomeContext) -> list[ListedPersonData]:
    home, hidden = context.home.path, context.hidden
    numbers = numbers_by_person(people, home, hidden=hidden)
    return [
        {
            **person(each, context.page_data),
            "slug": each.slug,
            "same_as": each.same_as or None,
            "written_count": numbers[each.pk].written,
            "reviewed_count": numbers[each.pk].reviewed,
        }
        for each in people
    ]
