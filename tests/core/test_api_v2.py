import datetime

import pytest
from django.test import override_settings
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import (
    Collection,
    CollectionViewRestriction,
    PageViewRestriction,
    Site,
)

from tests import make

pytestmark = pytest.mark.django_db

PAGES = "/api/v2/pages/"
TWENTY_DIGITS = "9" * 20


def titles(answer):
    assert answer.status_code == 200, answer.content
    return [item["title"] for item in answer.json()["items"]]


def message(answer, status=400):
    assert answer.status_code == status, answer.content
    assert list(answer.json()) == ["message"]
    return answer.json()["message"]


def test_a_list_holds_the_live_pages_of_the_site_with_their_addresses(client):
    article = make.article("Walking", slug="walking")
    make.article("A draft", live=False)

    answer = client.get(f"{PAGES}?type=articles.ArticlePage").json()

    assert answer["meta"]["total_count"] == 1
    [item] = answer["items"]
    assert item["id"] == article.pk
    assert item["meta"]["type"] == "articles.ArticlePage"
    assert item["meta"]["html_url"] == "http://localhost/articles/walking/"
    assert item["meta"]["detail_url"] == f"http://localhost{PAGES}{article.pk}/"


@pytest.mark.parametrize(
    "query",
    ["", "?search=walking", "?fields=*", "?order=title", "?type=articles.ArticlePage"],
)
def test_what_is_not_public_shows_in_no_list_and_no_count(client, query):
    make.article("Walking in secret", live=False)
    guarded = make.article("Walking behind a login")
    PageViewRestriction.objects.create(page=guarded, restriction_type="login")

    answer = client.get(PAGES + query)

    assert answer.status_code == 200
    assert b"Walking" not in answer.content
    assert answer.json()["meta"]["total_count"] == len(answer.json()["items"])


def test_what_is_not_public_has_no_answer_of_its_own(client):
    draft = make.article(live=False)
    guarded = make.article()
    PageViewRestriction.objects.create(
        page=guarded.get_parent(), restriction_type="login"
    )

    for page in (draft, guarded):
        assert message(client.get(f"{PAGES}{page.pk}/"), 404)


def test_pages_of_another_site_are_asked_for_by_its_name(client):
    make.article("Here")
    other = make.home().copy(
        update_attrs={"title": "There", "slug": "there"}, recursive=False
    )
    Site.objects.create(hostname="there.example", root_page=other)

    assert "There" not in titles(client.get(PAGES))
    assert titles(client.get(f"{PAGES}?site=there.example")) == ["There"]
    assert client.get(f"{PAGES}?site=nowhere.example").status_code == 404


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("foo=1", "unknown parameter 'foo'; known: ancestor_of, child_of"),
        ("rich_text_format=html", "unknown parameter 'rich_text_format'"),
        ("limit=1&limit=2", "'limit' is given more than once"),
        ("type=articles.ArticlePage&type=home.HomePage", "more than once"),
        ("limit=-1", "limit: expected a whole number"),
        (f"limit={TWENTY_DIGITS}", "limit: expected a whole number"),
        (f"offset={TWENTY_DIGITS}", "offset: expected a whole number"),
        ("offset=-20", "offset: expected a whole number"),
        ("offset=%EF%BC%91", "offset: expected a whole number"),
        ("limit=1000", "limit cannot be higher than"),
        (f"id={TWENTY_DIGITS}", "id: expected a whole number"),
        (f"child_of={TWENTY_DIGITS}", "child_of: expected a whole number"),
        ("descendant_of=x", "descendant_of: expected a whole number"),
        ("ancestor_of=-3", "ancestor_of: expected a whole number"),
        ("child_of=4711", "parent page doesn't exist"),
        ("order=password", "cannot order by 'password'; known:"),
        ("order=--title", "cannot order by"),
        ("order=random&offset=1", "random ordering with offset"),
        ("type=clinic.Person", "type doesn't exist"),
        ("type=cms.BasePage", "type doesn't exist"),
        ("type=x", "type doesn't exist"),
        ("fields=secret", "unknown fields: secret"),
        ("fields=a(b", "fields error"),
        ("fields=" + "a(" * 600, "fields: at most 1000 characters"),
        ("first_published_at=yesterday", "expected a date and time"),
        ("show_in_menus=perhaps", "expected 'true' or 'false'"),
        ("site=a:b", "site:"),
        ("summary=x", "unknown parameter 'summary'"),
        ("type=articles.ArticlePage&author=x", "author: expected a whole number"),
        ("type=articles.ArticlePage&author__user__email=x", "unknown parameter"),
        ("search=x&search_operator=xor", "search_operator"),
    ],
)
def test_what_a_list_does_not_understand_is_said(client, query, said):
    make.home()

    assert said in message(client.get(f"{PAGES}?{query}"))


def test_a_page_knows_fewer_parameters_than_a_list(client):
    page = make.home()

    assert message(client.get(f"{PAGES}{page.pk}/?limit=1")) == (
        "unknown parameter 'limit'; known: fields, site"
    )


