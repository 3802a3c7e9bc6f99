"""Pasting into rich text keeps the meaning, or a note says what was lost."""

import json
import re

import pytest
from playwright.sync_api import expect

from articles.models import ArticlePage
from tests import make
from tests.browser.admin import sign_in

pytestmark = pytest.mark.browser

PASTE = """(box, clipboard) => {
  const clipboardData = new DataTransfer();
  for (const [type, data] of Object.entries(clipboard)) clipboardData.setData(type, data);
  const event = { clipboardData, bubbles: true, cancelable: true };
  box.dispatchEvent(new ClipboardEvent("paste", event));
}"""
EDITOR = """box.closest("[data-draftail-editor-wrapper]").parentElement
  .querySelector(":scope > input").draftailEditor"""
EMPTY = f"""(box) => {EDITOR}
  .onChange(window.Draftail.createEditorStateFromRaw(null))"""
COPY = """(box) => {
  const clipboardData = new DataTransfer();
  const event = { clipboardData, bubbles: true, cancelable: true };
  box.dispatchEvent(new ClipboardEvent("copy", event));
  return clipboardData.getData("text/html");
}"""
# The notation in which the form is sent, as (type, text), with marks for the styles.
READ = f"""(box) => JSON.stringify(
  window.Draftail.serialiseEditorStateToRaw({EDITOR}.getEditorState()),
)"""
MARKS = {"BOLD": "*", "ITALIC": "/", "SUPERSCRIPT": "^", "SUBSCRIPT": "_"}
H3, BULLET, NUMBER = "header-three", "unordered-list-item", "ordered-list-item"

