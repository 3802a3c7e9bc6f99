"""Conversion of rich text that the API receives, as HTML or Markdown, to stored HTML.

It passes the rules of the editor's text. What the editor could not make is refused with
a message, not removed.
"""

import re

from bs4 import BeautifulSoup
from bs4 import Tag as Element
from draftjs_exporter import MarkdownParseError
from draftjs_exporter.error import ExporterException
from wagtail.admin.rich_text.converters.markdown_db import MarkdownConverter
from wagtail.api.rich_text import APIRichText

from core.admin.draftail import Converter
from core.api.v3.text_allowance import TextAllowance
from core.rich_text import lines_of
from core.rich_text_input import Refusal, RichText, Target, Targets

KEY = "data-block-key"
KEY_ATTRIBUTE = re.compile(rf' {KEY}="([^"]*)"')
# An address that no reader of it takes for another; browsers leave out tabs and lines.
WEB_ADDRESS = re.compile(r'https?://[^\s"<>]+', re.IGNORECASE)
OTHER_ADDRESS = re.compile(r"(?:mailto|tel):[^\x00-\x1f]+", re.IGNORECASE)
PLACE = re.compile(r"(?:#|/(?![/\\]))[^\x00-\x1f]*")
# The parser takes time in the square of their number.
DECLARATION = re.compile("<[!?]")
# Elements without an entry have no attributes.
ATTRIBUTES = {
    "a": frozenset({"href"}),
    "a linktype": frozenset({"linktype", "id"}),
}
LISTS = frozenset({"ul", "ol"})
MOST_CHARACTERS = 50_000
# The parser of Markdown takes time in the square of the length, at worst half a second.
MOST_CHARACTERS_OF_MARKDOWN = 10_000
MOST_LEVELS = 30
NAME_SHOWN = 40

TOO_LONG = "A text has at most %s characters here."
TOO_DEEP = f"The elements are nested more than {MOST_LEVELS} levels deep."
WRONG_LINK = "A link leads to https://…, http://…, mailto:…, tel:… or to a place on its page (#…)."
NO_DECLARATION = "Comments and declarations (“<!”, “<?”) cannot stand in this text."
NOT_IN_LIST = "The element “li” stands in a list: directly in “ul” or “ol”."
WRONG_NESTING = (
    "The elements are nested as the editor cannot: formatting and links stand within "
    "paragraphs and list items, and no link in a link."
)
UNKNOWN_TARGET = "A link leads to a page or a document that is not there."


def stored_rich_text(
    sent: RichText,
    features: list[str] | None,
    targets: Targets,
    *,
    allowance: TextAllowance,
) -> str:
    """Stored HTML of rich text that was sent; raises ``Refusal``.

    Links to addresses of our own pages and documents become internal ones.
    """
    document = BeautifulSoup(_html_of(sent, allowance), "html.parser")
    _check_depth(document)
    for element in document.find_all(True):
        _check_attributes(element)
        if element.name == "li" and not _is_in_list(element):
            raise Refusal(NOT_IN_LIST)
        if element.name == "a":
            _resolve_link(element, targets)
    html = str(document)
    _, removals = APIRichText.sanitize_db_html(html, features=features)
    if removals:
        raise Refusal(_not_allowed(removals[0].tag, features))
    return _as_editor_stores(html, features)


def _html_of(sent: RichText, allowance: TextAllowance) -> str:
    text, is_markdown = _text_of(sent)
    most = MOST_CHARACTERS_OF_MARKDOWN if is_markdown else MOST_CHARACTERS
    if len(text) > most:
        raise Refusal(TOO_LONG % f"{most:,}")
    allowance.take_text(len(text), is_markdown=is_markdown)
    if not is_markdown:
        if DECLARATION.search(text):
            raise Refusal(NO_DECLARATION)
        return text
    try:
        return MarkdownConverter().to_database_format(text)
    except (MarkdownParseError, RecursionError) as wrong:
        raise Refusal(f"This is no valid Markdown: {wrong}") from None


def _text_of(sent: RichText) -> tuple[str, bool]:
    """The text that was sent, and true if it is Markdown."""
    if isinstance(sent, str):
        return sent, False
    if "content" in sent:
        return sent["content"], sent["format"] == "db_markdown"
    [(kind, text)] = sent.items()
    return text, kind == "markdown"


def _check_depth(document: BeautifulSoup) -> None:
    """Refuses what Wagtail's recursive conversion could not take."""
    levels = {id(document): 0}
    for element in document.find_all(True):
        level = levels[id(element)] = levels[id(element.parent)] + 1
        if level > MOST_LEVELS:
            raise Refusal(TOO_DEEP)


def _is_in_list(item: Element) -> bool:
    return item.parent is not None and item.parent.name in LISTS


def _check_attributes(element: Element) -> None:
    kind = f"{element.name} linktype" if element.get("linktype") else element.name
    known = ATTRIBUTES.get(kind, frozenset()) | {KEY}
    for name in element.attrs:
        if name not in known:
            raise Refusal(
                f"The attribute “{name[:NAME_SHOWN]}” cannot stand in an element "
                f"“{element.name[:NAME_SHOWN]}”."
            )


def _resolve_link(link: Element, targets: Targets) -> None:
    if kind := link.attrs.get("linktype"):
        _check_target(str(kind), str(link.attrs.get("id", "")), targets)
        return
    href = str(link.attrs.get("href", ""))
    if not any(each.fullmatch(href) for each in (WEB_ADDRESS, OTHER_ADDRESS, PLACE)):
        raise Refusal(WRONG_LINK)
    if target := targets.at(href):
        link.attrs = {"linktype": target.kind, "id": str(target.key)}


def _check_target(kind: str, key: str, targets: Targets) -> None:
    is_key = re.fullmatch(r"[0-9]{1,18}", key)
    if not is_key or not targets.has(Target(kind, int(key))):
        raise Refusal(UNKNOWN_TARGET)


def _not_allowed(name: str, features: list[str] | None) -> str:
    known = ", ".join(features or ())
    return (
        f"The element “{name[:NAME_SHOWN]}” cannot stand in this text. Besides "
        f"paragraphs it takes: {known}."
    )


def _as_editor_stores(html: str, features: list[str] | None) -> str:
    """The HTML as the editor would store it, without new keys for its blocks."""
    if not lines_of(html):
        return ""
    editor = Converter(features)
    try:
        stored = editor.to_database_format(editor.from_database_format(html))
    except (AssertionError, ExporterException):
        # Wagtail's converter asserts that formatting ends within its block.
        raise Refusal(WRONG_NESTING) from None
    kept = set(KEY_ATTRIBUTE.findall(html))

    def first(key: re.Match[str]) -> str:
        """The key where it stands first: the editor would lose the block of another."""
        if key[1] not in kept:
            return ""
        kept.remove(key[1])
        return key[0]

    return KEY_ATTRIBUTE.sub(first, stored)
