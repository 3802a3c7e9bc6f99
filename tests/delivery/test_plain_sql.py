"""SQL that somebody writes in a shell touches the tags of the rows that it changes."""

import random

import pytest
from django.db import connection, transaction
from wagtail.models import Collection, CollectionViewRestriction

from core.models import ChosenResult, FrontEnd, SearchSynonyms, SiteFiles
from delivery import tracking
from tests import make
from tests.delivery import feed
from tests.delivery.changing import rows
from tests.delivery.test_kept_answers import public_site

pytestmark = [pytest.mark.django_db, pytest.mark.each_database]


def key_of_public_row(table):
    """The primary key of a row that readers see; None if there is no such row."""
    found = rows.execute(
        f"SELECT {rows.quoted(table.model._meta.pk.column)} FROM {rows.quoted(table.name)} "
        f"AS it WHERE {table.public_if.format(row='it')} ORDER BY 1 LIMIT 1"
    )
    return found[0][0] if found else None


def tags_of(table, key):
    """The tags of all that lists the row, and of its object."""
    if not table.instance_tag:
        return {table.lists}
    field = next(
        each
        for each in table.model._meta.local_concrete_fields
        if each.column == table.key
    )
    return {table.lists, f"{table.instance_tag}-{rows.stored(table, field, key)}"}


def everything():
    """A site with a row in each tracked table; the tables."""
    public_site()
    make.video()
    image = make.image()
    image.tags.add("walk")
    image.get_rendition("width-20")
    for each in (make.topic("Sleep well"), make.person("Ana Ruiz")):
        each.slug = f"{each.slug}-now"
        each.save()
    FrontEnd.objects.create(site=make.site(), origin="https://walk.example")
    SiteFiles.objects.create(site=make.site())
    SearchSynonyms.objects.create(words="walk, stroll")
    ChosenResult.objects.create(words="back", page=make.index())
    CollectionViewRestriction.objects.create(
        collection=Collection.get_first_root_node(), restriction_type="login"
    )
    return tracking.tables.values()


@pytest.mark.slow
def test_each_value_that_readers_see_touches_the_tags_of_its_row():
    chance, missed = random.Random(0), []

    for table in everything():
        key = key_of_public_row(table)
        assert key is not None, table.name
        for field in rows.changeable(table):
            expected = tags_of(table, key)
            with transaction.atomic():
                with feed.noting() as noted:
                    changed = is_done(rows.set_column, chance, table, field, key)
                transaction.set_rollback(True)
            if changed and not expected <= noted.tags:
                missed.append((table.name, field.column))

    assert missed == []


@pytest.mark.slow
def test_a_row_that_is_copied_or_deleted_touches_the_tags_of_its_list():
    chance, missed = random.Random(0), []
    everything()

    for table in rows.own_rows():
        for write in (rows.copy_row, rows.delete_row):
            key = key_of_public_row(table)
            with feed.noting() as noted:
                changed = is_done(write, chance, table, key)
            if changed and table.lists not in noted.tags:
                missed.append((table.name, write.__name__))

    assert missed == []


def is_done(function, *arguments):
    try:
        rows.write(function, *arguments)
    except IndexError:
        return False
    return True


SAME_ROW = (
    "INTO articles_topic (id, name, slug, description, is_condition) "
    "SELECT id, '{name}', slug, description, is_condition "
    "FROM articles_topic WHERE id = {key}"
)
UPSERT = f"INSERT {SAME_ROW} ON CONFLICT (id) DO UPDATE SET name = excluded.name"
STATEMENTS = {
    "sqlite": [
        UPSERT,
        f"INSERT OR REPLACE {SAME_ROW}",
        "UPDATE OR REPLACE articles_topic SET name = '{name}' WHERE id = {key}",
        "UPDATE OR IGNORE articles_topic SET name = '{name}' WHERE id = {key}",
    ],
    "postgresql": [
        UPSERT,
        "MERGE INTO articles_topic USING (SELECT {key} AS id) AS other "
        "ON articles_topic.id = other.id "
        "WHEN MATCHED THEN UPDATE SET name = '{name}'",
        "SET CONSTRAINTS ALL IMMEDIATE; UPDATE articles_topic SET name = '{name}' WHERE id = {key}",
    ],
}


