from io import StringIO
from threading import Event, Thread

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import connection, transaction
from wagtail.models import Page

from articles.models import ArticlePage, Topic
from clinic.models import Person
from delivery import triggers
from delivery.models import CacheTag, ContentChange, ContentVersion
from tests import make
from tests.delivery import feed

pytestmark = pytest.mark.each_database


@pytest.mark.django_db
def test_lost_triggers_fail_the_check_and_come_back_with_migrate():
    with feed.noting() as noted:
        triggers.remove("default")
        with pytest.raises(SystemCheckError, match="lacks the triggers"):
            call_command("check", deploy=True, stdout=StringIO(), stderr=StringIO())

        call_command("migrate", verbosity=0)

    assert triggers.are_installed(connection)
    # What was changed without them is unknown.
    assert noted.tags == {"gait"}


@pytest.mark.django_db
def test_migrate_without_migrations_leaves_the_triggers_alone():
    with feed.noting() as noted:
        call_command("migrate", verbosity=0)

    assert noted.versions == 0


@pytest.mark.django_db
def test_one_lost_trigger_is_noticed():
    dialect = triggers._dialect(connection)
    name = next(iter(dialect.existing(connection)))

    with connection.cursor() as cursor:
        cursor.execute(dialect.removal(name))

    assert not triggers.are_installed(connection)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE {0} DISABLE TRIGGER ALL",
        "DROP TRIGGER {1} ON {0}",
        "ALTER FUNCTION {1}() RESET search_path",
        "ALTER FUNCTION {1}() SET search_path = public",
    ],
)
def test_a_trigger_that_does_not_work_is_noticed_and_comes_back(statement):
    if connection.vendor != "postgresql":
        # SQLite disables no trigger.
        return
    with connection.cursor() as cursor:
        cursor.execute(
            statement.format("clinic_person", "delivery_clinic_person_update")
        )
    assert not triggers.are_installed(connection)

    with feed.noting() as noted:
        call_command("migrate", verbosity=0)

    assert triggers.are_installed(connection)
    assert noted.tags == {"gait"}


def execute(*statements):
    """Executes them; the row of the last one, if it gives one."""
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
        return cursor.fetchone() if cursor.description else None


def shadows(schema):
    """Statements that make empty tables with the names of those that triggers use."""
    for model in (ContentChange, ContentVersion, CacheTag, Page):
        name = model._meta.db_table
        yield f"CREATE TABLE {schema}.{name} (LIKE public.{name} INCLUDING ALL)"


# What a session does before it writes: pg_dump's output empties the path. The names of
# temporary tables come first unless a path has pg_temp elsewhere.
PATHS = {
    "none": ["SET search_path = ''"],
    "another": [
        "CREATE SCHEMA another",
        *shadows("another"),
        "SET search_path = another, public",
    ],
    "temporary": [*shadows("pg_temp")],
}


@pytest.mark.django_db
@pytest.mark.parametrize("statements", PATHS.values(), ids=PATHS)
def test_changes_are_recorded_whatever_the_search_path_of_the_session(statements):
    if connection.vendor != "postgresql":
        # SQLite's triggers know the tables of their own file only.
        return
    topic, article = make.topic(), make.article()

    with feed.noting() as noted:
        execute(
            *statements,
            f"UPDATE public.articles_topic SET name = 'Sleep' WHERE id = {topic.pk}",
            f"UPDATE public.articles_articlepage SET summary = 'New.' WHERE page_ptr_id = {article.pk}",
            "TRUNCATE public.core_searchsynonyms",
        )
        feed.settle()
        [read] = execute("SELECT public.delivery_version()")
        execute("SET search_path = public, pg_temp")

    assert read == feed.version()
    assert {f"topic-{topic.pk}", f"page-{article.pk}", "gait"} <= noted.tags


