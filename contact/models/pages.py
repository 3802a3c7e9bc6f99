from wagtail.admin.panels import FieldPanel
from wagtail.api import APIField
from wagtail.fields import RichTextField
from wagtail.search import index

from clinic.serializers import EmailField, PhoneField, PlacesField
from contact.serializers import FormLinksField
from core import rich_text, serializers
from core.models import BasePage
from core.seo import summary_of


class ContactPage(BasePage):
    """Contact page: phone, e-mail and places come from the clinic's settings."""

    introduction = RichTextField(blank=True, features=rich_text.SHORT)

    parent_page_types = ["home.HomePage"]
    subpage_types = ["contact.FormPage"]
    max_count_per_parent = 1

    content_panels = [*BasePage.content_panels, FieldPanel("introduction")]

    search_fields = [*BasePage.search_fields, index.SearchField("introduction")]

    api_fields = [
        APIField("introduction", serializer=serializers.RichTextField()),
        APIField("phone", serializer=PhoneField()),
        APIField("email", serializer=EmailField()),
        APIField("places", serializer=PlacesField()),
        APIField("forms", serializer=FormLinksField()),
        *BasePage.api_fields,
    ]

    link_kind = "contact"

    schema_type = "ContactPage"

    class Meta:
        verbose_name = "contact page"

    @property
    def lead(self) -> str:
        return summary_of(self.introduction)
