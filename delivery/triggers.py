"""Triggers that record changes of public content, in either database.

Signals would miss bulk updates, treebeard's moves and whatever is written outside of
Django. Each tracked table has triggers for created, changed and deleted rows.
"""

from types import ModuleType

from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from delivery import postgresql, sqlite, tracking
from delivery.trigger_parts import touch


def install(using: str) -> None:
    """Replaces the triggers, unless they are those of this version of the code.

    Changes that were made without them are covered by the tag of all answers.
    """
    database = connections[using]
    if are_installed(database):
        return
    dialect = _dialect(database)
    wanted = dialect.statements(list(tracking.tables.values()))
    with transaction.atomic(using):
        remove(using)
        _execute(database, [*wanted, touch(tracking.EVERYTHING)])


def remove(using: str) -> None:
    """Removes the triggers: most changes of a table's schema are refused with them."""
    database = connections[using]
    dialect = _dialect(database)
    _execute(database, [dialect.removal(name) for name in dialect.existing(database)])


def are_installed(database: BaseDatabaseWrapper) -> bool:
    """True if the triggers in the database are those of this version of the code."""
    dialect = _dialect(database)
    wanted = "".join(dialect.statements(list(tracking.tables.values())))
    existing = dialect.existing(database)
    is_current = all(body.strip() in wanted for body in existing.values())
    return is_current and len(existing) == wanted.count(dialect.CREATION)


def _dialect(database: BaseDatabaseWrapper) -> ModuleType:
    return postgresql if database.vendor == "postgresql" else sqlite


def _execute(database: BaseDatabaseWrapper, statements: list[str]) -> None:
    with database.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
