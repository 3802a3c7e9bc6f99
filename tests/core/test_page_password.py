from concurrent.futures import ThreadPoolExecutor

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import (
    Collection,
    CollectionViewRestriction,
    Page,
    PageViewRestriction,
    get_page_models,
)

from tests import make, reading

pytestmark = pytest.mark.django_db

SECRET = "Quixotic"
PROSE = f"<p>{SECRET}.</p>"


def article(**fields):
    person = make.person(SECRET)
    item = {"question": f"{SECRET}?", "answer": PROSE}
    page = make.article(
        SECRET,
        summary=SECRET,
        introduction=PROSE,
        hero_image=make.image(description=SECRET),
        topics=[make.topic(SECRET)],
        author=person,
        reviewer=person,
        references=[{"title": SECRET}],
        sections=[("questions", {"heading": SECRET, "items": [item]})],
        **fields,
    )
    make.comment(SECRET, page=page, name=SECRET)
    return page


def article_index(**fields):
    return make.index(title=SECRET, introduction=PROSE, **fields)


def contact_page(**fields):
    return make.contact_page(title=SECRET, introduction=PROSE, **fields)


def form_page(**fields):
    return make.form_page(SECRET, introduction=PROSE, **fields)


def home_page(**fields):
    make.article(SECRET, summary=SECRET)
    return make.home(title=SECRET, hero_heading=SECRET, hero_text=SECRET, **fields)


def standard_page(**fields):
    section = ("prose", {"heading": SECRET, "body": PROSE})
    return make.standard_page(title=SECRET, body=[section], **fields)


PAGES = [article, article_index, contact_page, form_page, home_page, standard_page]


def protect(page):
    """Behind the password “larch”."""
    return PageViewRestriction.objects.create(
        page=Page.objects.get(pk=page.pk), restriction_type="password", password="larch"
    )


def test_the_pages_below_are_of_every_kind():
    kinds = {type(page(slug=page.__name__)) for page in PAGES}

    assert kinds == {kind for kind in get_page_models() if kind is not Page}


@pytest.mark.parametrize("make_page", PAGES)
def test_the_question_for_a_password_tells_nothing_of_the_page(client, make_page):
    page = make_page(
        seo_title=SECRET,
        search_description=SECRET,
        sharing_image=make.image(description=SECRET),
    )
    protect(page)

    response = client.get(page.url)

    assert "This page needs a password" in reading.words(response)
    assert SECRET not in response.content.decode()
    soup = reading.html(response)
    assert reading.meta(response, "robots") == "noindex"
    assert not soup.select("link[rel=canonical], meta[property], script[type*=json]")
    assert "no-store" in response["Cache-Control"]


def test_the_question_for_a_password_asks_for_no_replies(client):
    page = article()
    protect(page)

    with CaptureQueriesContext(connection) as asked:
        client.get(page.url)

    # Their number comes with the page.
    assert not [each for each in asked if '"comments_comment"."text"' in each["sql"]]


def test_no_draft_is_told_by_the_question_for_another_pages_password(client):
    restriction = protect(make.standard_page())
    draft = article(live=False)

    response = client.get(
        reverse(
            "wagtailcore_authenticate_with_password", args=[restriction.pk, draft.pk]
        )
    )

    assert SECRET not in response.content.decode()


@pytest.mark.parametrize("kind", ["password", "login", "groups"])
def test_what_leads_from_a_private_page_tells_nothing_of_it_either(client, kind):
    page = article()
    page.view_restrictions.create(restriction_type=kind, password="larch")

    for path in (page.url, f"/replies/{page.pk}/", f"/replies/{page.pk}.atom"):
        assert SECRET not in client.get(path).content.decode(), path


def test_the_password_opens_the_page(client):
    page = article()
    protect(page)
    form = reading.html(client.get(page.url)).select_one("main form")
    typed = {
        "password": "larch",
        "return_url": form.select_one("[name=return_url]")["value"],
    }

    response = client.post(form["action"], typed, follow=True)

    assert reading.meta(response, "robots") == "noindex,follow"
    assert SECRET in reading.words(response)


