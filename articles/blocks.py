"""Blocks of an article; each block has the name of its template."""

from django.core.exceptions import ValidationError
from wagtail.blocks import (
    CharBlock,
    ChoiceBlock,
    IntegerBlock,
    ListBlock,
    RichTextBlock,
    StreamBlock,
    StructBlock,
    StructBlockValidationError,
    StructValue,
    TextBlock,
    URLBlock,
)
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.embeds.blocks import EmbedBlock
from wagtail.embeds.embeds import get_embed
from wagtail.embeds.exceptions import (
    EmbedException,
    EmbedUnsupportedProviderException,
)
from wagtail.images.blocks import ImageChooserBlock

from clinic.phone import PhoneNumberBlock
from core import rich_text
from core.blocks import LinkBlock, PictureBlock, ProseBlock
from core.embeds import ProviderSilent

# The first class that matches gives the message.
EMBED_ERRORS: dict[type[EmbedException], str] = {
    EmbedUnsupportedProviderException: (
        "Only videos of YouTube and Vimeo can be shown here. Enter the address of the "
        "video's page there."
    ),
    ProviderSilent: (
        "The video's site does not answer. Try again in a few minutes, or leave the "
        "video out for now."
    ),
    EmbedException: (
        "The video's site shows no video at this address. Open the address in your "
        "browser, and copy it from there."
    ),
}


class BenefitBlock(StructBlock):
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


class BenefitsBlock(StructBlock):
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


class SafetyBlock(StructBlock):
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


class CallToActionBlock(StructBlock):
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


class TextSectionBlock(StructBlock):
    heading = CharBlock(max_length=120, required=False)
    body = ProseBlock()

    class Meta:
        icon = "pilcrow"
        label = "Text"
        template = "articles/blocks/prose.html"


class VideoBlock(StructBlock):
    video = EmbedBlock(
        max_width=1280,
        help_text="The address of the video's page. Say below what it shows.",
    )
    caption = CharBlock(max_length=255)

    class Meta:
        icon = "media"
        label = "Video"
        template = "articles/blocks/video.html"

    def clean(self, value: StructValue) -> StructValue:
        """Gives the reason; Wagtail reports every embed error as “not found”."""
        video = value.get("video")
        try:
            if video:
                get_embed(video.url, video.max_width, video.max_height)
        except EmbedException as error:
            message = next(
                words for kind, words in EMBED_ERRORS.items() if isinstance(error, kind)
            )
            raise StructBlockValidationError(
                block_errors={"video": ValidationError(message)}
            ) from None
        return super().clean(value)


class QuoteBlock(StructBlock):
    text = TextBlock(max_length=1000)
    attribution = CharBlock(max_length=120, required=False)

    class Meta:
        icon = "openquote"
        label = "Quote"
        template = "articles/blocks/quote.html"


class StepBlock(StructBlock):
    title = CharBlock(max_length=120)
    description = RichTextBlock(required=False, features=rich_text.SHORT)

    class Meta:
        icon = "arrow-right"
        label = "Step"
        label_format = "{title}"


class StepsBlock(StructBlock):
    heading = CharBlock(max_length=120)
    introduction = RichTextBlock(required=False, features=rich_text.SHORT)
    items = ListBlock(StepBlock(), min_num=1, label="Steps")

    class Meta:
        icon = "list-ol"
        label = "Steps"
        template = "articles/blocks/steps.html"


class QuestionBlock(StructBlock):
    question = CharBlock(max_length=200)
    answer = RichTextBlock(features=rich_text.SHORT)

    class Meta:
        icon = "help"
        label = "Question"
        label_format = "{question}"


class QuestionsBlock(StructBlock):
    heading = CharBlock(max_length=120)
    items = ListBlock(QuestionBlock(), min_num=1, label="Questions")

    class Meta:
        icon = "help"
        label = "Questions and answers"
        template = "articles/blocks/questions.html"


class TableBlock(StructBlock):
    heading = CharBlock(max_length=120, required=False)
    table = TypedTableBlock(
        [("text", CharBlock(required=False, max_length=300))],
        help_text="Give the table a caption that says what it compares.",
    )

    class Meta:
        icon = "table"
        label = "Table"
        template = "articles/blocks/table.html"


class CalloutBlock(StructBlock):
    kind = ChoiceBlock(
        choices=[("note", "Note"), ("tip", "Tip"), ("caution", "Caution")],
        default="note",
    )
    heading = CharBlock(max_length=120)
    body = RichTextBlock(features=rich_text.SHORT)

    class Meta:
        icon = "info-circle"
        label = "Callout"
        template = "articles/blocks/callout.html"


class SectionsBlock(StreamBlock):
    """Stream of further content, in the editor's order."""

    prose = TextSectionBlock()
    picture = PictureBlock()
    video = VideoBlock()
    quote = QuoteBlock()
    steps = StepsBlock()
    questions = QuestionsBlock()
    table = TableBlock()
    callout = CalloutBlock()


class ReferenceBlock(StructBlock):
    title = CharBlock(
        max_length=300,
        help_text="As the source has it, for example “Exercise for low back pain”.",
    )
    publisher = CharBlock(
        max_length=200,
        required=False,
        help_text="A journal, society or authority, for example “The Lancet”.",
    )
    year = IntegerBlock(
        required=False, min_value=1800, help_text="When it came out, for example 2024."
    )
    url = URLBlock(
        required=False,
        label="Address",
        help_text="Where readers find it, for example https://doi.org/…",
    )

    class Meta:
        icon = "doc-full"
        label = "Reference"
        label_format = "{title}"
