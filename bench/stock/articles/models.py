"""An article as Wagtail's tutorial would build it, with both APIs."""

from django.db import models
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import InlinePanel
from wagtail.api import APIField
from wagtail.blocks import CharBlock, RichTextBlock
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Orderable, Page
from wagtail.search import index


class ArticlePage(Page):
    summary = models.TextField()
    introduction = RichTextField()
    author = models.CharField(max_length=200)
    hero_image = models.ForeignKey(
        "wagtailimages.Image", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    body = StreamField([("heading", CharBlock()), ("paragraph", RichTextBlock())])

    content_panels = [
        *Page.content_panels,
        "summary",
        "introduction",
        "author",
        "hero_image",
        "body",
        InlinePanel("related_articles"),
    ]
    search_fields = [
        *Page.search_fields,
        index.SearchField("summary"),
        index.SearchField("body"),
    ]
    api_fields = [
        APIField("summary"),
        APIField("introduction"),
        APIField("author"),
        APIField("hero_image"),
        APIField("body"),
        APIField("related_articles"),
    ]


class RelatedArticle(Orderable):
    page = ParentalKey(
        ArticlePage, on_delete=models.CASCADE, related_name="related_articles"
    )
    article = models.ForeignKey(ArticlePage, on_delete=models.CASCADE, related_name="+")

    panels = ["article"]
    api_fields = [APIField("article")]
