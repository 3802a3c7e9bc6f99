from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction, Site

from tests import make
from tests.api.test_token_scopes import second_site

pytestmark = pytest.mark.django_db

PASSWORD = "walk every day"
URL = "/api/v3/unlock/"


def protect(page, password=PASSWORD, kind=PageViewRestriction.PASSWORD):
    return PageViewRestriction.objects.create(
        page=page, password=password, restriction_type=kind
    )


@pytest.fixture
def article():
    """An article below a section that asks for a password."""
    section = make.index(title="For patients", slug="patients")
    protect(section)
    return make.article(parent=section)


def path_of(page):
    return page.get_url_parts()[2]


def asked(client, page, password=PASSWORD, **headers):
    body = {"path": path_of(page), "password": password}
    return client.post(URL, body, content_type="application/json", headers=headers)


def opened(client, page, password=PASSWORD, **headers):
    return {"Gait-Unlock": asked(client, page, password, **headers).json()["token"]}


def route(client, page, **parameters):
    return client.get("/api/v3/route/", {"path": path_of(page), **parameters})


def test_the_right_password_opens_a_page_and_those_below(client, article):
    section = article.get_parent()
    assert route(client, article).json()["kind"] == "password"
    assert client.get(f"/api/v3/pages/{article.pk}/").status_code == 404

    unlock = opened(client, section)

    for page in (section, article):
        shown = client.get(f"/api/v3/pages/{page.pk}/", headers=unlock)
        assert shown.json()["title"] == page.title
        assert shown.headers["Cache-Control"] == "private, no-store"
        assert "Gait-Unlock" in shown.headers["Vary"]
    found = client.get(
        "/api/v3/route/",
        {"path": path_of(article), "include": "page"},
        headers=unlock,
    ).json()
    assert (found["kind"], found["page"]["id"]) == ("page", article.pk)
    assert found["page"]["seo"]["robots"].startswith("noindex")


def test_a_draft_behind_an_opened_password_stays_closed(client, article):
    unlock = opened(client, article)
    article.unpublish()

    answer = client.get(f"/api/v3/pages/{article.pk}/", headers=unlock)

    assert answer.status_code == 404


def test_lists_stay_silent_about_an_opened_page(client, article):
    other = make.standard_page(title="Open to all")
    unlock = opened(client, article)

    for path in (
        "pages/",
        f"pages/?search={article.title}",
        "articles/",
        f"search/?search={article.title}",
        f"pages/{other.pk}/",
        "changes/",
    ):
        shown = client.get(f"/api/v3/{path}", headers=unlock)
        assert article.title not in shown.text, path
        assert shown.status_code == 200, path
    hidden = client.get(f"/api/v3/articles/{article.slug}/", headers=unlock)
    assert hidden.status_code == 404


def test_a_member_that_unlock_does_not_know_is_refused(client, article):
    body = {"path": path_of(article), "password": PASSWORD, "pasword": "x"}

    answer = client.post("/api/v3/unlock/", body, content_type="application/json")

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["path"] == ["body", "pasword"]


def test_a_wrong_password_is_refused_in_the_words_of_the_form(client, article):
    answer = asked(client, article, "walk")

    assert answer.status_code == 422
    [wrong] = answer.json()["errors"]
    assert wrong["path"] == ["body", "password"]
    assert wrong["message"].startswith("The password you have entered is not correct")


def test_wrong_passwords_are_limited_together_with_those_of_the_form(client, article):
    restriction = PageViewRestriction.objects.get()
    form = f"/_util/authenticate_with_password/{restriction.pk}/{article.pk}/"
    for _ in range(2):
        client.post(form, {"password": "no", "return_url": "/"})
    for _ in range(3):
        assert asked(client, article, "no").status_code == 422

    late = asked(client, article)

    assert late.status_code == 429
    assert int(late.headers["Retry-After"]) > 0


def test_right_passwords_are_not_counted(client, article):
    statuses = {asked(client, article).status_code for _ in range(7)}

    assert statuses == {200}


@pytest.mark.parametrize(
    "kind", [PageViewRestriction.LOGIN, PageViewRestriction.GROUPS]
)
def test_only_pages_behind_passwords_are_opened(client, kind):
    public, staff = make.home(), make.article("For staff")
    protect(staff, password="", kind=kind)

    for page in (public, staff):
        assert asked(client, page, "x").status_code == 404
        assert asked(client, page, "x").json()["detail"].startswith("No page at")
    nowhere = client.post(
        URL, {"path": "/none/", "password": "x"}, content_type="application/json"
    )
    assert nowhere.json() == asked(client, staff, "x").json()


