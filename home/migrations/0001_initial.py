import core.blocks
import django.db.models.deletion
import wagtail.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('core', '0002_image'),
        ('wagtailcore', '0098_apitoken'),
    ]

    operations = [
        migrations.CreateModel(
            name='HomePage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('canonical_override', models.URLField(blank=True, help_text='Only when this text was first published elsewhere: the full address of the original.', verbose_name='original address')),
                ('hide_from_search_engines', models.BooleanField(default=False)),
                ('hero_heading', models.CharField(help_text='The first thing a visitor reads, for example “Your back, explained”.', max_length=120, verbose_name='heading')),
                ('hero_text', models.TextField(blank=True, help_text='One or two sentences below it.', max_length=300, verbose_name='text')),
                ('featured_articles', wagtail.fields.StreamField([('article', 0)], blank=True, block_lookup={0: ('wagtail.blocks.PageChooserBlock', (), {'page_type': ['articles.ArticlePage']})}, help_text='Up to three articles that stand first.')),
                ('call_to_action', wagtail.fields.StreamField([('call_to_action', 9)], blank=True, block_lookup={0: ('wagtail.blocks.CharBlock', (), {'help_text': 'For example “Talk to us about your back”.', 'max_length': 120}), 1: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'italic', 'link', 'document-link'], 'help_text': 'What you offer, in one or two sentences. For example: “We find out where your pain comes from, and what helps.”', 'required': False}), 2: ('clinic.phone.PhoneNumberBlock', (), {'help_text': "Left out: the clinic's number.", 'required': False}), 3: ('wagtail.blocks.CharBlock', (), {'help_text': "Left out: the city of the clinic's first place.", 'max_length': 120, 'required': False}), 4: ('wagtail.blocks.CharBlock', (), {'max_length': 80}), 5: ('wagtail.blocks.PageChooserBlock', (), {'required': False}), 6: ('wagtail.blocks.CharBlock', (), {'help_text': 'For a place outside this site: https://…, mailto:… or tel:…', 'label': 'Address', 'max_length': 2000, 'required': False, 'validators': [core.blocks.validate_link]}), 7: ('wagtail.blocks.StructBlock', [[('label', 4), ('page', 5), ('url', 6)]], {}), 8: ('wagtail.blocks.ListBlock', (7,), {'default': [], 'help_text': 'To the contact page, another page or outside; up to three.', 'max_num': 3}), 9: ('wagtail.blocks.StructBlock', [[('heading', 0), ('body', 1), ('phone', 2), ('location', 3), ('links', 8)]], {})})),
                ('hero_image', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='core.image', verbose_name='picture')),
                ('sharing_image', models.ForeignKey(blank=True, help_text="Shown when the page is shared. Left out: the page's main picture.", null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='core.image')),
            ],
            options={
                'verbose_name': 'home page',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='StandardPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('canonical_override', models.URLField(blank=True, help_text='Only when this text was first published elsewhere: the full address of the original.', verbose_name='original address')),
                ('hide_from_search_engines', models.BooleanField(default=False)),
                ('body', wagtail.fields.StreamField([('prose', 2), ('picture', 5), ('video', 8), ('quote', 10), ('steps', 15), ('questions', 20), ('table', 23), ('callout', 25)], blank=True, block_lookup={0: ('wagtail.blocks.CharBlock', (), {'max_length': 120, 'required': False}), 1: ('core.blocks.ProseBlock', (), {}), 2: ('wagtail.blocks.StructBlock', [[('heading', 0), ('body', 1)]], {}), 3: ('wagtail.images.blocks.ImageChooserBlock', (), {}), 4: ('wagtail.blocks.CharBlock', (), {'max_length': 255, 'required': False}), 5: ('wagtail.blocks.StructBlock', [[('image', 3), ('caption', 4)]], {}), 6: ('wagtail.embeds.blocks.EmbedBlock', (), {'help_text': "The address of the video's page. Say below what it shows.", 'max_width': 1280}), 7: ('wagtail.blocks.CharBlock', (), {'max_length': 255}), 8: ('wagtail.blocks.StructBlock', [[('video', 6), ('caption', 7)]], {}), 9: ('wagtail.blocks.TextBlock', (), {'max_length': 1000}), 10: ('wagtail.blocks.StructBlock', [[('text', 9), ('attribution', 0)]], {}), 11: ('wagtail.blocks.CharBlock', (), {'max_length': 120}), 12: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'italic', 'link', 'document-link', 'ol', 'ul'], 'required': False}), 13: ('wagtail.blocks.StructBlock', [[('title', 11), ('description', 12)]], {}), 14: ('wagtail.blocks.ListBlock', (13,), {'label': 'Steps', 'min_num': 1}), 15: ('wagtail.blocks.StructBlock', [[('heading', 11), ('introduction', 12), ('items', 14)]], {}), 16: ('wagtail.blocks.CharBlock', (), {'max_length': 200}), 17: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'italic', 'link', 'document-link', 'ol', 'ul']}), 18: ('wagtail.blocks.StructBlock', [[('question', 16), ('answer', 17)]], {}), 19: ('wagtail.blocks.ListBlock', (18,), {'label': 'Questions', 'min_num': 1}), 20: ('wagtail.blocks.StructBlock', [[('heading', 11), ('items', 19)]], {}), 21: ('wagtail.blocks.CharBlock', (), {'max_length': 300, 'required': False}), 22: ('wagtail.contrib.typed_table_block.blocks.TypedTableBlock', [[('text', 21)]], {'help_text': 'Give the table a caption that says what it compares.'}), 23: ('wagtail.blocks.StructBlock', [[('heading', 0), ('table', 22)]], {}), 24: ('wagtail.blocks.ChoiceBlock', [], {'choices': [('note', 'Note'), ('tip', 'Tip'), ('caution', 'Caution')]}), 25: ('wagtail.blocks.StructBlock', [[('kind', 24), ('heading', 11), ('body', 17)]], {})})),
                ('sharing_image', models.ForeignKey(blank=True, help_text="Shown when the page is shared. Left out: the page's main picture.", null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='core.image')),
            ],
            options={
                'verbose_name': 'standard page',
            },
            bases=('wagtailcore.page',),
        ),
    ]
