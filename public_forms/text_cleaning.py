"""Normalisation of visitors' text, and its escaped HTML with links."""

import re
import unicodedata
from collections import Counter

from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

# Line breaks and tabs are the only control characters that text needs.
KEPT_CONTROLS = {"\n", "\t"}
# Invisible, but Persian and emoji are spelt with it.
ZERO_WIDTH_JOINERS = "\u200c\u200d"
# Letters and symbols by Unicode category that render blank.
BLANKS = {"\u115f", "\u1160", "\u2800", "\u3164", "\uffa0"}
# Noncharacters (Unicode 23.7); U+FFFE and U+FFFF are invalid in XML.
NONCHARACTERS = {
    *map(chr, range(0xFDD0, 0xFDF0)),
    *map(chr, range(0xFFFE, 0x110000, 0x10000)),
    *map(chr, range(0xFFFF, 0x110000, 0x10000)),
}
# URLs with userinfo are left out: https://bank.example@evil.example
ADDRESS = re.compile(
    r"https?://(?=\w)(?![^\s/?#]*@)[^\s<>\"'“”\u2018\u2019]{1,500}", re.IGNORECASE
)
# Anything meant as a URL, also where it becomes no link.
MEANT = re.compile(r"https?://\S|(?<![\w/.])www\.\w", re.IGNORECASE)
# Punctuation of the sentence, not part of the URL.
TRAILING = ".,;:!?"
BRACKETS = {")": "(", "]": "[", "}": "{"}


def tidy(text: str) -> str:
    """The text in NFC with LF line breaks and without invisible characters.

    At most one empty line in a row is kept. Bidirectional controls are removed: they
    can disguise the order of a line.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = "".join(character for character in text if _is_kept(character))
    # Joiners at the edge of a word have no function; a name of joiners alone is empty.
    text = re.sub(r"\S+", lambda word: word.group().strip(ZERO_WIDTH_JOINERS), text)
    text = unicodedata.normalize("NFC", text)
    lines = (line.rstrip() for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def tidy_line(text: str) -> str:
    """The text cleaned by ``tidy``, on one line."""
    return " ".join(tidy(text).split())


def as_html(text: str) -> SafeString:
    """The text as escaped paragraphs; URLs become links with rel="nofollow ugc"."""
    paragraphs = re.split(r"\n{2,}", text.strip())
    return format_html_join(
        "\n", "<p>{}</p>", ((_lines(paragraph),) for paragraph in paragraphs if text)
    )


def number_of_links(text: str) -> int:
    return len(MEANT.findall(text))


def _is_kept(character: str) -> bool:
    if character in KEPT_CONTROLS or character in ZERO_WIDTH_JOINERS:
        return True
    if character in BLANKS or character in NONCHARACTERS:
        return False
    return unicodedata.category(character) not in {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"}


def _lines(paragraph: str) -> SafeString:
    lines = (_with_links(line) for line in paragraph.split("\n"))
    return mark_safe("<br>".join(lines))  # noqa: S308 - each line is escaped


def _with_links(line: str) -> SafeString:
    parts, end = [], 0
    while found := ADDRESS.search(line, end):
        address = _up_to_foreign_bracket(found.group()).rstrip(TRAILING)
        parts += [escape(line[end : found.start()]), _link(address)]
        end = found.start() + len(address)
    return mark_safe("".join([*parts, escape(line[end:])]))  # noqa: S308 - escaped above


def _up_to_foreign_bracket(address: str) -> str:
    """The URL up to a closing bracket that was opened before the URL started."""
    opened: Counter[str] = Counter()
    for place, character in enumerate(address):
        if character in BRACKETS:
            opened[BRACKETS[character]] -= 1
            if opened[BRACKETS[character]] < 0:
                return address[:place]
        else:
            opened[character] += 1
    return address


def _link(address: str) -> SafeString:
    return format_html('<a href="{0}" rel="nofollow ugc noopener">{0}</a>', address)
