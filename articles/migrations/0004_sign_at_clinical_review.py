"""Makes the step “Clinical review” of the workflow one that signs.

The row of the step stays, with its groups, its place in workflows and what was decided
in it: it gets a row in the table of our type beside it, and the content type of that.
"""

from django.db import migrations

TASK = "Clinical review"
OURS, WAGTAILS = ("articles", "clinicalreviewtask"), ("wagtailcore", "groupapprovaltask")


def content_type(apps, app_label, model):
    types = apps.get_model("contenttypes.ContentType").objects
    return types.get_or_create(app_label=app_label, model=model)[0]


def convert(apps, schema_editor):
    ClinicalReviewTask = apps.get_model("articles.ClinicalReviewTask")
    Task = apps.get_model("wagtailcore.Task")
    before, after = content_type(apps, *WAGTAILS), content_type(apps, *OURS)
    for task in Task.objects.filter(name=TASK, content_type=before):
        # Raw: without the rows of the parents, which are there.
        ClinicalReviewTask(pk=task.pk).save_base(raw=True, force_insert=True)
    Task.objects.filter(name=TASK, content_type=before).update(content_type=after)


def convert_back(apps, schema_editor):
    """All of our type, for its table goes next."""
    ClinicalReviewTask = apps.get_model("articles.ClinicalReviewTask")
    Task = apps.get_model("wagtailcore.Task")
    ours = content_type(apps, *OURS)
    for task in ClinicalReviewTask.objects.all():
        task.delete(keep_parents=True)
    Task.objects.filter(content_type=ours).update(
        content_type=content_type(apps, *WAGTAILS)
    )


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0002_groups"),
        ("articles", "0003_clinical_review_task"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [migrations.RunPython(convert, convert_back)]
