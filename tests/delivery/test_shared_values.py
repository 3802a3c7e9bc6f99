"""Values that answers of a worker share: site, clinic, masthead, private paths."""

from datetime import date, timedelta

import pytest
from django.core.cache.backends.locmem import LocMemCache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction, Site

from articles.models import ArticleIndexPage
from clinic.models import ClinicSettings
from core import dependencies
from core.models import Image, Rendition
from core.shared_values import shared
from delivery.shared_values import SharedValues
from tests import make
from tests.delivery import feed
from tests.delivery.wsgi import ask, cached, django

pytestmark = pytest.mark.django_db


@pytest.fixture
def other(article):
    """A page that nobody has asked for."""
    other = make.article("Sitting")
    feed.settle()
    return other


def change_clinic(**values):
    ClinicSettings.objects.update(**values)


def change_logo():
    change_clinic(logo=make.image("Our sign"))


def hide(page):
    PageViewRestriction.objects.create(
        page=page, restriction_type=PageViewRestriction.LOGIN
    )


def test_a_second_page_reads_less_than_the_first(article, other, application):
    first = ask(application, article.url).queries
    second = ask(application, other.url).queries

    # Site, home page, clinic, language, private paths, navigation.
    assert second <= first - 6


def test_an_article_is_made_anew_in_eight_queries(application):
    topic, person, home = make.topic("Pain"), make.person(), make.home()
    links = [{"label": "About us", "page": home}]
    first, second = (
        make.article(
            title,
            topics=[topic],
            author=person,
            hero_image=make.image(f"{title} on a hill"),
            safety={**make.SAFETY, "image": make.image(f"{title} with a friend")},
            call_to_action={**make.CALL_TO_ACTION, "links": links},
        )
        for title in ("Walking", "Sitting")
    )
    make.comment(page=second)
    addresses = (*ADDRESSES, "/api/v3/articles/{page.slug}/")
    for address in addresses:
        # Draws its pictures.
        ask(django(), address.format(page=second))
    feed.settle()

    for address in addresses:
        ask(application, address.format(page=first))
        answer = ask(application, address.format(page=second))

        assert answer.status == 200
        assert answer.queries <= 8, address


@pytest.mark.parametrize(
    ("change", "shown"),
    [
        (lambda: change_clinic(name="Willow Clinic"), "Willow Clinic"),
        (lambda: change_clinic(disclaimer="<p>Ask us.</p>"), "<p>Ask us.</p>"),
        (change_logo, "<picture>"),
        (lambda: change_clinic(phone="+14045550199"), '"telephone":"+14045550199"'),
        (lambda: make.home().save(), "Sitting"),
        (lambda: Site.objects.update(hostname="testserver"), "Sitting"),
    ],
)
def test_a_change_shows_on_a_page_that_is_made_after_it(
    article, other, application, change, shown
):
    ask(application, article.url)

    change()
    feed.settle()

    made = ask(application, other.url)
    assert shown in made.content.decode()
    assert made.content == ask(django(), other.url).content


ADDRESSES = ("{page.url}", "/api/v2/pages/{page.pk}/", "/api/v3/pages/{page.pk}/")


@pytest.fixture
def twins():
    """Two articles with the same picture."""
    picture = make.image(description="A hill")
    found = [
        make.article(title, hero_image=picture) for title in ("Walking", "Sitting")
    ]
    feed.settle()
    return found


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_picture_of_two_pages_is_made_once(twins, application, address):
    def renditions_read_for(page):
        with CaptureQueriesContext(connection) as captured:
            assert "A hill" in text_at(application, address.format(page=page))
        return [each for each in captured if '"core_rendition"' in each["sql"]]

    first, second = twins
    # The first answer makes the files, which changes the picture.
    text_at(application, address.format(page=first))
    feed.settle()

    assert renditions_read_for(first)
    assert not renditions_read_for(second)


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_change_of_a_picture_shows_on_a_page_that_is_made_after_it(
    twins, application, address
):
    first, second = twins
    ask(application, address.format(page=first))

    Image.objects.update(description="A mountain")
    Rendition.objects.update(width=77)
    feed.settle()

    made = text_at(application, address.format(page=second))
    assert "A mountain" in made
    assert "A hill" not in made
    assert " 77w" in made
    assert made == text_at(django(), address.format(page=second))


def test_the_phone_number_that_articles_share_is_the_clinics(
    article, other, application
):
    address = "/api/v3/pages/{page.pk}/"
    text_at(application, address.format(page=article))

    change_clinic(phone="+14045550199")
    feed.settle()

    # In the call to action and in the JSON-LD.
    made = text_at(application, address.format(page=other))
    assert '"uri": "tel:+14045550199"' in made
    assert '"telephone": "+14045550199"' in made


def text_at(application, address):
    return ask(application, address).content.decode()