@pytest.mark.django_db
def test_triggers_of_a_schema_with_another_name_are_those_of_its_tables():
    if connection.vendor != "postgresql":
        # SQLite has no schemas.
        return
    topic = make.topic()
    feed.settle()
    execute(
        'ALTER SCHEMA public RENAME TO "My clinic"', 'SET search_path = "My clinic"'
    )
    assert not triggers.are_installed(connection)

    triggers.install("default")
    with feed.noting() as noted:
        execute(
            "SET search_path = ''",
            f"""UPDATE "My clinic".articles_topic SET name = 'A' WHERE id = {topic.pk}""",
            'SET search_path = "My clinic"',
        )

    assert triggers.are_installed(connection)
    assert f"topic-{topic.pk}" in noted.tags


@pytest.mark.django_db
def test_triggers_scan_no_table_though_all_were_small_at_first():
    if connection.vendor != "postgresql":
        # SQLite keeps no plans that depend on the size of tables.
        return
    key, scans = make.article().pk, []

    # From the sixth time on, a connection keeps the plans.
    for number in range(8):
        ArticlePage.objects.filter(pk=key).update(summary=f"Summary {number}")
        feed.settle()
        scans.append(scans_of_small_tables())

    # The database looks up the foreign key of a row that the transaction has added.
    assert scans[-1] - scans[-2] <= 1


def scans_of_small_tables():
    """The number of scans, in this transaction, of the tables that the triggers look up."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sum(seq_scan) FROM pg_stat_xact_user_tables "
            "WHERE relname IN ('wagtailcore_page', 'delivery_contentchange')"
        )
        return cursor.fetchone()[0]


@pytest.mark.django_db
def test_an_emptied_table_touches_every_answer():
    if connection.vendor != "postgresql":
        # SQLite has no TRUNCATE.
        return
    with feed.noting() as noted, connection.cursor() as cursor:
        cursor.execute("TRUNCATE core_searchsynonyms")

    assert "gait" in noted.tags


@pytest.mark.django_db(transaction=True)
def test_a_transaction_raises_one_version_however_much_it_writes():
    if connection.vendor != "postgresql":
        # SQLite has one writer at a time.
        return
    before = feed.version()

    with transaction.atomic():
        make.topic()
        make.person()
        Person.objects.update(role="Nurse")

    assert feed.version() == before + 1


@pytest.mark.django_db(transaction=True)
def test_writers_do_not_wait_for_each_other_until_they_commit():
    if connection.vendor != "postgresql":
        # SQLite has one writer at a time.
        return
    topic, person = make.topic(), make.person()
    written, may_commit, committed = Event(), Event(), Event()
    numbers = {}

    def slow():
        try:
            with transaction.atomic():
                Topic.objects.filter(pk=topic.pk).update(name="Slow")
                written.set()
                assert may_commit.wait(20)
            committed.set()
        finally:
            connection.close()

    thread = Thread(target=slow)
    thread.start()
    assert written.wait(20)
    Person.objects.filter(pk=person.pk).update(role="Quick")
    numbers["quick"] = feed.version()
    may_commit.set()
    thread.join()

    last = {each.kind: each.number for each in ContentChange.objects.order_by("pk")}
    assert committed.is_set()
    assert last["person"] == numbers["quick"]
    # Who commits later has the higher number, though it wrote first.
    assert last["topic"] == numbers["quick"] + 1


@pytest.mark.django_db(transaction=True)
def test_who_reads_a_version_sees_every_change_up_to_it():
    if connection.vendor != "postgresql":
        # SQLite has one writer at a time.
        return
    people = [make.person(f"Person {number}") for number in range(4)]
    # Earlier versions of the search index have no entries.
    start = feed.version()
    stop = Event()
    wrong = []

    def write(person):
        try:
            for number in range(30):
                Person.objects.filter(pk=person.pk).update(role=f"Role {number}")
        finally:
            connection.close()

    def read():
        try:
            while not stop.is_set():
                version = ContentVersion.objects.get().number
                seen = set(
                    ContentChange.objects.filter(number__lte=version).values_list(
                        "number", flat=True
                    )
                )
                missing = set(range(start + 1, version + 1)) - seen
                wrong.extend(missing)
        finally:
            connection.close()

    reader = Thread(target=read)
    reader.start()
    writers = [Thread(target=write, args=[person]) for person in people]
    for each in writers:
        each.start()
    for each in writers:
        each.join()
    stop.set()
    reader.join()

    assert wrong == []
