from django.db import migrations, models


class Migration(migrations.Migration):
    """Makes the table anew: all documents in it are those of an earlier release.

    SQLite would read each body to reach columns that were added behind it.
    """

    dependencies = [
        ('delivery', '0006_next_entry_of_an_object'),
    ]

    operations = [
        migrations.DeleteModel(
            name='StoredDocument',
        ),
        migrations.CreateModel(
            name='StoredDocument',
            fields=[
                ('key', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('release', models.CharField(db_default='', max_length=32)),
                ('origin', models.TextField(db_default='')),
                ('address', models.TextField()),
                ('number', models.BigIntegerField()),
                ('made_at', models.FloatField(db_index=True)),
                ('valid_until', models.FloatField(null=True)),
                ('tags', models.TextField()),
                ('details', models.TextField()),
                ('body', models.BinaryField()),
            ],
        ),
    ]
