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
from core.content_blocks import ContentBlock, Editable, stream_shape
from core.rich_text import Html


class ProseData(TypedDict):
    heading: str
    body: Html


class TextSectionBlock(ContentBlock):
    heading = CharBlock(max_length=120, required=False)
    body = ProseBlock()

    class Meta:
        icon = "pilcrow"
        label = "Text"
        template = "articles/blocks/prose.html"
        shape = ProseData
        description = (
            "Paragraphs, lists, links and sub-headings, with a heading or not."
        )
        preview_value = {
            "heading": "Why backs ache",
            "body": "<p>Most back pain comes from muscles and joints that are tired or "
            "stiff, <b>not from damage</b>.</p><ul><li>It eases within weeks.</li>"
            "<li>Moving helps more than rest.</li></ul>",
        }


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
        description = "Words of a patient or a clinician, and whose they are."
        preview_value = {
            "text": "I walk to work again, and I sleep through the night.",
            "attribution": "A patient, three months later",
        }


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
    introduction: Html
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
        description = "Numbered instructions, to be followed one after the other."
        preview_value = {
            "heading": "How to lift a box",
            "introduction": "<p>Stand close to it, with your feet apart.</p>",
            "items": [
                {
                    "title": "Bend your knees",
                    "description": "<p>Keep your back long.</p>",
                },
                {
                    "title": "Hold it close",
                    "description": "<p>Near your belly it weighs less.</p>",
                },
                {"title": "Stand up slowly", "description": ""},
            ],
        }


class QuestionData(Editable):
    id: str
    question: str
    answer: Html


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
        description = "What patients ask, each with its answer. Search engines may show them, too."
        preview_value = {
            "heading": "What patients ask",
            "items": [
                {
                    "question": "Should I stay in bed?",
                    "answer": "<p>No. Gentle movement helps your back to heal.</p>",
                },
                {
                    "question": "Do I need a scan?",
                    "answer": "<p>Seldom. We tell you if a scan would change the "
                    "treatment.</p>",
                },
            ],
        }


class CalloutData(TypedDict):
    kind: Literal["note", "tip", "caution"]
    heading: str
    body: Html


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
        description = "A note, a tip or a caution that stands out from the text."
        preview_value = {
            "kind": "tip",
            "heading": "Warm up first",
            "body": "<p>Two minutes on the spot are enough before you stretch.</p>",
        }


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
