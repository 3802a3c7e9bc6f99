"""Text for XML feeds."""

import re

# Characters that XML 1.0 cannot represent.
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def strip_control_characters(text: str) -> str:
    return UNWRITABLE.sub("", text)
