"""Two clinics on one installation: neither shows what is the other's."""

import pytest
from wagtail.models import Page, Site

from clinic.models import ClinicSettings
from home.models import HomePage
from tests import make, reading

pytestmark = pytest.mark.django_db

OTHER = {"host": "other.example"}


@pytest.fixture(autouse=True)
def _hosts(settings):
    settings.ALLOWED_HOSTS = ["testserver", "other.example"]


def other_site():
    home = HomePage(title="Other Clinic", slug="other", hero_heading="Your heart")
    Page.objects.get(depth=1).add_child(instance=home)
    site = Site.objects.create(hostname="other.example", port=80, root_page=home)
    clinic = ClinicSettings.for_site(site)
    clinic.name = "Heart Clinic"
    clinic.save()
    return HomePage.objects.get(pk=home.pk)


def test_each_site_shows_its_own_articles_topics_people_and_clinic(client):
    make.clinic()
    back = make.topic("Back pain")
    make.article("Walking and the back", topics=[back], author=make.person("Ana Ruiz"))
    index = make.index(parent=other_site())
    make.article(
        "Walking and the heart",
        parent=index,
        topics=[back, make.topic("Heart")],
        author=make.person("Leo Moss"),
    )

    for path in (
        "/",
        "/articles/",
        "/topics/back-pain/",
        "/people/",
        "/search/?q=walking",
        "/articles.atom",
        "/sitemap.xml",
    ):
        ours = client.get(path).content.decode()
        theirs = client.get(path, headers=OTHER).content.decode()

        for secret in ("Heart", "heart", "Leo Moss", "leo-moss", "other.example"):
            assert secret not in ours, (path, secret)
        for secret in ("and the back", "Ana Ruiz", "ana-ruiz", "Larch", "localhost"):
            assert secret not in theirs, (path, secret)


def test_an_articles_related_ones_are_of_its_own_site(client):
    back = make.topic("Back pain")
    article = make.article("Ours", topics=[back])
    make.article("Ours too", topics=[back])
    make.article("Theirs", parent=make.index(parent=other_site()), topics=[back])

    assert reading.cards(client.get(article.url)) == ["Ours too"]


def test_a_person_of_another_site_has_no_page_here(client):
    make.home()
    make.article(parent=make.index(parent=other_site()), author=make.person("Leo Moss"))
    make.person("New Colleague")

    assert client.get("/people/leo-moss/").status_code == 404
    assert client.get("/people/leo-moss/", headers=OTHER).status_code == 200
    assert client.get("/people/new-colleague/").status_code == 200
