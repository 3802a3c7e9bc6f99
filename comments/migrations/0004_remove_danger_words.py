from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("comments", "0003_move_danger_words")]

    operations = [
        migrations.RemoveField(model_name="replysettings", name="danger_words"),
    ]
