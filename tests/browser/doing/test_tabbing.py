"""An editor goes from field to field by keyboard."""

import pytest
from playwright.sync_api import expect
from wagtail.users.models import UserProfile

from core.models import User
from tests import make
from tests.browser.admin import sign_in

pytestmark = pytest.mark.browser

SENTENCE = "They carry you all day. Every step helps."
DESCRIBE = """() => {
  const element = document.activeElement;
  return element.name
    || element.closest("[data-contentpath]")?.dataset.contentpath
    || element.tagName;
}"""
# Whatever only a pointer needs, or takes a sentence as a comment.
IN_THE_WAY = (
    ".w-field__comment-button, .w-panel__anchor, [data-streamfield-action=DRAG], "
    ".Draftail-BlockToolbar__trigger"
)
PRESS_ON_A_HEADING = """
document.querySelector("#panel-child-content-summary-heading").dispatchEvent(
  new MouseEvent("mousedown", { bubbles: true }));"""
# As where the page is busy: Wagtail's answer to the press comes after the comment.
BE_BUSY = """
const until = performance.now() + 300;
while (performance.now() < until);"""
BEGIN_BY_BUTTON = """
document.querySelector("#id_title").closest("[data-contentpath]")
  .querySelector("[data-comment-add]").click();"""
BEGIN_BY_KEYS = """
document.querySelector("#id_title").dispatchEvent(new KeyboardEvent(
  "keyup", { keyCode: 77, ctrlKey: true, altKey: true, bubbles: true }));"""
STOPS_IN_THE_WAY = """(selector) => [...document.querySelectorAll(selector)]
  .filter((element) => element.tabIndex >= 0 && element.checkVisibility())
  .map((element) => element.outerHTML)"""


def open_form(page, made):
    sign_in(page, "Moderators")
    page.goto(f"/admin/pages/{made.pk}/edit/")
    expect(page.locator("[contenteditable=true]").first).to_be_visible()


@pytest.fixture
def editors_page(browser_page):
    """The form of an article, open."""
    open_form(browser_page, make.article())
    return browser_page


def benefit(page, number=0):
    items = page.locator(".part-benefits [data-contentpath=items]")
    return items.locator("[data-streamfield-child]").nth(number)


def title_of(block):
    return block.locator("[data-contentpath=title] input")


def description_of(block):
    return block.locator("[data-contentpath=description] [contenteditable=true]")


def comments_in(page):
    return page.locator("[name=comments-TOTAL_FORMS]")


def test_tab_leads_from_a_benefits_title_to_its_description(editors_page):
    page = editors_page
    title_of(benefit(page)).click()

    page.keyboard.press("End")
    page.keyboard.type(" for you")
    page.keyboard.press("Tab")
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.type(SENTENCE)

    expect(title_of(benefit(page))).to_have_value("Stronger muscles for you")
    expect(description_of(benefit(page))).to_have_text(SENTENCE)
    expect(page.locator(".comment")).to_have_count(0)
    page.keyboard.press("Shift+Tab")
    expect(title_of(benefit(page))).to_be_focused()


def test_a_sentence_typed_past_a_benefit_neither_deletes_nor_adds_one(editors_page):
    page = editors_page
    items = page.locator(".part-benefits [data-contentpath=items]").locator(
        "[data-streamfield-child]"
    )
    expect(items).to_have_count(len(make.BENEFITS["items"]))
    number = items.count()

    title_of(benefit(page)).focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.type(SENTENCE)
    for button in items.first.locator("[data-streamfield-action]").all():
        button.focus()
        page.keyboard.type(SENTENCE)
    page.locator(
        ".part-benefits [data-contentpath=items] .c-sf-add-button"
    ).last.focus()
    page.keyboard.type(SENTENCE)

    expect(items).to_have_count(number)
    page.keyboard.press("Enter")
    expect(items).to_have_count(number + 1)


def test_tab_leads_from_field_to_field_past_what_only_a_pointer_needs(editors_page):
    page = editors_page
    page.locator("#id_title").click()

    reached = []
    for _ in range(3):
        page.keyboard.press("Tab")
        reached.append(page.evaluate(DESCRIBE))

    assert reached == ["summary", "hero_image", "introduction"]
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
    expect(page.locator("#id_summary")).to_be_focused()
    assert page.locator(IN_THE_WAY).count() > 10
    assert page.evaluate(STOPS_IN_THE_WAY, IN_THE_WAY) == []


