"""Default permissions of the groups; operators can change them in the admin.

Wagtail's own migrations create Editors and Moderators, with permissions on pages,
images and documents. This one adds those on the clinic's models, and the group Clinical
reviewers: its members edit articles and approve them in a workflow, but do not publish.
"""

from django.db import migrations

EDITORS, MODERATORS, REVIEWERS = "Editors", "Moderators", "Clinical reviewers"
TASK, WORKFLOW = "Clinical review", "Clinical review, then publication"

GRANTS = {
    EDITORS: {
        ("clinic", "person"): ("add", "change", "view"),
        ("articles", "topic"): ("add", "change", "view"),
    },
    MODERATORS: {
        ("clinic", "person"): ("add", "change", "delete", "view"),
        ("articles", "topic"): ("add", "change", "delete", "view"),
        ("clinic", "clinicsettings"): ("change",),
        ("wagtailredirects", "redirect"): ("add", "change", "delete", "view"),
    },
    REVIEWERS: {
        ("wagtailadmin", "admin"): ("access",),
        ("clinic", "person"): ("view",),
        ("articles", "topic"): ("view",),
    },
}


def permission(apps, app_label, model, action):
    """Gets or creates a permission; Django itself creates them after all migrations."""
    content_type, _ = apps.get_model("contenttypes.ContentType").objects.get_or_create(
        app_label=app_label, model=model
    )
    permission, _ = apps.get_model("auth.Permission").objects.get_or_create(
        content_type=content_type,
        codename=f"{action}_{model}",
        defaults={"name": f"Can {action} {model}"},
    )
    return permission


def grant(apps, schema_editor):
    Group = apps.get_model("auth.Group")
    for name, types in GRANTS.items():
        group, _ = Group.objects.get_or_create(name=name)
        group.permissions.add(
            *(
                permission(apps, *model, action)
                for model, actions in types.items()
                for action in actions
            )
        )
    apps.get_model("wagtailcore.GroupPagePermission").objects.get_or_create(
        group=Group.objects.get(name=REVIEWERS),
        page=apps.get_model("wagtailcore.Page").objects.get(depth=1),
        permission=permission(apps, "wagtailcore", "page", "change"),
    )


def content_type(apps, app_label, model):
    types = apps.get_model("contenttypes.ContentType").objects
    return types.get_or_create(app_label=app_label, model=model)[0]


def create_workflow(apps, schema_editor):
    """Creates the workflow of review and publication; administrators assign it."""
    Group = apps.get_model("auth.Group")
    Task = apps.get_model("wagtailcore.GroupApprovalTask")
    review = apps.get_model("articles.ClinicalReviewTask").objects.create(
        name=TASK, content_type=content_type(apps, "articles", "clinicalreviewtask")
    )
    review.groups.add(Group.objects.get(name=REVIEWERS))
    approval = Task.objects.filter(groups__name=MODERATORS).first()
    workflow = apps.get_model("wagtailcore.Workflow").objects.create(name=WORKFLOW)
    for order, task in enumerate(filter(None, (review, approval))):
        apps.get_model("wagtailcore.WorkflowTask").objects.create(
            workflow=workflow, task_id=task.pk, sort_order=order
        )


def revoke(apps, schema_editor):
    """Removes the workflow and the permissions.

    The group Clinical reviewers stays, as it may have members. Other clinical review
    tasks become group approval tasks, because reversing 0001 drops their table.
    """
    apps.get_model("wagtailcore.Workflow").objects.filter(name=WORKFLOW).delete()
    ClinicalReviewTask = apps.get_model("articles.ClinicalReviewTask")
    ClinicalReviewTask.objects.filter(name=TASK).delete()
    kept = [task.pk for task in ClinicalReviewTask.objects.all()]
    for task in ClinicalReviewTask.objects.all():
        task.delete(keep_parents=True)
    apps.get_model("wagtailcore.Task").objects.filter(pk__in=kept).update(
        content_type=content_type(apps, "wagtailcore", "groupapprovaltask")
    )
    Group = apps.get_model("auth.Group")
    for name in (EDITORS, MODERATORS, REVIEWERS):
        for group in Group.objects.filter(name=name):
            for model, actions in GRANTS[name].items():
                group.permissions.remove(
                    *(permission(apps, *model, action) for action in actions)
                )


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0001_initial"),
        ("clinic", "0001_initial"),
        ("wagtailadmin", "0001_create_admin_access_permissions"),
        ("wagtailcore", "0098_apitoken"),
        ("wagtailredirects", "0001_initial"),
    ]

    operations = [
        migrations.RunPython(grant, migrations.RunPython.noop),
        migrations.RunPython(create_workflow, revoke),
    ]
