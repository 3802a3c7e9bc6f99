"""The rich text an editor may use: named sets of features, smallest first."""

import re

from wagtail.rich_text import get_text_for_indexing

INLINE = ["bold", "italic", "link", "document-link"]
SHORT = [*INLINE, "ol", "ul"]
PROSE = [*SHORT, "h3", "superscript", "subscript"]

LINK_SCHEMES = ("http", "https", "mailto", "tel")

# Spaces of any kind, and signs that nobody sees.
BLANK = re.compile(r"[\s\u00ad\u200b-\u200d\u2060\ufeff]*")
# An ``a`` without an address, up to its end or to the next ``a``: none stands in another.
LINK_TO_NOWHERE = re.compile(r"<a>((?:(?!</?a\b).)*+)</a>", re.DOTALL)


def without_links_to_nowhere(html: str) -> str:
    """Only the words of links whose target is not there, or not public."""
    return LINK_TO_NOWHERE.sub(r"\1", html)


def lines_of(html: str) -> str:
    """Its plain text, a line for each heading, paragraph or item of a list."""
    apart = re.sub(r"</(?:p|h\d|li)>", "\\g<0>\n", html)
    lines = map(str.strip, get_text_for_indexing(apart).splitlines())
    return "\n".join(filter(None, lines))
