"""Blocks as the API receives them: their schema, and conversion to stored JSON.

Writing takes what reading shows (``core.content_blocks``). A value that equals what is
shown of the stored one leaves the stored one as it is: so what reading derives, such as
the clinic's phone number in place of a missing one, is not stored when it is sent back.
"""

from core.content_input.conversion import ABSENT, Conversion, Path, Sent
from core.content_input.errors import stream_errors
from core.content_input.shapes import (
    Key,
    Reference,
    input_shape,
    stream_input_shape,
)
from core.content_input.values import stored_stream, stored_value

__all__ = [
    "ABSENT",
    "Conversion",
    "Key",
    "Path",
    "Reference",
    "Sent",
    "input_shape",
    "stored_stream",
    "stored_value",
    "stream_errors",
    "stream_input_shape",
]
