import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.contrib.redirects.models import Redirect

from core.models import SearchSynonyms
from core.site_search import near_pages
from core.site_search.near_pages import words_in
from core.throttle import Throttle
from tests import make
from tests.articles.test_sites import OTHER, other_site
from tests.core.test_error_pages import away

pytestmark = pytest.mark.django_db

ROUTE = "/api/v3/route/"


def offered(client, path, **kwargs):
    """The titles of the pages that a 404 page offers, with their paths."""
    response = client.get(path, **kwargs)
    assert response.status_code == 404, response.status_code
    page = BeautifulSoup(response.content, "html.parser")
    return {link.get_text(): link["href"] for link in page.select(".near-pages a")}


@pytest.fixture
def sciatica():
    return make.article("Sciatica")


@pytest.mark.parametrize(
    "path",
    [
        "/sciatica/",
        "/articles/siatica/",
        "/Conditions/SCIATICA.html",
        "/conditions/sciatica.htm",
        "/what-is-sciatica/",
        "/sciatica/index.html",
        "/sciatica/2019/",
        "/a b/sciatica%20pains/",
        "/topics/sciatica/",
        "/people/sciatica/",
    ],
)
def test_a_half_remembered_address_offers_the_page(client, sciatica, path):
    assert offered(client, path) == {"Sciatica": "/articles/sciatica/"}


def suggested(client, path, **kwargs):
    """The titles of the pages that the API suggests in place of a path, with URLs."""
    answer = client.get(ROUTE, {"path": path}, **kwargs)
    assert answer.status_code == 404, answer.content
    return {each["title"]: each["url"] for each in answer.json()["suggestions"]}


@pytest.mark.parametrize(
    "path", ["siatica", "what-is-sciatica?a=1#b", "/sc%69atica/", "/topics/sciatica/"]
)
def test_the_api_suggests_what_the_page_offers(client, sciatica, path):
    said = suggested(client, path)

    assert said == {"Sciatica": "http://localhost/articles/sciatica/"}


@pytest.mark.parametrize(
    "path",
    ["/wp-admin/sciatica/", "/sciatica.php", "/how-to-kill-myself/", "/zyzzyva/"],
)
def test_the_api_suggests_nothing_for_what_is_not_searched(client, sciatica, path):
    make.article("A gentle hill")

    assert suggested(client, path) == {}


def test_synonyms_and_forms_lead_on_as_in_the_search(client):
    make.contact_page(title="Contact")
    SearchSynonyms.objects.create(words="slipped disc, herniated disc")
    make.article("Herniated disc")

    assert offered(client, "/contact-us/") == {"Contact": "/contact/"}
    assert "Herniated disc" in offered(client, "/conditions/slipped-disk.html")


def test_the_three_nearest_are_offered(client):
    for number in range(5):
        make.article(f"Sciatica {number}")

    assert len(offered(client, "/sciatica/")) == 3


def test_pages_with_the_words_in_their_titles_are_offered_alone(client):
    make.contact_page(title="Contact")
    make.article("After surgery", summary="Contact us when the wound is warm.")

    assert offered(client, "/contact-us/") == {"Contact": "/contact/"}


def test_words_of_danger_are_not_read_as_a_misspelt_title(client):
    make.article("A gentle hill")

    assert offered(client, "/how-to-kill-myself/") == {}


def test_a_request_that_may_be_anything_offers_search_alone(client, sciatica):
    response = client.get("/zyzzyva/")

    assert response.status_code == 404
    assert "Search for what you need" in response.content.decode()
    assert "Perhaps you mean" not in response.content.decode()


NOT_SEARCHED = [
    "/sciatica.php",
    "/sciatica.env",
    "/.env/sciatica/",
    "/.git/sciatica",
    "/wp-content/sciatica/",
    "/WP-Admin/sciatica/",
    "/cgi-bin/sciatica/",
    "/phpMyAdmin/sciatica/",
    "/sciatica.html.bak",
    "/sciatica{${x}}/",
    "/sciatica'--/*/",
    "/_sciatica/",
    "/2026/07/",
    "/a/b/",
    "/the/",
    "/index.html",
    f"/sciatica/{'x' * 200}/",
    "/media/sciatica/",
    "/documents/1/sciatica",
    "/admin/sciatica/",
    "/replies/999/",
]


