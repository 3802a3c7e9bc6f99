import pytest
from django.contrib.auth.models import Group, Permission
from django.db.models import Q
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import GroupPagePermission, Page
from wagtail.permissions import page_permission_policy

from articles.models import ArticlePage
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.each_database]


@pytest.fixture
def pages():
    return [make.article(f"Article {n}") for n in range(3)]


def explorable(user):
    return page_permission_policy.explorable_instances(user).values("pk")


def test_an_editor_of_two_pages_sees_them_and_the_page_above(pages):
    group = Group.objects.create(name="Editors of two pages")
    change = Permission.objects.get(codename="change_page")
    for page in pages[:2]:
        GroupPagePermission.objects.create(group=group, page=page, permission=change)
    user = make.member(group.name)

    seen = set(Page.objects.filter(pk__in=explorable(user)))

    assert {page.pk for page in seen} == {
        *(page.pk for page in pages[:2]),
        pages[0].get_parent().pk,
    }
    assert set(ArticlePage.objects.filter(pk__in=explorable(user))) == set(pages[:2])


def test_all_that_a_superuser_sees_needs_no_list_of_keys(pages):
    everything = explorable(make.superuser())

    for found in (Page.objects, ArticlePage.objects.filter(title__gt="")):
        seen = found.filter(pk__in=everything)
        assert "IN" not in str(seen.values("pk").query).split(" WHERE ")[-1].split()
        assert set(seen) == set(found.all())


def test_pages_of_a_query_are_those_of_its_keys(pages):
    keys = Page.objects.filter(Q(title="Article 0") | Q(title="Article 2"))

    assert set(ArticlePage.objects.filter(pk__in=keys.values("pk"))) == {
        pages[0],
        pages[2],
    }
    assert [
        *ArticlePage.objects.filter(live=True).exclude(pk__in=keys.values("pk"))
    ] == [pages[1]]
    first = keys.order_by("-title").values("pk")[:1]
    assert [*Page.objects.filter(pk__in=first).values_list("pk", flat=True)] == [
        pages[2].pk
    ]


def test_a_query_that_joins_no_pages_is_limited_as_well(pages):
    keys = Page.objects.filter(title="Article 1").values("pk")

    found = ArticlePage.objects.filter(live=True).order_by("title")
    unordered = ArticlePage.objects.order_by("title").order_by().filter(pk__in=keys)

    assert [*unordered.values_list("pk", flat=True)] == [pages[1].pk]
    assert found.filter(pk__in=keys).update(summary="Changed") == 1


def test_a_redirect_without_a_page_leads_to_none_of_all_pages(pages):
    Redirect.objects.create(old_path="/elsewhere", redirect_link="/here/")
    made = Redirect.objects.create(old_path="/old", redirect_page=pages[0])

    of_pages = Redirect.objects.filter(redirect_page__pk__in=Page.objects.values("pk"))
    either = Redirect.objects.filter(
        Q(redirect_page__pk__in=Page.objects.values("pk")) | Q(redirect_page__title="x")
    )

    assert [*of_pages] == [*either] == [made]
