from wagtail.admin.panels import FieldPanel
from wagtail.api import APIField
from wagtail.fields import RichTextField
from wagtail.search import index

from core import rich_text, serializers
from core.models import BasePage
from core.seo import summary_of


class ArticleIndexPage(BasePage):
    """The paginated list of articles, newest first, with a filter by topic."""

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

    @property
    def lead(self) -> str:
        return summary_of(self.introduction)
