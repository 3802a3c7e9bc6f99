import clinic.time_zones
import core.blocks
import django.db.models.deletion
import modelsearch.index
import phonenumber_field.modelfields
import wagtail.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('core', '0002_image'),
        ('wagtailcore', '0098_apitoken'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        migrations.swappable_dependency(settings.WAGTAIL_PAGE_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ClinicSettings',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(blank=True, help_text='As patients say it, for example “Larch Spine Clinic”.', max_length=120)),
                ('legal_name', models.CharField(blank=True, help_text='As it stands in the register.', max_length=200)),
                ('phone', phonenumber_field.modelfields.PhoneNumberField(blank=True, error_messages={'invalid': 'This is no phone number that can be dialled. Write it with its area code, for example (404) 555-0126, or with the country code: +1 404 555 0126.'}, help_text='Every article without a number of its own shows this one.', max_length=128, region=None)),
                ('email', models.EmailField(blank=True, help_text='Patients see it, and forms that name nobody else are sent there. For example hello@clinic.example', max_length=254, verbose_name='e-mail')),
                ('places', wagtail.fields.StreamField([('place', 22)], blank=True, block_lookup={0: ('wagtail.blocks.CharBlock', (), {'help_text': 'For example “Downtown clinic”.', 'max_length': 120}), 1: ('wagtail.blocks.CharBlock', (), {'max_length': 200}), 2: ('wagtail.blocks.CharBlock', (), {'max_length': 100}), 3: ('wagtail.blocks.CharBlock', (), {'help_text': 'State or province, for example “GA”.', 'max_length': 60, 'required': False}), 4: ('wagtail.blocks.CharBlock', (), {'max_length': 20, 'required': False}), 5: ('wagtail.blocks.CharBlock', (), {'default': 'US', 'help_text': 'Two letters of the country: US, CA, GB …', 'max_length': 2, 'min_length': 2}), 6: ('clinic.phone.PhoneNumberBlock', (), {'help_text': "Only when it differs from the clinic's number.", 'required': False}), 7: ('wagtail.blocks.MultipleChoiceBlock', [], {'choices': [('mo', 'Monday'), ('tu', 'Tuesday'), ('we', 'Wednesday'), ('th', 'Thursday'), ('fr', 'Friday'), ('sa', 'Saturday'), ('su', 'Sunday')]}), 8: ('clinic.blocks.ClockTimeBlock', (), {}), 9: ('clinic.blocks.ClockTimeBlock', (), {'help_text': 'After midnight it closes on the next morning: 20:00 to 02:00. To midnight is 00:00; from 00:00 to 00:00 is round the clock.'}), 10: ('wagtail.blocks.StructBlock', [[('days', 7), ('opens', 8), ('closes', 9)]], {}), 11: ('wagtail.blocks.ListBlock', (10,), {'default': [], 'label': 'Opening hours'}), 12: ('wagtail.blocks.CharBlock', (), {'help_text': 'For example “Christmas Eve”.', 'max_length': 60, 'required': False}), 13: ('clinic.blocks.DayBlock', (), {'label': 'Day'}), 14: ('clinic.blocks.DayBlock', (), {'help_text': 'Only where it is more than one.', 'label': 'Last day', 'required': False}), 15: ('wagtail.blocks.BooleanBlock', (), {'label': 'Closed all day', 'required': False}), 16: ('clinic.blocks.ClockTimeBlock', (), {'required': False}), 17: ('wagtail.blocks.StructBlock', [[('name', 12), ('first_day', 13), ('last_day', 14), ('closed', 15), ('opens', 16), ('closes', 16)]], {}), 18: ('wagtail.blocks.ListBlock', (17,), {'default': [], 'help_text': 'Public holidays, days off, short days: on them these count, not the hours above. Visitors see what is to come; what is past may stay.', 'label': 'Closed days and special hours'}), 19: ('wagtail.blocks.CharBlock', (), {'help_text': 'For example “Ring the bell after six”.', 'max_length': 200, 'required': False}), 20: ('wagtail.blocks.URLBlock', (), {'label': 'Map link', 'required': False}), 21: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'italic', 'link', 'document-link', 'ol', 'ul'], 'help_text': 'By car, by bus, parking, lifts and steps.', 'required': False}), 22: ('wagtail.blocks.StructBlock', [[('name', 0), ('street', 1), ('city', 2), ('region', 3), ('postcode', 4), ('country', 5), ('phone', 6), ('hours', 11), ('special_hours', 18), ('hours_note', 19), ('map_url', 20), ('directions', 21)]], {})}, help_text='The first one is where articles send their readers.')),
                ('time_zone', models.CharField(blank=True, choices=clinic.time_zones.choices, help_text='A city whose clocks show the same time as yours. Pages say by it whether you are open now.', max_length=64)),
                ('social_profiles', wagtail.fields.StreamField([('profile', 2)], blank=True, block_lookup={0: ('wagtail.blocks.CharBlock', (), {'help_text': 'For example “Mastodon”.', 'max_length': 60}), 1: ('wagtail.blocks.URLBlock', (), {'label': 'Address'}), 2: ('wagtail.blocks.StructBlock', [[('label', 0), ('url', 1)]], {})})),
                ('header_navigation', wagtail.fields.StreamField([('link', 3)], blank=True, block_lookup={0: ('wagtail.blocks.CharBlock', (), {'max_length': 80}), 1: ('wagtail.blocks.PageChooserBlock', (), {'required': False}), 2: ('wagtail.blocks.CharBlock', (), {'help_text': 'For a place outside this site: https://…, mailto:… or tel:…', 'label': 'Address', 'max_length': 2000, 'required': False, 'validators': [core.blocks.validate_link]}), 3: ('wagtail.blocks.StructBlock', [[('label', 0), ('page', 1), ('url', 2)]], {})}, help_text='Up to seven links.')),
                ('footer_navigation', wagtail.fields.StreamField([('link', 3)], blank=True, block_lookup={0: ('wagtail.blocks.CharBlock', (), {'max_length': 80}), 1: ('wagtail.blocks.PageChooserBlock', (), {'required': False}), 2: ('wagtail.blocks.CharBlock', (), {'help_text': 'For a place outside this site: https://…, mailto:… or tel:…', 'label': 'Address', 'max_length': 2000, 'required': False, 'validators': [core.blocks.validate_link]}), 3: ('wagtail.blocks.StructBlock', [[('label', 0), ('page', 1), ('url', 2)]], {})})),
                ('emergency_wording', wagtail.fields.RichTextField(blank=True, help_text='Stands with the warning signs of every article and beside forms. For example: “Call 911 or go to the nearest emergency department.” Make each number a link, of the kind “Phone link”: a phone then calls it at a touch.')),
                ('danger_signs', models.TextField(blank=True, help_text='A sign a line, in plain words. Whoever writes one of them in a reply, a form or a search sees the emergency wording at once, and a reply or message with one stands first at its desk. Gait knows many by itself: thoughts of suicide, an overdose, signs of a heart attack or a stroke, trouble breathing, heavy bleeding, and legs, bladder or bowels that suddenly fail. Add those of your own.', verbose_name='signs of danger')),
                ('disclaimer', wagtail.fields.RichTextField(blank=True, help_text='At the foot of every page.')),
                ('announce_overdue_reviews', models.BooleanField(default=True, help_text='Readers then see a plain notice on articles past their review date.', verbose_name='say when a review is overdue')),
                ('logo', models.ForeignKey(blank=True, help_text='At the top of every page; a PNG without a background looks best.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='core.image')),
                ('privacy_page', models.ForeignKey(blank=True, help_text="What you do with visitors' data; linked beside every form.", null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.WAGTAIL_PAGE_MODEL)),
                ('site', models.OneToOneField(editable=False, on_delete=django.db.models.deletion.CASCADE, to='wagtailcore.site')),
            ],
            options={
                'verbose_name': 'clinic',
            },
        ),
        migrations.CreateModel(
            name='Person',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(help_text='For example “Dr Maya Lindqvist”.', max_length=120)),
                ('slug', models.SlugField(error_messages={'unique': 'There is somebody at this address already.'}, help_text="The last part of the profile's address; follows from the name. For example “maya-lindqvist” for /people/maya-lindqvist/", max_length=120, unique=True, verbose_name='address')),
                ('credentials', models.CharField(blank=True, help_text='Degrees and memberships as they stand behind the name: “MD, FAANS”.', max_length=120)),
                ('role', models.CharField(blank=True, help_text='For example “Neurosurgeon”.', max_length=120)),
                ('biography', wagtail.fields.RichTextField(blank=True, help_text='Two or three sentences for readers. For example: “She has treated spines since 2009 and runs our clinic for sciatica.”')),
                ('same_as', models.URLField(blank=True, help_text="The person's entry in a professional register, if there is one.", verbose_name='public register')),
                ('photo', models.ForeignKey(blank=True, help_text='A portrait: head and shoulders.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='core.image')),
                ('user', models.OneToOneField(blank=True, help_text='The account this person signs in with, if any. Never shown.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='person', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'person',
                'verbose_name_plural': 'people',
                'ordering': ['name', 'pk'],
                'permissions': [('link_account', 'Can link accounts to people')],
            },
            bases=(modelsearch.index.Indexed, models.Model),
        ),
    ]
