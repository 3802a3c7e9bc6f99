import re
from typing import Any

from django.db import models
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import ObjectList, TabbedInterface
from wagtail.api import APIField
from wagtail.fields import RichTextField, StreamField
from wagtail.models import PageManager, Revision
from wagtail.search import index

from articles import panels, readability
from articles.article_form import ArticleForm
from articles.blocks import (
    BenefitsBlock,
    CallToActionBlock,
    ReferenceBlock,
    SafetyBlock,
    SectionsBlock,
)
from articles.models.reviewed import Reviewed
from articles.querysets import ArticlePageQuerySet
from articles.serializers import (
    BenefitsField,
    CallToActionField,
    ReadabilityField,
    ReadingTimeField,
    ReferencesField,
    RelatedArticlesField,
    ReviewField,
    SafetyField,
    SectionsField,
    TopicsField,
)
from clinic.serializers import PersonField
from comments import threads
from comments.models import TakesReplies
from comments.serializers import CommentsField
from core import rich_text, serializers
from core.models import BasePage
from core.serializers import ImageField, TextField


class ArticlePage(Reviewed, TakesReplies, BasePage):
    """A health article, made of structured parts for HTML, APIs and JSON-LD."""

    summary = models.TextField(
        max_length=300,
        help_text=(
            "One or two sentences with the answer first, at most 300 characters. "
            "They stand under the title, on cards and in search results."
        ),
    )
    introduction = RichTextField(
        features=rich_text.PROSE,
        help_text="What the reader has, and what this article will tell.",
    )
    hero_image = models.ForeignKey(
        "core.Image",
        verbose_name="main picture",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    benefits = StreamField([("benefits", BenefitsBlock())], blank=True, max_num=1)
    safety = StreamField([("safety", SafetyBlock())], blank=True, max_num=1)
    call_to_action = StreamField(
        [("call_to_action", CallToActionBlock())], blank=True, max_num=1
    )
    sections = StreamField(SectionsBlock(), blank=True)
    references = StreamField([("reference", ReferenceBlock())], blank=True)
    topics = ParentalManyToManyField(
        "articles.Topic", blank=True, related_name="articles"
    )
    author = models.ForeignKey(
        "clinic.Person",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="authored_articles",
        help_text="Who wrote the article.",
    )
    word_count = models.PositiveIntegerField(default=0, editable=False)
    sentence_count = models.PositiveIntegerField(default=0, editable=False)
    readability_grade = models.FloatField(null=True, editable=False)

    open_graph_type = "article"
    main_image_field = "hero_image"

    objects = PageManager.from_queryset(ArticlePageQuerySet)()

    parent_page_types = ["articles.ArticleIndexPage"]
    subpage_types: list[str] = []

    base_form_class = ArticleForm
    content_panels = panels.CONTENT
    edit_handler = TabbedInterface(
        [
            ObjectList(content_panels, heading="Content"),
            ObjectList(panels.REVIEW, heading="Review and topics"),
            ObjectList(BasePage.promote_panels, heading="Promote"),
            ObjectList(
                [*BasePage.settings_panels, *TakesReplies.reply_panels],
                heading="Settings",
            ),
        ]
    )

    search_fields = [
        *BasePage.search_fields,
        index.SearchField("summary", boost=2),
        index.SearchField("plain_text"),
        index.FilterField("next_review_due"),
        index.RelatedFields("author", [index.FilterField("slug")]),
        index.RelatedFields("topics", [index.FilterField("slug")]),
    ]

    api_fields = [
        APIField("summary", serializer=TextField()),
        APIField("introduction", serializer=serializers.RichTextField()),
        APIField("hero_image", serializer=ImageField("hero")),
        APIField("benefits", serializer=BenefitsField()),
        APIField("safety", serializer=SafetyField()),
        APIField("call_to_action", serializer=CallToActionField()),
        APIField("sections", serializer=SectionsField()),
        APIField("references", serializer=ReferencesField()),
        APIField("author", serializer=PersonField()),
        APIField("review", serializer=ReviewField()),
        APIField("topics", serializer=TopicsField()),
        APIField("reading_time_minutes", serializer=ReadingTimeField()),
        APIField("readability", serializer=ReadabilityField()),
        APIField("related_articles", serializer=RelatedArticlesField()),
        APIField("comments", serializer=CommentsField()),
        *BasePage.api_fields,
    ]
    # By primary key: ?topics=3
    api_filters = ("author", "reviewer", "topics")
    api_select_related = ("author", "reviewer")
    api_annotations = staticmethod(threads.count_annotation)

    class Meta:
        verbose_name = "article"

    @property
    def lead(self) -> str:
        return self.summary

    @property
    def reading_time_minutes(self) -> int:
        return readability.reading_time_minutes(self.word_count)

    def save(self, *args: Any, **kwargs: Any) -> None:
        if kwargs.get("update_fields") is None:
            self._set_readability()
        super().save(*args, **kwargs)

    def save_revision(self, *args: Any, **kwargs: Any) -> Revision:
        self._set_readability()
        return super().save_revision(*args, **kwargs)

    @property
    def plain_text(self) -> str:
        """The text of the article, one line for each heading or paragraph.

        Citation marks, which editors type as [2], are left out.
        """
        streams = (self.benefits, self.sections, self.safety)
        text = "\n".join(
            [
                self.summary,
                rich_text.lines_of(self.introduction),
                *(
                    text
                    for stream in streams
                    for text in stream.stream_block.get_searchable_content(stream)
                ),
            ]
        )
        return re.sub(r" ?\[\d+\]", "", text)

    def _set_readability(self) -> None:
        """Fills the computed columns, so that lists can filter by them."""
        measured = readability.readability(self.plain_text)
        self.word_count = measured.words
        self.sentence_count = measured.sentences
        self.readability_grade = measured.grade