def test_a_wrong_password_is_told_on_top_and_beside_the_field(client):
    page = make.standard_page()
    protect(page)
    action = reading.html(client.get(page.url)).select_one("main form")["action"]

    response = client.post(action, {"password": "oak", "return_url": page.url})

    soup = reading.html(response)
    assert soup.title.get_text(" ", strip=True).startswith("Error: ")
    problem = soup.select_one("[role=alert][data-focus] li a")
    field = soup.select_one(problem["href"])
    beside = soup.select_one(f"#{field['aria-describedby']}")
    assert field["name"] == "password"
    assert "not correct" in problem.get_text()
    assert problem.get_text() in beside.get_text()
    assert (
        soup.find("label", attrs={"for": field["id"]}).get_text(strip=True)
        == "Password"
    )
    assert soup.select("script[src*=forms]")


def try_password(client, restriction, password, *, page=None, **extra):
    page = page or restriction.page
    return client.post(
        reverse(
            "wagtailcore_authenticate_with_password", args=[restriction.pk, page.pk]
        ),
        {"password": password, "return_url": "/"},
        **extra,
    )


def guess(client, restriction, *, times=5, **extra):
    return [try_password(client, restriction, "oak", **extra) for _ in range(times)][-1]


@pytest.fixture
def restriction():
    return protect(make.standard_page())


def test_the_sixth_wrong_password_asks_to_wait(client, restriction):
    assert guess(client, restriction, times=5).status_code == 200

    answer = try_password(client, restriction, "oak")

    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= 600
    soup = BeautifulSoup(answer.content, "html.parser")
    told = soup.select_one("[role=alert]").get_text()
    assert "The password was wrong several times. Wait" in told
    form = soup.select_one("main form")
    assert form.select_one("[name=return_url]")["value"] == "/"
    assert not form.select_one("[name=password]").has_attr("value")


def test_while_waiting_a_right_password_is_told_from_no_wrong_one(client, restriction):
    guess(client, restriction)

    answer = try_password(client, restriction, "larch")

    assert answer.status_code == 429
    assert "larch" not in answer.content.decode()
    assert not client.session.get("passed_page_view_restrictions")


def test_right_passwords_are_not_counted(client, restriction):
    answers = [try_password(client, restriction, "larch") for _ in range(8)]

    assert {answer.status_code for answer in answers} == {302}
    assert guess(client, restriction, times=5).status_code == 200


def test_a_lock_tried_by_way_of_another_page_is_the_same_lock(client, restriction):
    guess(client, restriction, page=make.standard_page(slug="another"))

    assert try_password(client, restriction, "larch").status_code == 429


def test_other_networks_and_other_pages_do_not_wait(client, restriction):
    other = protect(make.standard_page(slug="another"))
    guess(client, restriction, REMOTE_ADDR="2001:db8:1:2::1")

    elsewhere = "2001:db8:1:3::1"
    assert try_password(client, other, "oak").status_code == 200
    assert (
        try_password(client, restriction, "larch", REMOTE_ADDR=elsewhere).status_code
        == 302
    )
    same_64 = "2001:db8:1:2::2"
    answer = try_password(client, restriction, "larch", REMOTE_ADDR=same_64)
    assert answer.status_code == 429


def test_the_password_of_a_collection_is_limited_alike(client):
    collection = Collection.get_first_root_node().add_child(name="Referrals")
    lock = CollectionViewRestriction.objects.create(
        collection=collection, restriction_type="password", password="larch"
    )
    address = reverse("wagtaildocs_authenticate_with_password", args=[lock.pk])
    typed = {"password": "oak", "return_url": "/"}

    statuses = [client.post(address, typed).status_code for _ in range(6)]
    answer = client.post(address, {**typed, "password": "larch"})

    assert statuses == [200] * 5 + [429]
    assert answer.status_code == 429
    assert "Retry-After" in answer
    assert client.get(address).status_code == 200


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("as_migrated")
def test_many_tries_at_once_get_no_more_through(restriction):
    def one(_):
        try:
            return try_password(Client(), restriction, "oak").status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        statuses = list(threads.map(one, range(12)))

    assert sorted(statuses) == [200] * 5 + [429] * 7
