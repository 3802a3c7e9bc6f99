"""Triggers of PostgreSQL: each transaction raises the version once, while it commits.

Rows of the feed get their number from a deferred constraint trigger. It locks the row
of the version until the commit has ended, so numbers are given in the order of commits
and no reader sees a number before the changes of a lower one; so are their times. Before
it raises the version, it waits until no reader has a lease of the old one (``content_version``).
"""

import re
from collections.abc import Sequence

from django.db.backends.base.base import BaseDatabaseWrapper

from delivery.content_version import LEASE_MILLISECONDS
from delivery.tracking import EVERYTHING, TrackedTable
from delivery.trigger_parts import (
    EVENTS,
    is_noticed,
    record,
    touch,
    trigger_name,
    unlisted,
)

CREATION = "CREATE FUNCTION"
TRIGGER = re.compile("CREATE (CONSTRAINT )?TRIGGER")
DIFFERS = "IS DISTINCT FROM"
# Stands in the statements for the name of the schema with the tables.
SCHEMA = "<schema>"
# The tables beside the functions, whatever the path of a session: what pg_dump writes
# empties it. Temporary tables would come first if the path did not say otherwise.
OWN_TABLES = f"SET search_path={SCHEMA}, pg_temp"
# To the millisecond, as the APIs show it.
NOW = "date_trunc('milliseconds', clock_timestamp())"
# A transaction that is about to raise the version holds it, until its commit has ended.
VERSION = "delivery_contentversion"
LOCK = f"'{VERSION}'::regclass::bigint"
OWN_LOCK = f"'{SCHEMA}.{VERSION}'::regclass::bigint"
# One more than the lease: two machines' clocks do not run equally fast.
WAIT = f"PERFORM pg_sleep({LEASE_MILLISECONDS + 1} / 1000.0)"
# A connection keeps the plans of a function, also while tables grow: what was planned when
# they were small would scan all pages for each row of an import. A statement that has no
# index seems so dear then that each of its runs would be compiled.
SETTINGS = f"{OWN_TABLES} SET enable_seqscan=off SET jit=off"
# What a transaction does that changes the version by itself.
BEFORE_RAISING = [
    f"SELECT pg_advisory_xact_lock({LOCK})",
    WAIT.replace("PERFORM", "SELECT"),
]
# Other transactions' rows without a number are invisible, because they get one before
# their commit. The function runs for each row, and finds the work done after the first.
# The version's row is missing after the database was emptied.
NUMBERING = [
    f"""
    CREATE FUNCTION delivery_number() RETURNS trigger LANGUAGE plpgsql {SETTINGS} AS $$
    DECLARE
        following bigint;
        moment timestamptz;
    BEGIN
        PERFORM FROM delivery_contentchange WHERE id = NEW.id AND number IS NULL;
        IF NOT FOUND THEN RETURN NULL; END IF;
        PERFORM pg_advisory_xact_lock({LOCK});
        {WAIT};
        moment := {NOW};
        INSERT INTO delivery_contentversion AS known (id, number) VALUES (1, 1)
            ON CONFLICT (id) DO UPDATE SET number = known.number + 1
            RETURNING number INTO following;
        WITH numbered AS (
            UPDATE delivery_contentchange
            SET number = following, changed_at = moment
            WHERE number IS NULL RETURNING tags
        )
        INSERT INTO delivery_cachetag (name, number, changed_at)
            SELECT DISTINCT jsonb_array_elements_text(tags), following, moment
                FROM numbered
            ON CONFLICT (name) DO UPDATE
            SET number = excluded.number, changed_at = excluded.changed_at;
        {unlisted("number = following")};
        RETURN NULL;
    END $$
    """,
    """
    CREATE CONSTRAINT TRIGGER delivery_number AFTER INSERT ON delivery_contentchange
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION delivery_number()
    """,
    # The version, as its complement where the reader gets no lease: a row of two columns
    # costs half as much again. NULL: nothing records changes. Each statement of the
    # function has a snapshot of its own, so the version is read while the lock is held.
    # Transactions of other levels have one snapshot, and no lease. Requests wait for it, and
    # a path of its own would make it a tenth slower, so it names the schema.
    f"""
    CREATE FUNCTION delivery_version() RETURNS bigint LANGUAGE plpgsql AS $$
    DECLARE
        is_leased boolean := current_setting('transaction_isolation') = 'read committed'
            AND pg_try_advisory_xact_lock_shared({OWN_LOCK});
        known bigint := coalesce((SELECT number FROM {SCHEMA}.{VERSION}), 0);
    BEGIN
        RETURN CASE WHEN known < 0 THEN NULL WHEN is_leased THEN known ELSE ~known END;
    END $$
    """,
    f"""
    CREATE FUNCTION delivery_truncated() RETURNS trigger LANGUAGE plpgsql {OWN_TABLES} AS $$
    BEGIN {touch(EVERYTHING)}; RETURN NULL; END $$
    """,
]


def statements(
    database: BaseDatabaseWrapper, tables: Sequence[TrackedTable]
) -> list[str]:
    """The statements that create the triggers and their functions."""
    with database.cursor() as cursor:
        cursor.execute("SELECT quote_ident(current_schema)")
        [schema] = cursor.fetchone()
    triggers = [
        statement
        for table in tables
        for event in EVENTS
        for statement in _trigger(table, event)
    ]
    every = [*NUMBERING, *triggers, *map(_truncation, tables)]
    return [each.replace(SCHEMA, schema) for each in every]


def existing(database: BaseDatabaseWrapper) -> dict[str, str]:
    """The settings and bodies of the functions in the database by their names."""
    with database.cursor() as cursor:
        cursor.execute(
            "SELECT proname, "
            "concat('plpgsql ', "
            "'SET ' || array_to_string(proconfig, ' SET ') || ' ', 'AS $$', prosrc) "
            "FROM pg_proc "
            "WHERE pronamespace = quote_ident(current_schema)::regnamespace "
            r"AND proname LIKE 'delivery\_%%'"
        )
        return dict(cursor.fetchall())


def working_triggers(database: BaseDatabaseWrapper) -> int:
    """The number of triggers that nobody has disabled."""
    with database.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_trigger "
            "JOIN pg_class ON pg_class.oid = tgrelid "
            "WHERE relnamespace = quote_ident(current_schema)::regnamespace "
            r"AND tgname LIKE 'delivery\_%%' AND tgenabled IN ('O', 'A')"
        )
        return int(cursor.fetchone()[0])


def removal(name: str) -> str:
    """Statement that removes a function with its triggers."""
    return f'DROP FUNCTION "{name}" CASCADE'


def _trigger(table: TrackedTable, event: str) -> list[str]:
    name = trigger_name(table, event)
    return [
        f"""
        CREATE FUNCTION "{name}"() RETURNS trigger LANGUAGE plpgsql {SETTINGS} AS $$
        BEGIN
            IF {is_noticed(table, event, DIFFERS)} THEN
                {record(table, event, differs=DIFFERS, array="jsonb_agg")};
            END IF;
            RETURN NULL;
        END $$
        """,
        f"""
        CREATE TRIGGER "{name}" AFTER {event} ON "{table.name}"
        FOR EACH ROW EXECUTE FUNCTION "{name}"()
        """,
    ]


def _truncation(table: TrackedTable) -> str:
    return f"""
        CREATE TRIGGER "delivery_{table.name}_truncate" AFTER TRUNCATE ON "{table.name}"
        FOR EACH STATEMENT EXECUTE FUNCTION delivery_truncated()
    """
