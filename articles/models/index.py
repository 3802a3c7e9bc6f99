from collections.abc import Sequence

from wagtail.admin.panels import FieldPanel
from wagtail.api import APIField
from wagtail.fields import RichTextField
from wagtail.models import Page
from wagtail.search import index

from cms import rich_text
from cms.api import serializers
from cms.models import BasePage
from contact.models import parts as clinic_parts


class ArticleIndexPage(BasePage):
    """Where readers find articles: newest first, by topic, page by page."""

    introduction = RichTextField(blank=True, features=rich_text.SHORT)

    parent_page_types = ["home.HomePage"]
    subpage_types = ["articles.ArticlePage"]
    max_count_per_parent = 1

    content_panels = [*BasePage.content_panels, FieldPanel("introduction")]

    search_fields = [*BasePage.search_fields, index.SearchField("introduction")]

    api_fields = [
        APIField("introduction", serializer=serializers.RichTextField()),
        *BasePage.api_fields,
    ]

    schema_type = "CollectionPage"

    class Meta:
        verbose_name = "article index"

    @classmethod
    def load_parts(
        cls, pages: Sequence[Page], *, hidden: Sequence[str] | None = None
    ) -> None:
        clinic_parts.load(pages, hidden=hidden)
