import pytest
from wagtail.contrib.redirects.models import Redirect

from tests import make

pytestmark = pytest.mark.django_db

ROUTE = "/api/v3/route/"


def test_a_path_leads_to_its_page(client):
    article = make.article("Walking")

    for path in ("/articles/walking/", "/articles/walking", "articles/walking/?a=1"):
        answer = client.get(ROUTE, {"path": path})

        assert answer.json() == {
            "kind": "page",
            "id": article.pk,
            "type": "articles.ArticlePage",
        }
        assert f"page-{article.pk}" in answer.headers["Cache-Tag"].split(",")


def test_an_old_path_leads_to_where_it_went(client):
    article = make.article("Walking")
    site = make.site()
    Redirect.objects.create(old_path="/old", redirect_page=article, site=site)
    Redirect.objects.create(
        old_path="/away", redirect_link="https://other.example/", is_permanent=False
    )
    Redirect.objects.create(old_path="/nowhere")

    assert client.get(ROUTE, {"path": "/old/"}).json() == {
        "kind": "redirect",
        "status": 301,
        "to": "http://localhost/articles/walking/",
    }
    assert client.get(ROUTE, {"path": "/away?x=1"}).json() == {
        "kind": "redirect",
        "status": 302,
        "to": "https://other.example/",
    }
    assert client.get(ROUTE, {"path": "/nowhere"}).status_code == 404


def test_a_moved_page_is_found_by_its_old_path(
    client, django_capture_on_commit_callbacks
):
    article = make.article("Walking")
    article.slug = "walking-daily"
    with django_capture_on_commit_callbacks(execute=True):
        article.save_revision().publish()

    answer = client.get(ROUTE, {"path": "/articles/walking/"}).json()

    assert answer["kind"] == "redirect"
    assert answer["to"].endswith("/articles/walking-daily/")


def test_a_forgotten_slash_leads_to_the_right_address(client):
    make.home()

    for path in ("/api/v2/pages", "/api/v3/articles"):
        answer = client.get(f"{path}?limit=1")

        assert answer.status_code == 301
        assert answer.headers["Location"] == f"{path}/?limit=1"
