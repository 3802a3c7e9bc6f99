"""Grants moderation of replies to Moderators and to the group Reply moderators."""

from django.db import migrations

MODERATORS = "Moderators"
REPLY_MODERATORS = "Reply moderators"


def permission(apps, app_label, model, codename, name):
    """Gets or creates a permission; Django itself creates them after all migrations."""
    content_type, _ = apps.get_model("contenttypes.ContentType").objects.get_or_create(
        app_label=app_label, model=model
    )
    permission, _ = apps.get_model("auth.Permission").objects.get_or_create(
        content_type=content_type, codename=codename, defaults={"name": name}
    )
    return permission


def rights(apps):
    return [
        permission(
            apps, "comments", "comment", "moderate_comment", "Can moderate replies"
        ),
        permission(
            apps,
            "comments",
            "replysettings",
            "change_replysettings",
            "Can change replies",
        ),
    ]


def grant(apps, schema_editor):
    Group = apps.get_model("auth.Group")
    access = permission(
        apps, "wagtailadmin", "admin", "access_admin", "Can access Wagtail admin"
    )
    moderators, _ = Group.objects.get_or_create(name=MODERATORS)
    moderators.permissions.add(*rights(apps))
    reply_moderators, _ = Group.objects.get_or_create(name=REPLY_MODERATORS)
    reply_moderators.permissions.add(access, *rights(apps))


def revoke(apps, schema_editor):
    """Removes the permissions; the groups stay, as they may have members."""
    groups = apps.get_model("auth.Group").objects
    for group in groups.filter(name__in=[MODERATORS, REPLY_MODERATORS]):
        group.permissions.remove(*rights(apps))


class Migration(migrations.Migration):
    dependencies = [
        ("comments", "0001_initial"),
        ("wagtailadmin", "0001_create_admin_access_permissions"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [migrations.RunPython(grant, revoke)]
