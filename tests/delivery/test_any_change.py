"""Two workers with the cache, after anything that can be changed, answer what is true."""

import os
import random
import re
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from difflib import unified_diff
from fnmatch import fnmatchcase
from functools import partial
from http import HTTPStatus
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.management import get_commands
from django.db import connection
from django.test import Client
from django.utils.http import parse_http_date
from wagtail.admin.views.bulk_action.registry import bulk_action_registry
from wagtail.contrib.settings.registry import registry as settings_registry
from wagtail.models import Collection, Page, PageViewRestriction, Site

from articles.models import Topic
from clinic.models import Person
from contact.models import FormPage
from core.models import Image
from tests import make
from tests.api.test_any_write import operations, resolved, shapes
from tests.delivery import feed
from tests.delivery.changing import api, commands, files, pages, site  # noqa: F401 - register changes
from tests.delivery.changing.desk import Desk, Refused, changes
from tests.delivery.changing.models import CHANGES
from tests.delivery.changing.rows import ROW_CHANGES
from tests.delivery.test_kept_answers import public_site
from tests.delivery.workers import PLAIN, get, read, server
from tests.test_access import patterns

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.slow,
    pytest.mark.each_database,
]

SEED = int(os.environ.get("SEED", "0"))
READS_AFTER_A_CHANGE = int(os.environ.get("READS_AFTER", "1"))
LAST_MODIFIED = "last-modified"
UNCHANGING = Path(__file__).with_name("changing") / "unchanging.txt"
# What is needed to understand a difference is written to a file here.
REPORTS = Path(os.environ.get("REPORTS", tempfile.gettempdir()))


def by_models(change):
    """A change that goes past the admin, as one of a desk."""

    def do(desk):
        try:
            change(desk.chance)
        except IndexError:
            raise Refused("There is none.") from None

    do.__name__ = change.__name__
    return do


ALL_CHANGES = [*changes, *map(by_models, [*CHANGES, *ROW_CHANGES])]
# All of them, or so many; on another database than SQLite a part is enough, for the code
# above the triggers is the same.
CHANGES_MADE = int(
    os.environ.get("CHANGES")
    or (len(ALL_CHANGES) if connection.vendor == "sqlite" else 20)
)
# A change may be refused, such as a review of a page that is not in one.
MOST_TRIES = 8


class Readers:
    """Those who compare two workers that keep answers with a server that keeps none."""

    def __init__(self, kept, fresh, addresses, chance):
        self.kept, self.fresh = kept, fresh
        self.addresses, self.chance = addresses, chance
        self.compared = 0
        self.threads = ThreadPoolExecutor(3)

    def sample(self):
        """Some addresses, which both workers have answered lately, and an answer to each."""
        known = [*dict.fromkeys([*self.addresses, *addresses_of_content()])]
        chosen = self.chance.sample(known, READS_AFTER_A_CHANGE)
        return dict(zip(chosen, self.threads.map(self.read_kept, chosen), strict=True))

    def read_kept(self, address):
        return read(self.kept, address)

    def read_fresh(self, address):
        return read(self.fresh, address)

    def stale(self, before):
        """Those of the addresses that are not answered as without the cache.

        ``before``: the answers to them before the change, which clients still have.
        """
        self.compared += len(before) * 2
        # First, for it may draw pictures, which is a change.
        fresh = list(self.threads.map(self.read_fresh, before))
        kept = [self.threads.map(self.read_kept, before) for _ in range(2)]
        return [
            (address, *difference(expected, found))
            for address, expected, *answers in zip(before, fresh, *kept, strict=True)
            for found in answers
            if not self.is_new(address, expected, partial(is_as_new, found))
        ] + [
            (address, *difference(expected, before[address]))
            for address, expected in zip(before, fresh, strict=True)
            if not self.is_new(
                address,
                expected,
                partial(self.is_revalidated, address, before[address]),
            )
        ]

    def is_new(self, address, expected, agrees):
        """True if this answer agrees, or the one that is given by now.

        The other answers may have drawn pictures that this one does not show yet.
        """
        return agrees(expected) or agrees(self.read_fresh(address))

    def is_revalidated(self, address, before, expected):
        """True if a client that has the answer from before is told whether it holds."""
        etag, date = (before[1].get(name) for name in ("etag", LAST_MODIFIED))
        same = etag is not None and etag == expected[1].get("etag")
        # A redirect has an ETag, too, but is always sent.
        holds = same and expected[0] == HTTPStatus.OK
        by_etag = self.is_not_modified(address, {"If-None-Match": etag})
        by_date = self.is_not_modified(address, {"If-Modified-Since": date})
        # The dates are of seconds: where it holds, one may be too old to say so.
        return by_etag == holds and by_date <= holds

    def is_not_modified(self, address, headers):
        if None in headers.values():
            return False
        answer = get(f"{self.kept}{address}", headers={**PLAIN, **headers})
        return answer.status_code == HTTPStatus.NOT_MODIFIED


