"""Further content of an article or a standard page, in the editor's order."""

from typing import Literal

from typing_extensions import TypedDict
from wagtail.blocks import (
    CharBlock,
    ChoiceBlock,
    ListBlock,
    RichTextBlock,
    StreamBlock,
    TextBlock,
)

from articles.blocks.items import ItemData
from articles.blocks.table import TableBlock
from articles.blocks.video import VideoBlock
from core import rich_text
from core.blocks import PictureBlock, ProseBlock
from core.content_blocks import ContentBlock, stream_shape


class ProseData(TypedDict):
    heading: str
    body: str


class TextSectionBlock(ContentBlock):
    heading = CharBlock(max_length=120, required=False)
    body = ProseBlock()

    class Meta:
        icon = "pilcrow"
        label = "Text"
        template = "articles/blocks/prose.html"
        shape = ProseData


class QuoteData(TypedDict):
    text: str
    attribution: str


class QuoteBlock(ContentBlock):
    text = TextBlock(max_length=1000)
    attribution = CharBlock(max_length=120, required=False)

    class Meta:
        icon = "openquote"
        label = "Quote"
        template = "articles/blocks/quote.html"
        shape = QuoteData


class StepBlock(ContentBlock):
    title = CharBlock(max_length=120)
    description = RichTextBlock(required=False, features=rich_text.SHORT)

    class Meta:
        icon = "arrow-right"
        label = "Step"
        label_format = "{title}"
        shape = ItemData


class StepsData(TypedDict):
    heading: str
    introduction: str
    items: list[ItemData]


class StepsBlock(ContentBlock):
    heading = CharBlock(max_length=120)
    introduction = RichTextBlock(required=False, features=rich_text.SHORT)
    items = ListBlock(StepBlock(), min_num=1, label="Steps")

    class Meta:
        icon = "list-ol"
        label = "Steps"
        template = "articles/blocks/steps.html"
        shape = StepsData


class QuestionData(TypedDict):
    id: str
    question: str
    answer: str


class QuestionBlock(ContentBlock):
    question = CharBlock(max_length=200)
    answer = RichTextBlock(features=rich_text.SHORT)

    class Meta:
        icon = "help"
        label = "Question"
        label_format = "{question}"
        shape = QuestionData


class QuestionsData(TypedDict):
    heading: str
    items: list[QuestionData]


class QuestionsBlock(ContentBlock):
    heading = CharBlock(max_length=120)
    items = ListBlock(QuestionBlock(), min_num=1, label="Questions")

    class Meta:
        icon = "help"
        label = "Questions and answers"
        template = "articles/blocks/questions.html"
        shape = QuestionsData


class CalloutData(TypedDict):
    kind: Literal["note", "tip", "caution"]
    heading: str
    body: str


class CalloutBlock(ContentBlock):
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
        shape = CalloutData


class SectionsBlock(StreamBlock):
    prose = TextSectionBlock()
    picture = PictureBlock()
    video = VideoBlock()
    quote = QuoteBlock()
    steps = StepsBlock()
    questions = QuestionsBlock()
    table = TableBlock()
    callout = CalloutBlock()


SectionData = stream_shape("Section", SectionsBlock)
