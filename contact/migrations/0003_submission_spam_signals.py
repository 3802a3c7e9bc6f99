from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("contact", "0002_groups")]

    operations = [
        migrations.RenameField("submission", "suspicions", "spam_signals"),
    ]
