"""Markdown made of plain text and of rich text: CommonMark, with the tables of GFM.

Each function gives a block of Markdown or a part of one, without raw HTML: all text is
escaped, and links have only the schemes that rich text may have.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import quote

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PageElement, PreformattedString, Tag

from core.images.responsive import PictureData
from core.rich_text import LINK_SCHEMES

# Characters that are markup anywhere in a line. A citation mark such as [2] is none,
# where what follows cannot make a link of it.
MARKUP = re.compile(r"(\[\d{1,3}\](?=[\s.,;]))|[\\`*_\[\]<|~]")
ENTITY = re.compile(r"&(?=#?\w+;)")
# What makes a line a heading, a list item, a rule or the underline of a heading.
LINE_MARKUP = re.compile(r"^(?=[#+=>-])|^(\d{1,9})(?=[.)])", re.MULTILINE)
# Characters of a URL that would end it, or a cell of a table.
UNSAFE_IN_URL = re.compile(r"[^!#$%&'*+,\-./0-9:;=?@A-Z_a-z~]")
INVISIBLE = re.compile("[\x00-\x1f\x7f-\x9f\ufffe\uffff]")
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
LISTS = ("ul", "ol")
BLOCKS = frozenset([*HEADINGS, *LISTS, "blockquote", "div", "hr", "li", "p", "section"])
MARKS = {"b": "**", "strong": "**", "i": "*", "em": "*"}
BREAK = "\\\n"
RAISED = str.maketrans("0123456789+-=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ")
LOWERED = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")
# Text that is nested deeper, which no editor makes, loses its markup.
DEEPEST = 40


def document(blocks: Iterable[str]) -> str:
    return "\n\n".join(filter(None, blocks)) + "\n"


def escaped(text: str) -> str:
    """The text in one line, without markup; see ``line`` for the beginning of a line."""
    return _escaped(" ".join(INVISIBLE.sub(" ", text).split()))


def _escaped(text: str) -> str:
    clean = MARKUP.sub(lambda found: found[1] or f"\\{found[0]}", text)
    return ENTITY.sub(r"\&", clean)


def line(text: str) -> str:
    """Plain text as a paragraph of one line."""
    return at_start(escaped(text))


def at_start(markdown: str) -> str:
    """Markdown of a paragraph, no line of which begins another block."""
    return LINE_MARKUP.sub(lambda found: f"{found[1] or ''}\\", markdown)


def paragraphs(text: str) -> list[str]:
    """Plain text as paragraphs, which empty lines part."""
    return [line(part) for part in re.split(r"\n\s*\n", text) if part.strip()]


def heading(text: str, level: int) -> str:
    """A heading; empty without a text."""
    return _heading(escaped(text), level)


def _heading(markdown: str, level: int) -> str:
    clean = markdown.replace(BREAK, " ").strip()
    # Number signs at the end would be taken for the end of the heading.
    if signs := len(clean) - len(clean.rstrip("#")):
        clean = f"{clean[:-signs]}\\{clean[-signs:]}"
    return f"{'#' * min(level, 6)} {clean}" if clean else ""


def link(label: str, url: str | None) -> str:
    """A link; its label alone if the URL has a scheme that rich text may not have."""
    return at_start(_link(escaped(label) or escaped(url or ""), url))


def _link(markdown: str, url: str | None) -> str:
    target = destination(url or "")
    return f"[{markdown}]({target})" if target and markdown else markdown


def bare(url: str | None) -> str:
    """A URL that is a link itself; empty if rich text may not link to it."""
    target = destination(url or "")
    return f"<{target}>" if target else ""


def destination(url: str) -> str:
    """The URL as the target of a link; empty if rich text may not link to it."""
    url = INVISIBLE.sub("", url).strip()
    scheme = url.partition(":")[0].lower()
    if scheme not in LINK_SCHEMES or ":" not in url:
        return ""
    return UNSAFE_IN_URL.sub(lambda found: quote(found[0]), url)


def picture(shown: PictureData | None) -> str:
    """A picture with its alternative text; nothing for a decoration."""
    if shown is None or shown["decorative"]:
        return ""
    source = destination(shown["src"])
    return f"![{escaped(shown['alt'])}]({source})" if source else ""


def indented(markdown: str, by: str) -> str:
    return re.sub(r"\n(?=[^\n])", f"\n{by}", markdown)


def bullets(items: Iterable[str]) -> str:
    """A list of these blocks of Markdown."""
    return "\n".join(f"- {indented(each, '  ')}" for each in items if each)


def steps(items: Iterable[str]) -> str:
    """A numbered list of these blocks of Markdown."""
    numbered = enumerate((each for each in items if each), start=1)
    return "\n".join(
        f"{number}. {indented(each, ' ' * len(f'{number}. '))}"
        for number, each in numbered
    )


def quoted(blocks: Iterable[str]) -> str:
    """The blocks as a block quote."""
    lines = "\n\n".join(filter(None, blocks)).split("\n")
    return (
        "\n".join(f"> {each}" if each else ">" for each in lines) if any(lines) else ""
    )


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of plain text; empty without columns."""
    if not columns:
        return ""
    cells = [columns, *rows]
    first, *others = (_row(each, len(columns)) for each in cells)
    return "\n".join([first, _row(["---"] * len(columns), len(columns)), *others])