@pytest.mark.parametrize("link", ["header_navigation", "footer_navigation"])
def test_links_say_where_the_reader_is_on_each_page(article, other, application, link):
    def links(page):
        html = ask(application, page.url).content.decode()
        return [part.partition(">")[0] for part in html.split('<a href="')[1:]]

    stream = [("link", {"label": "Walk", "page": article})]
    clinic = ClinicSettings.objects.get()
    setattr(clinic, link, stream)
    clinic.save()
    feed.settle()

    assert f'{article.url}" aria-current="page"' in links(article)
    assert f'{article.url}"' in links(other)
    assert f'{article.url}" aria-current="page"' not in links(other)


def test_a_page_that_takes_the_place_of_a_draft_is_above_those_below_it(
    article, application
):
    draft = ArticleIndexPage(title="Not yet", slug="not-yet", live=False)
    make.home().add_child(instance=draft)
    below = make.article("Sitting", parent=draft)
    feed.settle()
    ask(application, f"/api/v3/pages/{below.pk}/")

    index, place = make.index(), draft.path
    # The draft and what is below it go to the right.
    index.move(draft, pos="left")
    feed.settle()

    assert Page.objects.get(pk=index.pk).path == place
    address = f"/api/v3/pages/{article.pk}/"
    assert ask(application, address).content == ask(django(), address).content


def test_a_page_that_becomes_private_is_private_at_once(article, other, application):
    assert ask(application, article.url).status == 200

    hide(other)
    feed.settle()

    assert ask(application, other.url).status == 302


def shared_by(values, key, make):
    """The value as another answer gets it, with that answer's dependencies."""
    with values.for_answer() as store, dependencies.collect() as found:
        found.shared = store
        return shared(key, make), found


def test_a_change_while_a_value_is_made_keeps_it_out():
    values = SharedValues()

    def make():
        dependencies.add("clinics")
        values.advance(2, ["clinics"])
        return "old"

    assert shared_by(values, "name", make)[0] == "old"
    assert shared_by(values, "name", lambda: "new")[0] == "new"
    assert shared_by(values, "name", lambda: "newer")[0] == "new"


def test_answers_depend_on_what_their_shared_values_depend_on():
    values = SharedValues()
    end = timezone.now() + timedelta(hours=1)

    def make():
        dependencies.add("clinics", "page-1")
        dependencies.changes_at(end)
        return ["a"]

    for _ in range(2):
        value, found = shared_by(values, "name", make)
        assert found.tags == {"clinics", "page-1"}
        assert found.valid_until == end
        # Nobody else sees what is done to it.
        assert value == ["a"]
        value.append("b")


def test_times_of_tags_are_known_until_a_change_touches_them():
    values, moment = SharedValues(most_times=4), timezone.now()
    times = {"page-1": moment, "page-2": None}
    with values.for_answer() as store:
        store.put_times(times)
        assert store.known_times(["page-1", "page-2", "page-3"]) == times

        values.advance(2, ["page-1"])
        # Read before the change, for all that the worker knows.
        store.put_times({"page-1": moment, "page-3": moment})
        assert store.known_times(["page-1", "page-3"]) == {"page-3": moment}

        values.advance(3, None)
        store.put_times(times)
        assert store.known_times(["page-1", "page-2", "page-3"]) == {}


def test_few_times_of_tags_are_kept():
    values = SharedValues(most_times=4)
    with values.for_answer() as store:
        for number in range(10):
            store.put_times({f"page-{number}": None})

        known = store.known_times([f"page-{number}" for number in range(10)])
        assert "page-9" in known
        assert len(known) <= 4

        store.put_times({f"image-{number}": None for number in range(10)})
        assert len(store.known_times([f"image-{number}" for number in range(10)])) <= 4


def test_a_value_ends_when_the_clock_changes_it():
    values = SharedValues()

    def make():
        dependencies.changes_at(timezone.now())
        return "old"

    assert shared_by(values, "name", make)[0] == "old"
    assert shared_by(values, "name", lambda: "new")[0] == "new"


@pytest.mark.usefixtures("article")
def test_an_overdue_review_is_announced_as_the_clinic_wishes(application):
    reviewed = {"reviewer": make.person(), "last_reviewed": date(2020, 1, 1)}
    article = make.article("Lifting", **reviewed)
    feed.settle()
    notice = b"We are due to check this article again."
    assert notice in ask(application, article.url).content

    change_clinic(announce_overdue_reviews=False)
    feed.settle()

    assert notice not in ask(application, article.url).content


class WithLateWorker(LocMemCache):
    """A cache into which another worker puts again what has just been removed."""

    def delete(self, key, version=None):
        before = self.get(key, version=version)
        is_known = super().delete(key, version=version)
        if before is not None:
            self.set(key, before, version=version)
        return is_known


def test_sites_that_another_worker_keeps_too_long_are_not_taken(
    article, application, settings
):
    settings.CACHES = {
        **settings.CACHES,
        "default": {"BACKEND": f"{__name__}.{WithLateWorker.__name__}"},
    }
    address = f"/api/v2/pages/{article.pk}/"
    tags = ask(application, address).headers["cache-tag"]

    Site.objects.update(hostname="spine.example")
    feed.settle()

    for worker in (application, cached()):
        answer = ask(worker, address)
        assert answer.body.count(b"//localhost") == 0
        assert answer.headers["cache-tag"] == tags
