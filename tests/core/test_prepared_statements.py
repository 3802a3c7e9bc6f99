"""Prepared statements of PostgreSQL, which SQLite does not have."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

from core import prepared_statements
from core.compiled_queries import CompiledQuery
from core.models import Image
from tests import make

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.each_database,
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="SQLite prepares no statements."
    ),
]
# More than after which psycopg prepares a statement.
OFTEN = 8


@CompiledQuery
def with_titles(keys, title, *, word):
    found = Page.objects.filter(pk__in=keys, title=title, slug__contains=word)
    return found.values_list("pk", flat=True)


@CompiledQuery
def pictures(keys):
    return Image.objects.filter(pk__in=keys)


def prepared():
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements")
        return [statement for (statement,) in cursor.fetchall()]


def test_a_compiled_query_is_prepared_once_it_was_run_often():
    page = make.article("100 % of “it's” ?", slug="a-100-percent")

    found = [
        with_titles([page.pk, 70_000 * n], page.title, word="100") for n in range(OFTEN)
    ]

    assert found == [[page.pk]] * OFTEN
    [statement] = [each for each in prepared() if '"title" = ' in each]
    # What never changes is part of the statement.
    assert "100" in statement
    assert str(page.pk) not in statement


def test_django_notes_prepared_queries_as_others():
    page = make.article("Noted", slug="noted")

    with CaptureQueriesContext(connection) as captured:
        for _ in range(OFTEN):
            with_titles([page.pk], page.title, word="noted")

    assert len(captured) == OFTEN
    assert all(each["sql"].startswith("SELECT ") for each in captured)


def test_other_queries_are_not_prepared():
    for number in range(OFTEN):
        assert not Page.objects.filter(slug=f"nowhere-{number % 2}").exists()

    assert not any("nowhere" in each or "slug" in each for each in prepared())


@pytest.mark.parametrize(
    "value", ["'; DROP TABLE core_image; --", "%s %%", "\\", "ä€😀"]
)
def test_values_are_only_values(value):
    page = make.article(value, slug="named")

    for _ in range(OFTEN):
        assert with_titles([page.pk], value, word="named") == [page.pk]
        assert with_titles([page.pk], value, word="%s") == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("as_migrated")
def test_a_column_of_another_type_is_read_at_once():
    picture = make.image("Before")
    for _ in range(OFTEN):
        assert pictures([picture.pk]) == [picture]

    with connection.cursor() as cursor:
        # By another session, as a migration beside a running worker.
        other = connection.copy()
        with other.cursor() as migration:
            migration.execute("ALTER TABLE core_image ALTER title TYPE varchar(500)")
        try:
            assert pictures([picture.pk]) == [picture]
        finally:
            other.close()
            cursor.execute("ALTER TABLE core_image ALTER title TYPE varchar(255)")


def test_without_prepared_statements_the_same_rows_are_found(monkeypatch):
    options = connection.settings_dict["OPTIONS"]
    monkeypatch.setitem(options, "prepare_threshold", None)
    page = make.article("Not prepared")
    query = CompiledQuery(lambda keys: Page.objects.filter(pk__in=keys))

    assert not prepared_statements.are_used()
    for _ in range(OFTEN):
        assert [each.pk for each in query([page.pk])] == [page.pk]
    assert prepared() == []
