"""The proof that no answer changes without a change of one of its tags."""

import random
import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import (
    Collection,
    CollectionViewRestriction,
    Page,
    PageViewRestriction,
    Site,
)

from articles.models import ArticlePage, Topic
from clinic.models import ClinicSettings, Person
from comments.models import Comment, ReplySettings
from contact.models import FormPage
from core import not_found
from core.models import ChosenResult, FrontEnd, Image, SearchSynonyms
from core.site_search import vocabulary
from tests import make
from tests.delivery import feed, wsgi
from tests.test_access import said, world
from tests.test_public_reads import public_addresses

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


KEPT_STATUSES = {200, 301, 302, 404, 410}


class Kept:
    """The answers of addresses with the tags and the version that they came with."""

    def __init__(self, addresses):
        self.client = Client(raise_request_exception=False)
        self.answers = {}
        for address in addresses:
            if kept := self.read(address):
                self.answers[address] = kept

    def read(self, address):
        """Version, tags, and what a reader sees; None if it is not to be kept."""
        reset_memory()
        version = feed.version()
        answer = self.client.get(address)
        control = answer.headers.get("Cache-Control", "")
        # Refusals of the APIs are no-store, too, but the same each time.
        is_unique = answer.status_code == 200 and control == "no-store"
        if answer.streaming:
            said(answer)
            return None
        if "private" in control or is_unique or answer.status_code not in KEPT_STATUSES:
            return None
        seen = answer.status_code, answer.headers.get("Location"), answer.content
        return version, {"gait", *answer.gait_dependencies.tags}, seen

    def is_stale(self, address):
        """True if the answer changed though no tag of it was touched."""
        version, tags, seen = self.answers[address]
        fresh = self.read(address)
        if fresh:
            self.answers[address] = fresh
        if tags & feed.touched_since(version):
            return False
        return fresh is None or fresh[2] != seen


def one(chance, model, **conditions):
    """A row by chance."""
    keys = model._default_manager.filter(**conditions).order_by("pk")
    return model._default_manager.get(
        pk=chance.choice(keys.values_list("pk", flat=True))
    )


def set_one(model, **values):
    """Change of one row by chance, past all signals."""

    def change(chance):
        row = one(chance, model)
        new = {
            name: value(chance, row)
            if callable(value)
            else f"{value} {chance.random()}"
            for name, value in values.items()
        }
        model._default_manager.filter(pk=row.pk).update(**new)

    change.__name__ = f"{model.__name__} {' '.join(values)}"
    return change


def older_article(chance, row):
    """An original, which never makes a circle."""
    older = ArticlePage.objects.filter(pk__lt=row.pk).values_list("pk", flat=True)
    return chance.choice([None, *older.order_by("pk")])


CHANGES = [
    set_one(ArticlePage, title="Walks"),
    set_one(ArticlePage, summary="A summary"),
    set_one(ArticlePage, introduction="<p>It says</p>"),
    set_one(ArticlePage, live=lambda chance, row: not row.live),
    set_one(ArticlePage, hero_image=lambda chance, row: one(chance, Image)),
    set_one(ArticlePage, author=lambda chance, row: one(chance, Person)),
    set_one(
        ArticlePage,
        first_published_at=lambda chance, row: (
            (row.first_published_at or make.LATELY) - timedelta(chance.randrange(900))
        ),
    ),
    set_one(ArticlePage, alias_of=older_article),
    set_one(Page, seo_title="Title"),
    set_one(Page, show_in_menus=lambda chance, row: not row.show_in_menus),
    set_one(Topic, name="Topic"),
    set_one(Topic, description="About"),
    set_one(Topic, slug=lambda chance, row: f"topic-{chance.randrange(10**6)}"),
    set_one(Person, role="Role"),
    set_one(Person, biography="<p>Writes</p>"),
    set_one(Person, slug=lambda chance, row: f"person-{chance.randrange(10**6)}"),
    set_one(Image, focal_point_x=lambda chance, row: chance.randrange(1, 60)),
    set_one(Image, description="A picture"),
    set_one(Comment, text="I think"),
    set_one(
        Comment, status=lambda chance, row: chance.choice(["published", "waiting"])
    ),
    set_one(ClinicSettings, name="Clinic"),
    set_one(
        ClinicSettings,
        phone=lambda chance, row: f"+1404555{chance.randrange(1000, 9999)}",
    ),
    set_one(ReplySettings, replies_open=lambda chance, row: not row.replies_open),
    set_one(FormPage, introduction="<p>Write</p>"),
    set_one(Redirect, redirect_link="/elsewhere"),
    set_one(SearchSynonyms, words="walk, stroll, amble"),
    set_one(Site, site_name="Site"),
]


