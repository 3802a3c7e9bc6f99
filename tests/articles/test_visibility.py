"""What the public may not see is nowhere: one table of places, one of secrets."""

import datetime

import pytest
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from tests import make, reading

pytestmark = pytest.mark.django_db

SECRET = "Quixotic"
PLACES = [
    "/",
    "/articles/",
    "/articles/?topic=back-pain",
    "/articles/public/",
    "/topics/back-pain/",
    "/topics/only-secret/",
    "/people/maya-lindqvist/",
    "/search/?q=quixotic",
    "/search/?q=walking",
    "/articles.atom",
    "/sitemap.xml",
]


def draft(**fields):
    make.article(live=False, **fields)


def expired(**fields):
    page = make.article(**fields)
    page.expire_at = timezone.now() - datetime.timedelta(days=1)
    page.expired, page.live = True, False
    page.save()


def scheduled(**fields):
    page = make.article(live=False, **fields)
    page.go_live_at = timezone.now() + datetime.timedelta(days=1)
    page.save_revision().publish()


def unpublished(**fields):
    make.article(**fields).unpublish()


def with_password(**fields):
    page = make.article(**fields)
    PageViewRestriction.objects.create(
        page=Page.objects.get(pk=page.pk), restriction_type="password", password="x"
    )


def for_signed_in(**fields):
    page = make.article(**fields)
    PageViewRestriction.objects.create(
        page=Page.objects.get(pk=page.pk), restriction_type="login"
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    "hide", [draft, expired, scheduled, unpublished, with_password, for_signed_in]
)
def test_what_the_public_may_not_see_is_nowhere(client, hide):
    topics = [make.topic("Back pain"), make.topic("Only secret")]
    person = make.person("Maya Lindqvist")
    hide(
        title=f"{SECRET} walking",
        slug="quixotic",
        summary=f"{SECRET} summary",
        topics=topics,
        author=person,
        reviewer=person,
    )
    hidden = Page.objects.get(slug="quixotic")
    link = f'<p><a linktype="page" id="{hidden.pk}">Read on</a></p>'
    make.article(
        "Public",
        introduction=link,
        topics=topics[:1],
        author=person,
        call_to_action={
            **make.CALL_TO_ACTION,
            "links": [{"label": "More", "page": hidden}],
        },
    )
    home = make.home()
    home.featured_articles = [("article", hidden)]
    home.save()

    for place in PLACES:
        answer = client.get(place).content.decode()

        # The question stands in the field of the search.
        assert SECRET not in answer, place
        if "?q=quixotic" not in place:
            assert "quixotic" not in answer, place
    assert reading.cards(client.get("/articles/")) == ["Public"]
    assert reading.cards(client.get("/search/?q=quixotic")) == []


def test_articles_below_a_private_index_are_private(client):
    index = make.index(slug="members")
    make.article(f"{SECRET} walking", topics=[make.topic("Back pain")])
    PageViewRestriction.objects.create(
        page=Page.objects.get(pk=index.pk), restriction_type="login"
    )

    for place in ("/", "/topics/back-pain/", "/articles.atom", "/sitemap.xml"):
        assert SECRET.lower() not in client.get(place).content.decode().lower()
    assert reading.cards(client.get("/search/?q=walking")) == []


def test_a_topic_that_only_a_draft_has_is_not_offered(client):
    make.article("Draft", live=False, topics=[make.topic("Only secret")])
    make.article("Public", topics=[make.topic("Back pain")])

    for place in ("/", "/articles/", "/search/", "/sitemap.xml"):
        answer = client.get(place).content.decode()

        assert "/topics/back-pain/" in answer or "topic=back-pain" in answer
        assert "only-secret" not in answer