@pytest.mark.parametrize("endpoint", ["pages", "images", "documents", "redirects"])
@pytest.mark.parametrize("pk", [TWENTY_DIGITS, "-1"])
def test_a_number_that_is_no_id_is_a_bad_request(client, endpoint, pk):
    make.home()

    assert "id:" in message(client.get(f"/api/v2/{endpoint}/{pk}/"))


@pytest.mark.parametrize("endpoint", ["pages", "images", "documents", "redirects"])
def test_an_id_that_nothing_has_is_not_found(client, endpoint):
    make.home()

    assert message(client.get(f"/api/v2/{endpoint}/4711/"), 404)


@pytest.mark.parametrize("endpoint", ["pages", "images", "documents", "redirects"])
def test_head_and_options_are_answered_wherever_get_is(client, endpoint):
    make.home()

    for path in (f"/api/v2/{endpoint}/",):
        assert client.head(path).status_code == 200
        assert client.head(path).content == b""
        assert client.options(path).status_code in {200, 204}


def test_fields_choose_what_is_said(client):
    article = make.article()

    answer = client.get(f"{PAGES}{article.pk}/?fields=_,title,topics").json()

    assert answer == {"title": article.title, "topics": []}


def test_articles_can_be_filtered_by_what_they_point_at(client):
    topic, author = make.topic(), make.person()
    make.article("By Maya", author=author)
    make.article("On backs", topics=[topic])
    query = f"{PAGES}?type=articles.ArticlePage"

    assert titles(client.get(f"{query}&author={author.pk}")) == ["By Maya"]
    assert titles(client.get(f"{query}&topics={topic.pk}")) == ["On backs"]
    assert titles(client.get(f"{query}&slug=on-backs")) == ["On backs"]


def test_equal_rows_keep_their_order(client):
    make.articles(5, seo_title="The same")
    query = f"{PAGES}?type=articles.ArticlePage&order=-seo_title&limit=1"

    seen = [titles(client.get(f"{query}&offset={n}"))[0] for n in range(5)]

    assert len(set(seen)) == 5


def test_a_search_finds_pages_and_their_parts(client):
    make.article("Sleep and your back")
    make.article("Walk for your back")
    query = f"{PAGES}?type=articles.ArticlePage&fields=*"

    assert titles(client.get(f"{query}&search=sleep")) == ["Sleep and your back"]
    assert titles(client.get(f"{query}&search=back&order=title")) == [
        "Sleep and your back",
        "Walk for your back",
    ]


def test_a_page_is_found_by_its_path_or_its_old_one(client):
    article = make.article(slug="walking")

    answer = client.get(f"{PAGES}find/?html_path=/articles/walking/&fields=title")

    assert answer.status_code == 302
    assert answer["Location"] == f"http://localhost{PAGES}{article.pk}/?fields=title"
    assert message(client.get(f"{PAGES}find/?html_path=/nothing/"), 404)
    assert "html_path or id" in message(client.get(f"{PAGES}find/"))
    assert message(client.get(f"{PAGES}find/?html_path=/x/&html_path=/y/"))


def test_the_original_of_an_alias_is_named_only_while_it_is_public(client):
    original = make.article("The original")
    alias = original.create_alias(parent=make.index(), update_slug="alias")
    path = f"{PAGES}{alias.pk}/"

    assert client.get(path).json()["meta"]["alias_of"]["title"] == "The original"

    original.unpublish()
    alias.live = True
    alias.save()
    assert client.get(path).json()["meta"]["alias_of"] is None


def test_a_list_of_any_pages_costs_no_more_when_it_is_longer(client, count_queries):
    make.articles(2)
    make.standard_page()
    few = count_queries(f"{PAGES}?fields=*")
    make.articles(3)

    assert count_queries(f"{PAGES}?fields=*") == few <= 8


@pytest.mark.parametrize("kind", ["home.HomePage", "home.StandardPage"])
def test_a_list_of_other_pages_costs_no_more_when_it_is_longer(
    client, count_queries, kind
):
    image = make.image(size=(40, 30))
    sections = [("picture", {"image": image})]
    make.home()
    make.standard_page(body=sections)
    path = f"{PAGES}?type={kind}&fields=*"
    few = count_queries(path)
    for n in range(3):
        make.standard_page(title=f"Page {n}", body=sections)

    assert count_queries(path) == few <= 12


