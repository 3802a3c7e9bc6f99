"""Feature sets of the rich text editor, and conversion of rich text to plain text."""

import re
from typing import Annotated

from pydantic import Field
from typing_extensions import TypeAliasType
from wagtail.rich_text import get_text_for_indexing

INLINE = ["bold", "italic", "link", "document-link"]
SHORT = [*INLINE, "ol", "ul"]
PROSE = [*SHORT, "h3", "superscript", "subscript"]

LINK_SCHEMES = ("http", "https", "mailto", "tel")

# Finished HTML in an answer of the API. A named alias, as v3 strips the metadata of
# ``Annotated`` from annotations, but not inside an alias; in the OpenAPI document it is a
# schema of its own, which generated clients can brand.
Html = TypeAliasType(
    "Html",
    Annotated[
        str,
        Field(
            description="Finished HTML, safe to insert as it is.",
            json_schema_extra={"contentMediaType": "text/html"},
        ),
    ],
)

# White space and invisible characters.
BLANK = re.compile(r"[\s\u00ad\u200b-\u200d\u2060\ufeff]*")
# An ``a`` without href, up to its end tag; ``a`` elements cannot be nested. Not
# possessive: Python 3.11.2, which Debian 12 has, then repeats a group wrongly.
LINK_WITHOUT_TARGET = re.compile(r"<a>((?:(?!</?a\b).)*)</a>", re.DOTALL)


def without_empty_links(html: str) -> str:
    """The HTML with links that have no target replaced by their text."""
    return LINK_WITHOUT_TARGET.sub(r"\1", html)


def lines_of(html: str) -> str:
    """The plain text, with one line for each heading, paragraph or list item."""
    separated = re.sub(r"</(?:p|h\d|li)>", "\\g<0>\n", html)
    lines = map(str.strip, get_text_for_indexing(separated).splitlines())
    return "\n".join(filter(None, lines))
