"""Grants Moderators the permissions for personal data and background work."""

from django.db import migrations

MODERATORS = "Moderators"
RIGHTS = {
    "manage_personal_data": "Can find and erase what visitors sent",
    "manage_background_work": "Can see failed work and try it again",
}


def grant(apps, schema_editor):
    # Django creates permissions after all migrations, so this creates the same rows.
    content_type, _ = apps.get_model("contenttypes.ContentType").objects.get_or_create(
        app_label="public_forms", model="idempotencykey"
    )
    moderators, _ = apps.get_model("auth.Group").objects.get_or_create(name=MODERATORS)
    for codename, name in RIGHTS.items():
        right, _ = apps.get_model("auth.Permission").objects.get_or_create(
            content_type=content_type, codename=codename, defaults={"name": name}
        )
        moderators.permissions.add(right)


def withdraw(apps, schema_editor):
    rights = apps.get_model("auth.Permission").objects.filter(
        content_type__app_label="public_forms", codename__in=RIGHTS
    )
    for moderators in apps.get_model("auth.Group").objects.filter(name=MODERATORS):
        moderators.permissions.remove(*rights)


class Migration(migrations.Migration):
    dependencies = [
        ("public_forms", "0001_initial"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [migrations.RunPython(grant, withdraw)]
