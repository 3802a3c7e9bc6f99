from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("comments", "0002_groups")]

    operations = [
        migrations.RemoveField(model_name="replysettings", name="danger_words"),
    ]
