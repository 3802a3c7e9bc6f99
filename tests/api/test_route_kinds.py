"""What ``route/`` says of lists, passwords and deleted pages, and what it brings along."""

from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import PageViewRestriction

from delivery.models import ContentChange
from delivery.retention import KEPT
from tests import make
from tests.articles.test_sites import other_site
from tests.delivery import feed

pytestmark = pytest.mark.django_db

ROUTE = "/api/v3/route/"


def at(client, path, **query):
    feed.settle()
    return client.get(ROUTE, {"path": path, **query})


def read(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, answer.content
    return answer.json()


def restrict(page, kind="password", **fields):
    given = {"password": "larch"} if kind == "password" else {}
    return PageViewRestriction.objects.create(
        page=page, restriction_type=kind, **given, **fields
    )


@pytest.mark.parametrize("name", ["topics", "people"])
def test_the_lists_of_topics_and_people_have_kinds(client, name):
    make.article(topics=[make.topic()], author=make.person())

    for path in (f"/{name}/", name, f"/{name}/?page=2#x"):
        assert at(client, path).json() == {"kind": name, "page": None, "site": None}
    brought = at(client, f"/{name}/", include="page,site").json()
    assert brought["page"] == read(client, f"/api/v3/{name}/")
    assert brought["site"] == read(client, "/api/v3/site/")


@pytest.mark.parametrize(
    ("path", "address"),
    [
        ("/topics/back-pain/", "/api/v3/topics/back-pain/"),
        ("/people/maya-lindqvist/", "/api/v3/people/maya-lindqvist/"),
    ],
)
def test_one_call_draws_a_topic_or_a_person(client, path, address):
    make.clinic()
    make.article(topics=[make.topic()], author=make.person(photo=make.image()))

    brought = at(client, path, include="page,site,comments,form").json()

    assert brought["page"] == read(client, address)
    assert brought["site"] == read(client, "/api/v3/site/")


def test_one_call_draws_an_article(client):
    make.clinic()
    article = make.article(
        topics=[make.topic()], author=make.person(), hero_image=make.image()
    )
    make.comment(page=article)

    brought = at(client, article.url, include="page,site,comments,form").json()

    assert brought["page"] == read(client, f"/api/v3/pages/{article.pk}/")
    assert brought["site"] == read(client, "/api/v3/site/")
    assert brought["comments"] == read(client, f"/api/v3/comments/?page={article.pk}")
    assert brought["comments"]["count"] == 1
    reply_form = read(client, f"/api/v3/comments/form/?page={article.pk}")
    assert brought["form"] == reply_form


def test_one_call_draws_a_form(client):
    make.clinic()
    form = make.form_page()

    brought = at(client, form.url, include="page,comments,form").json()

    assert brought["page"] == read(client, f"/api/v3/pages/{form.pk}/")
    assert brought["form"] == read(client, f"/api/v3/forms/{form.pk}/")
    assert brought["comments"] is brought["site"] is None


def test_a_contact_page_brings_its_first_public_form(client):
    make.clinic()
    page = make.contact_page()
    forms = [
        make.form_page(title, parent=page) for title in ("Hidden", "First", "Last")
    ]
    restrict(forms[0])
    make.form_page("Elsewhere", parent=make.home())

    def brought():
        return at(client, page.url, include="form").json()["form"]

    assert brought() == read(client, f"/api/v3/forms/{forms[1].pk}/")
    forms[1].unpublish()
    assert brought() == read(client, f"/api/v3/forms/{forms[2].pk}/")
    forms[2].delete()
    assert brought() is None


@pytest.mark.parametrize("make_page", [make.home, make.index, make.contact_page])
def test_every_kind_of_page_is_brought_along(client, make_page):
    page = make_page()

    brought = at(client, page.url, include="page,comments,form").json()

    assert brought["page"] == read(client, f"/api/v3/pages/{page.pk}/")
    assert brought["comments"] is brought["form"] is None


def test_parts_may_stand_between_commas_or_each_on_its_own(client):
    page = make.home()
    expected = at(client, "/", include="page,site").json()

    for query in (
        "include=page&include=site",
        "include=site,page,",
        "include=,page,site",
    ):
        assert client.get(f"{ROUTE}?path=/&{query}").json() == expected
    assert expected["page"]["id"] == page.pk
    assert client.get(f"{ROUTE}?path=/&include=").json()["page"] is None


@pytest.mark.parametrize("value", ["pages", "page;site", "*", "x" * 3000, "page site"])
def test_an_unknown_part_is_refused(client, value):
    make.home()

    answer = at(client, "/", include=value)

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["path"] == ["query", "include"]


@pytest.mark.usefixtures("_hosts")
def test_another_site_s_page_is_brought_with_its_own_site(client):
    index = make.index(parent=other_site())
    make.article("On hearts", parent=index)

    brought = at(
        client,
        "/articles/on-hearts/",
        site="other.example",
        include="page,site,comments",
    ).json()

    assert brought["page"]["title"] == "On hearts"
    assert brought["site"]["clinic"]["name"] == "Heart Clinic"
    assert brought["comments"]["open"] is True
    assert at(client, "/articles/on-hearts/").status_code == 404


@pytest.fixture
def _hosts(settings):
    settings.ALLOWED_HOSTS = ["testserver", "other.example"]


def test_a_page_behind_a_password_says_so_and_nothing_more(client):
    article = make.article("Secret walk")
    restrict(article.get_parent())

    answer = at(client, article.url, include="page,comments,form")

    assert answer.json() == {"kind": "password", "site": None}
    assert "no-store" not in answer.headers["Cache-Control"]
    brought = at(client, article.url, include="site").json()
    assert brought["site"] == read(client, "/api/v3/site/")


@pytest.mark.parametrize("kind", ["login", "groups"])
def test_a_page_behind_a_login_is_not_there(client, kind):
    article = make.article("Secret walk")
    restrict(article, kind)
    assert at(client, article.url).status_code == 404

    restrict(article.get_parent())

    assert at(client, article.url).status_code == 404


def test_a_draft_and_a_path_to_nothing_behind_a_password_are_not_there(client):
    draft = make.article("Draft", live=False)
    restrict(draft.get_parent())

    for path in ("/articles/draft/", "/articles/nothing/"):
        assert at(client, path).status_code == 404


def test_what_changes_privacy_changes_the_answer(client):
    article = make.article("Walk")
    tags = at(client, article.url).headers["Cache-Tag"]
    restriction = restrict(article)
    behind = at(client, article.url)
    restriction.delete()

    assert "restrictions" in tags.split(",")
    assert behind.json()["kind"] == "password"
    assert "restrictions" in behind.headers["Cache-Tag"].split(",")
    assert at(client, article.url).json()["kind"] == "page"


def test_where_a_page_was_deleted_it_is_gone(client):
    article, near = make.article("Walk"), make.article("Walk slowly")
    path = article.url
    article.delete()

    answer = at(client, path, include="site,page")

    suggestion = {"kind": "article", "id": near.pk, "title": "Walk slowly"}
    assert answer.json() == {
        "kind": "gone",
        "suggestions": [{**suggestion, "url": "http://localhost" + near.url}],
        "site": read(client, "/api/v3/site/"),
    }
    for written in (path.rstrip("/"), f"{path}?a=1", path.lstrip("/")):
        assert at(client, written).json()["kind"] == "gone"
    assert at(client, "/articles/").json()["kind"] == "page"
    assert at(client, "/articles/other/").status_code == 404


def test_all_pages_of_a_deleted_section_are_gone(client):
    article = make.article("Walk")
    path = article.url
    article.get_parent().delete()

    assert at(client, "/articles/").json()["kind"] == "gone"
    assert at(client, path).json()["kind"] == "gone"


def test_a_new_page_or_a_redirect_takes_the_place_of_a_deleted_one(client):
    article = make.article("Walk")
    path = article.url
    article.delete()
    Redirect.add_redirect(path, "https://other.example/")
    assert at(client, path).json()["kind"] == "redirect"

    again = make.article("Walk")

    assert at(client, path).json()["id"] == again.pk


def test_a_deleted_page_that_was_never_public_was_never_there(client):
    draft = make.article("Draft", live=False)
    draft.delete()
    hidden = make.article("Hidden")
    hidden.unpublish()
    assert at(client, "/articles/hidden/").status_code == 404
    hidden.delete()

    for path in ("/articles/draft/", "/articles/hidden/"):
        assert at(client, path).status_code == 404


@pytest.mark.parametrize("kind", ["password", "login"])
def test_a_deleted_page_that_was_private_was_never_there(client, kind):
    article = make.article("Secret walk")
    restrict(article, kind)
    article.delete()

    assert at(client, "/articles/secret-walk/").status_code == 404


@pytest.mark.parametrize("is_section_deleted", [True, False])
def test_nor_one_that_was_deleted_in_a_private_section(client, is_section_deleted):
    article = make.article("Secret walk")
    section = article.get_parent()
    restriction = restrict(section, "login")
    if is_section_deleted:
        section.delete()
    else:
        article.delete()
    assert at(client, "/articles/secret-walk/").status_code == 404

    if not is_section_deleted:
        restriction.delete()
        assert at(client, "/articles/secret-walk/").status_code == 404


def test_each_site_knows_its_own_deleted_pages(client):
    make.index(parent=other_site())
    article = make.article("Walk")
    article.delete()

    assert at(client, "/articles/walk/").json()["kind"] == "gone"
    assert at(client, "/articles/walk/", site="other.example").status_code == 404


def test_a_path_is_gone_until_the_feed_forgets_it(client):
    article = make.article("Walk")
    article.delete()
    feed.settle()
    entry = ContentChange.objects.get(path_before__endswith="/walk/")
    answer = at(client, "/articles/walk/")
    assert answer.json()["kind"] == "gone"
    assert answer.gait_dependencies.valid_until == entry.changed_at + KEPT

    old = timezone.now() - KEPT - timedelta(days=1)
    ContentChange.objects.filter(pk=entry.pk).update(changed_at=old)

    assert at(client, "/articles/walk/").status_code == 404


def test_a_long_or_deep_path_is_not_found(client):
    make.home()

    for path in ("/a" * 900, "/" + "ü" * 900, "/".join(["walk"] * 40)):
        assert at(client, path).status_code == 404


def test_what_is_brought_along_costs_no_more_queries_with_more_of_it(
    client, count_queries
):
    topic, author = make.topic(), make.person(photo=make.image())
    article = make.article("First", topics=[topic], author=author)
    make.article("Second", topics=[topic], author=author, hero_image=make.image())
    make.comment(page=article)
    paths = [
        f"{ROUTE}?path={path}&include=page,site,comments,form"
        for path in (article.url, "/topics/", "/people/", topic.get_absolute_url())
    ]
    few = [count_queries(path) for path in paths]
    for number in range(4):
        person = make.person(f"Person {number}", photo=make.image())
        make.article(
            f"More {number}", topics=[topic, make.topic(f"T {number}")], author=person
        )
        make.comment(page=article)

    assert [count_queries(path) for path in paths] == few
