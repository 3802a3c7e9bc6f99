"""Registry of the tables with public content, and of the tags that their rows touch.

SQL in the registry is for both databases. ``{row}`` stands for the changed row: OLD or
NEW in a trigger.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace

from django.db.models import Model
from wagtail.models import Page

from core import dependencies, last_changes

# The tag of every public answer: purging it is right after any change.
EVERYTHING = "gait"
# Kind of entries of the feed that are deleted once their tags are noted.
UNLISTED = ""


@dataclass(frozen=True)
class TouchedTag:
    """Tags that a change of a row touches: a SELECT with the names as its one column.

    ``columns``: an update touches them only if one of these columns changed; any if empty.
    """

    names: str
    columns: Collection[str] = ()


@dataclass(frozen=True)
class TrackedTable:
    """Table with public content.

    ``kind`` and the column ``key`` name the changed object in the feed. ``lists`` is the
    tag of all answers that read several rows, or look for one. ``instance_tag`` is the
    prefix of the tag of one object, which its instances add to an answer that reads
    them; None if they add none. ``private`` are the columns that no public answer
    shows; ``public_if`` is the SQL condition of rows that they show. ``path`` is the SQL
    of the address; empty while there is none. ``touches`` are further tags. ``own_tag``
    is the prefix of the tag that says when the object itself changed, if other tables
    touch its ``instance_tag``, too. ``dated`` is the SQL of the last change that was
    made before changes were recorded. ``page_tag`` is the prefix of those ``touches`` that
    name the page to which an object belongs. A derived table follows from others: its
    changes touch tags, but the feed does not list them.
    """

    model: type[Model]
    kind: str
    lists: str
    key: str = "id"
    instance_tag: str | None = None
    private: Collection[str] = ()
    public_if: str = "TRUE"
    path: str = "''"
    touches: Collection[TouchedTag] = ()
    own_tag: str | None = None
    dated: str = "NULL"
    page_tag: str | None = None
    is_derived: bool = False

    @property
    def name(self) -> str:
        return self.model._meta.db_table

    @property
    def listed_kind(self) -> str:
        return UNLISTED if self.is_derived else self.kind

    @property
    def columns(self) -> list[str]:
        """The columns that public answers show."""
        columns = (each.column for each in self.model._meta.local_concrete_fields)
        return [each for each in columns if each and each not in self.private]

    @property
    def all_touches(self) -> list[TouchedTag]:
        prefixes = dict.fromkeys(filter(None, [self.instance_tag, self.own_tag]))
        return [
            TouchedTag(f"SELECT '{self.lists}'"),
            *self.touches,
            *(
                TouchedTag(f"SELECT '{each}-' || {{row}}.{self.key}")
                for each in prefixes
            ),
        ]


# By the name of the table.
tables: dict[str, TrackedTable] = {}


def listed_kinds() -> set[str]:
    """The kinds of objects that the feed lists."""
    return {table.listed_kind for table in tables.values()} - {UNLISTED}


def page_tags() -> dict[str, str]:
    """The prefixes of the tags of their pages by the kinds of objects that have pages."""
    return {it.kind: it.page_tag for it in tables.values() if it.page_tag}


def track(table: TrackedTable) -> None:
    """Registers a table; the ``ready`` of its app imports the module that does."""
    tables[table.name] = table
    if table.instance_tag:
        # Several, as tables of page types have the tag of their pages.
        dependencies.wider_tags.setdefault(table.instance_tag, set()).add(table.lists)
        if table.own_tag:
            last_changes.own_tags[table.instance_tag] = table.own_tag


def track_page_type(
    model: type[Page],
    lists: str,
    touches: Collection[TouchedTag] = (),
    also_public_if: str = "FALSE",
) -> None:
    """Registers the table of a page type, whose rows are public with their page.

    ``also_public_if``: a further condition, of drafts that decide on what is shown.
    """
    track(
        TrackedTable(
            model,
            kind="page",
            lists=lists,
            key="page_ptr_id",
            instance_tag="page",
            public_if=f"({is_live('{row}.page_ptr_id')} OR {also_public_if})",
            touches=touches,
        )
    )


def add_touches(model: type[Model], touches: Collection[TouchedTag]) -> None:
    """Adds tags to a table that an app below has registered."""
    table = tables[model._meta.db_table]
    track(replace(table, touches=[*table.touches, *touches]))


def is_live(page_id: str) -> str:
    """SQL condition: the page with the id that ``page_id`` gives is live."""
    return (
        "EXISTS (SELECT 1 FROM wagtailcore_page AS its_page "
        f"WHERE its_page.id = {page_id} AND its_page.live)"
    )
