"""Reading the change feed in tests."""

from contextlib import contextmanager
from types import SimpleNamespace

from django.db import connection

from delivery.models import CacheTag, ContentChange, ContentVersion


@contextmanager
def noting():
    """The tags that the block touches, its entries in the feed, its versions."""
    settle()
    before = version()
    noted = SimpleNamespace(tags=set(), changes=[], versions=0)
    yield noted
    settle()
    noted.versions = version() - before
    noted.tags = touched_since(before)
    noted.changes = list(ContentChange.objects.filter(number__gt=before).order_by("pk"))


def settle():
    """Runs what PostgreSQL would do at the commit, which a test never reaches."""
    connection.check_constraints()


def date(tag, moment):
    """Sets when a tag was touched last."""
    settle()
    CacheTag.objects.filter(name=tag).update(changed_at=moment)


def time_of(tag):
    settle()
    return CacheTag.objects.get(name=tag).changed_at


def version():
    return ContentVersion.objects.get().number


def touched_since(number):
    return set(
        CacheTag.objects.filter(number__gt=number).values_list("name", flat=True)
    )