def test_a_statement_that_meets_a_row_touches_its_tags():
    topic = make.topic()

    for number, statement in enumerate(STATEMENTS[connection.vendor]):
        with feed.noting() as noted:
            rows.execute(statement.format(key=topic.pk, name=f"Topic {number}"))

        assert {"topics", f"topic-{topic.pk}"} <= noted.tags, statement


def written_again(way, row, **values):
    """Inserts a row with the key and the other values of one that exists."""
    columns = [each.column for each in row._meta.local_concrete_fields]
    names = ", ".join(map(rows.quoted, columns))
    selected = ", ".join(
        "%s" if name in values else rows.quoted(name) for name in columns
    )
    table, key = rows.quoted(row._meta.db_table), row._meta.pk.column
    rows.execute(
        f"{way} INTO {table} ({names}) SELECT {selected} FROM {table} "
        f"WHERE {rows.quoted(key)} = {row.pk}",
        [values[name] for name in columns if name in values],
    )


REPLACING = ["INSERT OR REPLACE", "REPLACE"]


@pytest.mark.parametrize("way", REPLACING)
def test_a_public_row_that_a_private_one_replaces_touches_its_tags(way):
    if connection.vendor != "sqlite":
        # PostgreSQL has no REPLACE.
        return
    article = make.article()
    reply = make.comment(page=article)

    with feed.noting() as replies:
        written_again(way, reply, status="spam")
    with feed.noting() as pages:
        written_again(way, article.page_ptr, live=False)

    assert {"replies", f"replies-{article.pk}"} <= replies.tags
    assert shown(replies) == [("changed", "reply", reply.pk)]
    assert {"pages", f"page-{article.pk}", f"slug-{article.slug}"} <= pages.tags
    assert shown(pages) == [("changed", "page", article.pk)]
    [entry] = pages.changes
    assert (entry.path_before, entry.path_after) == (article.url_path, "")


def test_a_row_that_another_replaces_touches_the_tags_of_both():
    if connection.vendor != "sqlite":
        # PostgreSQL has no REPLACE.
        return
    pages = [make.article("Walking"), make.article("Sleeping")]
    reply = make.comment(page=pages[0])

    with feed.noting() as noted:
        written_again("REPLACE", reply, page_id=pages[1].pk)

    assert {f"replies-{each.pk}" for each in pages} <= noted.tags
    assert shown(noted) == [
        ("changed", "reply", reply.pk),
        ("created", "reply", reply.pk),
    ]


def shown(noted):
    return [(each.action, each.kind, each.object_id) for each in noted.changes]


@pytest.mark.slow
def test_any_row_that_another_might_replace_touches_its_tags():
    if connection.vendor != "sqlite":
        # PostgreSQL has no REPLACE.
        return
    missed = []

    for table in everything():
        key = key_of_public_row(table)
        row = table.model._base_manager.get(pk=key)
        # No trigger fires after a row that is ignored.
        with feed.noting() as noted:
            written_again("INSERT OR IGNORE", row)
        if not tags_of(table, key) <= noted.tags:
            missed.append(table.name)

    assert missed == []


def test_a_private_row_that_a_private_one_replaces_touches_nothing():
    if connection.vendor != "sqlite":
        # PostgreSQL has no REPLACE.
        return
    reply = make.comment(status="waiting")

    with feed.noting() as noted:
        written_again("REPLACE", reply, status="spam")

    assert noted.versions == 0


def test_a_new_row_is_recorded_once_with_or_without_its_key():
    walks, article = make.topic("Walks"), make.article(topics=[make.topic()])

    with feed.noting() as noted:
        make.topic("Sleep")
        make.topic("Rest", pk=walks.pk + 1000)
        article.topics.through.objects.create(articlepage=article, topic=walks)

    # The article's row is a part of its page.
    assert [each.action for each in noted.changes] == ["created", "created", "changed"]


def test_rows_that_are_copied_in_touch_their_list():
    if connection.vendor != "postgresql":
        # SQLite has no COPY.
        return
    with (
        feed.noting() as noted,
        connection.cursor() as cursor,
        cursor.copy(
            "COPY articles_topic (name, slug, description, is_condition) FROM STDIN"
        ) as copy,
    ):
        copy.write_row(("Sleep", "sleep", "", True))

    assert "topics" in noted.tags