def publish_again(chance):
    article = one(chance, ArticlePage, live=True, alias_of=None)
    article.title = f"Republished {chance.random()}"
    article.save_revision().publish()


def new_slug(chance):
    article = one(chance, ArticlePage, alias_of=None)
    article.slug = f"walk-{chance.randrange(10**6)}"
    article.save()


def new_article(chance):
    make.article(f"New {chance.random()}", topics=[one(chance, Topic)])


def draft(chance):
    article = one(chance, ArticlePage, alias_of=None)
    article.title = "Nobody sees this"
    article.save_revision()


def move(chance):
    article = one(chance, ArticlePage)
    article.move(chance.choice([make.home(), make.index()]), pos="last-child")


def delete(chance):
    if ArticlePage.objects.count() > 3:
        one(chance, ArticlePage).delete()


def topics(chance):
    article = one(chance, ArticlePage)
    ArticlePage.topics.through.objects.filter(articlepage=article).delete()
    article.topics.through.objects.create(
        articlepage_id=article.pk, topic=one(chance, Topic)
    )


def restrict(chance):
    PageViewRestriction.objects.create(
        page=one(chance, ArticlePage), restriction_type="login"
    )


def free(chance):
    PageViewRestriction.objects.all().delete()


def reply(chance):
    make.comment(f"Yes {chance.random()}", page=one(chance, ArticlePage))


def redirect(chance):
    Redirect.objects.create(
        old_path=f"/old-{chance.random()}", redirect_page=one(chance, ArticlePage)
    )


def rendition(chance):
    one(chance, Image).get_rendition(f"width-{chance.randrange(10, 60)}")


def by_hand(chance):
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE articles_articlepage SET summary = 'By hand.' WHERE page_ptr_id = "
            f"{one(chance, ArticlePage).pk}"
        )


def alias(chance):
    article = one(chance, ArticlePage, alias_of=None)
    article.create_alias(
        parent=make.home(), update_slug=f"alias-{chance.randrange(10**6)}"
    )


def tag(chance):
    one(chance, Image).tags.add(f"tag {chance.random()}")


def choose(chance):
    ChosenResult.objects.create(words="back", page=one(chance, ArticlePage))


def lock_documents(chance):
    CollectionViewRestriction.objects.get_or_create(
        collection=Collection.get_first_root_node(), restriction_type="login"
    )


def front_end(chance):
    FrontEnd.objects.update_or_create(
        site=make.site(),
        defaults={
            "origin": chance.choice(["", f"https://w{chance.randrange(99)}.example"]),
            "path_pattern": chance.choice(["/{path}/", "/a/{path}"]),
            "own_pages": chance.choice(FrontEnd.OwnPages.values),
        },
    )


def new_topic(chance):
    make.topic(f"Topic {chance.random()}", slug=f"topic-{chance.randrange(10**6)}")


def new_person(chance):
    make.person(f"Ana {chance.random()}", slug=f"person-{chance.randrange(10**6)}")


CHANGES += [
    *(front_end, new_topic, new_person),
    *(publish_again, new_slug, new_article, draft, move, delete, topics, restrict),
    *(free, reply, redirect, rendition, by_hand, alias, tag, choose, lock_documents),
]


@pytest.fixture
def addresses():
    return public_site()


def public_site():
    """The public addresses of a small site that has some of everything."""
    topic, person = make.topic("Sleep"), make.person("Ada Moss")
    image = make.image()
    make.clinic(logo=image)
    make.reply_rules()
    articles = [
        make.article(f"Walk {n}", topics=[topic], author=person, hero_image=image)
        for n in range(3)
    ]
    make.comment(page=articles[0])
    found = [
        address
        for address in public_addresses(world())
        if not re.search("actions|schema|openapi|docs|password|_util", address)
    ]
    for article in ArticlePage.objects.all():
        found += [
            article.url or f"/articles/{article.slug}/",
            f"/api/v2/pages/{article.pk}/",
            f"/api/v3/pages/{article.pk}/",
            f"/api/v3/articles/{article.slug}/",
            f"/articles/{article.slug}.md",
            f"/oembed/?url=http://localhost/articles/{article.slug}/",
            f"/api/v3/comments/?page={article.pk}",
            f"/api/v3/comments/form/?page={article.pk}",
            f"/api/v3/route/?path=/articles/{article.slug}/&include=page,comments,form",
        ]
    for each in Image.objects.all():
        found += [
            f"/api/v3/images/{each.pk}/",
            f"/api/v3/images/{each.pk}/rendition/?width=320&ratio=1:1",
        ]
    for slug in (topic.slug, "back-pain"):
        found += [f"/topics/{slug}{end}" for end in ("/", ".md", ".atom")]
        found += [f"/api/v3/topics/{slug}/", f"/api/v3/route/?path=/topics/{slug}/"]
    for slug in (person.slug, "maya-lindqvist"):
        found += [f"/people/{slug}{end}" for end in ("/", ".md", ".atom")]
        found += [f"/api/v3/people/{slug}/", f"/api/v3/route/?path=/people/{slug}/"]
    return [*dict.fromkeys([*found, *MORE])]


