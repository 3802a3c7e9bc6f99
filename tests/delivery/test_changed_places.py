"""The addresses that depend on a change, as the report of public changes lists them."""

import pytest
from django.urls import reverse
from wagtail.models import Page, Site

from articles.models import ArticlePage
from clinic.models import ClinicSettings, Person
from delivery import change_report
from delivery.models import ContentChange, StoredDocument
from home.models import HomePage
from tests import make, reading
from tests.core.front_ends import front_end
from tests.delivery import feed
from tests.delivery.wsgi import ask, cached

pytestmark = pytest.mark.django_db

HERE = "http://testserver"
WEBSITE = "https://www.clinic.example"


@pytest.fixture(autouse=True)
def _hosts(settings):
    settings.ALLOWED_HOSTS = ["testserver", "localhost", "heart.example"]


@pytest.fixture
def moderator(client):
    client.force_login(make.member("Moderators"))
    return client


def asked(*urls):
    feed.settle()
    worker = cached()
    for url in urls:
        ask(worker, url)


def often(*urls):
    """Asks twice, with a change between, as only then a query is stored."""
    worker = cached()
    for legal_name in ("Larch LLC", "Larch Ltd"):
        make.clinic(legal_name=legal_name)
        feed.settle()
        for url in urls:
            ask(worker, url)


def places(client, kind="clinic"):
    feed.settle()
    change = ContentChange.objects.filter(kind=kind).latest("pk")
    return client.get(reverse("public_change", args=[change.pk]))


def links(answer, heading):
    """The texts and targets of the list below a heading."""
    found = reading.html(answer).find("h2", string=heading)
    if found is None:
        return {}
    anchors = found.find_next("ul").select("a")
    return {each.get_text(strip=True): each["href"] for each in anchors}


def heart_site():
    home = HomePage(title="Heart", slug="heart", hero_heading="Your heart")
    Page.objects.get(depth=1).add_child(instance=home)
    return Site.objects.create(hostname="heart.example", port=80, root_page=home)


def test_a_new_number_leads_to_the_pages_that_show_it(moderator):
    make.clinic()
    page, article = make.contact_page(), make.article("Walking")
    asked(page.url, article.url, "/api/v3/site/")

    ClinicSettings.objects.update(phone="+14045550199")
    answer = places(moderator)

    assert links(answer, "Pages") == {
        page.url: f"{HERE}{page.url}",
        article.url: f"{HERE}{article.url}",
    }
    assert links(answer, "Answers of the APIs") == {
        "/api/v3/site/": f"{HERE}/api/v3/site/"
    }
    assert (
        "3 addresses that were asked for lately depend on it; they already use the "
        "change. Others may, too."
    ) in reading.words(answer)


def test_other_pages_are_not_listed(moderator):
    make.clinic()
    article, page = make.article("Walking"), make.standard_page()
    asked(page.url, article.url)

    ArticlePage.objects.update(introduction="<p>Walk each day.</p>")
    answer = places(moderator, "page")

    assert article.url in links(answer, "Pages")
    assert page.url not in links(answer, "Pages")
    assert (
        "1 address that was asked for lately depends on it; it already uses the change."
    ) in reading.words(answer)


def test_a_change_that_no_page_shows_says_so(moderator):
    person = make.person()
    feed.settle()
    Person.objects.filter(pk=person.pk).update(role="Nurse")

    answer = places(moderator, "person")

    assert (
        "No address that was asked for lately depends on it. Others may."
    ) in reading.words(answer)


def test_documents_of_earlier_releases_are_not_counted(moderator):
    make.clinic()
    asked("/", "/articles/")
    StoredDocument.objects.filter(address="/").update(release="0" * 32)
    ClinicSettings.objects.update(phone="+14045550199")

    assert [*links(places(moderator), "Pages")] == ["/articles/"]


def test_all_entries_of_a_change_lead_to_what_depends_on_it(moderator):
    topic, article = make.topic("Back pain", slug="back"), make.article("Walking")
    asked("/topics/back/")
    StoredDocument.objects.update(tags=f" topic-{topic.pk} ")
    # The last entry names the page and the lists of articles alone.
    article.topics.through.objects.create(articlepage=article, topic=topic)
    ArticlePage.objects.update(introduction="<p>Walk.</p>")

    assert "/topics/back/" in links(places(moderator, "page"), "Pages")


