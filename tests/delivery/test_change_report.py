"""The report of public changes, and of the pages that show each."""

import pytest
from django.urls import reverse
from wagtail.models import PageViewRestriction

from articles.models import ArticlePage
from clinic.models import ClinicSettings, Person
from delivery.models import ContentChange
from tests import make, reading
from tests.delivery import feed
from tests.delivery.wsgi import ask, cached

pytestmark = pytest.mark.django_db

REPORT = "/admin/reports/public-changes/"


@pytest.fixture
def moderator(client):
    client.force_login(make.member("Moderators"))
    return client


def change_of(kind):
    feed.settle()
    return ContentChange.objects.filter(kind=kind).latest("pk")


def rows(answer):
    return [row.get_text(" ", strip=True) for row in reading.html(answer).select("tr")]


def test_a_new_number_leads_to_the_pages_that_show_it(moderator):
    make.clinic()
    page, article = make.contact_page(), make.article("Walking")
    feed.settle()
    worker = cached()
    for address in (page.url, article.url, "/api/v3/site/"):
        ask(worker, address)

    ClinicSettings.objects.update(phone="+14045550199")
    change = change_of("clinic")
    report = moderator.get(REPORT)
    places = moderator.get(reverse("public_change", args=[change.pk]))

    assert reverse("public_change", args=[change.pk]) in report.text
    links = [a["href"] for a in reading.html(places).select("main li a")]
    assert {page.url, article.url, "/api/v3/site/"} <= set(links)
    assert "3 addresses depend on it" in " ".join(places.text.split())


def test_other_pages_are_not_listed(moderator):
    make.clinic()
    article, page = make.article("Walking"), make.standard_page()
    feed.settle()
    worker = cached()
    for address in (page.url, article.url):
        ask(worker, address)

    ArticlePage.objects.update(introduction="<p>Walk each day.</p>")
    change = change_of("page")
    places = moderator.get(reverse("public_change", args=[change.pk]))

    links = [a["href"] for a in reading.html(places).select("main li a")]
    assert article.url in links
    assert page.url not in links


def test_a_change_that_no_page_shows_says_so(moderator):
    person = make.person()
    feed.settle()
    Person.objects.filter(pk=person.pk).update(role="Nurse")

    answer = moderator.get(reverse("public_change", args=[change_of("person").pk]))

    assert "No page that was asked for depends on it." in answer.text


def test_a_moved_page_has_both_addresses(moderator):
    article = make.article("Walking")
    feed.settle()
    article.slug = "strolling"
    article.save()
    feed.settle()

    listed = " ".join(rows(moderator.get(REPORT)))

    assert "/walking/ → " in listed
    assert "/strolling/" in listed


def test_people_are_named(moderator):
    make.person("Ada Moss")
    feed.settle()

    assert "Person “Ada Moss, MD”" in " ".join(rows(moderator.get(REPORT)))
    answer = moderator.get(reverse("public_change", args=[change_of("person").pk]))
    assert "Person “Ada Moss, MD”" in answer.text


def test_the_address_of_a_private_page_is_for_superusers(moderator, client):
    article = make.article("For staff", slug="for-staff")
    PageViewRestriction.objects.create(page=article, restriction_type="login")
    change = change_of("page")
    place = reverse("public_change", args=[change.pk])

    assert "for-staff" not in moderator.get(REPORT).text
    assert moderator.get(place).status_code == 404

    client.force_login(make.superuser())
    assert "for-staff" in client.get(REPORT).text


def test_drafts_and_the_index_of_the_search_are_not_listed(moderator):
    article = make.article("Walking")
    feed.settle()
    before = ContentChange.objects.count()
    article.title = "Nobody sees this"
    article.save_revision()
    feed.settle()

    assert ContentChange.objects.count() == before
    kinds = set(ContentChange.objects.values_list("kind", flat=True))
    assert "page" in kinds
    assert not {kind for kind in kinds if "search" in kind or not kind}


@pytest.mark.parametrize("query", ["?changed_at=1", "?changed_at=7", "?kind=page"])
def test_the_list_is_filtered(moderator, query):
    make.article("Walking")
    feed.settle()

    assert "Page " in " ".join(rows(moderator.get(REPORT + query)))


def test_other_kinds_are_filtered_out(moderator):
    make.article("Walking")
    make.person()
    feed.settle()

    assert "Page " not in " ".join(rows(moderator.get(f"{REPORT}?kind=person")))


def test_the_report_is_for_those_who_work_on_pages(client):
    client.force_login(make.member("Front desk"))

    answer = client.get(REPORT)

    assert answer.status_code == 302
    menu = client.get("/admin/", follow=True).text
    assert "public-changes" not in menu


def test_the_number_of_queries_does_not_grow(moderator, django_assert_max_num_queries):
    for number in range(30):
        make.article(f"Walk {number}")
    feed.settle()

    with django_assert_max_num_queries(25):
        moderator.get(REPORT)
