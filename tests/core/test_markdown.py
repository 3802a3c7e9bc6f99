import pytest
from markdown_it import MarkdownIt

from core import markdown
from core.negotiation import prefers_markdown

READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])


def read(blocks):
    """The HTML that a program makes of the Markdown, in one line."""
    return READER.render(markdown.document(blocks)).replace("\n", "")


def test_rich_text_keeps_its_markup():
    html = (
        "<p>Walk <b>every </b>day, <i>slowly</i>: see "
        '<a href="https://x.example/a">the plan</a>.</p>'
        "<h3>How</h3><ul><li>One<ol><li>Deep</li></ol></li><li>Two</li></ul>"
        "<p>H<sub>2</sub>O, 10<sup>6</sup>, the 5<sup>th</sup><br/>end</p>"
    )

    made = markdown.document(markdown.rich_text(html, level=3))

    assert made == (
        "Walk **every** day, *slowly*: see [the plan](https://x.example/a).\n\n"
        "### How\n\n"
        "- One\n  1. Deep\n- Two\n\n"
        "H₂O, 10⁶, the 5^th\\\nend\n"
    )


@pytest.mark.parametrize(
    "text",
    [
        "# No heading",
        "- no list",
        "+ no list",
        "1. no list",
        "12) no list",
        "> no quote",
        "===",
        "---",
        "***",
        "`no code`",
        "~~~",
        "~~not struck~~",
        "[no](javascript:alert(1))",
        "![no](https://evil.example/pixel)",
        "[2]: https://evil.example/",
        "[2](https://evil.example/)",
        "see [2], and *no* _emphasis_",
        "a | b",
        "C:\\files\\",
        "<script>alert(1)</script>",
        "<https://evil.example>",
        "&lt;b&gt; &#91; AT&T",
    ],
)
def test_plain_text_is_read_as_it_was_typed(text):
    shown = READER.render(markdown.line(text)).strip()

    plain = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert shown == f"<p>{plain}</p>"
    [same] = markdown.rich_text(f"<p>{plain}</p>", level=3)
    assert READER.render(same).strip() == f"<p>{plain}</p>"


def test_a_citation_mark_stays_as_it_is():
    assert markdown.line("It helps [2], they say [12].") == (
        "It helps [2], they say [12]."
    )


def test_a_mark_is_no_link_with_what_another_element_says():
    html = "<p>See [2]<b></b>(https://evil.example/) [3]<i>: x</i></p>"

    assert "<a" not in read(markdown.rich_text(html, level=3))


@pytest.mark.parametrize(
    "text", ["a\nb", "a\r\n\r\nb", "a\x00b", "a\u2028b", "a\x0bb", "a\t\tb"]
)
def test_a_title_stays_in_its_line(text):
    assert markdown.heading(text, 1) == "# a b"


def test_number_signs_at_the_end_of_a_heading_are_shown():
    assert read([markdown.heading("Learn C ##", 2)]) == "<h2>Learn C ##</h2>"


def test_cells_of_a_table_keep_to_it():
    made = markdown.table(["a|b", "c"], [["x\ny", "`|`"], ["one"], ["1", "2", "3"]])

    assert read([made]).count("<td>") == 6
    assert "<th>a|b</th>" in read([made])
    assert "<td>x y</td>" in read([made])


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        " java\nscript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "//evil.example/",
        "nothing",
        "",
        None,
    ],
)
def test_only_known_schemes_are_linked(url):
    assert markdown.link("Label", url) == "Label"
    assert markdown.bare(url) == ""


def test_an_address_cannot_end_its_link():
    made = markdown.link("a](b", 'https://x.example/ (a)>"|\\`\n<script>')

    shown = read([made])
    assert shown.startswith('<p><a href="https://x.example/%20')
    assert shown.endswith(">a](b</a></p>")


def test_a_decoration_is_left_out():
    shown = {"src": "https://x.example/a.jpg", "alt": "A [path]", "decorative": False}

    assert markdown.picture(shown) == "![A \\[path\\]](https://x.example/a.jpg)"
    assert markdown.picture({**shown, "alt": "", "decorative": True}) == ""
    assert markdown.picture(None) == ""


@pytest.mark.parametrize("tag", ["div", "b", "ul", "blockquote", "a"])
def test_text_that_is_nested_endlessly_is_still_read(tag):
    html = f"<{tag}>" * 3000 + "deep" + f"</{tag}>" * 3000

    assert "deep" in markdown.document(markdown.rich_text(html, level=3))


def test_what_is_no_text_is_left_out():
    html = (
        "<p>a<!-- secret --><script>alert(1)</script><style>x</style><b></b></p><p></p>"
    )

    assert markdown.rich_text(html, level=3) == ["a"]


@pytest.mark.parametrize(
    ("accept", "is_markdown"),
    [
        ("text/markdown", True),
        ("text/markdown, text/html, */*", True),
        ("text/html, text/markdown", True),
        ("TEXT/Markdown;q=0.9, text/html;q=0.8", True),
        ("text/markdown; charset=utf-8", True),
        ("text/markdown;q=0.5, */*", False),
        ("text/markdown;q=0.5, text/html", False),
        ("text/markdown;q=0, */*;q=0", False),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", False),
        ("text/*", False),
        ("*/*", False),
        ("text/x-markdown", False),
        ("markdown", False),
        (",;,=/markdown;q=x", False),
        ("", False),
    ],
)
def test_markdown_is_for_those_who_name_it(accept, is_markdown):
    assert prefers_markdown(accept) is is_markdown