def test_a_page_for_staff_below_an_opened_one_stays_closed(client, article):
    staff = make.article("For staff", parent=article.get_parent())
    protect(staff, kind=PageViewRestriction.LOGIN)

    unlock = opened(client, article)

    assert client.get(f"/api/v3/pages/{staff.pk}/", headers=unlock).status_code == 404


def test_a_page_behind_two_passwords_needs_both(client, article):
    protect(article, "second")
    first = opened(client, article.get_parent())
    url = f"/api/v3/pages/{article.pk}/"
    assert client.get(url, headers=first).status_code == 404

    both = opened(client, article, "second", **first)

    assert client.get(url, headers=both).status_code == 200
    only_second = opened(client, article, "second")
    assert client.get(url, headers=only_second).status_code == 404


def test_a_page_with_two_restrictions_of_its_own_needs_both(client, article):
    section = article.get_parent()
    protect(section, "second")
    url = f"/api/v3/pages/{section.pk}/"

    first = opened(client, section)
    assert client.get(url, headers=first).status_code == 404

    both = opened(client, section, "second", **first)
    assert client.get(url, headers=both).status_code == 200


def test_a_token_ends_with_the_password_and_the_half_hour(client, article, monkeypatch):
    unlock = opened(client, article)
    url = f"/api/v3/pages/{article.pk}/"
    PageViewRestriction.objects.update(password="another")
    assert client.get(url, headers=unlock).status_code == 404
    PageViewRestriction.objects.update(password=PASSWORD)
    assert client.get(url, headers=unlock).status_code == 200

    later = (timezone.now() + timedelta(minutes=31)).timestamp()
    monkeypatch.setattr("django.core.signing.time.time", lambda: later)

    assert client.get(url, headers=unlock).status_code == 404


@pytest.mark.parametrize("token", ["x", "a:b:c", "\u00e9", "x" * 3000, "eyJ9:1:2"])
def test_a_broken_token_opens_nothing(client, article, token):
    shown = client.get(f"/api/v3/pages/{article.pk}/", headers={"Gait-Unlock": token})

    assert shown.status_code == 404


def test_a_token_opens_its_own_pages_alone(client, article):
    other = make.standard_page(title="Elsewhere")
    protect(other, "other")

    shown = client.get(f"/api/v3/pages/{other.pk}/", headers=opened(client, article))

    assert shown.status_code == 404


def test_an_opened_form_is_read_and_handed_in(client):
    form = make.form_page(questions=[("Your name", "singleline", {})])
    protect(form)
    url = f"/api/v3/forms/{form.pk}/"
    sent = {"your_name": "Ada", "consent": True}
    unlock = opened(client, form)

    closed = (
        client.get(url),
        client.post(f"{url}submissions/", sent, content_type="application/json"),
    )
    shown = client.get(url, headers=unlock)
    received = client.post(
        f"{url}submissions/", sent, content_type="application/json", headers=unlock
    )

    assert [each.status_code for each in closed] == [404, 404]
    assert (shown.status_code, received.status_code) == (200, 201)


def test_an_alias_of_an_opened_page_is_opened_with_it(client):
    article = make.article()
    protect(article)
    alias = article.create_alias(parent=make.home(), update_slug="alias")

    unlock = opened(client, article)

    assert client.get(f"/api/v3/pages/{alias.pk}/", headers=unlock).status_code == 200
    assert client.get(f"/api/v3/pages/{alias.pk}/").status_code == 404


def test_an_alias_of_an_open_page_asks_for_its_own_password(client):
    alias = make.article().create_alias(parent=make.index(), update_slug="alias")
    below = make.standard_page(title="Below", slug="below")
    protect(Page.objects.get(pk=alias.pk))
    Page.objects.get(pk=below.pk).move(Page.objects.get(pk=alias.pk), "last-child")
    below.refresh_from_db()

    for page in (alias, below):
        assert "password" in client.get(path_of(page)).text.lower()
        assert route(client, page).json()["kind"] == "password"
        unlock = opened(client, page)
        assert client.get(f"/api/v3/pages/{page.pk}/", headers=unlock).json()["id"]


def test_what_an_alias_asked_for_itself_does_not_open_what_its_original_asks(client):
    article = make.article()
    alias = article.create_alias(parent=make.index(), update_slug="alias")
    protect(Page.objects.get(pk=alias.pk))
    unlock = opened(client, alias)
    protect(article, "second")
    path = f"/api/v3/pages/{alias.pk}/"

    assert client.get(path, headers=unlock).status_code == 404
    second = opened(client, article, "second")
    assert client.get(path, headers=second).status_code == 200


