"""Pasting into plain text fields keeps the meaning, or a note says what was lost."""

import re

import pytest
from playwright.sync_api import expect

from tests import make
from tests.browser.admin import sign_in
from tests.browser.dragging import drag_in

pytestmark = pytest.mark.browser

COPY = """(clipboard) => navigator.clipboard.write([
  new ClipboardItem(Object.fromEntries(Object.entries(clipboard).map(
    ([kind, data]) => [`text/${kind}`, new Blob([data], { type: `text/${kind}` })],
  ))),
])"""
DOSES = (
    "<p>Doses</p><table><tr><td rowspan=2>10<sup>3</sup></td><td>5 mg</td></tr>"
    "<tr><td>10 mg</td></tr></table>"
)

# Each with what becomes of it in one line.
KEPT = {
    "small figures": (
        {"html": "10<sup>3</sup> m<sup>\u22122</sup> H<sub>2</sub>O x<sup>n+1</sup>"},
        "10³ m⁻² H₂O xⁿ⁺¹",
    ),
    "small figures of Google Docs": (
        {"html": "10<span style='vertical-align:super'>-3</span>"},
        "10⁻³",
    ),
    "numbers of a list": (
        {"html": "<ol><li>One<ul><li>Or</li></ul></li><li>Two</li></ol>"},
        "1. One Or 2. Two",
    ),
    "lines": ({"plain": "5 mg\r\n10 mg\n\n 15 mg\v20 mg"}, "5 mg 10 mg 15 mg 20 mg"),
    "bold words": ({"plain": "A  *b*", "html": "A <b>b</b>"}, "A  *b*"),
    "plain text": ({"plain": " a\t<b> 10^3  "}, " a\t<b> 10^3  "),
}
# Each with what the note says of it.
SAID = {
    "letters": ({"html": "10<sup>3a</sup>"}, "10³a", ["Raised or lowered"]),
    "crossed out": (
        {"html": "<s>5 mg</s> 10 mg", "plain": "5 mg 10 mg"},
        "5 mg 10 mg",
        ["crossed out"],
    ),
    "a picture": ({"html": "5 mg<img>", "plain": "5 mg"}, "5 mg", ["Pictures"]),
    "numbers that go on": (
        {"html": "<ol start=3><li>Three</li><li>Four</li></ol>"},
        "1. Three 2. Four",
        ["count 1, 2, 3"],
    ),
    "a table": (
        {"html": DOSES, "plain": "Doses\n103\t5 mg\n10 mg"},
        "Doses; 10³ | 5 mg; 10³ | 10 mg",
        ["became one line", "over several rows"],
    ),
}


@pytest.fixture
def form(browser_page):
    article = make.article()
    browser_page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    sign_in(browser_page, "Moderators")
    browser_page.goto(f"/admin/pages/{article.pk}/edit/")
    expect(browser_page.locator("[contenteditable=true]").first).to_be_visible()
    browser_page.locator("#id_title").click()
    return browser_page


def paste(field, **clipboard):
    """Copies and pastes as people do, where the cursor is."""
    field.page.evaluate(COPY, {"plain": "", **clipboard})
    field.press("ControlOrMeta+v")


def pasted_alone(field, clipboard):
    field.fill("")
    paste(field, **clipboard)
    return field.input_value()


def note(page):
    return page.locator(".pasting-note")


def test_what_a_field_can_hold_is_kept_and_a_note_says_what_it_cannot(form):
    title = form.locator("#id_title")

    for kind, (copied, right) in KEPT.items():
        assert pasted_alone(title, copied) == right, kind
        assert not note(form).count(), kind

    for kind, (copied, right, words) in SAID.items():
        assert pasted_alone(title, copied) == right, kind
        expect(form.get_by_role("status").get_by_role("listitem")).to_have_text(
            [re.compile(each) for each in words]
        )

    form.get_by_role("button", name="Close this note").press("Enter")
    expect(note(form)).to_have_count(0)
    expect(title).to_be_focused()

    paste_into_several_lines(form)


def paste_into_several_lines(form):
    summary = form.locator("#id_summary")

    assert pasted_alone(summary, {"plain": "One\r\n\r\nTwo\vThree"}) == (
        "One\n\nTwo\nThree"
    )
    expect(note(form)).to_have_count(0)
    assert pasted_alone(summary, {"html": DOSES}) == "Doses\n10³ | 5 mg\n10³ | 10 mg"
    expect(note(form)).to_contain_text("one for each row")


def test_text_goes_where_the_cursor_is_and_what_is_cut_off_or_refused_is_said(form):
    paste_in_the_middle_and_take_it_back(form)
    title = form.locator("#id_title")
    drag_in_small_figures(form, title)
    form.get_by_role("button", name="Close this note").click()
    expect(note(form)).to_have_count(0)
    paste_past_the_end(form, title)
    form.get_by_role("button", name="Close this note").click()
    expect(note(form)).to_have_count(0)
    paste_into_other_kinds(form, title)


def paste_past_the_end(form, title):
    title.fill("a" * 254)

    paste(title, plain="b\n")

    expect(title).to_have_value("a" * 254 + "b")
    expect(note(form)).to_have_count(0)
    title.press("Shift+Home")
    paste(title, html="<p>" + "c" * 253 + "<sup>2</sup>\U0001f600\U0001f600</p>")
    expect(title).to_have_value("c" * 253 + "²")
    expect(note(form)).to_contain_text("this field takes 255 characters")
    paste(title, plain="de")
    expect(title).to_have_value("c" * 253 + "²d")
    expect(note(form)).to_contain_text("this field takes 255 characters")


def paste_in_the_middle_and_take_it_back(form):
    blocks = form.locator(".part-benefits [data-contentpath=items]")
    field = blocks.locator("[data-contentpath=title] input").first
    field.fill("Up to  units")
    for _ in " units":
        field.press("ArrowLeft")

    paste(field, html="10<sup>3</sup>")

    expect(field).to_have_value("Up to 10³ units")
    field.press("ControlOrMeta+z")
    expect(field).to_have_value("Up to  units")
    field.press("ControlOrMeta+Shift+z")
    expect(field).to_have_value("Up to 10³ units")


def paste_into_other_kinds(form, title):
    """The browser alone pastes into them."""
    for kind in ("password", "url", "email"):
        title.evaluate("(field, kind) => { field.type = kind; }", kind)
        copied = {"html": "10<sup>3</sup>", "plain": "103"}
        assert pasted_alone(title, copied) == "103", kind
    title.evaluate("(field) => { field.readOnly = true; field.type = 'text'; }")
    paste(title, html="10<sup>3a</sup>")

    expect(title).to_have_value("103")
    expect(note(form)).to_have_count(0)


def drag_in_small_figures(form, title):
    title.fill("Before")

    drag_in(form, title, title)

    expect(note(form)).to_contain_text("cannot be dragged in here")
    expect(title).to_have_value("Before")
