import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import modelcluster.fields
import public_forms.encrypted_fields
import uuid
import wagtail.contrib.forms.models
import wagtail.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('core', '0002_image'),
        ('wagtailcore', '0098_apitoken'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ContactPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('canonical_override', models.URLField(blank=True, help_text='Only when this text was first published elsewhere: the full address of the original.', verbose_name='original address')),
                ('hide_from_search_engines', models.BooleanField(default=False)),
                ('introduction', wagtail.fields.RichTextField(blank=True)),
                ('sharing_image', models.ForeignKey(blank=True, help_text="Shown when the page is shared. Left out: the page's main picture.", null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='core.image')),
            ],
            options={
                'verbose_name': 'contact page',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='FormPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('canonical_override', models.URLField(blank=True, help_text='Only when this text was first published elsewhere: the full address of the original.', verbose_name='original address')),
                ('hide_from_search_engines', models.BooleanField(default=False)),
                ('purpose', models.CharField(choices=[('message', 'Message'), ('appointment', 'Request for an appointment')], default='message', max_length=12)),
                ('introduction', wagtail.fields.RichTextField(blank=True, help_text='What the form is for, and how soon you answer.')),
                ('medical_notice', wagtail.fields.RichTextField(default='<p>Please do not send medical details with this form. We will ask for what we need when we speak to you.</p>', help_text='Stands above the questions.')),
                ('emergency_notice', wagtail.fields.RichTextField(blank=True, help_text="What to do in an emergency. Empty: the clinic's emergency wording.")),
                ('consent_label', models.CharField(default='I agree that the clinic stores what I enter here to answer me.', help_text='Beside the box that everybody ticks before sending.', max_length=300, verbose_name='words of consent')),
                ('button_label', models.CharField(default='Send', max_length=60)),
                ('thank_you', wagtail.fields.RichTextField(default='<p>Thank you. We have received it and will answer soon.</p>', help_text='What the visitor reads after sending.', verbose_name='words of thanks')),
                ('staff_email', models.TextField(blank=True, help_text="An e-mail address a line. Empty: the clinic's e-mail address.", verbose_name='who is told')),
                ('with_content', models.BooleanField(default=False, help_text='Mail travels in the open. Leave this off, and the mail says only that something came in, with a link to it.', verbose_name='mail the answers, too')),
                ('acknowledge', models.BooleanField(default=True, help_text='To the first e-mail address in the form, without what was entered.', verbose_name='confirm by e-mail')),
                ('acknowledgement', models.TextField(blank=True, help_text="Plain text. Empty: a sentence of thanks with the clinic's number.", verbose_name='words of the confirmation')),
                ('proof_of_work', models.BooleanField(default=False, help_text="A second of work for a visitor's browser, dear for those who send thousands. What comes without it is kept under “Looks like rubbish”.", verbose_name='let browsers do a sum')),
                ('keep_days', models.PositiveSmallIntegerField(default=180, help_text='Submissions older than this are deleted for good.', validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(3650)], verbose_name='delete after … days')),
                ('sharing_image', models.ForeignKey(blank=True, help_text="Shown when the page is shared. Left out: the page's main picture.", null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='core.image')),
            ],
            options={
                'verbose_name': 'form',
            },
            bases=(wagtail.contrib.forms.models.FormMixin, 'wagtailcore.page'),
        ),
        migrations.CreateModel(
            name='FormField',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                ('clean_name', models.CharField(blank=True, default='', help_text='Safe name of the form field, the label converted to ascii_snake_case', max_length=255, verbose_name='name')),
                ('label', models.CharField(help_text='The label of the form field', max_length=255, verbose_name='label')),
                ('required', models.BooleanField(default=True, verbose_name='required')),
                ('choices', models.TextField(blank=True, help_text='Comma or new line separated list of choices. Only applicable in checkboxes, radio and dropdown.', verbose_name='choices')),
                ('default_value', models.TextField(blank=True, help_text='Default value. Comma or new line separated values supported for checkboxes.', verbose_name='default value')),
                ('help_text', models.CharField(blank=True, max_length=255, verbose_name='help text')),
                ('field_type', models.CharField(choices=[('singleline', 'One line of text'), ('multiline', 'Several lines of text'), ('email', 'E-mail address'), ('phone', 'Phone number'), ('place', "One of the clinic's places"), ('dropdown', 'One of a list'), ('radio', 'One of a few'), ('checkboxes', 'Several of a list'), ('checkbox', 'Yes or no'), ('date', 'Day'), ('number', 'Number')], default='singleline', max_length=16, verbose_name='kind of answer')),
                ('page', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='form_fields', to='contact.formpage')),
            ],
            options={
                'ordering': ['sort_order'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Submission',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('form_title', models.CharField(editable=False, max_length=255)),
                ('answers', public_forms.encrypted_fields.EncryptedJSONField(default=list, editable=False)),
                ('email_digest', models.CharField(blank=True, editable=False, max_length=64)),
                ('fingerprint', models.CharField(blank=True, editable=False, max_length=64)),
                ('place', models.CharField(blank=True, editable=False, max_length=120)),
                ('status', models.CharField(choices=[('new', 'New'), ('handled', 'Handled')], default='new', editable=False, max_length=12)),
                ('is_urgent', models.BooleanField(default=False, editable=False)),
                ('suspicions', models.JSONField(default=list, editable=False)),
                ('is_news', models.BooleanField(default=True, editable=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('delete_on', models.DateField(db_index=True, editable=False)),
                ('handled_at', models.DateTimeField(editable=False, null=True)),
                ('announced_at', models.DateTimeField(editable=False, null=True)),
                ('acknowledged_at', models.DateTimeField(editable=False, null=True)),
                ('assigned_to', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('handled_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('page', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='submissions', to='contact.formpage', verbose_name='form')),
            ],
            options={
                'verbose_name': 'message',
                'ordering': ['-created_at', 'pk'],
                'permissions': [('handle_submission', 'Can read and handle what visitors sent'), ('export_submission', 'Can export what visitors sent'), ('delete_submission', 'Can delete what visitors sent')],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='SubmissionNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', public_forms.encrypted_fields.EncryptedTextField(max_length=2000)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('submission', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notes', to='contact.submission')),
                ('written_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['created_at', 'pk'],
                'default_permissions': (),
            },
        ),
        migrations.AddIndex(
            model_name='submission',
            index=models.Index(fields=['status', '-created_at'], name='contact_submission_desk'),
        ),
        migrations.AddIndex(
            model_name='submission',
            index=models.Index(fields=['email_digest'], name='contact_submission_sender'),
        ),
        migrations.AddIndex(
            model_name='submission',
            index=models.Index(fields=['fingerprint'], name='contact_submission_alike'),
        ),
        migrations.AddIndex(
            model_name='submission',
            index=models.Index(fields=['status', 'is_news'], name='contact_submission_news'),
        ),
    ]
