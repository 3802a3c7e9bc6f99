"""Grants the right to choose pictures and documents to the groups that write.

Wagtail's migrations give it to every group with access to the admin that is there when
they run, which depends on the order of migrations.
"""

from django.db import migrations

WRITERS = ("Editors", "Moderators", "Clinical reviewers")
DESKS = ("Front desk", "Reply moderators")
CHOSEN = (("wagtailimages", "image"), ("wagtaildocs", "document"))


def rights(apps):
    for app_label, model in CHOSEN:
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
        for group in groups.filter(name__in=WRITERS):
            granted.get_or_create(group=group, collection=root, permission=permission)
        for group in groups.filter(name__in=DESKS):
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