@pytest.mark.parametrize("path", NOT_SEARCHED)
def test_what_only_scanners_ask_for_is_not_searched(client, sciatica, path):
    with CaptureQueriesContext(connection) as queries:
        response = client.get(path, follow=True)

    assert response.status_code in (200, 404)
    assert not [each for each in queries if "searchdocument" in each["sql"]]


@pytest.mark.parametrize("method", ["head", "post", "put"])
def test_only_reading_is_answered_with_pages(client, sciatica, method):
    with CaptureQueriesContext(connection) as queries:
        getattr(client, method)("/sciatica/")

    assert not [each for each in queries if "searchdocument" in each["sql"]]


@pytest.mark.parametrize("hide", make.HIDDEN.values(), ids=make.HIDDEN.keys())
def test_what_is_not_public_is_not_offered(client, sciatica, hide):
    hide(sciatica)

    assert offered(client, "/sciatica/") == {}
    assert suggested(client, "/sciatica/") == {}
    client.force_login(make.superuser())
    assert offered(client, "/sciatica/") == {}


def test_each_site_offers_its_own(client, settings, sciatica):
    settings.ALLOWED_HOSTS = ["testserver", "other.example"]
    other_site()

    assert offered(client, "/sciatica/", headers=OTHER) == {}
    assert suggested(client, "/sciatica/", headers=OTHER) == {}
    elsewhere = client.get(ROUTE, {"path": "/sciatica/", "site": "none.example"})
    assert elsewhere.status_code == 404
    assert "suggestions" not in elsewhere.json()


def test_an_editors_redirect_leads_on_before_anything_is_offered(client, sciatica):
    Redirect.objects.create(old_path="/old-sciatica", redirect_link="/articles/")

    response = client.get("/old-sciatica/")

    assert response.status_code == 301
    assert response["Location"] == "/articles/"


def cost(client, path):
    client.get(path)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 404
    return len(queries)


def test_offering_costs_a_few_queries_however_much_there_is(client):
    make.clinic()
    make.article("Sciatica")
    plain = cost(client, "/zyzzyva.php")
    few = cost(client, "/old/siatica-stretches-at-home/")
    for number in range(8):
        make.article(f"Sciatica {number}", topics=[make.topic(f"Sciatica {number}")])

    assert cost(client, "/old/siatica-stretches-at-home/") == few
    # Home page, restrictions, and those of a search.
    assert few - plain <= 12


def test_a_flood_is_answered_without_searching(client, sciatica, monkeypatch):
    monkeypatch.setattr(near_pages, "throttle", Throttle(most=2, seconds=600))

    found = [bool(offered(client, f"/sciatica/{number}/")) for number in range(4)]

    assert found == [True, True, False, False]
    assert suggested(client, "/sciatica/5/") == {}


def test_a_throttle_admits_again_after_its_time():
    patient = Throttle(most=2, seconds=60)
    quick = Throttle(most=2, seconds=0)

    assert [patient.admits() for _ in range(4)] == [True, True, False, False]
    assert [quick.admits() for _ in range(4)] == [True] * 4


def search_fails(execute, sql, *more):
    return away() if "searchdocument" in sql else execute(sql, *more)


def test_a_search_that_fails_leaves_the_page_as_it_was(client, sciatica, caplog):
    with connection.execute_wrapper(search_fails):
        assert offered(client, "/sciatica/") == {}

    assert "The 404 page offers no pages." in caplog.text


def test_while_the_database_is_away_a_missing_page_is_asked_for_again(client):
    client.raise_request_exception = False

    with connection.execute_wrapper(away):
        response = client.get("/conditions/sciatica.html")

    assert response.status_code == 503
    assert response["Retry-After"] == "10"


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/conditions/herniated-disk.html", "herniated disk"),
        ("/café/the_ankle+foot/", "ankle foot"),
        ("/", ""),
        ("//", ""),
        ("/articles/index.htm", "articles"),
        ("/x" * 90 + "/knee/", "knee"),
        ("/x" * 98 + "/knee/", ""),
    ],
)
def test_the_last_part_with_words_says_what_is_meant(path, words):
    assert words_in(path) == words
