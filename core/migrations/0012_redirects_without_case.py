from django.db import migrations

NAME = "core_redirect_lower"
TABLE = "wagtailredirects_redirect"


def create(apps, schema_editor):
    """Creates the index by which ``core.redirects`` finds paths in other capitals.

    It folds ASCII alone, on both databases.
    """
    is_postgresql = schema_editor.connection.vendor == "postgresql"
    collation = ' COLLATE "C"' if is_postgresql else ""
    schema_editor.execute(f"CREATE INDEX {NAME} ON {TABLE} (LOWER(old_path{collation}))")


def drop(apps, schema_editor):
    schema_editor.execute(f"DROP INDEX {NAME}")


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0011_preview_url"),
        ("wagtailredirects", "0008_add_verbose_name_plural"),
    ]

    operations = [migrations.RunPython(create, drop)]
