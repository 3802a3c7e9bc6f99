import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from core import schema_comparison
from tests import make
from tests.servers import free_port

pytestmark = pytest.mark.django_db


def run(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)


def everything():
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT COUNT(*) FROM "{table}"')
            found[table] = cursor.fetchone()
    return found


# As if the migration that made the table had been edited after it ran.
EDITED = {
    "the table clinic_person has no column role": (
        "ALTER TABLE clinic_person RENAME COLUMN role TO duty"
    ),
    "the table clinic_person has a column duty that must be filled": (
        "ALTER TABLE clinic_person RENAME COLUMN role TO duty"
    ),
    "there is no table public_forms_idempotencykey": (
        "ALTER TABLE public_forms_idempotencykey RENAME TO public_forms_slip"
    ),
}


def test_a_database_that_migrations_made_fits():
    assert schema_comparison.differences() == []
    assert schema_comparison.waiting_migrations() == []


@pytest.mark.parametrize("said", EDITED)
def test_make_run_says_what_does_not_fit_and_touches_nothing(said):
    make.person("Maya Lindqvist")
    run(EDITED[said])
    before = everything()

    with pytest.raises(CommandError) as refusal:
        call_command("serve_demo", port=free_port())

    words = str(refusal.value)
    assert said in words
    assert "made by an earlier commit of Gait" in words
    assert "Nothing was changed" in words
    assert "move it away" in words
    assert str(connection.settings_dict["NAME"]) in words
    assert everything() == before


def test_a_database_from_before_the_first_version_is_refused_in_one_sentence():
    MigrationRecorder(connection).record_applied("cms", "0001_initial")
    before = everything()

    with pytest.raises(CommandError) as refusal:
        call_command("serve_demo", port=free_port())

    words = str(refusal.value)
    assert "was made before Gait 0.1.0 and cannot be upgraded: move it away" in words
    assert "nothing was changed." in words
    assert str(connection.settings_dict["NAME"]) in words
    assert "\n" not in words
    assert everything() == before


def test_a_migration_that_was_put_before_one_that_ran_is_said_too():
    MigrationRecorder(connection).record_unapplied("contact", "0001_initial")

    with pytest.raises(CommandError, match=r"contact\.0001_initial"):
        call_command("serve_demo", port=free_port())


def test_what_a_newer_migration_will_add_is_no_difference():
    recorder = MigrationRecorder(connection)
    for name in ["0001_initial", "0002_groups", "0003_front_end_key"]:
        recorder.record_unapplied("public_forms", name)
    run("ALTER TABLE public_forms_idempotencykey RENAME TO public_forms_slip")

    assert schema_comparison.differences() == []
    assert schema_comparison.waiting_migrations() == [
        "public_forms.0001_initial",
        "public_forms.0002_groups",
        "public_forms.0003_front_end_key",
    ]