def _row(cells: Sequence[str], width: int) -> str:
    texts = [escaped(each) for each in cells[:width]]
    return f"| {' | '.join([*texts, *[''] * (width - len(texts))])} |"


# --- Rich text ------------------------------------------------------------------------


def rich_text(html: str, *, level: int) -> list[str]:
    """Blocks of finished HTML with absolute links; its headings have this level."""
    if "<" not in html and "&" not in html:
        return paragraphs(html)
    return list(_blocks(BeautifulSoup(html, "html.parser"), level))


def _blocks(parent: Tag, level: int, depth: int = 0) -> Iterator[str]:
    run: list[PageElement] = []
    for child in parent.children:
        if isinstance(child, Tag) and child.name in BLOCKS:
            yield from _paragraph(run, depth)
            run = []
            yield from _block(child, level, depth + 1)
        else:
            run.append(child)
    yield from _paragraph(run, depth)


def _paragraph(nodes: Iterable[PageElement], depth: int) -> Iterator[str]:
    text = at_start(_trimmed("".join(_inline(node, depth) for node in nodes)))
    if text:
        yield text


def _trimmed(markdown: str) -> str:
    """Without white space at the ends of lines, and without empty lines."""
    lines = [each.strip() for each in markdown.split(BREAK)]
    return BREAK.join(filter(None, lines))


def _block(tag: Tag, level: int, depth: int) -> Iterator[str]:
    if depth > DEEPEST:
        yield line(tag.get_text(" "))
    elif tag.name in HEADINGS:
        yield _heading("".join(_inline(each, depth) for each in tag.children), level)
    elif tag.name in LISTS:
        items = [
            _item(each, level, depth) for each in tag.children if isinstance(each, Tag)
        ]
        yield steps(items) if tag.name == "ol" else bullets(items)
    elif tag.name == "blockquote":
        yield quoted(_blocks(tag, level, depth))
    elif tag.name == "hr":
        yield "---"
    else:
        yield from _blocks(tag, level, depth)


def _item(tag: Tag, level: int, depth: int) -> str:
    """The content of a list item; lists in it follow their text without a gap."""
    is_tight = all(
        each.name in LISTS
        for each in tag.children
        if isinstance(each, Tag) and each.name in BLOCKS
    )
    return ("\n" if is_tight else "\n\n").join(_blocks(tag, level, depth))


def _inline(node: PageElement, depth: int) -> str:
    if isinstance(node, PreformattedString):
        # Comments and the like.
        return ""
    if isinstance(node, NavigableString):
        return _escaped(re.sub(r"\s+", " ", INVISIBLE.sub(" ", node)))
    if not isinstance(node, Tag) or node.name in {"script", "style"}:
        return ""
    if node.name == "br":
        return BREAK
    if depth > DEEPEST:
        return escaped(node.get_text(" "))
    return _marked(node, "".join(_inline(each, depth + 1) for each in node.children))


def _marked(tag: Tag, content: str) -> str:
    """The content with the mark of the tag, and white space around the mark."""
    inner = _trimmed(content)
    if not inner:
        return " " if content.strip(BREAK) else ""
    if tag.name == "a":
        marked = _link(inner.replace(BREAK, " "), str(tag.get("href", "")))
    elif tag.name == "sup":
        marked = _shifted(inner, RAISED, "^")
    elif tag.name == "sub":
        marked = _shifted(inner, LOWERED, "")
    elif (mark := MARKS.get(tag.name)) and mark not in inner:
        marked = f"{mark}{inner}{mark}"
    else:
        marked = inner
    before, after = content[:1].isspace(), content[-1:].isspace()
    return f"{' ' * before}{marked}{' ' * after}"


def _shifted(text: str, characters: dict[int, int], mark: str) -> str:
    """The text in raised or lowered characters, where there are such."""
    known = all(ord(each) in characters for each in text)
    return text.translate(characters) if known else f"{mark}{text}"
