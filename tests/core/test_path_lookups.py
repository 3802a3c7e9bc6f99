"""Lookups on the tree path: the same pages as before, by an index."""

import pytest
from wagtail.models import Page, PageViewRestriction

from core.page_data import under
from core.path_lookups import end_of
from tests import make

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("path", "end"),
    [
        ("0001", "0002"),
        ("00010009", "0001000A"),
        ("0001000Z", "0001001"),
        ("0001ZZZZ", "0002"),
        ("ZZZZ", None),
        ("", None),
        ("0001_", None),
        ("0001a", None),
    ],
)
def test_the_end_of_a_path_is_the_next_path_beside_it(path, end):
    assert end_of(path) == end


@pytest.mark.each_database
def test_a_path_has_its_own_page_and_those_below_but_not_the_one_beside_it():
    index = make.index()
    first, second = make.articles(2)

    below = Page.objects.filter(path__startswith=index.path)
    assert {*below.values_list("pk", flat=True)} == {index.pk, first.pk, second.pk}
    assert list(Page.objects.filter(path__startswith=first.path)) == [first.page_ptr]
    assert list(Page.objects.filter(path__inside=second.path)) == [second.page_ptr]


@pytest.mark.each_database
def test_pages_under_paths_are_those_pages_and_all_below_them():
    home, index = make.home(), make.index()
    article, page = make.article(), make.standard_page()

    def found(*paths):
        keys = Page.objects.filter(under(paths)).values_list("pk", flat=True)
        return {*keys}

    assert found() == set()
    assert found(article.path, page.path) == {article.pk, page.pk}
    assert found(index.path, article.path) == {index.pk, article.pk}
    assert found(home.path) == {home.pk, index.pk, article.pk, page.pk}


@pytest.mark.each_database
def test_a_site_with_thousands_of_private_pages_is_read(client):
    index = make.index()
    public = make.article("Public")
    rows = [
        Page(
            title=f"Private {n}",
            slug=f"private-{n}",
            path=Page._get_path(index.path, public.depth, n),
            depth=public.depth,
            url_path=f"{index.url_path}private-{n}/",
            locale_id=public.locale_id,
            content_type_id=index.content_type_id,
        )
        for n in range(10, 1510)
    ]
    PageViewRestriction.objects.bulk_create(
        PageViewRestriction(page=page, restriction_type="login")
        for page in Page.objects.bulk_create(rows)
    )

    for path in (
        "/",
        "/articles/",
        "/articles/public/",
        "/sitemap.xml",
        "/api/v2/pages/",
        "/api/v3/pages/",
        "/api/v3/articles/",
        f"/api/v3/pages/{public.pk}/",
    ):
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert "Private 1" not in answer.content.decode(), path
