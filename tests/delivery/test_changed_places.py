"""The addresses that depend on a change, as the report of public changes lists them."""

import pytest
from django.urls import reverse

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
