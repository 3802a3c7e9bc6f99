from django.db import migrations, models
from django.db.models.functions import Cast, Left, Substr
from django.db.models.lookups import Exact


class Migration(migrations.Migration):

    dependencies = [
        ('delivery', '0002_stored_documents'),
    ]

    operations = [
        migrations.CreateModel(
            name='PageTime',
            fields=[
                ('page_id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('updated_at', models.DateTimeField(db_column='changed_at')),
            ],
            options={
                'db_table': 'delivery_cachetag',
                'managed': False,
            },
        ),
        migrations.AddField(
            model_name='cachetag',
            name='page_id',
            field=models.GeneratedField(db_persist=True, expression=models.Case(models.When(Exact(Left('name', 5), models.Value('page-')), then=Cast(Substr('name', 6), models.BigIntegerField()))), output_field=models.BigIntegerField(null=True)),
        ),
        migrations.AddIndex(
            model_name='cachetag',
            index=models.Index(condition=models.Q(('page_id__isnull', False)), fields=['changed_at', 'page_id'], name='delivery_page_times'),
        ),
    ]
