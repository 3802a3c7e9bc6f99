"""Empty values of query parameters, as a form sends them for fields left empty."""

import pytest

from tests import make

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/api/v3/articles/", "topic=&author=&search=&order=&review_status=&site="),
        ("/api/v3/articles/", "updated_after=&locale=&limit=&cursor=&facets=&exact="),
        ("/api/v3/pages/", "type=&child_of=&search=&order=&limit=&offset=&locale=&id="),
        ("/api/v3/images/", "tags=&title=&search=&order=&limit=&offset=&width=&id="),
        ("/api/v3/documents/", "tags=&title=&search=&order=&limit=&offset=&id="),
        ("/api/v3/redirects/", "old_path=&is_permanent=&order=&limit=&id="),
        ("/api/v3/site/", "site="),
    ],
)
def test_an_empty_value_counts_as_left_out(client, path, query):
    make.article("Walking", topics=[make.topic()], hero_image=make.image())

    plain, answer = client.get(path), client.get(f"{path}?{query}")

    assert answer.status_code == 200, answer.content
    assert answer.json() == plain.json()


def test_an_empty_value_beside_others_is_left_out(client):
    back = make.article("Back")
    make.article("Neck")

    answer = client.get("/api/v3/pages/?type=articles.ArticlePage&type=&slug=back")

    assert [each["id"] for each in answer.json()["items"]] == [back.pk]


def test_an_empty_value_does_not_stand_for_one_that_is_required(client):
    for path in ("/api/v3/comments/?page=", "/api/v3/pages/find/?id="):
        assert client.get(path).status_code == 400


def test_a_name_that_is_unknown_or_repeated_is_refused_without_a_value_too(client):
    make.article()

    for query in ("unknown=", "limit=&limit=", "limit=&limit=2", "=", "[]="):
        assert client.get(f"/api/v3/articles/?{query}").status_code == 400


def test_an_empty_path_is_that_of_the_front_page(client):
    home = make.home()

    assert client.get("/api/v3/route/?path=").json()["id"] == home.pk
    found = client.get("/api/v3/pages/find/?html_path=")
    assert found.headers["Location"].startswith(f"/api/v3/pages/{home.pk}/")


def test_an_empty_search_finds_nothing(client):
    make.article("Walking")

    for path in ("/api/v3/search/", "/api/v3/search/suggestions/"):
        for query in ("", "?search="):
            answer = client.get(f"{path}{query}")
            assert answer.status_code == 200
            assert answer.json()["items"] == []
