"""Comparison of the database's tables with the schema of its applied migrations.

They differ if a migration was edited after it had run: Django counts it as applied, and
each page fails because of a missing column.
"""

from collections.abc import Iterator
from typing import NamedTuple

from django.apps.registry import Apps
from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.db.migrations.exceptions import InconsistentMigrationHistory
from django.db.migrations.loader import MigrationLoader
from django.db.models import Model

MOST_SHOWN = 3
# SQLite's implicit column, which introspection does not list; Wagtail's search uses it.
UNLISTED = {"rowid"}


# The app of the ground until 0.1.0; its migrations are in no database made since.
APP_BEFORE_0_1 = "cms"
BEFORE_0_1 = "it was made before version 0.1.0"


class Column(NamedTuple):
    name: str
    must_be_filled: bool


def differences() -> list[str]:
    """Descriptions of all differences; empty for a matching or an empty database.

    Read-only. Changes of migrations that have not run yet do not count.
    """
    loader = MigrationLoader(connection)
    if any(app == APP_BEFORE_0_1 for app, _ in loader.applied_migrations):
        return [BEFORE_0_1]
    try:
        loader.check_consistent_history(connection)
    except InconsistentMigrationHistory as problem:
        return [str(problem)]
    made = [each for each in loader.applied_migrations if each in loader.graph.nodes]
    return list(_differences(loader.project_state(made).apps)) if made else []


def waiting_migrations() -> list[str]:
    """The migrations that have not run, as ``app.name``."""
    loader = MigrationLoader(connection)
    waiting = sorted(set(loader.graph.nodes) - set(loader.applied_migrations))
    return [f"{app}.{name}" for app, name in waiting]


def advice(found: list[str]) -> str:
    """The message for an operator whose database differs."""
    if found == [BEFORE_0_1]:
        return (
            f"The database {connection.settings_dict['NAME']} was made before Gait "
            "0.1.0 and cannot be upgraded: move it away, or set DATABASE_URL (DATA_DIR, "
            "where it is a file) to another; nothing was changed."
        )
    shown = "\n".join(f"  - {each}" for each in found[:MOST_SHOWN])
    more = len(found) - MOST_SHOWN
    return (
        "This database was made by an earlier commit of Gait, whose migrations have "
        f"been edited since; it does not fit this one:\n{shown}\n"
        + (f"  and {more} more.\n" if more > 0 else "")
        + f"Nothing was changed. The database is {connection.settings_dict['NAME']}\n"
        "To begin with a fresh one, move it away, or set DATABASE_URL to another "
        "(DATA_DIR, where it is a file). To keep what is in it, go back to the commit "
        "that made it."
    )


def _differences(apps: Apps) -> Iterator[str]:
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
    for model in apps.get_models(include_auto_created=True):
        meta = model._meta
        if not meta.managed or meta.proxy or meta.swapped:
            continue
        if meta.db_table not in tables:
            yield f"there is no table {meta.db_table}"
        else:
            yield from _differing_columns(model)


def _differing_columns(model: type[Model]) -> Iterator[str]:
    table = model._meta.db_table
    found = {column.name: column for column in _columns(table)}
    expected = {
        field.column for field in model._meta.local_concrete_fields if field.column
    }
    for name in sorted(expected - set(found) - UNLISTED):
        yield f"the table {table} has no column {name}"
    for name in sorted(set(found) - expected):
        if found[name].must_be_filled:
            yield f"the table {table} has a column {name} that must be filled"


def _columns(table: str) -> list[Column]:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            return _columns_on_sqlite(cursor, table)
        described = connection.introspection.get_table_description(cursor, table)
    return [
        Column(each.name, not each.null_ok and each.default is None)
        for each in described
    ]


def _columns_on_sqlite(cursor: CursorWrapper, table: str) -> list[Column]:
    """As Django reads them, without collations, which it looks for in the wrong place.

    It fails where the expression of a generated column has a short argument.
    """
    name = connection.ops.quote_name(table)
    cursor.execute(f"PRAGMA table_xinfo({name})")
    return [
        Column(name, bool(is_required) and default is None)
        for _, name, _, is_required, default, *_ in cursor.fetchall()
    ]