def test_pages_of_a_front_end_are_named_once(moderator):
    front_end(WEBSITE)
    article = make.article("Walking", slug="walking")
    often(
        "/api/v3/route/?path=%2Farticles%2Fwalking%2F&include=page,site",
        "/api/v3/route/?path=/articles/walking&include=page",
        "/api/v3/route/?path=/",
        f"/api/v3/pages/{article.pk}/",
    )

    ArticlePage.objects.update(introduction="<p>Walk each day.</p>")
    answer = places(moderator, "page")

    url = f"{WEBSITE}/articles/walking/"
    assert links(answer, "Pages")["www.clinic.example/articles/walking/"] == url
    assert not [
        each for each in links(answer, "Answers of the APIs") if "route" in each
    ]
    assert answer.text.count(f'href="{url}"') == 1


def test_a_page_is_named_once_whether_a_front_end_or_a_visitor_asked(moderator):
    make.article("Walking", slug="walking")
    often("/articles/walking/", "/api/v3/route/?path=/articles/walking/&include=page")

    ArticlePage.objects.update(introduction="<p>Walk each day.</p>")

    found = links(places(moderator, "page"), "Pages")
    assert [each for each in found if "walking" in each] == ["/articles/walking/"]


def test_a_front_end_of_another_site_has_its_own_addresses(moderator):
    heart = heart_site()
    front_end("https://www.heart.example", of=heart)
    page = make.standard_page(title="Beat", slug="beat", parent=heart.root_page)
    often("/api/v3/route/?path=/beat/&site=heart.example&include=page")

    page.title = "Beats"
    page.save()

    url = "https://www.heart.example/beat/"
    assert links(places(moderator, "page"), "Pages") == {"www.heart.example/beat/": url}


def test_home_pages_of_two_sites_are_two_addresses(moderator):
    make.topic()
    heart_site()
    asked("http://localhost/", "http://heart.example/")
    Site.objects.update(site_name="Clinics")

    found = links(places(moderator, "site"), "Pages")

    assert found == {
        "localhost/": "http://localhost/",
        "heart.example/": "http://heart.example/",
    }


def test_the_same_page_at_two_hosts_of_a_site_is_one_address(moderator):
    make.clinic()
    asked("http://testserver/", "http://localhost/")
    ClinicSettings.objects.update(phone="+14045550199")

    assert links(places(moderator), "Pages") == {"/": "http://localhost/"}


def test_links_have_the_scheme_that_a_proxy_states(moderator, settings):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    make.clinic()
    feed.settle()
    ask(cached(), "http://localhost/", x_forwarded_proto="https")
    ClinicSettings.objects.update(phone="+14045550199")

    assert links(places(moderator), "Pages") == {"/": "https://localhost/"}


def test_many_addresses_cost_no_more_queries(moderator, count_queries):
    make.clinic()
    asked("/", "/articles/")
    ClinicSettings.objects.update(phone="+14045550199")
    feed.settle()
    change = ContentChange.objects.filter(kind="clinic").latest("pk")
    address = reverse("public_change", args=[change.pk])
    few = count_queries(address)
    asked(*(each.url for each in make.articles(5)), "/topics/", "/people/")

    assert count_queries(address) == few


def test_only_the_newest_changes_are_counted_and_listed(moderator, monkeypatch):
    monkeypatch.setattr(change_report, "MOST_LISTED", 2)
    for name in ("Ada Moss", "Berta Lind", "Cato Finn"):
        make.person(name)
    feed.settle()
    report = reverse("public_changes")

    for query in ("", "?kind=person"):
        page = reading.html(moderator.get(f"{report}{query}"))
        assert len(page.select(".listing tbody tr")) == 2


@pytest.mark.parametrize("many", [0, 10])
def test_a_kind_is_found_whether_it_is_rare_or_common(moderator, monkeypatch, many):
    monkeypatch.setattr(change_report, "MANY", many)
    person = make.person("Ada Moss")
    make.topic()
    feed.settle()

    page = reading.html(moderator.get(f"{reverse('public_changes')}?kind=person"))
    [row] = page.select(".listing tbody tr")
    assert person.name in row.get_text()
