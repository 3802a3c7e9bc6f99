from django.db import migrations

NAME = "core_searchdocument_order"


def create(apps, schema_editor):
    """Creates the index that has documents with as many points in their order.

    SQLite has no NULLS LAST in indexes; its nulls are last in a descending order. The
    columns at the end spare it the rows, where the long texts come before the dates.
    """
    nulls = " NULLS LAST" if schema_editor.connection.vendor == "postgresql" else ""
    schema_editor.execute(
        f"CREATE INDEX {NAME} ON core_searchdocument "
        f"(title_length, published_at DESC{nulls}, id DESC, object_pk, model)"
    )
    if not nulls:
        schema_editor.execute(
            f"CREATE INDEX {NAME}_by_id ON core_searchdocument "
            "(id, title_length, published_at, object_pk, model)"
        )


def drop(apps, schema_editor):
    schema_editor.execute(f"DROP INDEX {NAME}")
    if schema_editor.connection.vendor != "postgresql":
        schema_editor.execute(f"DROP INDEX {NAME}_by_id")


class Migration(migrations.Migration):
    dependencies = [("core", "0006_searches_without_results")]

    operations = [migrations.RunPython(create, drop)]