# Before the first change of a run.
SINCE = timezone.now().strftime("%Y-%m-%dT%H:%M:%SZ")
MORE = [
    "/search/?q=walk",
    "/search/?q=wlak",
    "/articles/?topic=back-pain",
    "/api/v2/pages/?type=articles.ArticlePage&fields=*",
    "/api/v2/pages/?order=title&limit=2",
    "/api/v3/articles/?facets=true",
    "/api/v3/articles/?search=walk",
    "/api/v3/search/?search=walk",
    "/api/v3/route/?path=/articles/",
    *(
        f"/api/v3/route/?path={path}&include=page,site,comments,form"
        for path in (
            *("/", "/topics/", "/people/", "/topics/back-pain/"),
            *("/people/maya-lindqvist/", "/articles/", "/contact/"),
        )
    ),
    "/api/v3/articles/?fields=*&count=true",
    "/api/v3/articles/?all_topics=back-pain&count=true",
    "/api/v3/topics/?order=-updated_at",
    "/api/v3/topics/?limit=1",
    "/api/v3/people/?order=-name&limit=1",
    "/api/v3/route/?path=/old/",
    "/api/v3/articles/?fields=review,benefits,topics&search=walk&order=title",
    f"/api/v3/people/?order=updated_at&updated_after={SINCE}",
    "/api/v3/pages/?limit=2",
    "/api/v2/pages/?order=-updated_at&limit=3",
    "/api/v3/pages/?order=-updated_at&limit=5",
    "/api/v3/articles/?order=updated_at&limit=2",
    f"/api/v3/articles/?updated_after={SINCE}",
    f"/api/v3/pages/?order=-updated_at&updated_after={SINCE}",
    "/old",
    "/nothing/at/all/",
]


# Each change is followed by so many reads.
READS = 15


def seeds(first, *others):
    """On another database than SQLite the first one runs: each takes ten seconds."""
    return [pytest.param(first, marks=pytest.mark.each_database), *others]


class InFront:
    """The cache in front of Django, beside Django alone."""

    def __init__(self, addresses):
        self.cache, self.django = wsgi.cached(), wsgi.django()
        self.addresses = [each for each in addresses if self.read(each).is_kept]

    def read(self, address):
        """The answer, and whether it came from memory."""
        reset_memory()
        first = wsgi.ask(self.cache, address)
        again = wsgi.ask(self.cache, address)
        again.is_kept = again.queries == 0 and first.status == 200
        return again

    def is_stale(self, address):
        """True if memory, or a document that a new worker reads, is not as fresh."""
        kept = []
        for worker in (self.cache, wsgi.cached()):
            # Else many a missing page is answered without offers.
            not_found.throttle.forget()
            kept.append(wsgi.ask(worker, address))
        reset_memory()
        fresh = wsgi.seen(wsgi.ask(self.django, address))
        return any(wsgi.seen(each) != fresh for each in kept)


def reset_memory():
    """Empties what a process remembers besides the cache in front of Django."""
    cache.clear()
    vocabulary.forget()
    not_found.throttle.forget()


@pytest.mark.parametrize("seed", seeds(3, 4, 5))
def test_no_answer_of_the_cache_is_stale(addresses, seed):
    chance = random.Random(seed)
    front = InFront(addresses)

    for _ in range(20):
        change = chance.choice(CHANGES)
        change(chance)
        feed.settle()
        for address in chance.sample(front.addresses, READS):
            assert not front.is_stale(address), (change.__name__, address)


@pytest.mark.parametrize("seed", seeds(0, 1, 2))
def test_no_answer_changes_without_one_of_its_tags(addresses, seed):
    chance = random.Random(seed)
    kept = Kept(addresses)

    for _ in range(20):
        change = chance.choice(CHANGES)
        change(chance)
        feed.settle()
        for address in chance.sample(sorted(kept.answers), READS):
            assert not kept.is_stale(address), (change.__name__, address)
