"""Collection of cache tags from the queries and the objects that an answer reads."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models import Model
from django.db.models.signals import post_init

from core import dependencies
from core.dependencies import Dependencies
from delivery import tracking

# A query that Django writes for get(pk=), a foreign key or in_bulk: of one table, or of a
# page type with its parent. On PostgreSQL some keys are tuples of one.
LOOKUP = re.compile(
    r"""
    SELECT\ [^()]*\ FROM\ "(?P<table>\w+)"
    (?:\ INNER\ JOIN\ "wagtailcore_page"
       \ ON\ \("(?P=table)"\."page_ptr_id"\ =\ "wagtailcore_page"\."id"\))?
    \ WHERE\ \(?"(?P=table)"\."(?P<key>\w+)"\)?
       \ (?:=\ %s|IN\ \((?:\(?%s\)?(?:,\ )?)+\))
    (?:\ ORDER\ BY\ [^()]*)?(?:\ LIMIT\ \d+)?
    """,
    re.VERBOSE,
)


@contextmanager
def collect() -> Iterator[Dependencies]:
    """Collects the cache tags of all that the block reads from the database."""
    with dependencies.collect() as found, connection.execute_wrapper(_add_lists):
        yield found


# Any: as Django passes them.
def _add_lists(
    execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any
) -> Any:
    """Wrapper of queries that adds the tags of the lists of their tables."""
    found = dependencies.current()
    if found and not found.is_narrowed:
        prefix = _prefix_of_lookup(sql)
        found.tags.update(
            [f"{prefix}-{key}" for key in params] if prefix else _lists_in(sql)
        )
    return execute(sql, params, many, context)


@lru_cache(maxsize=2000)
def _prefix_of_lookup(sql: str) -> str | None:
    """The prefix of the tags of objects that a query reads by their primary keys.

    The query's parameters are the keys. None for any other query.
    """
    match = LOOKUP.fullmatch(sql)
    table = tracking.tables.get(match["table"]) if match else None
    is_by_key = match and table and match["key"] == table.key
    return table.instance_tag if table and is_by_key else None


@lru_cache(maxsize=2000)
def _lists_in(sql: str) -> frozenset[str]:
    return frozenset(tracking.tables[name].lists for name in tables_in(sql))


def tables_in(sql: str) -> set[str]:
    """The names of the tracked tables in a query."""
    return set(re.findall(r"\w+", sql)) & tracking.tables.keys()


def connect() -> None:
    """Makes objects of tracked models add their tag whenever one is loaded."""
    for table in tracking.tables.values():
        if prefix := table.instance_tag:
            receiver = _tag_adder(prefix)
            for model in apps.get_models():
                if issubclass(model, table.model):
                    post_init.connect(
                        receiver, sender=model, weak=False, dispatch_uid=prefix
                    )


def _tag_adder(prefix: str) -> Callable[..., None]:
    def add_tag(instance: Model, **kwargs: Any) -> None:
        found = dependencies.current()
        if found and instance.pk:
            found.tags.add(f"{prefix}-{instance.pk}")

    return add_tag
