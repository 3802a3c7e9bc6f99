from wagtail.blocks import CharBlock, ListBlock, RichTextBlock
from wagtail.images.blocks import ImageChooserBlock

from core import rich_text
from core.content_blocks import ContentBlock, Editable
from core.images.responsive import PictureData
from core.rich_text import Html


class WarningSignData(Editable):
    id: str
    text: str


class SafetyData(Editable):
    """``warning_signs``: when to stop and seek help."""

    heading: str
    body: Html
    image: PictureData | None
    warning_signs: list[WarningSignData]


class SafetyBlock(ContentBlock):
    heading = CharBlock(max_length=120, help_text="For example “Is walking safe?”.")
    body = RichTextBlock(
        features=rich_text.SHORT,
        help_text=(
            "For whom it is safe, who should ask first, what to watch. For example: "
            "“Most people can walk every day. Ask us first after an operation.”"
        ),
    )
    image = ImageChooserBlock(
        required=False,
        help_text="For example somebody who walks with a stick.",
    )
    warning_signs = ListBlock(
        CharBlock(max_length=200, label="Sign"),
        default=[],
        help_text=(
            "When to stop and get help, each sign in a field of its own. For example: "
            "“Numbness between the legs”. The clinic's emergency wording follows."
        ),
    )

    class Meta:
        icon = "warning"
        label = "Safety"
        template = "articles/blocks/safety.html"
        shape = SafetyData
        description = (
            "For whom it is safe, and the signs to stop at, with the clinic's emergency "
            "wording below them."
        )
        preview_value = {
            "heading": "Is walking safe?",
            "body": "<p>Most people can walk every day. Ask us first if you have had an "
            "operation in the last six weeks.</p>",
            "warning_signs": [
                "you feel numb between the legs",
                "a leg grows weak while you walk",
            ],
        }
