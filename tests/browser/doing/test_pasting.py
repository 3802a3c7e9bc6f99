"""Pasting into rich text keeps the meaning, or a note says what was lost."""

import json
import re

import pytest
from playwright.sync_api import expect

from articles.models import ArticlePage
from tests import make
from tests.browser.admin import sign_in
from tests.browser.dragging import drag, drag_in
from tests.browser.rich_clipboards import BULLET, KEPT, SAID, SPANS

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


@pytest.fixture
def form(browser_page):
    article = make.article()
    sign_in(browser_page, "Moderators")
    browser_page.goto(f"/admin/pages/{article.pk}/edit/")
    expect(box_of(field_of(browser_page, "introduction"))).to_be_visible()
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


def test_what_a_field_offers_is_kept_and_a_note_says_what_was_not(form):
    field = field_of(form, "introduction")

    for kind, (html, right) in KEPT.items():
        assert pasted_alone(field, html) == right, kind
        assert not note(form).count(), kind

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


def test_what_is_pasted_goes_where_the_cursor_is_and_readers_get_it(form):
    field = field_of(form, "introduction")

    paste_in_the_middle_and_take_it_back(form, field)
    paste_an_address_onto_words(form, field)

    empty(field)
    paste(field, html=KEPT["super- and subscripts"][0])
    form.get_by_role("button", name="More actions", exact=True).last.click()
    form.get_by_role("button", name="Publish", exact=True).click()
    expect(form.get_by_text("published").first).to_be_visible()

    stored = ArticlePage.objects.get().introduction
    assert "10<sup>3</sup> units, H<sub>2</sub>O and <b>bold</b>." in stored


def paste_in_the_middle_and_take_it_back(form, field):
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


def paste_an_address_onto_words(form, field):
    box_of(field).press("ControlOrMeta+A")
    box_of(field).press_sequentially("Words")
    form.keyboard.press("ControlOrMeta+A")

    address = "https://a.example/b_(c)"
    paste(field, plain=address, html=f"<a href='{address}'>{address}</a>")

    assert text_in(field) == [f"[Words]({address})"]


def test_text_is_dragged_within_its_field_and_refused_in_words_from_elsewhere(form):
    field = field_of(form, "introduction")

    drag_in_from_elsewhere(form, field)
    drag_within_the_field(form, field)


def drag_in_from_elsewhere(form, field):
    empty(field)
    box_of(field).press_sequentially("Before")

    drag_in(form, box_of(field), box_of(field))

    expect(note(form)).to_contain_text("Text cannot be dragged in here")
    form.get_by_role("button", name="Close this note").click()
    box_of(field).press("End")
    box_of(field).press_sequentially(" and after")
    assert text_in(field) == ["Before and after"]


def drag_within_the_field(form, field):
    empty(field)
    paste(field, html="<p>1000<sup>3</sup></p><p>Units</p>")
    box_of(field).press("ControlOrMeta+Home")
    box_of(field).press("Shift+End")

    dose = box_of(field).get_by_text("1000", exact=True)
    drag(form, dose, box_of(field).get_by_text("Units"))

    assert "1000^3^" in text_in(field)[-1]
    expect(note(form)).to_have_count(0)
