from django.db import migrations

COLUMNS = ("title_stems", "main_stems", "body_stems")


def create(apps, schema_editor):
    """Creates the full-text index, which Django's models cannot describe."""
    if schema_editor.connection.vendor == "postgresql":
        for column in COLUMNS:
            schema_editor.execute(
                f"ALTER TABLE core_searchdocument ADD COLUMN {column} tsvector "
                "NOT NULL DEFAULT ''"
            )
            schema_editor.execute(
                f"CREATE INDEX core_searchdocument_{column} "
                f"ON core_searchdocument USING gin ({column}) WITH (fastupdate = off)"
            )
    else:
        # Positions are not needed; without them the index is a third of the size.
        schema_editor.execute(
            f"CREATE VIRTUAL TABLE core_searchdocument_fts USING fts5("
            f"{', '.join(COLUMNS)}, detail=column, "
            "tokenize='unicode61 remove_diacritics 0')"
        )


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for column in COLUMNS:
            schema_editor.execute(
                f"ALTER TABLE core_searchdocument DROP COLUMN {column}"
            )
    else:
        schema_editor.execute("DROP TABLE core_searchdocument_fts")


class Migration(migrations.Migration):
    dependencies = [("core", "0003_search")]

    operations = [migrations.RunPython(create, drop)]