# Each with what becomes of it where headings, lists and small figures are offered.
KEPT = {
    "super- and subscripts": (
        "<p>A dose of 10<sup>3</sup> units, H<sub>2</sub>O and <b>bold</b>.</p>",
        ["A dose of 10^3^ units, H_2_O and *bold*."],
    ),
    "the same from Google Docs": (
        "<b style='font-weight:normal'><p><span style='font-weight:700'>10</span>"
        "<span style='vertical-align:super'>3</span></p></b>",
        ["*10*^3^"],
    ),
    "headings of Word": (
        "<h1>First<o:p></o:p></h1><p class=MsoNormal>Text <i>of\nit</i>.<o:p></o:p></p>"
        "<h2>Second</h2><p class=MsoNormal>&nbsp;<o:p></o:p></p><p>More.</p><h6>Last</h6>",
        [(H3, "First"), "Text /of it/.", (H3, "Second"), "More.", (H3, "Last")],
    ),
    "a heading alone": ("<h2>Only this</h2>", [(H3, "Only this")]),
    "empty paragraphs": (
        "<p> </p><p>&nbsp;</p><p>One</p><h2> </h2><ul><li>&nbsp;</li></ul><p><br></p>"
        "<p>Two<br><br>Three<br>Four</p><p>\u200b</p>",
        ["One", "Two", "Three\nFour"],
    ),
    "lists": (
        "<ul><li><p>One</p></li><li>Two<ol><li>Deep</li></ol></li></ul><p>After</p>",
        [(BULLET, "One"), (BULLET, "Two"), (NUMBER, "Deep", 1), "After"],
    ),
    "lists of Word": (
        "<p style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>·&nbsp;</span>One"
        "</p><p style='mso-list:l1 level2 lfo1'><span style='mso-list:Ignore'>1.</span>In</p>",
        [(BULLET, "One"), (NUMBER, "In", 1)],
    ),
    "numbers of Word that count on": (
        "<p style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>1)</span>One</p>"
        "<p style='mso-list:l0 level2 lfo1'><span style='mso-list:Ignore'>o</span>In</p>"
        "<p style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>2)</span>Two</p>",
        [(NUMBER, "One"), (BULLET, "In", 1), (NUMBER, "Two")],
    ),
    "raised and lowered by a length": (
        "<p>10<span style='position:relative;top:-3pt;mso-text-raise:3.0pt'>3</span> H"
        "<span style='vertical-align:-2px'>2</span>O x<sup style='vertical-align:0'>2</sup></p>",
        ["10^3^ H_2_O x^2^"],
    ),
    "marks of a quotation": ("<p>Say <q>stop</q>.</p>", ["Say “stop”."]),
    "what nobody saw": (
        "<p>One<span style='mso-hide:all'>a</span><i style='display:none'>b</i><b hidden>c</b></p>",
        ["One"],
    ),
    "links": (
        '<p>See <a href="https://a.example/x">the <b>page</b></a>, (https://b.example/y_(z)),'
        " ann@c.example. <a href='tel:911'>Call</a></p>",
        [
            "See [the *page*](https://a.example/x), ([https://b.example/y_(z)]"
            "(https://b.example/y_(z))), [ann@c.example](mailto:ann@c.example). "
            "[Call](tel:911)"
        ],
    ),
    "characters beyond the first plane": (
        "<p>\U0001f600 10<sup>3</sup> <b>b</b></p>",
        ["\U0001f600 10^3^ *b*"],
    ),
    "a forged fragment": (
        "<p data-draftjs-conductor-fragment='{'>One</p>",
        ["One"],
    ),
    "a table that only arranges": (
        "<table><tr><td><p>One</p><p>Two</p></td></tr><tr><td>Three</td></tr></table>",
        ["One", "Two", "Three"],
    ),
    "lists of five levels": (
        "<ul><li>1</li>" * 5 + "</ul>" * 5,
        [(BULLET, "1"), *((BULLET, "1", depth) for depth in range(1, 5))],
    ),
    "an item alone of a deep list": (
        "<ul>" * 6 + "<li>One</li>" + "</ul>" * 6,
        [(BULLET, "One")],
    ),
    "one cell": ("<table><tr><td>5 mg</td></tr></table>", ["5 mg"]),
}
TABLE = (
    "<p>Doses</p><table><tr><th>Morning</th><th>Evening</th></tr><tr><td><p>5 mg</p><p>or 6"
    "</p></td><td>10<sup>3</sup></td></tr><tr><td></td><td>10 mg</td></tr></table>"
)
# Each with what the note says of it.
SAID = {
    "a table": (
        TABLE,
        ["Doses", "Morning | Evening", "5 mg or 6 | 10^3^", "– | 10 mg"],
        "A table became lines of text",
    ),
    "lists of six levels": (
        "<ul><li>1</li>" * 6 + "</ul>" * 6,
        [(BULLET, "1"), *((BULLET, "1", min(depth, 4)) for depth in range(1, 6))],
        "five levels at most",
    ),
    "a sixth level of Word": (
        "<p>One</p><p style='mso-list:l0 level6'><span style='mso-list:Ignore'>·</span>6</p>",
        ["One", (BULLET, "6", 4)],
        "five levels at most",
    ),
    "a picture": ("<p>One<img src=x.png></p>", ["One"], "Pictures, videos and fields"),
    "a field of a form": (
        "<p>Dose <input value=5> mg</p>",
        ["Dose mg"],
        "fields of forms",
    ),
    "crossed out in another way": (
        "<p><span style='text-decoration-line:line-through'>5</span> 10 mg</p>",
        ["5 10 mg"],
        "crossed out",
    ),
    "crossed out": ("<p><s>5 mg</s> 10 mg</p>", ["5 mg 10 mg"], "crossed out"),
    "a list that goes on": (
        "<ol start=3><li>Rest</li></ol>",
        [(NUMBER, "Rest")],
        "count 1, 2, 3",
    ),
    "a list that counts down": (
        "<ol reversed><li>Rest</li></ol>",
        [(NUMBER, "Rest")],
        "count 1, 2, 3",
    ),
    "an item with a number of its own": (
        "<ol><li value=5>Rest</li></ol>",
        [(NUMBER, "Rest")],
        "count 1, 2, 3",
    ),
    "letters of Google Docs": (
        "<ol><li style='list-style-type:lower-alpha'>Rest</li></ol>",
        [(NUMBER, "Rest")],
        "count 1, 2, 3",
    ),
    **{
        f"{label} in Word": (
            f"<p style='mso-list:l0 level1'><span style='mso-list:Ignore'>{label}</span>Rest</p>",
            [(NUMBER, "Rest")],
            "count 1, 2, 3",
        )
        for label in ("3.", "a)", "1.1", "Step 1:", "Caution")
    },
    "numbers of Word that go on after a remark": (
        "<p style='mso-list:l0 level1'><span style='mso-list:Ignore'>1.</span>One</p><p>Wait</p>"
        "<p style='mso-list:l0 level1'><span style='mso-list:Ignore'>2.</span>Two</p>",
        [(NUMBER, "One"), "Wait", (NUMBER, "Two")],
        "count 1, 2, 3",
    ),
    "a quotation": ("<blockquote>Go</blockquote>", ["Go"], "quotation"),
    "a link in Word": ("<p><a href='#_Toc1'>One</a></p>", ["One"], "Links to no web"),
    "a link that could run": (
        "<p><a href='javascript:alert(1)'>One</a></p>",
        ["One"],
        "Links to no web",
    ),
}
# Tables with cells over several rows or columns.
SPANS = {
    "rows": (
        "<table><tr><td rowspan=2>A</td><td>1</td></tr><tr><td>2</td></tr>"
        "<tr><td>B</td><td>3</td></tr></table>",
        ["A | 1", "A | 2", "B | 3"],
    ),
    "rows of a middle column": (
        "<table><tr><td>A</td><td rowspan=0>5<sup>2</sup></td><td>1</td></tr>"
        "<tr><td></td><td>2</td></tr></table>",
        ["A | 5^2^ | 1", "– | 5^2^ | 2"],
    ),
    "rows and columns": (
        "<table><tr><th rowspan=2>Age</th><th colspan=2>Dose</th></tr><tr><th>Day</th>"
        "<th>Night</th></tr><tr><td colspan=2 rowspan=2>A</td><td>1</td></tr>"
        "<tr><td>2</td></tr></table>",
        ["Age | Dose", "Age | Day | Night", "A | 1", "A | 2"],
    ),
    "rows of one section": (
        "<table><thead><tr><th rowspan=3>A</th><th>B</th></tr></thead>"
        "<tbody><tr><td>C</td><td>D</td></tr></tbody></table>",
        ["A | B", "C | D"],
    ),
}


