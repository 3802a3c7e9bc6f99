"""Triggers that record changes of public content, in either database.

Signals would miss bulk updates, treebeard's moves and whatever is written outside of
Django. Each tracked table has triggers for created, changed and deleted rows.
"""

from collections.abc import Iterator
from time import time_ns
from types import ModuleType

from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from delivery import postgresql, sqlite, tracking
from delivery.trigger_parts import add_missing_times, touch

# Below zero, the version does not tell what has changed.
UNKNOWN = """
    INSERT INTO delivery_contentversion AS known (id, number) VALUES (1, -1)
    ON CONFLICT (id) DO UPDATE SET number = -ABS(known.number) - 1
"""
# There are fewer changes than milliseconds.
KNOWN_AGAIN = """
    UPDATE delivery_contentversion SET number =
    CASE WHEN ABS(number) > {now} THEN ABS(number) ELSE {now} END
"""


def install(using: str) -> None:
    """Replaces the triggers, unless they are those of this version of the code.

    Changes that were made without them are covered by the tag of all answers.
    """
    database = connections[using]
    if are_installed(database):
        return
    dialect = _dialect(database)
    wanted = _statements(database)
    with transaction.atomic(using):
        remove(using)
        _execute(database, wanted)
        _execute(database, list(_missing_times(dialect)))
        touch_everything(using)


def remove(using: str) -> None:
    """Removes the triggers: most changes of a table's schema are refused with them.

    Servers keep no answer from before that on, until they are installed again.
    """
    database = connections[using]
    dialect = _dialect(database)
    if existing := dialect.existing(database):
        with transaction.atomic(using):
            _execute(database, [*dialect.BEFORE_RAISING, UNKNOWN])
        _execute(database, list(map(dialect.removal, existing)))


def touch_everything(using: str) -> None:
    """Raises the version above those of other copies of the database, for all answers.

    A restored database would give numbers a second time, which servers know already.
    """
    database = connections[using]
    least = KNOWN_AGAIN.format(now=time_ns() // 1_000_000)
    raising = [*_dialect(database).BEFORE_RAISING, least, touch(tracking.EVERYTHING)]
    with transaction.atomic(using):
        _execute(database, raising)


def are_installed(database: BaseDatabaseWrapper) -> bool:
    """True if the triggers in the database are those of this version of the code."""
    dialect = _dialect(database)
    wanted = "".join(_statements(database))
    existing = dialect.existing(database)
    is_current = all(body.strip() in wanted for body in existing.values())
    is_complete = len(existing) == wanted.count(dialect.CREATION)
    working = len(dialect.TRIGGER.findall(wanted))
    return is_current and is_complete and dialect.working_triggers(database) == working


def _missing_times(dialect: ModuleType) -> Iterator[str]:
    """Statements that date what was not touched since changes are recorded."""
    for table in tracking.tables.values():
        # The other tables of an object have the tag of its own one.
        if table.instance_tag and table.key == "id":
            yield add_missing_times(table, dialect.NOW)


def _statements(database: BaseDatabaseWrapper) -> list[str]:
    """The statements that create the triggers of this version of the code."""
    tables = list(tracking.tables.values())
    return list(_dialect(database).statements(database, tables))


def _dialect(database: BaseDatabaseWrapper) -> ModuleType:
    return postgresql if database.vendor == "postgresql" else sqlite


def _execute(database: BaseDatabaseWrapper, statements: list[str]) -> None:
    with database.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