def is_as_new(found, expected):
    """True for the same answer, or one that is newer by the pictures drawn meanwhile.

    An answer has no date for some seconds after a change.
    """
    both = (found, expected)
    same = [
        (status, {**headers, LAST_MODIFIED: ""}, body) for status, headers, body in both
    ]
    dates = [each[1].get(LAST_MODIFIED) for each in both]
    if same[0] != same[1] or None in dates:
        return same[0] == same[1]
    return parse_http_date(dates[0]) >= parse_http_date(dates[1])


def difference(expected, found):
    """Status and headers, and the lines in which two answers differ."""
    lines = [each[2].decode(errors="replace").split("\n") for each in (expected, found)]
    return expected[:2], found[:2], [*unified_diff(*lines, "fresh", "kept", n=0)]


def addresses_of_content():
    """The addresses of all that there is now; of hidden things, too."""
    root = Site.objects.get(is_default_site=True).root_page.url_path
    for page in Page.objects.descendant_of(
        Page.objects.get(url_path=root), inclusive=True
    ):
        path = page.url_path.removeprefix(root)
        yield f"/{path}"
        yield f"/{path.rstrip('/') or 'index'}.md"
        yield f"/api/v3/route/?path=/{path}&include=page,site,comments,form"
        yield f"/api/v2/pages/{page.pk}/"
        yield f"/api/v3/pages/{page.pk}/"
    for topic in Topic.objects.all():
        yield from listed("topics", topic.slug)
    for person in Person.objects.all():
        yield from listed("people", person.slug)
    for image in Image.objects.all():
        yield f"/api/v3/images/{image.pk}/"
        yield f"/api/v3/images/{image.pk}/rendition/?width=320&ratio=1:1"


def listed(kind, slug):
    """The addresses of a topic or a person."""
    for end in ("/", ".md", ".atom"):
        yield f"/{kind}/{slug}{end}"
    yield f"/api/v3/{kind}/{slug}/"


