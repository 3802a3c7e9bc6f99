from wagtail.blocks import CharBlock, ListBlock, RichTextBlock

from articles.blocks.items import ItemData
from core import rich_text
from core.content_blocks import ContentBlock, Editable
from core.rich_text import Html


class BenefitBlock(ContentBlock):
    title = CharBlock(max_length=120, help_text="For example “Stronger muscles”.")
    description = RichTextBlock(
        features=rich_text.INLINE,
        help_text=(
            "Why it helps, in one or two sentences. For example: "
            "“A strong core holds your spine steady.”"
        ),
    )

    class Meta:
        icon = "tick"
        label = "Benefit"
        label_format = "{title}"
        shape = ItemData


class BenefitsData(Editable):
    heading: str
    introduction: Html
    items: list[ItemData]
    conclusion: Html


class BenefitsBlock(ContentBlock):
    heading = CharBlock(
        max_length=120, help_text="For example “How walking helps your back”."
    )
    introduction = RichTextBlock(
        required=False,
        features=rich_text.SHORT,
        help_text="A sentence or two that lead to the list.",
    )
    items = ListBlock(BenefitBlock(), min_num=1, label="Benefits")
    conclusion = RichTextBlock(
        required=False,
        features=rich_text.SHORT,
        help_text="What the reader takes away from the list.",
    )

    class Meta:
        icon = "list-ul"
        label = "Benefits"
        template = "articles/blocks/benefits.html"
        shape = BenefitsData
        description = "What the reader gains, one benefit after the other."
        preview_value = {
            "heading": "How walking helps your back",
            "introduction": "<p>Half an hour a day is enough to feel a change.</p>",
            "items": [
                {
                    "title": "Stronger muscles",
                    "description": "<p>A strong core holds your spine steady.</p>",
                },
                {
                    "title": "Less stiffness",
                    "description": "<p>Every step moves the joints of your back.</p>",
                },
            ],
            "conclusion": "<p>Begin with ten minutes on level ground.</p>",
        }
