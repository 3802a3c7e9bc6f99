"""Triggers of SQLite: each changed row raises the version.

SQLite has one writer at a time, and readers see nothing of it before its commit.
"""

import re
from collections.abc import Sequence

from django.db.backends.base.base import BaseDatabaseWrapper

from delivery.tracking import TrackedTable
from delivery.trigger_parts import (
    EVENTS,
    is_noticed,
    record,
    touched_tags,
    trigger_name,
    unlisted,
)

CREATION = "CREATE TRIGGER"
TRIGGER = re.compile(CREATION)
DIFFERS = "IS NOT"
# What a transaction does that changes the version by itself: nothing.
BEFORE_RAISING: list[str] = []
NUMBER = "(SELECT number FROM delivery_contentversion)"
# As Django stores a DateTimeField: times are compared as texts.
NOW = "replace(strftime('%Y-%m-%d %H:%M:%f', 'now') || '000', '.000000', '')"
# Runs for each row that is added to the feed. The version's row is missing after the
# database was emptied.
NUMBERING = f"""
    CREATE TRIGGER delivery_number AFTER INSERT ON delivery_contentchange
    BEGIN
        INSERT INTO delivery_contentversion (id, number) VALUES (1, 1)
            ON CONFLICT (id) DO UPDATE SET number = number + 1;
        UPDATE delivery_contentchange
            SET number = {NUMBER}, changed_at = {NOW} WHERE id = NEW.id;
        INSERT INTO delivery_cachetag (name, number, changed_at)
            SELECT value, {NUMBER}, {NOW} FROM json_each(NEW.tags) WHERE TRUE
            ON CONFLICT (name) DO UPDATE
            SET number = excluded.number, changed_at = excluded.changed_at;
        {unlisted("id = NEW.id")};
    END
"""


def statements(
    database: BaseDatabaseWrapper, tables: Sequence[TrackedTable]
) -> list[str]:
    """The statements that create the triggers."""
    triggers = [_trigger(table, event) for table in tables for event in EVENTS]
    return [NUMBERING, *triggers, *map(_replacement, tables)]


def existing(database: BaseDatabaseWrapper) -> dict[str, str]:
    """The SQL of the triggers in the database by their names."""
    with database.cursor() as cursor:
        cursor.execute(
            "SELECT name, sql FROM sqlite_master "
            r"WHERE type = 'trigger' AND name LIKE 'delivery\_%%' ESCAPE '\'"
        )
        return dict(cursor.fetchall())


def working_triggers(database: BaseDatabaseWrapper) -> int:
    """The number of triggers; SQLite disables none."""
    return len(existing(database))


def removal(name: str) -> str:
    return f'DROP TRIGGER "{name}"'


def _trigger(table: TrackedTable, event: str) -> str:
    return f"""
        CREATE TRIGGER "{trigger_name(table, event)}" AFTER {event} ON "{table.name}"
        WHEN {is_noticed(table, event, DIFFERS)}
        BEGIN
            {record(table, event, differs=DIFFERS, array="json_group_array")};
        END
    """


def _replacement(table: TrackedTable) -> str:
    """Trigger that records the public row that a new one with its key may replace.

    REPLACE removes it without a trigger for deleted rows. IGNORE leaves it and an upsert
    changes it, so the feed says that it has changed.
    """
    key, old = table.model._meta.pk.column, "replaced"
    found = f"""
        FROM "{table.name}" AS {old}
        WHERE {old}."{key}" = NEW."{key}" AND ({table.public_if.format(row=old)})
    """
    return f"""
        CREATE TRIGGER "{trigger_name(table, "replace")}" BEFORE INSERT ON "{table.name}"
        WHEN EXISTS (SELECT 1 {found})
        BEGIN
            INSERT INTO delivery_contentchange
                (action, kind, object_id, tags, path_before, path_after)
            SELECT 'changed', '{table.listed_kind}', {old}."{table.key}",
                (SELECT json_group_array(name) FROM ({touched_tags(table, [old], DIFFERS)})),
                {table.path.format(row=old)}, ''
            {found};
        END
    """
