"""API shapes of an article's sections: a union discriminated by ``type``."""

from typing import Annotated, Any, Literal

from pydantic import Field as Discriminated
from typing_extensions import TypeAliasType, TypedDict
from wagtail.blocks import StreamValue
from wagtail.models import Page

from articles.blocks import VideoBlock
from core.images.responsive import PictureData
from core.page_data import PageData, embed_hash
from core.serializers import PageField
from core.stream_json import items, mapping, stream_items, text

EMBED = VideoBlock().child_blocks["video"]


class ItemData(TypedDict):
    """One of a list: a title with its explanation as finished HTML."""

    id: str
    title: str
    description: str


class ProseData(TypedDict):
    heading: str
    body: str


class ProseSectionData(TypedDict):
    id: str
    type: Literal["prose"]
    value: ProseData


class FigureData(TypedDict):
    image: PictureData | None
    caption: str


class PictureSectionData(TypedDict):
    id: str
    type: Literal["picture"]
    value: FigureData


class VideoData(TypedDict):
    """``html`` is the provider's player; None until it has been asked for it."""

    url: str | None
    title: str
    caption: str
    html: str | None
    thumbnail_url: str | None


class VideoSectionData(TypedDict):
    id: str
    type: Literal["video"]
    value: VideoData


class QuoteData(TypedDict):
    text: str
    attribution: str


class QuoteSectionData(TypedDict):
    id: str
    type: Literal["quote"]
    value: QuoteData


class StepsData(TypedDict):
    heading: str
    introduction: str
    items: list[ItemData]


class StepsSectionData(TypedDict):
    id: str
    type: Literal["steps"]
    value: StepsData


class QuestionData(TypedDict):
    id: str
    question: str
    answer: str


class QuestionsData(TypedDict):
    heading: str
    items: list[QuestionData]


class QuestionsSectionData(TypedDict):
    id: str
    type: Literal["questions"]
    value: QuestionsData


class TableData(TypedDict):
    """``columns`` are the headings; each row has a cell for each of them."""

    heading: str
    caption: str
    columns: list[str]
    rows: list[list[str]]


class TableSectionData(TypedDict):
    id: str
    type: Literal["table"]
    value: TableData


class CalloutData(TypedDict):
    kind: Literal["note", "tip", "caution"]
    heading: str
    body: str


class CalloutSectionData(TypedDict):
    id: str
    type: Literal["callout"]
    value: CalloutData


# A named alias, because v3 strips the metadata of ``Annotated`` from annotations, but
# not inside an alias.
SectionData = TypeAliasType(
    "Section",
    Annotated[
        ProseSectionData
        | PictureSectionData
        | VideoSectionData
        | QuoteSectionData
        | StepsSectionData
        | QuestionsSectionData
        | TableSectionData
        | CalloutSectionData,
        Discriminated(discriminator="type"),
    ],
)


class SectionsField(PageField):
    """The sections in the editor's order; removed block types are skipped."""

    def to_representation(self, page: Page) -> list[SectionData]:
        stream: StreamValue = getattr(page, self.field_name)
        return [
            {"id": key, "type": kind, "value": SECTIONS[kind](stored, page.page_data)}
            for key, kind, stored in stream_items(stream)
            if kind in SECTIONS
        ]


def titled_items(stored: dict[str, Any], data: PageData) -> list[ItemData]:
    return [
        {
            "id": key,
            "title": text(mapping(item).get("title")),
            "description": data.html(mapping(item).get("description")),
        }
        for key, item in items(stored.get("items"))
    ]


def _prose(stored: dict[str, Any], data: PageData) -> ProseData:
    return {
        "heading": text(stored.get("heading")),
        "body": data.html(stored.get("body")),
    }


def _figure(stored: dict[str, Any], data: PageData) -> FigureData:
    return {
        "image": data.picture(stored.get("image"), "figure"),
        "caption": text(stored.get("caption")),
    }


def _video(stored: dict[str, Any], data: PageData) -> VideoData:
    url = text(stored.get("video"))
    embed = data.preloaded.embeds.get(embed_hash(EMBED, url)) if url else None
    return {
        "url": url or None,
        "title": embed.title if embed else "",
        "caption": text(stored.get("caption")),
        "html": embed.html or None if embed else None,
        "thumbnail_url": embed.thumbnail_url or None if embed else None,
    }


def _quote(stored: dict[str, Any], data: PageData) -> QuoteData:
    return {
        "text": text(stored.get("text")),
        "attribution": text(stored.get("attribution")),
    }


def _steps(stored: dict[str, Any], data: PageData) -> StepsData:
    return {
        "heading": text(stored.get("heading")),
        "introduction": data.html(stored.get("introduction")),
        "items": titled_items(stored, data),
    }


def _questions(stored: dict[str, Any], data: PageData) -> QuestionsData:
    return {
        "heading": text(stored.get("heading")),
        "items": [
            {
                "id": key,
                "question": text(mapping(item).get("question")),
                "answer": data.html(mapping(item).get("answer")),
            }
            for key, item in items(stored.get("items"))
        ],
    }


def _table(stored: dict[str, Any], data: PageData) -> TableData:
    table = mapping(stored.get("table"))
    columns = [
        text(mapping(each).get("heading")) for _, each in items(table.get("columns"))
    ]
    rows = [mapping(row).get("values") for _, row in items(table.get("rows"))]
    return {
        "heading": text(stored.get("heading")),
        "caption": text(table.get("caption")),
        "columns": columns,
        "rows": [[text(cell) for _, cell in items(row)] for row in rows],
    }


def _callout(stored: dict[str, Any], data: PageData) -> CalloutData:
    kind = stored.get("kind")
    return {
        "kind": kind if kind in ("tip", "caution") else "note",
        "heading": text(stored.get("heading")),
        "body": data.html(stored.get("body")),
    }


SECTIONS = {
    "prose": _prose,
    "picture": _figure,
    "video": _video,
    "quote": _quote,
    "steps": _steps,
    "questions": _questions,
    "table": _table,
    "callout": _callout,
}
