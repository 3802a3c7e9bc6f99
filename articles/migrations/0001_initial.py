import core.blocks
import django.core.validators
import django.db.models.deletion
import modelcluster.fields
import modelsearch.index
import wagtail.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('clinic', '0001_initial'),
        ('core', '0002_image'),
        ('wagtailcore', '0098_apitoken'),
    ]

    operations = [
        migrations.CreateModel(
            name='ClinicalReviewTask',
            fields=[
                ('groupapprovaltask_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='wagtailcore.groupapprovaltask')),
            ],
            options={
                'verbose_name': 'clinical review task',
                'verbose_name_plural': 'clinical review tasks',
            },
            bases=('wagtailcore.groupapprovaltask',),
        ),
        migrations.CreateModel(
            name='Topic',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(error_messages={'unique': 'There is a topic of this name already.'}, help_text='For example “Back pain”.', max_length=80, unique=True)),
                ('slug', models.SlugField(error_messages={'unique': 'There is a topic at this address already.'}, help_text="The last part of the topic's address; follows from the name. For example “back-pain” for /topics/back-pain/", max_length=80, unique=True, verbose_name='address')),
                ('description', models.TextField(blank=True, help_text='One or two sentences for readers.', max_length=300)),
                ('is_condition', models.BooleanField(default=False, help_text='Tells search engines; “Sciatica” is one, “Exercise” is not.', verbose_name='is a medical condition')),
            ],
            options={
                'ordering': ['name'],
            },
            bases=(modelsearch.index.Indexed, models.Model),
        ),
        migrations.CreateModel(
            name='ArticleIndexPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('canonical_override', models.URLField(blank=True, help_text='Only when this text was first published elsewhere: the full address of the original.', verbose_name='original address')),
                ('hide_from_search_engines', models.BooleanField(default=False)),
                ('introduction', wagtail.fields.RichTextField(blank=True)),
                ('sharing_image', models.ForeignKey(blank=True, help_text="Shown when the page is shared. Left out: the page's main picture.", null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='core.image')),
            ],
            options={
                'verbose_name': 'article index',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='FormerPersonSlug',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=120, unique=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='former_slugs', to='clinic.person')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='FormerTopicSlug',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=120, unique=True)),
                ('topic', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='former_slugs', to='articles.topic')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ArticlePage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('canonical_override', models.URLField(blank=True, help_text='Only when this text was first published elsewhere: the full address of the original.', verbose_name='original address')),
                ('hide_from_search_engines', models.BooleanField(default=False)),
                ('comments_open', models.BooleanField(default=True, help_text='Where replies are closed for the whole site, this opens none.', verbose_name='visitors may reply')),
                ('last_reviewed', models.DateField(blank=True, help_text='The day the clinician read the article.', null=True)),
                ('review_interval_months', models.PositiveSmallIntegerField(default=12, help_text='From this and the last review follows when the next one is due.', validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(60)], verbose_name='review every … months')),
                ('next_review_due', models.DateField(blank=True, db_index=True, editable=False, null=True)),
                ('summary', models.TextField(help_text='One or two sentences with the answer first, at most 300 characters. They stand under the title, on cards and in search results.', max_length=300)),
                ('introduction', wagtail.fields.RichTextField(help_text='What the reader has, and what this article will tell.')),
                ('benefits', wagtail.fields.StreamField([('benefits', 7)], blank=True, block_lookup={0: ('wagtail.blocks.CharBlock', (), {'help_text': 'For example “How walking helps your back”.', 'max_length': 120}), 1: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'italic', 'link', 'document-link', 'ol', 'ul'], 'help_text': 'A sentence or two that lead to the list.', 'required': False}), 2: ('wagtail.blocks.CharBlock', (), {'help_text': 'For example “Stronger muscles”.', 'max_length': 120}), 3: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'italic', 'link', 'document-link'], 'help_text': 'Why it helps, in one or two sentences. For example: “A strong core holds your spine steady.”'}), 4: ('wagtail.blocks.StructBlock', [[('title', 2), ('description', 3)]], {}), 5: ('wagtail.blocks.ListBlock', (4,), {'label': 'Benefits', 'min_num': 1}), 6: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'italic', 'link', 'document-link', 'ol', 'ul'], 'help_text': 'What the reader takes away from the list.', 'required': False}), 7: ('wagtail.blocks.StructBlock', [[('heading', 0), ('introduction', 1), ('items', 5), ('conclusion', 6)]], {})})),
                ('safety', wagtail.fields.StreamField([('safety', 5)], blank=True, block_lookup={0: ('wagtail.blocks.CharBlock', (), {'help_text': 'For example “Is walking safe?”.', 'max_length': 120}), 1: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'italic', 'link', 'document-link', 'ol', 'ul'], 'help_text': 'For whom it is safe, who should ask first, what to watch. For example: “Most people can walk every day. Ask us first after an operation.”'}), 2: ('wagtail.images.blocks.ImageChooserBlock', (), {'help_text': 'For example somebody who walks with a stick.', 'required': False}), 3: ('wagtail.blocks.CharBlock', (), {'label': 'Sign', 'max_length': 200}), 4: ('wagtail.blocks.ListBlock', (3,), {'default': [], 'help_text': "When to stop and get help, each sign in a field of its own. For example: “Numbness between the legs”. The clinic's emergency wording follows."}), 5: ('wagtail.blocks.StructBlock', [[('heading', 0), ('body', 1), ('image', 2), ('warning_signs', 4)]], {})})),
                ('call_to_action', wagtail.fields.StreamField([('call_to_action', 9)], blank=True, block_lookup={0: ('wagtail.blocks.CharBlock', (), {'help_text': 'For example “Talk to us about your back”.', 'max_length': 120}), 1: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'italic', 'link', 'document-link'], 'help_text': 'What you offer, in one or two sentences. For example: “We find out where your pain comes from, and what helps.”', 'required': False}), 2: ('clinic.phone.PhoneNumberBlock', (), {'help_text': "Left out: the clinic's number.", 'required': False}), 3: ('wagtail.blocks.CharBlock', (), {'help_text': "Left out: the city of the clinic's first place.", 'max_length': 120, 'required': False}), 4: ('wagtail.blocks.CharBlock', (), {'max_length': 80}), 5: ('wagtail.blocks.PageChooserBlock', (), {'required': False}), 6: ('wagtail.blocks.CharBlock', (), {'help_text': 'For a place outside this site: https://…, mailto:… or tel:…', 'label': 'Address', 'max_length': 2000, 'required': False, 'validators': [core.blocks.validate_link]}), 7: ('wagtail.blocks.StructBlock', [[('label', 4), ('page', 5), ('url', 6)]], {}), 8: ('wagtail.blocks.ListBlock', (7,), {'default': [], 'help_text': 'To the contact page, another page or outside; up to three.', 'max_num': 3}), 9: ('wagtail.blocks.StructBlock', [[('heading', 0), ('body', 1), ('phone', 2), ('location', 3), ('links', 8)]], {})})),
                ('sections', wagtail.fields.StreamField([('prose', 2), ('picture', 5), ('video', 8), ('quote', 10), ('steps', 15), ('questions', 20), ('table', 23), ('callout', 25)], blank=True, block_lookup={0: ('wagtail.blocks.CharBlock', (), {'max_length': 120, 'required': False}), 1: ('core.blocks.ProseBlock', (), {}), 2: ('wagtail.blocks.StructBlock', [[('heading', 0), ('body', 1)]], {}), 3: ('wagtail.images.blocks.ImageChooserBlock', (), {}), 4: ('wagtail.blocks.CharBlock', (), {'max_length': 255, 'required': False}), 5: ('wagtail.blocks.StructBlock', [[('image', 3), ('caption', 4)]], {}), 6: ('wagtail.embeds.blocks.EmbedBlock', (), {'help_text': "The address of the video's page. Say below what it shows.", 'max_width': 1280}), 7: ('wagtail.blocks.CharBlock', (), {'max_length': 255}), 8: ('wagtail.blocks.StructBlock', [[('video', 6), ('caption', 7)]], {}), 9: ('wagtail.blocks.TextBlock', (), {'max_length': 1000}), 10: ('wagtail.blocks.StructBlock', [[('text', 9), ('attribution', 0)]], {}), 11: ('wagtail.blocks.CharBlock', (), {'max_length': 120}), 12: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'italic', 'link', 'document-link', 'ol', 'ul'], 'required': False}), 13: ('wagtail.blocks.StructBlock', [[('title', 11), ('description', 12)]], {}), 14: ('wagtail.blocks.ListBlock', (13,), {'label': 'Steps', 'min_num': 1}), 15: ('wagtail.blocks.StructBlock', [[('heading', 11), ('introduction', 12), ('items', 14)]], {}), 16: ('wagtail.blocks.CharBlock', (), {'max_length': 200}), 17: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'italic', 'link', 'document-link', 'ol', 'ul']}), 18: ('wagtail.blocks.StructBlock', [[('question', 16), ('answer', 17)]], {}), 19: ('wagtail.blocks.ListBlock', (18,), {'label': 'Questions', 'min_num': 1}), 20: ('wagtail.blocks.StructBlock', [[('heading', 11), ('items', 19)]], {}), 21: ('wagtail.blocks.CharBlock', (), {'max_length': 300, 'required': False}), 22: ('wagtail.contrib.typed_table_block.blocks.TypedTableBlock', [[('text', 21)]], {'help_text': 'Give the table a caption that says what it compares.'}), 23: ('wagtail.blocks.StructBlock', [[('heading', 0), ('table', 22)]], {}), 24: ('wagtail.blocks.ChoiceBlock', [], {'choices': [('note', 'Note'), ('tip', 'Tip'), ('caution', 'Caution')]}), 25: ('wagtail.blocks.StructBlock', [[('kind', 24), ('heading', 11), ('body', 17)]], {})})),
                ('references', wagtail.fields.StreamField([('reference', 4)], blank=True, block_lookup={0: ('wagtail.blocks.CharBlock', (), {'help_text': 'As the source has it, for example “Exercise for low back pain”.', 'max_length': 300}), 1: ('wagtail.blocks.CharBlock', (), {'help_text': 'A journal, society or authority, for example “The Lancet”.', 'max_length': 200, 'required': False}), 2: ('wagtail.blocks.IntegerBlock', (), {'help_text': 'When it came out, for example 2024.', 'min_value': 1800, 'required': False}), 3: ('wagtail.blocks.URLBlock', (), {'help_text': 'Where readers find it, for example https://doi.org/…', 'label': 'Address', 'required': False}), 4: ('wagtail.blocks.StructBlock', [[('title', 0), ('publisher', 1), ('year', 2), ('url', 3)]], {})})),
                ('word_count', models.PositiveIntegerField(default=0, editable=False)),
                ('sentence_count', models.PositiveIntegerField(default=0, editable=False)),
                ('readability_grade', models.FloatField(editable=False, null=True)),
                ('author', models.ForeignKey(blank=True, help_text='Who wrote the article.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='authored_articles', to='clinic.person')),
                ('hero_image', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='core.image', verbose_name='main picture')),
                ('reviewer', models.ForeignKey(blank=True, help_text='The clinician who checked it.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='reviewed_articles', to='clinic.person')),
                ('sharing_image', models.ForeignKey(blank=True, help_text="Shown when the page is shared. Left out: the page's main picture.", null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='core.image')),
                ('topics', modelcluster.fields.ParentalManyToManyField(blank=True, related_name='articles', to='articles.topic')),
            ],
            options={
                'verbose_name': 'article',
            },
            bases=('wagtailcore.page', models.Model),
        ),
    ]
