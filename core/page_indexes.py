"""Indexes of Wagtail's page table, for lists that are read in their order.

They are created after each ``migrate`` and not by a migration: on SQLite, Django copies a
table to alter it and leaves out indexes that it does not know, so that a later migration
of Wagtail would drop them.
"""

from typing import Any

from django.db import connections
from wagtail.models import Page

from core.path_lookups import parent_of

TABLE = Page._meta.db_table
# The last columns are those that lists filter by: a count or a deep offset reads the
# index alone.
INDEXES = {
    "core_page_newest": (
        "content_type_id, first_published_at DESC{nulls}, id DESC, live, path"
    ),
    # For the report of aging pages.
    "core_page_published": "last_published_at",
    "core_page_edited": (
        "content_type_id, latest_revision_created_at DESC{nulls}, depth, path"
    ),
    "core_page_path": "content_type_id, path",
    "core_page_of_kind": "content_type_id, id, live, path, depth",
    "core_page_tree": "path, live, depth",
    "core_page_title": "title, id, content_type_id, live, path, depth",
    "core_page_title_of_kind": "content_type_id, title, id, live, path",
}
# For ``path__child_of`` on SQLite; PostgreSQL reads children well by their paths.
CHILDREN = f"core_page_children ON {TABLE} ({parent_of('path')}, id, live, path)"
PARTIAL = {
    # Of pages that are not published, which are few.
    "core_page_drafts": "(content_type_id, path) WHERE NOT live",
    # Wagtail's admin looks for the root page by its depth.
    "core_page_roots": "(path) WHERE depth = 1",
}


def create(using: str, **kwargs: Any) -> None:
    """Receiver of ``post_migrate``. Any: further arguments of the signal."""
    connection = connections[using]
    if TABLE not in connection.introspection.table_names():
        return
    # SQLite has no NULLS LAST in indexes; its nulls are last in a descending order.
    nulls = " NULLS LAST" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        for name, columns in INDEXES.items():
            cursor.execute(
                f"CREATE INDEX IF NOT EXISTS {name} ON {TABLE} "
                f"({columns.format(nulls=nulls)})"
            )
        if connection.vendor == "sqlite":
            cursor.execute(f"CREATE INDEX IF NOT EXISTS {CHILDREN}")
        for name, rows in PARTIAL.items():
            cursor.execute(f"CREATE INDEX IF NOT EXISTS {name} ON {TABLE} {rows}")