@pytest.fixture
def form(browser_page):
    article = make.article()
    sign_in(browser_page, "Moderators")
    browser_page.goto(f"/admin/pages/{article.pk}/edit/")
    browser_page.locator("#id_title").click()
    return browser_page


def field_of(page, name, part=""):
    """The wrapper of a field of rich text."""
    return page.locator(f"{part} [data-contentpath={name}]").first


def box_of(field):
    return field.locator("[contenteditable=true]").first


def empty(field):
    box_of(field).evaluate(EMPTY)
    box_of(field).click()


def paste(field, **clipboard):
    data = {f"text/{kind}": value for kind, value in clipboard.items()}
    box_of(field).evaluate(PASTE, data)


def text_in(field):
    raw = json.loads(box_of(field).evaluate(READ))
    return [written(block, raw["entityMap"]) for block in raw["blocks"]]


def written(block, entities):
    """A paragraph as text with marks; of other blocks their type, too, and depth."""
    signs = list(block["text"])
    before = dict.fromkeys(range(len(signs) + 1), "")
    after = dict(before)
    for found in block["inlineStyleRanges"]:
        mark = MARKS.get(found["style"], "?")
        before[found["offset"]] += mark
        after[found["offset"] + found["length"]] = mark + after[end_of(found)]
    for found in block["entityRanges"]:
        url = entities[str(found["key"])]["data"]["url"]
        before[found["offset"]] = "[" + before[found["offset"]]
        after[end_of(found)] += f"]({url})"
    text = "".join(
        after[place] + before[place] + sign for place, sign in enumerate([*signs, ""])
    )
    kind, depth = block["type"], block["depth"]
    if depth:
        return kind, text, depth
    return text if kind == "unstyled" else (kind, text)


def end_of(found):
    return found["offset"] + found["length"]


def pasted_alone(field, html):
    empty(field)
    paste(field, html=html)
    return text_in(field)


def note(page):
    return page.locator(".pasting-note")


def test_what_a_field_offers_is_kept(form):
    field = field_of(form, "introduction")

    for kind, (html, right) in KEPT.items():
        assert pasted_alone(field, html) == right, kind
        assert not note(form).count(), kind


def test_a_note_says_what_was_not_kept(form):
    field = field_of(form, "introduction")

    for kind, (html, right, words) in SAID.items():
        assert pasted_alone(field, html) == right, kind
        expect(note(form).get_by_role("listitem")).to_have_text(re.compile(words))

    for kind, (html, right) in SPANS.items():
        assert pasted_alone(field, html) == right, kind
        expect(note(form)).to_contain_text("over several rows")

    expect(form.get_by_role("status").filter(has_text="Not all")).to_have_count(1)
    form.get_by_role("button", name="Close this note").press("Enter")
    expect(note(form)).to_have_count(0)
    expect(box_of(field)).to_be_focused()


