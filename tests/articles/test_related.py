import datetime

import pytest
from wagtail.models import Page, PageViewRestriction, Site

from articles.models import ArticlePage
from articles.page_data import load
from home.models import HomePage
from tests import make

pytestmark = pytest.mark.django_db

FIRST, SECOND, THIRD = (
    datetime.datetime(2026, 1, day, tzinfo=datetime.UTC) for day in (1, 2, 3)
)


@pytest.fixture
def back():
    return make.topic("Back")


def related(article):
    return [
        card.title for card in ArticlePage.objects.get(pk=article.pk).page_data.related
    ]


def alias_of(article, slug="again", *, parent=None):
    return article.create_alias(parent=parent, update_slug=slug)


def other_index():
    home = HomePage(title="Other Clinic", slug="other", hero_heading="Your heart")
    Page.objects.get(depth=1).add_child(instance=home)
    Site.objects.create(hostname="other.example", root_page=home)
    return make.index(parent=home)


def test_an_article_alone_has_none(back):
    assert related(make.article(topics=[back])) == []


def test_three_are_related_and_no_fourth(back):
    article = make.article(topics=[back])
    for number in range(1, 5):
        make.article(f"{number}", topics=[back])

    assert related(article) == ["4", "3", "2"]


def test_the_number_of_shared_topics_goes_before_the_date(back):
    leg, sleep = make.topic("Leg"), make.topic("Sleep")
    article = make.article(topics=[back, leg])
    make.article("Both", topics=[back, leg], first_published_at=FIRST)
    make.article("One", topics=[leg], first_published_at=SECOND)
    # Topics that the article does not have count for nothing.
    make.article("None", topics=[sleep], first_published_at=THIRD)

    assert related(article) == ["Both", "One", "None"]


def test_of_as_many_shared_topics_the_newest_comes_first(back):
    article = make.article(topics=[back])
    for title, day in (("Second", SECOND), ("Third", THIRD), ("First", FIRST)):
        make.article(title, topics=[back], first_published_at=day)

    assert related(article) == ["Third", "Second", "First"]


def test_published_at_the_same_moment_the_one_made_last_comes_first(back):
    article = make.article(topics=[back])
    for title in ("A", "C", "B"):
        make.article(title, topics=[back], first_published_at=FIRST)

    assert related(article) == ["B", "C", "A"]


def test_what_has_no_date_of_publication_comes_last(back):
    article = make.article(topics=[back])
    make.article("Undated", topics=[back], first_published_at=None)
    make.article("Dated", topics=[back], first_published_at=FIRST)

    assert related(article) == ["Dated", "Undated"]


def test_without_topics_the_newest_are_related():
    article = make.article(first_published_at=THIRD)
    make.article("Old", first_published_at=FIRST)
    make.article("New", first_published_at=SECOND)

    assert related(article) == ["New", "Old"]


def test_the_newest_three_fill_up_beside_the_article_itself():
    for number in range(1, 5):
        make.article(f"{number}", first_published_at=FIRST)
    article = make.article(first_published_at=SECOND)

    assert related(article) == ["4", "3", "2"]


@pytest.mark.parametrize("topics_are_shared", [True, False])
@pytest.mark.parametrize("why", ["draft", "private", "below what is private"])
def test_what_is_not_public_is_not_related(back, why, topics_are_shared):
    article = make.article(topics=[back])
    secret = make.article("Secret", topics=[back] if topics_are_shared else [])
    assert related(article) == ["Secret"]

    if why == "draft":
        secret.unpublish()
    elif why == "private":
        PageViewRestriction.objects.create(page=secret, restriction_type="login")
    else:
        index = secret.get_parent()
        PageViewRestriction.objects.create(page=index, restriction_type="login")

    assert related(article) == []


def test_what_is_not_public_takes_no_place_of_what_is():
    article = make.article()
    make.article("Public")
    for number in range(5):
        make.article(f"Draft {number}", live=False)
        private = make.article(f"Private {number}")
        PageViewRestriction.objects.create(page=private, restriction_type="login")

    assert related(article) == ["Public"]


def test_what_is_not_public_is_not_related_to_what_is_read_beside_it(back):
    article, draft, private = (
        make.article(title, topics=[back], live=title != "Draft")
        for title in ("Public", "Draft", "Private")
    )
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    pages = list(ArticlePage.objects.order_by("pk"))

    load(pages)

    related_titles = [[card.title for card in page.page_data.related] for page in pages]
    assert [page.pk for page in pages] == [article.pk, draft.pk, private.pk]
    assert related_titles == [[], ["Public"], ["Public"]]


def test_a_draft_and_a_private_article_have_related_ones_too(back):
    make.article("Public", topics=[back])
    draft = make.article("Draft", topics=[back], live=False)
    private = make.article("Private", topics=[back])
    PageViewRestriction.objects.create(page=private, restriction_type="login")

    assert related(draft) == ["Public"]
    assert related(private) == ["Public"]


@pytest.mark.parametrize("topics_are_shared", [True, False])
def test_an_article_of_another_site_is_not_related(back, topics_are_shared):
    topics = [back] if topics_are_shared else []
    article = make.article("Ours", topics=topics)
    make.article("Ours too", topics=topics)
    theirs = make.article("Theirs", parent=other_index(), topics=topics)

    assert related(article) == ["Ours too"]
    assert related(theirs) == []


def test_an_original_and_its_aliases_are_not_related_to_each_other(back):
    article = make.article("Walking", topics=[back])
    aliases = [alias_of(article, slug) for slug in ("again", "once-more")]
    make.article("Running", topics=[back])

    for each in (article, *aliases):
        assert related(each) == ["Running"]


def test_an_alias_does_not_stand_beside_its_original(back):
    article = make.article("Walking", topics=[back])
    alias_of(make.article("Running", topics=[back]))

    assert related(article) == ["Running"]


def test_an_alias_is_related_where_its_original_is_on_another_site(back):
    article = make.article("Walking", topics=[back])
    original = make.article("Running", parent=other_index(), topics=[back])
    alias_of(original, parent=make.index())

    assert related(article) == ["Running"]


def test_aliases_of_one_article_of_another_site_are_not_related_to_each_other(back):
    original = make.article("Running", parent=other_index(), topics=[back])
    aliases = [
        alias_of(original, slug, parent=make.index()) for slug in ("again", "once-more")
    ]
    make.article("Walking", topics=[back])

    for each in aliases:
        assert related(each) == ["Walking"]


def test_an_alias_of_a_private_article_is_not_related(back):
    article = make.article("Walking", topics=[back])
    original = make.article("Running", topics=[back])
    alias_of(original)
    PageViewRestriction.objects.create(page=original, restriction_type="login")

    assert related(article) == []


def test_topics_are_in_order_by_name(back):
    topics = [make.topic("Sleep"), back, make.topic("Leg")]
    article = make.article(topics=topics)

    page_data = ArticlePage.objects.get(pk=article.pk).page_data
    assert [topic.name for topic in page_data.topics] == ["Back", "Leg", "Sleep"]
