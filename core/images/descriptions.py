"""Rules for image descriptions (alternative text): no file names, some words."""

import re
import unicodedata
from collections.abc import Iterable
from pathlib import PurePath

PICTURE_ENDING = re.compile(
    r"\.(avif|bmp|gif|hei[cf]|jfif|jpe?g|png|svg|tiff?|webp)$", re.IGNORECASE
)
# Words of file names by cameras, phones, messengers and editors. Alone, or with dates,
# times and numbers only, they describe no image.
NAME_WORD = re.compile(
    r"a|am|at|burst|chrome|copy|dsc[fn]?|e|edited|final|gopr|image|img|m|mvi|new|p|photo"
    r"|picture|pm|pxl|safari|scan|screen|screenshot|shot|signal|snapchat|telegram"
    r"|unnamed|untitled|wa|whatsapp"
)
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
LETTERS = re.compile(r"[^\W\d_]+")


def has_words(text: str) -> bool:
    """True if the text contains a letter."""
    return any(unicodedata.category(sign).startswith("L") for sign in text)


def is_file_name(text: str, names: Iterable[str]) -> bool:
    """True for one of the ``names``, with or without extension, or a typical file name.

    Several words count as a description, even if the file has the same name.
    """
    text = _visible_part(text).casefold()
    own = {part.casefold() for name in names for part in (name, PurePath(name).stem)}
    is_one_word = not re.search(r"\s", text)
    return bool(
        PICTURE_ENDING.search(text)
        or UUID.fullmatch(text)
        or all(map(NAME_WORD.fullmatch, LETTERS.findall(text)))
        or (is_one_word and (text in own or "_" in text))
    )


def _visible_part(text: str) -> str:
    return "".join(sign for sign in text if unicodedata.category(sign) != "Cf").strip()
