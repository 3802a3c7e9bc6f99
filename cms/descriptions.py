"""Plain rules about the description of a picture, which screen readers read out."""

import re
import unicodedata
from collections.abc import Iterable
from pathlib import PurePath

PICTURE_ENDING = re.compile(
    r"\.(avif|bmp|gif|hei[cf]|jfif|jpe?g|png|svg|tiff?|webp)$", re.IGNORECASE
)
# As cameras, telephones and messengers name files: a few letters, and digits.
CAMERA_NAME = re.compile(
    r"(img|dscn?|dscf|pxl|mvi|gopr|p|image|photo|picture|screenshot|scan)"
    r"[\s\d_().:-]*(wa\d+)?"
)


def has_words(text: str) -> bool:
    """True where there is a letter; all else is silent, invisible or a number."""
    return any(unicodedata.category(sign).startswith("L") for sign in text)


def is_file_name(text: str, names: Iterable[str]) -> bool:
    """True for one of the ``names``, with its ending or without, and for any other
    that is plainly the name of a picture's file.

    Several words are a description, even where the file is called the same.
    """
    text = _visible_part(text).casefold()
    own = {part.casefold() for name in names for part in (name, PurePath(name).stem)}
    return bool(
        PICTURE_ENDING.search(text)
        or CAMERA_NAME.fullmatch(text)
        or (text in own and not re.search(r"\s", text))
    )


def _visible_part(text: str) -> str:
    return "".join(sign for sign in text if unicodedata.category(sign) != "Cf").strip()