def test_a_field_that_offers_less_says_what_it_changed(form):
    rich = field_of(form, "introduction")
    short = field_of(form, "introduction", ".part-benefits")
    inline = field_of(form, "description", ".part-benefits")
    small = "<p>10<sup>3</sup>, CO<sub>2</sub></p>"

    assert pasted_alone(short, f"{small}<ul><li>One</li></ul>") == [
        "10³, CO₂",
        (BULLET, "One"),
    ]
    expect(note(form)).to_have_count(0)
    assert pasted_alone(short, "<p>1<sup>st</sup></p>") == ["1st"]
    expect(note(form)).to_contain_text("Raised or lowered letters")
    pasted_alone(rich, f"<h2>Head</h2>{small}<ul><li>One</li></ul>")
    box_of(rich).press("ControlOrMeta+A")
    copied = box_of(rich).evaluate(COPY)

    assert pasted_alone(inline, copied) == ["Head", "10³, CO₂", "One"]
    expect(note(form).last).to_contain_text("Headings became paragraphs")
    expect(note(form).last).to_contain_text("Lists became paragraphs")


def test_pasted_text_goes_where_the_cursor_is_and_can_be_taken_back(form):
    field = field_of(form, "introduction")
    empty(field)
    box_of(field).press_sequentially("Before after")
    for _ in " after":
        form.keyboard.press("ArrowLeft")

    paste(field, plain=" (see https://a.example/b_(c)), and\n\n \u00a0\nmore", html="")

    assert text_in(field) == [
        "Before (see [https://a.example/b_(c)](https://a.example/b_(c))), and",
        "more after",
    ]
    form.keyboard.press("ControlOrMeta+z")
    assert text_in(field) == ["Before after"]


def test_an_address_pasted_onto_words_makes_them_a_link(form):
    field = field_of(form, "introduction")
    empty(field)
    box_of(field).press_sequentially("Words")
    form.keyboard.press("ControlOrMeta+A")

    address = "https://a.example/b_(c)"
    paste(field, plain=address, html=f"<a href='{address}'>{address}</a>")

    assert text_in(field) == [f"[Words]({address})"]


# Where nothing covers it.
DRAGGED = """(box) => {
  const source = document.createElement("p");
  source.innerHTML = "10<sup>3</sup> units";
  source.id = "source";
  Object.assign(source.style, { position: "fixed", top: "0", left: "40%", zIndex: 999 });
  document.body.append(source);
  box.blur();
  getSelection().selectAllChildren(source);
}"""


def drag(page, source, target):
    for place, act in ((source, page.mouse.down), (target, page.mouse.up)):
        box = place.bounding_box()
        for step in (12, 6):
            right = box["x"] + box["width"]
            page.mouse.move(right - step, box["y"] + box["height"] / 2)
        act()


def test_text_that_is_dragged_in_is_refused_in_words(form):
    field = field_of(form, "introduction")
    empty(field)
    box_of(field).press_sequentially("Before")
    box_of(field).evaluate(DRAGGED)

    drag(form, form.locator("#source"), box_of(field))

    expect(note(form)).to_contain_text("Text cannot be dragged in here")
    form.get_by_role("button", name="Close this note").click()
    box_of(field).press("End")
    box_of(field).press_sequentially(" and after")
    assert text_in(field) == ["Before and after"]


def test_text_is_dragged_within_its_field(form):
    field = field_of(form, "introduction")
    empty(field)
    paste(field, html="<p>1000<sup>3</sup></p><p>Units</p>")
    box_of(field).press("ControlOrMeta+Home")
    box_of(field).press("Shift+End")

    dose = box_of(field).get_by_text("1000", exact=True)
    drag(form, dose, box_of(field).get_by_text("Units"))

    assert "1000^3^" in text_in(field)[-1]
    expect(note(form)).to_have_count(0)


def test_what_was_pasted_is_what_readers_get(form):
    empty(field_of(form, "introduction"))
    paste(field_of(form, "introduction"), html=KEPT["super- and subscripts"][0])

    form.get_by_role("button", name="More actions", exact=True).last.click()
    form.get_by_role("button", name="Publish", exact=True).click()
    expect(form.get_by_text("published").first).to_be_visible()

    stored = ArticlePage.objects.get().introduction
    assert "10<sup>3</sup> units, H<sub>2</sub>O and <b>bold</b>." in stored
