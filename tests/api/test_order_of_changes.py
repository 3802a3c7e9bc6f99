"""Lists in order of the last change, and of what was changed after an instant."""

import datetime

import pytest
from wagtail.models import PageViewRestriction

from articles.models import ArticlePage
from core import last_changes
from delivery.models import CacheTag
from tests import make
from tests.delivery import feed

pytestmark = pytest.mark.django_db

ARTICLES = "/api/v3/articles/?"
PAGES_V3 = "/api/v3/pages/?type=articles.ArticlePage&"
PAGES_V2 = "/api/v2/pages/?type=articles.ArticlePage&"
# Of all pages, with those above the articles.
ALL_V3, ALL_V2 = "/api/v3/pages/?", "/api/v2/pages/?"
LISTS = [ARTICLES, PAGES_V3, PAGES_V2, ALL_V3, ALL_V2]


@pytest.fixture(params=LISTS)
def listed(request):
    return request.param


def at(second, **more):
    return datetime.datetime(2026, 10, 1, 9, 0, second, **more, tzinfo=datetime.UTC)


def dated(title, moment, **fields):
    article = make.article(title, **fields)
    feed.date(f"page-{article.pk}", moment)
    return article


@pytest.fixture
def three():
    """Changed in this order, not that of their keys; all other pages long before."""
    make.index()
    feed.settle()
    CacheTag.objects.update(changed_at=make.LATELY - datetime.timedelta(days=9))
    dated("Second", at(2))
    dated("Third", at(3, microsecond=500_000))
    dated("First", at(1))


