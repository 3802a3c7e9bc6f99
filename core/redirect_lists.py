"""Import formats of redirects that accept the files of spreadsheet programs."""

import codecs
import csv
from collections.abc import Iterable, Sequence
from io import StringIO
from typing import Any

from wagtail.contrib.redirects import base_formats
from wagtail.contrib.redirects.base_formats import Dataset

DELIMITERS = ",;\t"


def padded(rows: Iterable[Sequence[Any]]) -> Dataset:
    """The rows as a dataset: the first as headers, no empty rows, short rows padded.

    Wagtail reads two columns of each row by index. Any: a spreadsheet's cells.
    """
    filled = [[cell_text(cell) for cell in row] for row in rows]
    headers, *others = [row for row in filled if any(row)] or [[]]
    missing = [""] * len(headers)
    return Dataset([row + missing[len(row) :] for row in others], headers)


def cell_text(cell: Any) -> str:
    """The cell as stripped text. Any: text, a number, a date or None."""
    return "" if cell is None else str(cell).strip()


def decode(data: bytes) -> str:
    """Decodes UTF-16, UTF-8 or Windows-1252, which Excel writes as CSV."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252")


# Wagtail identifies formats by their class names.
class CSV(base_formats.CSV):
    def is_binary(self) -> bool:
        return True

    def get_read_mode(self) -> str:
        return "rb"

    def create_dataset(self, data: bytes | str) -> Dataset:
        """Parses bytes (in the admin) or text (in ``import_redirects``)."""
        text = decode(data) if isinstance(data, bytes) else data
        text = text.removeprefix("\ufeff").strip()
        headers = text.partition("\n")[0]
        delimiter = max(DELIMITERS, key=headers.count)
        return padded(csv.reader(StringIO(text, newline=""), delimiter=delimiter))


class TSV(CSV):
    pass


class XLSX(base_formats.XLSX):
    def create_dataset(self, data: bytes) -> Dataset:
        upstream = super().create_dataset(data)
        return padded([upstream.headers, *upstream])


def replace_import_formats() -> None:
    """Replaces Wagtail's formats, in the admin and in the command."""
    base_formats.DEFAULT_FORMATS[:] = [CSV, XLSX, TSV]
