from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("comments", "0002_groups")]

    operations = [
        migrations.AddIndex(
            model_name="comment",
            index=models.Index(
                fields=["status", "-id"], name="comments_comment_newest"
            ),
        )
    ]
