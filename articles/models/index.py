from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.search import index

from cms import rich_text
from cms.models import BasePage


class ArticleIndexPage(BasePage):
    """Where readers find articles: newest first, by topic, page by page."""

    introduction = RichTextField(blank=True, features=rich_text.SHORT)

    parent_page_types = ["home.HomePage"]
    subpage_types = ["articles.ArticlePage"]
    max_count_per_parent = 1

    content_panels = [*BasePage.content_panels, FieldPanel("introduction")]

    search_fields = [*BasePage.search_fields, index.SearchField("introduction")]

    class Meta:
        verbose_name = "article index"
