"""Lookups on the tree path of pages that indexes and large lists serve.

``path__startswith`` is a range of the index, where Django's LIKE … ESCAPE reads the whole
table on SQLite. ``path__child_of`` reads one. ``path__under`` takes many paths at once, where as many conditions joined
by OR exceed SQLite's depth of expressions.
"""

from collections import defaultdict
from collections.abc import Iterable

from django.core.exceptions import EmptyResultSet
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Lookup
from django.db.models.lookups import StartsWith
from django.db.models.sql.compiler import SQLCompiler
from wagtail.models import Page

LAST = Page.alphabet[-1]
# A site's home page is a child of the root of the tree.
SITE_PATH_LENGTH = 2 * Page.steplen

# SQL and its parameters.
SQL = tuple[str, tuple[str | int, ...]]


class PathStartsWith(StartsWith):
    """The paths from the given one up to the next one beside it.

    SQLite takes any range for a small part of the table, and would sort all pages of a
    site by another column rather than read an index in its order. So its index of paths
    is left out for a site, unlike for a section.
    """

    is_large = False

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> SQL:
        end = end_of(self.rhs) if isinstance(self.rhs, str) else None
        if end is None:
            return StartsWith(self.lhs, self.rhs).as_sql(compiler, connection)
        lhs, params = self.process_lhs(compiler, connection)
        is_large = self.is_large or len(self.rhs) <= SITE_PATH_LENGTH
        if is_large and connection.vendor == "sqlite":
            # With the plus, the column is an expression, which no index has.
            lhs = f"+{lhs}"
        return f"({lhs} >= %s AND {lhs} < %s)", (*params, self.rhs, *params, end)


class Inside(PathStartsWith):
    """The same for a section that has most pages of the site."""

    lookup_name = "inside"
    is_large = True


class ChildOf(Lookup):
    """True for the children of the page at a path; an index has them in order of key."""

    lookup_name = "child_of"
    prepare_rhs = False

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> SQL:
        lhs, params = self.process_lhs(compiler, connection)
        return f"{parent_of(lhs)} = %s", (*params, *params, self.rhs)


def parent_of(path: str) -> str:
    """SQL of the path of the page above."""
    return f"SUBSTR({path}, 1, LENGTH({path}) - {Page.steplen})"


def end_of(path: str) -> str | None:
    """The first path after all that start with this one; None if there is none.

    None also for a text that is no path, whose order the database may see differently.
    """
    stem = path.rstrip(LAST)
    if not stem or not set(path) <= set(Page.alphabet):
        return None
    following = Page.alphabet[Page.alphabet.index(stem[-1]) + 1]
    return stem[:-1] + following


class Under(Lookup):
    """True for pages at or below one of the given tree paths."""

    lookup_name = "under"
    prepare_rhs = False

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> SQL:
        by_length = defaultdict(list)
        for path in outermost(self.rhs):
            by_length[len(path)].append(path)
        if not by_length:
            raise EmptyResultSet
        lhs, params = self.process_lhs(compiler, connection)
        parts: list[str] = []
        given: list[str | int] = []
        for length, paths in by_length.items():
            parts.append(f"SUBSTR({lhs}, 1, {length}) IN ({marks(len(paths))})")
            given += [*params, *paths]
        return f"({' OR '.join(parts)})", tuple(given)


def outermost(paths: Iterable[str]) -> list[str]:
    """The paths without those that are below another of them."""
    found: list[str] = []
    for path in sorted(paths):
        if not found or not path.startswith(found[-1]):
            found.append(path)
    return found


def marks(number: int) -> str:
    return ", ".join(["%s"] * number)


def register() -> None:
    """Registers the lookups on the path of pages, also of pages that a query joins."""
    path = Page._meta.get_field("path")
    path.register_lookup(PathStartsWith)
    path.register_lookup(Inside)
    path.register_lookup(Under)
    path.register_lookup(ChildOf)
