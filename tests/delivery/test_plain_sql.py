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
