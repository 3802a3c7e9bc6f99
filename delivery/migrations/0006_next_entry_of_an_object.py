from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('delivery', '0005_deleted_pages'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='contentchange',
            name='delivery_changed_object',
        ),
        migrations.AddIndex(
            model_name='contentchange',
            index=models.Index(fields=['kind', 'object_id', 'id'], name='delivery_changed_object'),
        ),
    ]
