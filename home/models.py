from django.db import models
from django.urls import reverse
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.api import APIField
from wagtail.fields import StreamField
from wagtail.search import index

from articles.blocks import CallToActionBlock, SectionsBlock
from articles.serializers import CallToActionField, SectionsField
from core.models import BasePage
from core.seo import Node, schema_node
from core.serializers import ImageField, TextField
from home.blocks import FeaturedArticleBlock
from home.serializers import FeaturedArticlesField


class HomePage(BasePage):
    """Home page of a site, with hero, featured articles and call to action."""

    hero_heading = models.CharField(
        "heading",
        max_length=120,
        help_text="The first thing a visitor reads, for example “Your back, explained”.",
    )
    hero_text = models.TextField(
        "text", max_length=300, blank=True, help_text="One or two sentences below it."
    )
    hero_image = models.ForeignKey(
        "core.Image",
        verbose_name="picture",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    featured_articles = StreamField(
        [("article", FeaturedArticleBlock(page_type="articles.ArticlePage"))],
        blank=True,
        max_num=3,
        help_text="Up to three articles that stand first.",
    )
    call_to_action = StreamField(
        [("call_to_action", CallToActionBlock())], blank=True, max_num=1
    )

    main_image_field = "hero_image"

    parent_page_types = ["wagtailcore.Page"]
    subpage_types = [
        "articles.ArticleIndexPage",
        "contact.ContactPage",
        "home.StandardPage",
    ]

    content_panels = [
        *BasePage.content_panels,
        MultiFieldPanel(["hero_heading", "hero_text", "hero_image"], heading="Welcome"),
        FieldPanel("featured_articles"),
        FieldPanel("call_to_action"),
    ]

    api_fields = [
        APIField("hero_heading", serializer=TextField()),
        APIField("hero_text", serializer=TextField()),
        APIField("hero_image", serializer=ImageField("hero")),
        APIField("featured_articles", serializer=FeaturedArticlesField()),
        APIField("call_to_action", serializer=CallToActionField()),
        *BasePage.api_fields,
    ]

    class Meta:
        verbose_name = "home page"

    @property
    def lead(self) -> str:
        return self.hero_text

    def structured_data(self) -> list[Node]:
        url_at = self.page_data.url_at
        home = url_at("/")
        publisher = self.page_data.publisher
        website = schema_node(
            "WebSite",
            f"{home}#website",
            url=home,
            name=publisher["name"] if publisher else self.title,
            potentialAction=schema_node(
                "SearchAction",
                target=f"{url_at(reverse('search'))}?q={{search_term_string}}",
                **{"query-input": "required name=search_term_string"},
            ),
        )
        return [*super().structured_data(), website]


class StandardPage(BasePage):
    """General information page, such as privacy, accessibility or about us."""

    body = StreamField(SectionsBlock(), blank=True)

    parent_page_types = ["home.HomePage", "home.StandardPage"]
    subpage_types = ["home.StandardPage"]

    content_panels = [*BasePage.content_panels, FieldPanel("body")]

    search_fields = [*BasePage.search_fields, index.SearchField("body")]

    api_fields = [
        APIField("body", serializer=SectionsField()),
        *BasePage.api_fields,
    ]

    class Meta:
        verbose_name = "standard page"
