"""Who may do what from the first day; operators change it in the admin.

Wagtail's own migrations made Editors and Moderators, with pages, images and documents.
Here they get the clinic's own types, and clinical reviewers join them: they may edit
an article to note a review, and approve it in a workflow, but not publish it.
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
    """Django makes these after all migrations; until then, under the same names."""
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


def offer_workflow(apps, schema_editor):
    """Review first, then publication; an administrator assigns it where it is wanted."""
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


def withdraw(apps, schema_editor):
    """The reviewers' group stays, as people may be in it, without its rights.

    Other clinical reviews become approvals by their groups: their table goes next.
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
        migrations.RunPython(offer_workflow, withdraw),
    ]
