from django.db import migrations

GROUPS = {
    "Editors": ("add", "change", "view"),
    "Moderators": ("add", "change", "delete", "view"),
}
MODELS = {"searchsynonyms": "synonyms", "chosenresult": "chosen result"}


def grant(apps, schema_editor):
    """Lets editors and moderators keep synonyms and chosen results of the search."""
    for name, actions in GROUPS.items():
        group, _ = apps.get_model("auth.Group").objects.get_or_create(name=name)
        group.permissions.add(
            *(
                permission(apps, model, verbose_name, action)
                for model, verbose_name in MODELS.items()
                for action in actions
            )
        )


def permission(apps, model, verbose_name, action):
    """Gets or creates a permission; Django itself creates them after all migrations."""
    content_type, _ = apps.get_model("contenttypes.ContentType").objects.get_or_create(
        app_label="core", model=model
    )
    found, _ = apps.get_model("auth.Permission").objects.get_or_create(
        content_type=content_type,
        codename=f"{action}_{model}",
        defaults={"name": f"Can {action} {verbose_name}"},
    )
    return found


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0004_full_text_index"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [migrations.RunPython(grant, migrations.RunPython.noop)]