def titles(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, answer.content
    found = [each["title"] for each in answer.json()["items"]]
    return [each for each in found if each not in {"Larch Clinic", "Articles"}]


def test_what_changed_last_comes_first(client, listed, three):
    assert titles(client, f"{listed}order=-updated_at") == ["Third", "Second", "First"]
    assert titles(client, f"{listed}order=updated_at") == ["First", "Second", "Third"]


def test_a_change_brings_an_article_to_the_top(client, listed, three):
    ArticlePage.objects.filter(title="First").update(summary="New.")
    feed.settle()

    assert titles(client, f"{listed}order=-updated_at") == ["First", "Third", "Second"]


CHANGED_AFTER = {
    "2026-10-01T09:00:00Z": ["First", "Second", "Third"],
    "2026-10-01T09:00:00.999999Z": ["First", "Second", "Third"],
    # At the same instant it had changed already.
    "2026-10-01T09:00:01Z": ["Second", "Third"],
    "2026-10-01T09:00:01.000Z": ["Second", "Third"],
    "2026-10-01T11:00:01%2B02:00": ["Second", "Third"],
    "2026-10-01T01:30:01-07:30": ["Second", "Third"],
    "2026-10-01t09:00:01z": ["Second", "Third"],
    "2026-10-01T09:00:03.499Z": ["Third"],
    "2026-10-01T09:00:03.5Z": [],
    "2026-10-01T09:00:03.500000001Z": [],
    "9999-12-31T23:59:59Z": [],
    "0001-01-01T00:00:00Z": ["First", "Second", "Third"],
}


def test_what_changed_after_an_instant(client, listed, three):
    for after, expected in CHANGED_AFTER.items():
        query = f"{listed}updated_after={after}"

        assert sorted(titles(client, query)) == expected, after
        assert titles(client, f"{query}&order=updated_at") == expected, after
        assert titles(client, f"{query}&order=-updated_at") == expected[::-1], after


@pytest.mark.parametrize(
    "value",
    [
        *("yesterday", "2026-10-01", "1759309200", "2026-10-01T09:00:00"),
        *("2026-10-01T09:00Z", "2026-13-01T09:00:00Z", "2026-10-01T24:00:01Z"),
        # A plus that is not encoded is a space.
        *("2026-10-01T09:00:00+02:00", "0001-01-01T00:00:00%2B23:59"),
        *(
            "9999-12-31T23:59:59-23:59",
            "٢٠٢٦-10-01T09:00:00Z",
            "2026-10-01T09:00:00Z%00",
        ),
        "2026-10-01T09:00:00%2B25:00",
    ],
)
def test_anything_else_is_refused_in_words(client, value):
    make.article()

    for address in LISTS:
        answer = client.get(f"{address}updated_after={value}")

        assert answer.status_code in {400, 422}, address
        if "%00" not in value:
            assert "updated_after" in answer.content.decode()
            assert "2026-10-01T09:00:00Z" in answer.content.decode()


def test_the_time_that_was_said_finds_what_changed_after_it(client, listed):
    articles = make.articles(3)
    feed.settle()
    items = client.get(f"{ARTICLES}order=updated_at").json()["items"]
    assert [each["id"] for each in items] == [each.pk for each in articles]

    # Not as texts: a whole second has no fraction, and Z comes after the point.
    times = {
        it["title"]: datetime.datetime.fromisoformat(it["updated_at"]) for it in items
    }
    for each in items:
        found = titles(client, f"{listed}updated_after={each['updated_at']}")

        later = {title for title, time in times.items() if time > times[each["title"]]}
        assert set(found) == later


def pages_of(client, address):
    """The ids of a list in its order, two at a time."""
    found, more = [], ""
    for number in range(10):
        offset = f"&offset={number * 2}" if "pages" in address else more
        answer = client.get(f"{address}&limit=2{offset}").json()
        found += [each["id"] for each in answer["items"]]
        more = f"&cursor={answer.get('next_cursor')}"
        if not answer["items"] or (more == "&cursor=None" and "pages" not in address):
            break
    return found


@pytest.mark.parametrize("order", ["updated_at", "-updated_at"])
def test_pages_of_a_list_are_stable_where_times_are_equal(client, listed, order):
    articles = make.articles(5)
    feed.settle()
    CacheTag.objects.update(changed_at=make.LATELY)

    found = pages_of(client, f"{listed}order={order}")

    keys = [each.pk for each in articles]
    ours = [each for each in found if each in keys]
    assert ours == (keys if order == "updated_at" else keys[::-1])
    assert len(found) == len(set(found))


def test_what_is_not_public_is_not_listed(client, listed, three):
    dated("Draft", at(9), live=False)
    private = dated("Private", at(9))
    PageViewRestriction.objects.create(
        page=private, restriction_type=PageViewRestriction.LOGIN
    )
    feed.date(f"page-{private.pk}", at(9))

    expected = ["Third", "Second", "First"]
    assert titles(client, f"{listed}order=-updated_at") == expected
    query = f"{listed}order=-updated_at&updated_after=2026-10-01T09:00:00Z"
    assert titles(client, query) == expected
    assert titles(client, f"{listed}updated_after=2026-10-01T09:00:05Z") == []


def test_the_other_filters_hold_too(client):
    topic, author = make.topic("Back pain"), make.person("Maya Lindqvist")
    dated("Both", at(1), topics=[topic], author=author)
    dated("Topic alone", at(2), topics=[topic])
    dated("Neither", at(3))

    order = "order=-updated_at"
    assert titles(client, f"{ARTICLES}{order}&topic=back-pain") == [
        "Topic alone",
        "Both",
    ]
    assert titles(client, f"{ARTICLES}{order}&author=maya-lindqvist") == ["Both"]
    after = "updated_after=2026-10-01T09:00:01Z"
    assert titles(client, f"{ARTICLES}{after}&topic=back-pain") == ["Topic alone"]
    assert titles(client, f"{ARTICLES}{after}&search=alone") == ["Topic alone"]
    assert titles(client, f"{PAGES_V3}{after}&search=both") == []
    assert titles(client, f"{PAGES_V2}{order}&topics={topic.pk}") == [
        "Topic alone",
        "Both",
    ]


def test_facets_count_what_changed_after_an_instant(client):
    topic = make.topic("Back pain")
    dated("Old", at(1), topics=[topic])
    dated("New", at(2), topics=[topic])

    answer = client.get(f"{ARTICLES}facets=true&updated_after=2026-10-01T09:00:01Z")

    assert [each["count"] for each in answer.json()["facets"]["topics"]] == [1]


def test_totals_count_what_changed_after_an_instant(client, three):
    query = "updated_after=2026-10-01T09:00:01Z&limit=1"
    for order in ("", "&order=-updated_at"):
        assert client.get(f"{PAGES_V3}{query}{order}").json()["count"] == 2
        answer = client.get(f"{PAGES_V2}{query}{order}").json()
        assert answer["meta"]["total_count"] == 2


def test_many_that_changed_are_found_as_few_are(client, listed, three, monkeypatch):
    monkeypatch.setattr(last_changes, "MANY", 1)

    query = f"{listed}updated_after=2026-10-01T09:00:01Z"
    assert sorted(titles(client, query)) == ["Second", "Third"]
    assert titles(client, f"{query}&order=-updated_at") == ["Third", "Second"]


@pytest.mark.parametrize("order", ["published_at", "-published_at"])
def test_the_order_of_publication_has_the_name_of_its_field(client, listed, order):
    for day in (2, 1, 3):
        published = at(0, microsecond=day)
        make.article(f"Of day {day}", first_published_at=published)

    other = titles(client, f"{listed}order={order.replace('pub', 'first_pub')}")

    assert titles(client, f"{listed}order={order}") == other


def test_a_list_of_pages_says_their_times(client, three):
    [third, *_] = client.get(f"{PAGES_V3}order=-updated_at").json()["items"]

    assert third["updated_at"] == "2026-10-01T09:00:03.500Z"
    assert third["published_at"] == "2026-10-01T09:00:00Z"


def test_several_orders_hold_in_v2(client):
    for title, second in (("B", 1), ("A", 1), ("C", 2)):
        dated(title, at(second))

    found = titles(client, f"{PAGES_V2}order=-updated_at,title")

    assert found == ["C", "A", "B"]


def test_a_token_lists_drafts_too(client):
    make.article("Draft", live=False)
    dated("Public", at(1))
    key = make.token()

    answer = client.get(
        f"{PAGES_V3}order=-updated_at", headers={"Authorization": f"Bearer {key}"}
    )

    titles = {each["title"]: each["updated_at"] for each in answer.json()["items"]}
    assert titles == {"Draft": None, "Public": "2026-10-01T09:00:01Z"}
