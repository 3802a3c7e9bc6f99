"""The proof that no answer changes without a change of one of its tags."""

import random
import re
from contextlib import suppress

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from articles.models import ArticlePage
from core.models import Image
from core.site_search import near_pages, vocabulary
from tests import make
from tests.delivery import feed, wsgi
from tests.delivery.changing.models import CHANGES
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
            near_pages.throttle.forget()
            kept.append(wsgi.ask(worker, address))
        reset_memory()
        fresh = wsgi.ask(self.django, address)
        return any(not wsgi.is_same(each, fresh) for each in kept)


def reset_memory():
    """Empties what a process remembers besides the cache in front of Django."""
    cache.clear()
    vocabulary.forget()
    near_pages.throttle.forget()


def change_by(chance):
    """Makes a change, and gives its name; another one where there is no such row."""
    while True:
        change = chance.choice(CHANGES)
        with suppress(IndexError):
            change(chance)
            return change.__name__


def test_no_answer_of_the_cache_is_stale(addresses):
    chance = random.Random(3)
    front = InFront(addresses)

    for _ in range(8):
        name = change_by(chance)
        feed.settle()
        for address in chance.sample(front.addresses, READS):
            assert not front.is_stale(address), (name, address)


def test_no_answer_changes_without_one_of_its_tags(addresses):
    chance = random.Random(0)
    kept = Kept(addresses)

    for _ in range(20):
        name = change_by(chance)
        feed.settle()
        for address in chance.sample(sorted(kept.answers), READS):
            assert not kept.is_stale(address), (name, address)
