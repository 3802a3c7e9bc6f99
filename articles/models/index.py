from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest
from wagtail.admin.panels import FieldPanel
from wagtail.api import APIField
from wagtail.fields import RichTextField
from wagtail.models import Page
from wagtail.search import index

from articles.models.article import ArticlePage
from articles.models.former_slugs import at_slug
from articles.models.topics import Topic
from articles.pagination import listing
from clinic import page_data as clinic_page_data
from core import rich_text
from core.api import serializers
from core.models import BasePage
from core.seo import summary_of, with_url


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
    def load_page_data(
        cls, pages: Sequence[Page], *, hidden: Sequence[str] | None = None
    ) -> None:
        clinic_page_data.load(pages, hidden=hidden)

    @property
    def lead(self) -> str:
        return summary_of(self.introduction)

    def get_context(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> dict[str, Any]:
        """The list that ``?topic=`` and ``?page=`` ask for."""
        context = super().get_context(request, *args, **kwargs)
        articles = ArticlePage.objects.child_of(self).published().newest_first()
        slug = request.GET.get("topic")
        topic = at_slug(Topic.objects.all(), slug) if slug else None
        if slug and topic is None:
            raise Http404("There is no such topic.")
        shown = articles.filter(topics=topic) if topic else articles
        page = listing(request, shown)
        # A topic has a page of its own, which shows the same.
        address = (
            f"{self.page_data.origin}{topic.get_absolute_url()}"
            if topic
            else context["seo"]["canonical_url"]
        )
        return {
            **context,
            "seo": with_url(
                context["seo"],
                address,
                page=page.number,
                name=f"{self.title} about {topic.name}" if topic else "",
            ),
            "articles": page,
            "topic": topic,
            "topics": articles.topics(),
        }
