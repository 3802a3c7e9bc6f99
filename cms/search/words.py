"""The words of what somebody typed into a search field."""

import re
import unicodedata

MAX_WORDS = 12
MAX_LENGTH = 500
WORD = re.compile(r"[^\W_]+")


def words_of(query: str) -> list[str]:
    """The words, each once, in their order; signs and what is beyond measure fall away.

    Only letters and digits are left, so no word means anything to a database.
    """
    text = unicodedata.normalize("NFC", query[:MAX_LENGTH])
    return list(dict.fromkeys(WORD.findall(text)))[:MAX_WORDS]
