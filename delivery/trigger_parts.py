"""Parts of the triggers that are the same SQL on both databases."""

from collections.abc import Iterable, Iterator, Sequence

from delivery.tracking import UNLISTED, TouchedTag, TrackedTable

# By the event of the trigger: the action in the feed, and the rows that it knows.
EVENTS = {
    "INSERT": ("created", ["NEW"]),
    "UPDATE": ("changed", ["OLD", "NEW"]),
    "DELETE": ("deleted", ["OLD"]),
}


def trigger_name(table: TrackedTable, event: str) -> str:
    return f"delivery_{table.name}_{event.lower()}"


def is_noticed(table: TrackedTable, event: str, differs: str) -> str:
    """Condition of the trigger: readers see the row and, in an update, the change.

    ``differs`` is the operator that compares also NULL.
    """
    _, rows = EVENTS[event]
    conditions = dict.fromkeys(table.public_if.format(row=row) for row in rows)
    is_public = " OR ".join(conditions)
    if event != "UPDATE":
        return f"({is_public})"
    return f"({_is_changed(table.columns, differs)}) AND ({is_public})"


def record(table: TrackedTable, event: str, *, differs: str, array: str) -> str:
    """Statement that adds the change to the feed.

    ``array`` is the function that makes a JSON array of a column.
    """
    action, rows = EVENTS[event]
    # A row of another table is a part of the object.
    if table.key != "id":
        action = "changed"
    return f"""
        INSERT INTO delivery_contentchange
            (action, kind, object_id, tags, path_before, path_after)
        SELECT '{action}', '{table.listed_kind}', {rows[-1]}."{table.key}", {array}(name),
            {_path(table, rows, "OLD")}, {_path(table, rows, "NEW")}
        FROM ({touched_tags(table, rows, differs)}) AS touched
    """


def unlisted(condition: str) -> str:
    """Statement that deletes the entries of derived tables, once they have a number."""
    return f"""
        DELETE FROM delivery_contentchange WHERE {condition} AND kind = '{UNLISTED}'
    """


def touch(tag: str) -> str:
    """Statement that raises the version for one tag."""
    return f"""
        INSERT INTO delivery_contentchange
            (action, kind, object_id, tags, path_before, path_after)
        VALUES ('changed', 'everything', 0, '["{tag}"]', '', '')
    """


def add_missing_times(table: TrackedTable, now: str) -> str:
    """Statement that adds the tags of public objects without one, touched long ago.

    ``now`` is the SQL of the time for those that have no date of their own.
    """
    name = f"'{table.own_tag or table.instance_tag}-' || known.{table.key}"
    return f"""
        INSERT INTO delivery_cachetag (name, number, changed_at)
        SELECT {name}, 0, COALESCE({table.dated.format(row="known")}, {now})
        FROM "{table.name}" AS known
        WHERE ({table.public_if.format(row="known")}) AND NOT EXISTS (
            SELECT 1 FROM delivery_cachetag AS noted WHERE noted.name = {name}
        )
    """


def touched_tags(table: TrackedTable, rows: Sequence[str], differs: str) -> str:
    """SELECT of the distinct names of the touched tags."""
    selects = [
        select
        for touched in table.all_touches
        for select in _selects(touched, rows, differs)
    ]
    return " UNION ".join(["SELECT NULL AS name WHERE 1 = 0", *dict.fromkeys(selects)])


def _selects(touched: TouchedTag, rows: Sequence[str], differs: str) -> Iterator[str]:
    for row in rows:
        names = touched.names.format(row=row)
        if touched.columns and len(rows) > 1:
            changed = _is_changed(touched.columns, differs)
            yield f"SELECT * FROM ({names}) AS names WHERE {changed}"
        else:
            yield names


def _path(table: TrackedTable, rows: Sequence[str], row: str) -> str:
    """The address of the old or the new row; empty if there is no such row."""
    return table.path.format(row=row) if row in rows else "''"


def _is_changed(columns: Iterable[str], differs: str) -> str:
    """Condition: an update changed one of the columns."""
    return " OR ".join(f'OLD."{each}" {differs} NEW."{each}"' for each in columns)
