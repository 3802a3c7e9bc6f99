import datetime

import pytest
from wagtail.models import PageViewRestriction

from tests import make
from tests.delivery import feed

pytestmark = pytest.mark.django_db

ORIGIN = "http://localhost"


def test_links_say_where_they_lead_and_of_what_kind(read):
    contact, privacy = make.contact_page(), make.standard_page()
    links = [
        {"label": "Ask us", "page": contact},
        {"label": "Privacy", "page": privacy},
        {"label": "Call", "url": "tel:+14045550126"},
    ]
    article = make.article(call_to_action={"heading": "Next", "links": links})

    assert read(article)["call_to_action"]["links"] == [
        {"label": "Ask us", "url": f"{ORIGIN}/contact/", "kind": "contact"},
        {"label": "Privacy", "url": f"{ORIGIN}/privacy/", "kind": "page"},
        {"label": "Call", "url": "tel:+14045550126", "kind": "external"},
    ]


@pytest.mark.parametrize("why", ["draft", "private", "deleted"])
def test_nothing_leads_to_what_the_public_may_not_see(read, why):
    topic = make.topic()
    secret = make.article("Our secret trial", slug="secret", topics=[topic])
    article = make.article(
        introduction=f'<p>See <a linktype="page" id="{secret.pk}">this</a>.</p>',
        call_to_action={"heading": "x", "links": [{"label": "It", "page": secret}]},
        topics=[topic],
    )
    assert read(article)["related_articles"]

    if why == "draft":
        secret.unpublish()
    elif why == "private":
        PageViewRestriction.objects.create(page=secret, restriction_type="login")
    else:
        secret.delete()

    said = read(article)
    assert said["introduction"] == "<p>See this.</p>"
    assert said["call_to_action"]["links"] == []
    assert said["related_articles"] == []
    assert "secret" not in str(said)


def test_rich_text_is_finished_html_with_full_addresses(read):
    document = make.document()
    page = make.standard_page()
    text = (
        f'<p><a linktype="page" id="{page.pk}">a</a>'
        f'<a linktype="document" id="{document.pk}">b</a>'
        '<a href="https://health.example/?a=1&amp;b=2">c</a>'
        '<a href="mailto:hello@clinic.example">d</a>'
        '<a href="/topics/sleep/">e</a><a href="#ref-1">f</a></p>'
    )
    article = make.article(introduction=text)

    assert read(article)["introduction"] == (
        f'<p><a href="{ORIGIN}/privacy/">a</a>'
        f'<a href="{ORIGIN}{document.url}">b</a>'
        '<a href="https://health.example/?a=1&amp;b=2">c</a>'
        '<a href="mailto:hello@clinic.example">d</a>'
        f'<a href="{ORIGIN}/topics/sleep/">e</a><a href="#ref-1">f</a></p>'
    )


@pytest.mark.parametrize(
    "tag",
    [
        '<a href="javascript:alert(1)">',
        '<a href="JaVaScRiPt:alert(1)">',
        '<a href="data:text/html,x">',
        '<a href="//evil.example/">',
        '<a linktype="page" id="999999999999999999999999">',
        '<a linktype="page" id="x">',
        '<a linktype="page">',
        '<a linktype="unheard-of" id="1">',
    ],
)
def test_a_link_that_could_run_or_lead_astray_leads_nowhere(read, tag):
    article = make.article(introduction=f"<p>{tag}x</a></p>")

    assert read(article)["introduction"] == "<p>x</p>"


def test_related_articles_share_most_topics_and_are_newest_first(read):
    back, leg, sleep = (make.topic(name) for name in ("Back", "Leg", "Sleep"))
    first, second = (
        datetime.datetime(year, 1, 1, tzinfo=datetime.UTC) for year in (2024, 2025)
    )
    make.article("One shared, old", topics=[back], first_published_at=first)
    make.article("One shared, new", topics=[leg], first_published_at=second)
    make.article("Both shared, old", topics=[back, leg], first_published_at=first)
    make.article("Both shared, new", topics=[back, leg], first_published_at=second)
    make.article("None shared", topics=[sleep])
    article = make.article(topics=[back, leg])

    said = read(article)["related_articles"]

    assert [card["title"] for card in said] == [
        "Both shared, new",
        "Both shared, old",
        "One shared, new",
    ]


def test_a_card_holds_what_a_list_needs(read):
    topic = make.topic()
    other = make.article(
        "How to sleep",
        slug="sleep",
        topics=[topic],
        hero_image=make.image(),
        reviewer=make.person(),
        last_reviewed=datetime.date(2026, 1, 2),
    )

    feed.date(f"page-{other.pk}", make.LATELY)

    [card] = read(make.article(topics=[topic]))["related_articles"]

    assert card.pop("hero_image")["alt"] == "A path between trees"
    assert [each["slug"] for each in card.pop("topics")] == ["back-pain"]
    assert card == {
        "id": other.pk,
        "title": "How to sleep",
        "summary": other.summary,
        "url": f"{ORIGIN}/articles/sleep/",
        "last_reviewed": "2026-01-02",
        "reading_time_minutes": 1,
        "published_at": "2026-10-01T09:00:00Z",
        "updated_at": "2026-10-01T09:00:00Z",
    }


def test_breadcrumbs_lead_from_the_home_page_to_the_article(read):
    article = make.article()

    assert read(article)["breadcrumbs"] == [
        {"title": "Larch Clinic", "url": f"{ORIGIN}/"},
        {"title": "Articles", "url": f"{ORIGIN}/articles/"},
    ]


def test_search_engines_are_told_the_same(read):
    article = make.article(slug="walking", summary="Yes.")

    said = read(article)["seo"]

    assert said["description"] == "Yes."
    assert said["canonical_url"] == f"{ORIGIN}/articles/walking/"
    assert said["robots"] == "index,follow"
    assert said["open_graph"]["og:title"] == article.title
    assert said["json_ld"][0]["@graph"]
