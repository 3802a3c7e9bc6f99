"""A locked form can be read and takes nothing."""

import datetime

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests import make
from tests.browser.admin import hold_saves, sign_in

pytestmark = pytest.mark.browser

VALUES = """() => [...document.querySelector("[data-edit-form]").elements]
  .filter(({ name }) => name && !name.startsWith("comments-"))
  .map((field) => [
    field.name,
    field.checked,
    field.draftailEditor
      ? field.draftailEditor.getEditorState().getCurrentContent().getPlainText()
      : field.value,
  ])"""


def locked_article():
    article = make.article(
        topics=[make.topic()], last_reviewed=datetime.date(2026, 2, 1)
    )
    article.save_revision()
    article.refresh_from_db()
    article.locked, article.locked_at = True, timezone.now()
    article.locked_by = make.superuser()
    article.save()
    return article


def all_is_drawn(page):
    expect(page.locator(".Draftail-Editor--readonly").first).to_be_visible()
    expect(page.locator("[contenteditable=true]")).to_have_count(0)


def test_a_locked_form_takes_no_keys_and_no_clicks(browser_page):
    article = locked_article()
    page = browser_page
    sign_in(page, "Editors")
    saves = hold_saves(page)
    page.emulate_media(reduced_motion="reduce")
    page.goto(f"/admin/pages/{article.pk}/edit/")
    all_is_drawn(page)
    before = page.evaluate(VALUES)

    for tab in ("Content", "Review and topics", "Promote"):
        page.get_by_role("tab", name=tab).click()
        panel = page.get_by_role("tabpanel", name=tab)
        for field in panel.locator("input, textarea, select, [role=textbox]").all():
            if field.is_visible():
                # A forced click does not wait until the form has stopped scrolling.
                field.scroll_into_view_if_needed()
                field.click(force=True)
                page.keyboard.type("x ")
                page.keyboard.press("Delete")
                page.keyboard.press("ArrowDown")

    assert page.evaluate(VALUES) == before
    assert saves == []
    for name in (".c-sf-add-button", "[data-streamfield-action]", ".chooser button"):
        for button in page.locator(name).all():
            expect(button).to_be_disabled()


def test_a_locked_form_takes_no_keys_as_it_opens_and_is_read_by_keyboard(browser_page):
    article = locked_article()
    page = browser_page
    sign_in(page, "Editors")
    page.goto(f"/admin/pages/{article.pk}/edit/")

    page.locator("#id_title").focus()
    page.keyboard.type("Typed at once")

    expect(page.locator("#id_title")).to_have_value(article.title)
    all_is_drawn(page)

    page.locator("#id_title").focus()
    page.keyboard.press("Tab")
    expect(page.locator("#id_summary")).to_be_focused()
    page.keyboard.press("ControlOrMeta+Alt+m")
    page.keyboard.press("ControlOrMeta+A")

    assert page.evaluate("getSelection().toString()") == article.summary
    expect(page.locator(".comment")).to_have_count(0)
    text = page.locator(".Draftail-Editor--readonly").first
    container = text.locator(".DraftEditor-editorContainer")
    expect(container).to_have_css("opacity", "1")
    text.get_by_text("Back pain has many causes.").click(click_count=3)
    assert "Back pain" in page.evaluate("getSelection().toString()")


def test_a_form_takes_keys_again_once_it_is_unlocked(browser_page):
    article = locked_article()
    page = browser_page
    sign_in(page, "Moderators")
    page.goto(f"/admin/pages/{article.pk}/edit/")

    page.get_by_role("button", name="Unlock").first.click()
    expect(page.locator("body.content-locked")).to_have_count(0)
    expect(page.locator("[contenteditable=true]").first).to_be_visible()
    page.locator("#id_title").click()
    page.keyboard.press("End")
    page.keyboard.type(" Yes!")

    expect(page.locator("#id_title")).to_have_value(f"{article.title} Yes!")