def test_pictures_say_what_they_show(client):
    image = make.image(credit="Photo: Ana Ruiz")
    image.tags.add("park")

    said = client.get(f"/api/v2/images/{image.pk}/").json()

    assert said["meta"]["tags"] == ["park"]
    assert said["meta"]["download_url"] is None
    shown = client.get(f"/api/v3/images/{image.pk}/").json()["picture"]
    assert said.pop("picture") == shown
    assert shown["src"].startswith("http://localhost/media/images/")
    listed = client.get("/api/v2/images/?fields=title,alt").json()["items"][0]
    assert "picture" not in listed
    assert "picture" not in client.get("/api/v2/images/?fields=*").json()["items"][0]
    del said["meta"]
    assert said == {
        "id": image.pk,
        "title": "A path in a park",
        "width": 64,
        "height": 48,
        "description": "A path between trees",
        "alt": "A path between trees",
        "decorative": False,
        "credit": "Photo: Ana Ruiz",
        "background_color": "#5c8b77",
    }


@pytest.mark.parametrize(
    ("kind", "build"), [("images", "image"), ("documents", "document")]
)
def test_files_of_private_collections_do_not_show(client, kind, build):
    make.home()
    private = Collection.get_first_root_node().add_child(name="Private")
    below = private.add_child(name="Below")
    CollectionViewRestriction.objects.create(
        collection=private, restriction_type="login"
    )
    file = getattr(make, build)("Secret")
    file.collection = below
    file.save()

    assert titles(client.get(f"/api/v2/{kind}/")) == []
    assert message(client.get(f"/api/v2/{kind}/{file.pk}/"), 404)


@pytest.mark.parametrize(
    ("kind", "build"), [("images", "image"), ("documents", "document")]
)
def test_a_list_of_files_costs_no_more_when_it_is_longer(
    client, count_queries, kind, build
):
    make.home()
    for n in range(2):
        getattr(make, build)(f"File {n}").tags.add("park", f"tag {n}")
    few = count_queries(f"/api/v2/{kind}/?fields=*")
    for n in range(2, 5):
        getattr(make, build)(f"File {n}").tags.add("park", f"tag {n}")

    assert count_queries(f"/api/v2/{kind}/?fields=*") == few <= 9


def test_files_are_found_by_tag(client):
    make.home()
    make.image("In the park").tags.add("park")
    make.image("At home")

    assert titles(client.get("/api/v2/images/?tags=park")) == ["In the park"]


def test_redirects_lead_to_full_addresses_of_public_pages(client):
    article, draft = make.article(slug="walking"), make.article(live=False)
    Redirect.add_redirect("/old", article, is_permanent=False)
    Redirect.add_redirect("/secret", draft)
    Redirect.add_redirect("/away", "https://health.example/")

    answer = client.get("/api/v2/redirects/").json()

    assert answer["meta"]["total_count"] == 2
    said = {item["old_path"]: item["location"] for item in answer["items"]}
    assert said == {
        "/old": "http://localhost/articles/walking/",
        "/away": "https://health.example/",
    }
    assert message(client.get("/api/v2/redirects/find/?html_path=/secret"), 404)
    assert client.get("/api/v2/redirects/find/?html_path=/old").status_code == 302


@pytest.mark.parametrize(
    "hidden", ["redirects/find/?html_path=/secret", "pages/find/?html_path=/secret/"]
)
def test_what_is_hidden_is_refused_like_what_is_not_there(client, hidden):
    draft = make.article(live=False, slug="secret", parent=make.home())
    Redirect.add_redirect("/secret", draft)

    there = client.get(f"/api/v2/{hidden}")

    assert message(there, 404) == "There is nothing at this address."
    for unknown in (hidden.replace("secret", "x"), "comments/?page=4711", "nothing/"):
        answer = client.get(f"/api/v2/{unknown}")
        assert answer.status_code == 404
        assert answer.content == there.content


def test_a_list_of_redirects_costs_no_more_when_it_is_longer(client, count_queries):
    articles = make.articles(3)
    Redirect.add_redirect("/old", articles[0])
    few = count_queries("/api/v2/redirects/?fields=*")
    for n, article in enumerate(articles):
        Redirect.add_redirect(f"/old/{n}", article)

    assert count_queries("/api/v2/redirects/?fields=*") == few <= 7


@override_settings(ALLOWED_HOSTS=["elsewhere.example"])
def test_addresses_come_from_the_site_not_from_the_host_header(client):
    article = make.article()

    answer = client.get(f"{PAGES}{article.pk}/", headers={"host": "elsewhere.example"})

    assert b"elsewhere" not in answer.content


def test_the_answer_does_not_depend_on_who_asks_in_a_browser(client):
    article = make.article()
    anonymous = client.get(f"{PAGES}{article.pk}/").content
    client.force_login(make.superuser())

    assert client.get(f"{PAGES}{article.pk}/").content == anonymous


def test_published_dates_filter_and_sort(client):
    first, second = (
        datetime.datetime(year, 1, 1, tzinfo=datetime.UTC) for year in (2024, 2025)
    )
    make.article("Old", first_published_at=first)
    make.article("New", first_published_at=second)
    query = f"{PAGES}?type=articles.ArticlePage"

    assert titles(client.get(f"{query}&order=-first_published_at")) == ["New", "Old"]
    assert titles(client.get(f"{query}&first_published_at=2024-01-01T00:00:00Z")) == [
        "Old"
    ]
