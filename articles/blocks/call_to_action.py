from typing import Any

from wagtail.blocks import CharBlock, ListBlock, RichTextBlock, StructValue

from clinic.phone import Phone, PhoneNumberBlock, as_phone
from core import rich_text
from core.blocks import LinkBlock, LinkData
from core.content_blocks import ContentBlock, Editable
from core.rich_text import Html


class CallToActionData(Editable):
    """``phone`` and ``location`` are the page's own, else the clinic's."""

    heading: str
    body: Html
    phone: Phone | None
    location: str
    links: list[LinkData]


class CallToActionBlock(ContentBlock):
    heading = CharBlock(
        max_length=120, help_text="For example “Talk to us about your back”."
    )
    body = RichTextBlock(
        required=False,
        features=rich_text.INLINE,
        help_text=(
            "What you offer, in one or two sentences. For example: “We find out "
            "where your pain comes from, and what helps.”"
        ),
    )
    phone = PhoneNumberBlock(required=False, help_text="Left out: the clinic's number.")
    location = CharBlock(
        required=False,
        max_length=120,
        help_text="Left out: the city of the clinic's first place.",
    )
    links = ListBlock(
        LinkBlock(),
        default=[],
        max_num=3,
        help_text="To the contact page, another page or outside; up to three.",
    )

    class Meta:
        icon = "mail"
        label = "Call to action"
        template = "articles/blocks/call_to_action.html"
        shape = CallToActionData
        description = "How the reader reaches you: a phone number, a place and buttons."
        preview_value = {
            "heading": "Talk to us about your back",
            "body": "<p>We find out where your pain comes from, and what helps.</p>",
            "phone": "+1 404 555 0142",
            "location": "Atlanta, GA",
            "links": [{"label": "Book a visit", "url": "https://www.example.org/"}],
        }

    # Any: the page data of a call to action are built upon the models.
    def get_api_data(self, stored: dict[str, Any], data: Any) -> CallToActionData:
        """The phone number and location of the page data fall back to the clinic's."""
        own: CallToActionData = super().get_api_data(stored, data)
        return {**own, "phone": data.phone, "location": data.location}

    def get_preview_context(
        self, value: StructValue, parent_context: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        context = super().get_preview_context(value, parent_context)
        phone = as_phone(value["phone"])
        return {**context, "phone": phone, "location": value["location"]}
