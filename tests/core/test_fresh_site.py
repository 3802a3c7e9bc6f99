import pytest

from tests import make


@pytest.fixture(autouse=True)
def _fresh(db):
    make.fresh_site()


@pytest.mark.parametrize(
    "path", ["/", "/people/", "/search/?q=x", "/articles.atom", "/sitemap.xml"]
)
def test_a_site_without_a_single_page_of_ours_answers(client, path):
    response = client.get(path)

    assert response.status_code == 200


def test_a_site_without_pages_says_that_it_is_being_set_up(client):
    answer = client.get("/").content.decode()

    assert "This site is being set up" in answer
    assert '<meta name="robots" content="noindex">' in answer
