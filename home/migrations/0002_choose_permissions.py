"""Grants the permission to choose images and documents to the groups of editors.

Wagtail's migrations grant it to every group with admin access that exists when they
run, which depends on the order of migrations.
"""

from django.db import migrations

EDITOR_GROUPS = ("Editors", "Moderators", "Clinical reviewers")
INBOX_GROUPS = ("Front desk", "Reply moderators")
CHOOSABLE = (("wagtailimages", "image"), ("wagtaildocs", "document"))


def rights(apps):
    for app_label, model in CHOOSABLE:
        content_type, _ = apps.get_model(
            "contenttypes.ContentType"
        ).objects.get_or_create(app_label=app_label, model=model)
        permission, _ = apps.get_model("auth.Permission").objects.get_or_create(
            content_type=content_type,
            codename=f"choose_{model}",
            defaults={"name": f"Can choose {model}"},
        )
        yield permission


def grant(apps, schema_editor):
    groups = apps.get_model("auth.Group").objects
    granted = apps.get_model("wagtailcore.GroupCollectionPermission").objects
    root = apps.get_model("wagtailcore.Collection").objects.get(depth=1)
    for permission in rights(apps):
        for group in groups.filter(name__in=EDITOR_GROUPS):
            granted.get_or_create(group=group, collection=root, permission=permission)
        for group in groups.filter(name__in=INBOX_GROUPS):
            group.permissions.remove(permission)
            granted.filter(group=group, permission=permission).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0002_groups"),
        ("comments", "0002_groups"),
        ("contact", "0002_groups"),
        ("home", "0001_initial"),
        ("wagtaildocs", "0011_add_choose_permissions"),
        ("wagtailimages", "0023_add_choose_permissions"),
    ]

    operations = [migrations.RunPython(grant, migrations.RunPython.noop)]