def test_tab_passes_what_only_a_pointer_needs_in_a_form_of_inline_panels(browser_page):
    page = browser_page
    open_form(page, make.form_page())

    page.locator("#id_title").focus()
    page.keyboard.press("Tab")

    assert page.locator(IN_THE_WAY).count() > 10
    assert page.evaluate(STOPS_IN_THE_WAY, IN_THE_WAY) == []


def test_tab_sets_in_an_item_that_is_being_written_and_else_leaves_the_list(
    browser_page,
):
    page = browser_page
    open_form(page, make.article(introduction="<ul><li>One</li><li>Two</li></ul>"))
    text = page.locator(
        "#panel-child-content-introduction-section [contenteditable=true]"
    )
    inner = text.locator(".public-DraftStyleDefault-depth1")
    page.get_by_text("Two", exact=True).click()

    page.keyboard.press("Tab")
    expect(inner).to_have_text("Two")
    expect(text).to_be_focused()
    page.keyboard.press("Tab")
    expect(text).not_to_be_focused()

    page.keyboard.press("Shift+Tab")
    expect(text).to_be_focused()
    page.keyboard.press("Tab")
    expect(text).not_to_be_focused()
    expect(inner).to_have_text("Two")


def test_a_shut_section_and_a_comment_are_opened_by_keyboard_and_pointer(editors_page):
    page = editors_page
    summary = page.locator("#id_summary")
    page.locator("#panel-child-content-summary-heading").click()
    expect(summary).to_be_hidden()

    page.locator("#id_title").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(summary).to_be_visible()

    page.locator("#id_title").hover()
    page.get_by_role("button", name="Add comment").first.click()
    expect(page.locator(".comment textarea")).to_be_focused()
    page.get_by_role("button", name="Cancel", exact=True).click()
    expect(page.locator(".comment")).to_have_count(0)


@pytest.mark.parametrize("begin", [BEGIN_BY_BUTTON, BE_BUSY + BEGIN_BY_KEYS])
def test_a_comment_begun_after_a_press_elsewhere_has_the_focus(editors_page, begin):
    page = editors_page
    expect(page.locator(".tab-content--comments-enabled")).to_be_visible()
    page.locator("#id_title").focus()

    # Wagtail answers the press 200 ms later.
    page.evaluate(f"() => {{ {PRESS_ON_A_HEADING} {begin} }}")

    text = page.locator(".comment textarea")
    expect(text).to_be_focused()
    page.keyboard.type("Is this true?")
    expect(text).to_have_value("Is this true?")
    page.get_by_role("button", name="Cancel", exact=True).click()
    expect(page.locator(".comment")).to_have_count(0)


def test_the_shortcut_begins_a_comment_that_is_seen(editors_page):
    page = editors_page
    title = title_of(benefit(page))
    # Focus alone leaves a field out of sight that moves while the form is still made.
    title.scroll_into_view_if_needed()
    title.focus()

    page.keyboard.press("ControlOrMeta+Alt+m")

    text = page.locator(".comment textarea")
    expect(text).to_be_focused()
    expect(text).to_be_in_viewport()
    page.keyboard.type("Is this true?")
    page.get_by_role("button", name="Comment", exact=True).click()
    expect(page.locator(".comment__text")).to_have_text("Is this true?")


def test_without_shortcuts_the_button_is_a_stop_that_takes_no_sentence(browser_page):
    page = browser_page
    sign_in(page, "Moderators")
    member = User.objects.get(email="member@clinic.example")
    UserProfile.objects.update_or_create(
        user=member, defaults={"keyboard_shortcuts": False}
    )
    page.goto(f"/admin/pages/{make.article().pk}/edit/")
    title_of(benefit(page)).focus()

    page.keyboard.press("Tab")
    button = benefit(page).get_by_role("button", name="Add Comment").first
    expect(button).to_be_focused()
    expect(button).to_have_css("opacity", "1")
    page.keyboard.type(SENTENCE)
    expect(button).to_be_focused()
    expect(page.locator(".comment")).to_have_count(0)

    page.keyboard.press("Enter")

    expect(page.locator(".comment textarea")).to_be_focused()
