from typing import Any

from typing_extensions import TypedDict
from wagtail.blocks import CharBlock
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock

from core.content_blocks import ContentBlock
from core.content_input import Conversion, Sent, input_shape, stored_value
from core.page_data import PageData
from core.stream_json import items, mapping, text


class TableData(TypedDict):
    """``columns`` are the headings; each row has a cell for each of them."""

    heading: str
    caption: str
    columns: list[str]
    rows: list[list[str]]


class TableBlock(ContentBlock):
    heading = CharBlock(max_length=120, required=False)
    table = TypedTableBlock(
        [("text", CharBlock(required=False, max_length=300))],
        help_text="Give the table a caption that says what it compares.",
    )

    names_in_api = {"table": "rows"}

    class Meta:
        icon = "table"
        label = "Table"
        template = "articles/blocks/table.html"
        shape = TableData
        description = "Rows and columns, for what readers compare or look up."
        preview_value = {
            "heading": "Your first weeks",
            "table": {
                "caption": "How to build up",
                "columns": [
                    {"type": "text", "heading": "Week"},
                    {"type": "text", "heading": "Minutes a day"},
                ],
                "rows": [{"values": ["1", "10"]}, {"values": ["2", "15"]}],
            },
        }

    def get_api_data(self, stored: dict[str, Any], data: PageData) -> TableData:
        table = mapping(stored.get("table"))
        columns = [mapping(each) for _, each in items(table.get("columns"))]
        rows = [mapping(row).get("values") for _, row in items(table.get("rows"))]
        return {
            "heading": text(stored.get("heading")),
            "caption": text(table.get("caption")),
            "columns": [text(column.get("heading")) for column in columns],
            "rows": [[text(cell) for _, cell in items(row)] for row in rows],
        }


# Any: the annotation of the cells.
@input_shape.register
def _(block: TypedTableBlock) -> Any:
    return list[list[str]]


# Any: the stored JSON.
@stored_value.register
def _(block: TableBlock, sent: Sent, into: Conversion) -> Any:
    columns = sent.value.get("columns", [])
    rows = sent.value.get("rows", [])
    for position, row in enumerate(rows):
        if len(row) != len(columns):
            message = (
                f"This row has {len(row)} cells, and the table {len(columns)} columns."
            )
            into.refuse((*sent.path, "rows", position), message)
            return None
    table = {
        "caption": sent.value.get("caption", ""),
        "columns": [{"type": "text", "heading": heading} for heading in columns],
        "rows": [{"values": row} for row in rows],
    }
    return {"heading": sent.value.get("heading", ""), "table": table}