def test_a_page_that_was_moved_asks_for_the_password_of_its_new_place(client, article):
    unlock = opened(client, article)
    there = make.standard_page(title="For others", slug="others")
    protect(there, "second")

    Page.objects.get(pk=article.pk).move(Page.objects.get(pk=there.pk), "last-child")
    article.refresh_from_db()

    path = f"/api/v3/pages/{article.pk}/"
    assert client.get(path, headers=unlock).status_code == 404
    again = opened(client, article, "second")
    assert client.get(path, headers=again).status_code == 200


def test_no_replies_are_taken_behind_a_password(client, article):
    unlock = opened(client, article)
    found = client.get(
        "/api/v3/route/",
        {"path": path_of(article), "include": "comments,form"},
        headers=unlock,
    ).json()
    given = {"password": PASSWORD, "return_url": path_of(article)}
    restriction = PageViewRestriction.objects.get()
    client.post(
        f"/_util/authenticate_with_password/{restriction.pk}/{article.pk}/", given
    )

    assert (found["form"]["open"], found["comments"]["open"]) == (False, False)
    page = client.get(path_of(article)).text
    assert article.title in page
    assert "Leave a reply" not in page
    restriction.delete()
    assert "Leave a reply" in client.get(path_of(article)).text


@pytest.fixture
def sites(settings):
    """The hosts of two sites, each with a page behind the same password."""
    settings.ALLOWED_HOSTS = ["*"]
    site, there = second_site()
    there.save_revision().publish()
    here = make.standard_page(title="Here", slug="here")
    for page in (here, there):
        protect(page)
    return {make.site().hostname: here, site.hostname: there}


def test_a_password_given_at_one_site_opens_nothing_of_another(client, sites):
    (host, page), (other_host, other) = sites.items()
    unlock = asked(client, page, Host=host)
    assert unlock.status_code == 200
    given = {"Gait-Unlock": unlock.json()["token"]}

    for of, asked_at, status in [
        (page, host, 200),
        (page, other_host, 404),
        (other, host, 404),
        (other, other_host, 404),
    ]:
        url = f"/api/v3/pages/{of.pk}/"
        shown = client.get(url, headers={**given, "Host": asked_at})
        assert shown.status_code == status, (of, asked_at)
    for of, at, status in [(page, host, 200), (other, other_host, 404)]:
        url = f"/api/v3/pages/{of.pk}/?site={at}"
        assert client.get(url, headers=given).status_code == status
    found = client.get(
        "/api/v3/route/",
        {"site": other_host, "path": path_of(other), "include": "page"},
        headers=given,
    )
    assert (found.json()["kind"], other.title in found.text) == ("password", False)


def test_one_token_opens_pages_of_two_sites_where_both_passwords_were_given(
    client, sites
):
    given = {}
    for host, page in sites.items():
        given = opened(client, page, Host=host, **given)

    for host, page in sites.items():
        url = f"/api/v3/pages/{page.pk}/"
        assert client.get(url, headers={**given, "Host": host}).status_code == 200
        assert client.get(f"{url}?site={host}", headers=given).status_code == 200


def test_a_path_is_of_the_site_that_was_asked(client, sites):
    (_, page), (other_host, other) = sites.items()

    assert asked(client, other).status_code == 404
    for body, parameters, opens in [
        (path_of(other), {"site": other_host}, other),
        (path_of(page), {"site": other_host}, None),
    ]:
        query = "&".join(f"{name}={value}" for name, value in parameters.items())
        answer = client.post(
            f"{URL}?{query}",
            {"path": body, "password": PASSWORD},
            content_type="application/json",
        )
        assert answer.status_code == (200 if opens else 404)


def test_an_alias_at_another_site_asks_for_the_password_of_its_original(client, sites):
    (_, page), (other_host, _) = sites.items()
    root = Site.objects.get(hostname=other_host).root_page
    alias = page.create_alias(parent=root, update_slug="alias")
    at_other = {"Host": other_host}
    url = f"/api/v3/pages/{alias.pk}/"
    assert client.get(url, headers=at_other).status_code == 404

    given = opened(client, alias, **at_other)

    assert client.get(url, headers={**given, **at_other}).status_code == 200


def test_pages_of_other_origins_may_send_the_header(client, settings):
    settings.CORS_ALLOWED_ORIGINS = ["https://app.example"]
    asking = {
        "Origin": "https://app.example",
        "Access-Control-Request-Method": "GET",
        "Access-Control-Request-Headers": "gait-unlock",
    }

    allowed = client.options("/api/v3/pages/1/", headers=asking)

    assert "gait-unlock" in allowed.headers["Access-Control-Allow-Headers"]