class Run:
    """Changes by chance, each with what two workers answer right after it."""

    def __init__(self, readers, desk):
        self.readers, self.desk = readers, desk
        self.made = 0
        self.names = []
        self.left = {change.__name__: change for change in ALL_CHANGES}

    def make(self, change):
        chosen = self.readers.sample()
        before = feed.version()
        # Moving a page by a model or a command may meet the slug of another.
        with suppress(Refused, ValidationError):
            change(self.desk)
            self.made += 1
            self.names.append(change.__name__)
            self.left.pop(change.__name__, None)
        touched = feed.version(), sorted(feed.touched_since(before))
        if stale := self.readers.stale(chosen):
            told = self.report(change, before, touched, stale)
            pytest.fail(f"{change.__name__}: see {told}")

    def report(self, change, before, touched, stale):
        """The file in which the changes up to a difference are, and the difference."""
        file = REPORTS / f"difference-{connection.vendor}-{SEED}-{self.made}.txt"
        now, tags = touched
        parts = [
            f"Seed {SEED}, change {self.made}: {change.__name__}",
            f"Versions {before} to {now}, then {feed.version()}; tags: {tags}",
            f"Changes before, the last is the newest: {self.names[-50:]}",
        ]
        for address, fresh, kept, lines in stale:
            parts += [address, f"fresh {fresh}", f"kept {kept}", *lines]
        file.write_text("\n".join(parts))
        return file

    def make_all(self, chance):
        """Each change once, then some of them again; and again what was refused."""
        for change in chance.sample(ALL_CHANGES, len(ALL_CHANGES))[:CHANGES_MADE]:
            self.make(change)
        for _ in range(len(ALL_CHANGES), CHANGES_MADE):
            self.make(chance.choice(ALL_CHANGES))
        if len(ALL_CHANGES) <= CHANGES_MADE:
            self.make_refused()

    def make_refused(self):
        """Tries refused changes again, with pages and a site that they ask for."""
        for change in [*self.left.values()] * MOST_TRIES:
            if change.__name__ in self.left:
                PageViewRestriction.objects.all().delete()
                make.article(self.desk.words())
                # Others have other questions by now.
                FormPage.objects.update(live=False)
                make.form_page(self.desk.words())
                # All others may be deleted by now.
                host = f"{self.desk.slug()}.example"
                Site.objects.create(
                    hostname=host, root_page=Page.objects.filter(depth=2)[0]
                )
                self.make(change)


def test_two_workers_answer_after_any_change_as_one_that_keeps_nothing(as_migrated):
    addresses, chance = public_site(), random.Random(SEED)
    # It has a collection that was made past the tree.
    Collection.fix_tree()
    with (
        server(CACHE_MB="16") as kept,
        server(CACHE_MB="0", REDIS_URL="", workers=1) as fresh,
    ):
        run = Run(Readers(kept, fresh, addresses, chance), Desk(chance))
        run.make_all(chance)

    told = f"{run.made} changes, {run.readers.compared} answers, none of them stale\n"
    sys.stdout.write(told)
    if len(ALL_CHANGES) <= CHANGES_MADE:
        assert [*run.left] == []
        assert unknown(run.desk.done) == set()


def unknown(done):
    """The routes, operations and commands that no change used, without the listed ones."""
    return {each for each in possible() - done if not is_unchanging(each)}


def possible():
    """The routes, the writing operations of API v3 and the commands that there are."""
    document = Client().get("/api/v3/openapi.json").json()
    return {
        *patterns(),
        *writing(document),
        *bulk_actions(),
        *map(setting_name, settings_registry),
        *get_commands(),
    }


def writing(document):
    """The writing operations, and each kind of object or action that one takes."""
    for method, path, operation in operations(document):
        name = f"{method.upper()} {path}"
        yield name
        yield from (f"{name} {kind}" for kind in kinds_taken(document, operation))


def kinds_taken(document, operation):
    """The models of a union, or the actions of a batch."""
    first, *others = shapes(document, operation)
    for each in [first, *others] if others else []:
        yield re.sub("(Create|Patch)Schema$", "", each["title"])
    listed = first.get("properties", {}).get("operations", {}).get("items", {})
    for each in listed.get("oneOf", []):
        action = resolved(document, each)["properties"]["action"]
        yield from action.get("enum") or [action["const"]]


def setting_name(model):
    return f"settings {model._meta.app_label}/{model._meta.model_name}"


def bulk_actions():
    for app, models in bulk_action_registry.actions.items():
        for model, actions in models.items():
            yield from (f"bulk {app}/{model} {name}" for name in actions)


def is_unchanging(name):
    return any(fnmatchcase(name, each.replace("[", "[[]")) for each in unchanging())


def unchanging():
    lines = UNCHANGING.read_text().splitlines()
    return [line for line in lines if line and not line.startswith("#")]
