"""Grants handling of submissions to Moderators and to the group Front desk."""

from django.db import migrations

MODERATORS = "Moderators"
FRONT_DESK = "Front desk"
RIGHTS = {
    "handle_submission": "Can read and handle what visitors sent",
    "export_submission": "Can export what visitors sent",
    "delete_submission": "Can delete what visitors sent",
}


def permission(apps, app_label, model, codename, name):
    """Gets or creates a permission; Django itself creates them after all migrations."""
    content_type, _ = apps.get_model("contenttypes.ContentType").objects.get_or_create(
        app_label=app_label, model=model
    )
    permission, _ = apps.get_model("auth.Permission").objects.get_or_create(
        content_type=content_type, codename=codename, defaults={"name": name}
    )
    return permission


def grant(apps, schema_editor):
    Group = apps.get_model("auth.Group")
    handle, export, delete = (
        permission(apps, "contact", "submission", codename, name)
        for codename, name in RIGHTS.items()
    )
    access = permission(
        apps, "wagtailadmin", "admin", "access_admin", "Can access Wagtail admin"
    )
    moderators, _ = Group.objects.get_or_create(name=MODERATORS)
    moderators.permissions.add(handle, export, delete)
    front_desk, _ = Group.objects.get_or_create(name=FRONT_DESK)
    front_desk.permissions.add(access, handle, export)


def revoke(apps, schema_editor):
    """Removes the permissions; the groups stay, as they may have members."""
    rights = apps.get_model("auth.Permission").objects.filter(
        content_type__app_label="contact", codename__in=RIGHTS
    )
    groups = apps.get_model("auth.Group").objects
    for group in groups.filter(name__in=[MODERATORS, FRONT_DESK]):
        group.permissions.remove(*rights)


class Migration(migrations.Migration):
    dependencies = [
        ("contact", "0001_initial"),
        ("wagtailadmin", "0001_create_admin_access_permissions"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [migrations.RunPython(grant, revoke)]
