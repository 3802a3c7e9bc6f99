"""Lookups of pages by a query of page keys, which is not run where it is not needed.

Wagtail's admin limits each list to ``pk__in`` the pages that the user may see: databases
make a list of all these keys first, for a superuser that of all pages. The conditions of
the query are those of the page itself, so they take the place of the query.
``id__in_array`` takes a query of few keys.
"""

from typing import Any

from django.core.exceptions import FullResultSet
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.fields.related_lookups import RelatedIn
from django.db.models.lookups import In
from django.db.models.sql import Query
from django.db.models.sql.compiler import SQLCompiler
from django.db.models.sql.constants import LOUTER
from django.db.models.sql.datastructures import Join
from wagtail.models import Page, get_page_models


class InPages(In):
    """``pk__in`` of the page table; with a query of its keys, the query's conditions."""

    # Any: parameters of SQL.
    def as_sql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, Any]:
        alias = self.alias_of_pages(compiler.query)
        if alias is None or not is_plain(self.rhs):
            return super().as_sql(compiler, connection)
        if not self.rhs.where:
            raise FullResultSet
        inner = self.rhs.get_initial_alias()
        return compiler.compile(self.rhs.where.relabeled_clone({inner: alias}))

    def alias_of_pages(self, query: Query) -> str | None:
        """The alias of the page table in the outer query; None if rows may lack a page."""
        alias = getattr(self.lhs, "alias", "")
        table = query.alias_map.get(alias)
        is_key = getattr(self.lhs, "target", None) is Page._meta.pk
        return alias if is_key and table and table.join_type != LOUTER else None


class InPagesOfType(InPages, RelatedIn):
    """The same for the key of a page type, whose query joins the page table."""

    def alias_of_pages(self, query: Query) -> str | None:
        for alias, table in query.alias_map.items():
            if (
                query.alias_refcount[alias]
                and isinstance(table, Join)
                and table.table_name == Page._meta.db_table
                and table.join_type != LOUTER
                and table.parent_alias == self.lhs.alias
                and table.join_field is self.lhs.target
            ):
                return alias
        return None


class InArray(In):
    """``id__in`` of a query of few keys, for pages in any order.

    PostgreSQL does not know that they are few: in the order of an index, it would read
    all pages up to the first ones that have such a key.
    """

    lookup_name = "in_array"

    def get_rhs_op(self, connection: BaseDatabaseWrapper, rhs: str) -> str:
        if connection.vendor != "postgresql":
            return super().get_rhs_op(connection, rhs)
        return f"= ANY(ARRAY{rhs})"


def is_plain(query: object) -> bool:
    """True for a query of the keys of pages that has conditions of pages alone."""
    if not isinstance(query, Query) or query.get_meta() is not Page._meta:
        return False
    column = query.select[0] if len(query.select) == 1 else None
    is_of_keys = getattr(column, "target", None) is Page._meta.pk
    tables = [each for each in query.alias_map if query.alias_refcount[each]]
    return (
        is_of_keys
        and len(tables) <= 1
        and not (query.combinator or query.is_sliced or query.group_by)
        and not query.annotation_select
    )


def register() -> None:
    """Registers the lookups with the keys of pages and of all page types."""
    Page._meta.pk.register_lookup(InArray)
    for model in get_page_models():
        model._meta.pk.register_lookup(InPages if model is Page else InPagesOfType)
