from django.db import migrations

# Triggers of earlier versions wrote milliseconds, as texts that are less than the same
# time as Django writes it.
LENGTH_BEFORE = len("2026-11-27 09:00:00.123")


def write_microseconds(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(
            "UPDATE delivery_cachetag "
            "SET changed_at = replace(changed_at || '000', '.000000', '') "
            f"WHERE length(changed_at) = {LENGTH_BEFORE}"
        )


class Migration(migrations.Migration):

    dependencies = [
        ('delivery', '0003_page_times'),
    ]

    operations = [
        migrations.RunPython(write_microseconds, migrations.RunPython.noop),
    ]
