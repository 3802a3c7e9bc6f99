import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('clinic', '0001_initial'),
        ('wagtailcore', '0098_apitoken'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        migrations.swappable_dependency(settings.WAGTAIL_PAGE_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ReplySettings',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('replies_open', models.BooleanField(default=True, help_text='Each article can still be closed on its own.', verbose_name='visitors may reply')),
                ('close_after_days', models.PositiveSmallIntegerField(blank=True, help_text="Counted from an article's publication. Empty: they stay open.", null=True, validators=[django.core.validators.MinValueValidator(1)], verbose_name='close after … days')),
                ('first_time_writers_wait', models.BooleanField(default=True, help_text='Who never had a reply published waits for a moderator.', verbose_name='newcomers wait')),
                ('most_links', models.PositiveSmallIntegerField(default=2, help_text='A reply with more of them waits for a moderator.', validators=[django.core.validators.MaxValueValidator(50)], verbose_name='links allowed')),
                ('blocked_words', models.TextField(blank=True, help_text='A word or phrase a line. A reply with one of them goes to the spam folder.')),
                ('proof_of_work', models.BooleanField(default=False, help_text="A second of work for a visitor's browser, dear for those who send thousands. Replies without it wait for a moderator.", verbose_name='let browsers do a sum')),
                ('moderators_email', models.TextField(blank=True, help_text='An e-mail address a line. Empty: everybody who may moderate replies.', verbose_name='who is told')),
                ('address_days', models.PositiveSmallIntegerField(default=30, validators=[django.core.validators.MinValueValidator(1)], verbose_name='network addresses are shortened after … days')),
                ('rubbish_days', models.PositiveSmallIntegerField(default=30, validators=[django.core.validators.MinValueValidator(1)], verbose_name='spam and the bin are emptied after … days')),
                ('site', models.OneToOneField(editable=False, on_delete=django.db.models.deletion.CASCADE, to='wagtailcore.site')),
            ],
            options={
                'verbose_name': 'replies',
            },
        ),
        migrations.CreateModel(
            name='Comment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80)),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail')),
                ('website', models.URLField(blank=True)),
                ('text', models.TextField(max_length=5000)),
                ('by_clinic', models.BooleanField(default=False, editable=False)),
                ('status', models.CharField(choices=[('waiting', 'Waiting'), ('published', 'Published'), ('spam', 'Spam'), ('bin', 'In the bin')], default='waiting', editable=False, max_length=12)),
                ('is_urgent', models.BooleanField(default=False, editable=False)),
                ('held_for', models.JSONField(blank=True, default=list, editable=False)),
                ('verdict', models.CharField(blank=True, choices=[('pending', 'Not answered yet'), ('ham', 'No spam'), ('spam', 'Spam'), ('discard', 'Blatant spam'), ('unavailable', 'No verdict')], editable=False, max_length=12)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('consented_at', models.DateTimeField(editable=False, null=True)),
                ('edited_at', models.DateTimeField(editable=False, null=True)),
                ('decided_at', models.DateTimeField(editable=False, null=True)),
                ('announced_at', models.DateTimeField(editable=False, null=True)),
                ('erased_at', models.DateTimeField(editable=False, null=True)),
                ('address', models.GenericIPAddressField(editable=False, null=True)),
                ('user_agent', models.CharField(blank=True, editable=False, max_length=300)),
                ('referrer', models.CharField(blank=True, editable=False, max_length=300)),
                ('decided_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('page', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='replies', to=settings.WAGTAIL_PAGE_MODEL)),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='replies', to='comments.comment', verbose_name='in answer to')),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='clinic.person', verbose_name='answers for the clinic')),
            ],
            options={
                'verbose_name': 'reply',
                'verbose_name_plural': 'replies',
                'ordering': ['created_at', 'pk'],
                'permissions': [('moderate_comment', 'Can moderate replies')],
                'default_permissions': (),
                'indexes': [models.Index(fields=['page', 'status', 'created_at'], name='comments_comment_thread'), models.Index(fields=['status', '-is_urgent', 'created_at'], name='comments_comment_queue'), models.Index(fields=['email'], name='comments_comment_writer')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('is_urgent', True), ('status', 'published'), _negated=True), ('decided_by__isnull', False), ('decided_at__isnull', False), _connector='OR'), name='comments_comment_urgent_ones_are_decided', violation_error_message='A person decides whether an urgent reply is published.')],
            },
        ),
    ]
