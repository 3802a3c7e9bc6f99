"""A visitor replies by clicking and typing, with scripts and without."""

import pytest
from playwright.sync_api import expect

from comments.models import Comment
from tests import make

pytestmark = pytest.mark.browser

TYPED = {
    "Your name": "Ada Moss",
    "Your e-mail address": "ada@mail.example",
    "Your reply": "I walk every morning.\n\nIt helps.",
}


@pytest.fixture
def without_scripts(chromium, as_migrated, live_server):
    context = chromium.new_context(
        base_url=live_server.url, java_script_enabled=False, reduced_motion="reduce"
    )
    yield context.new_page()
    context.close()


def article():
    make.clinic()
    make.reply_rules(first_time_writers_wait=False)
    return make.article()


def fill_in(page, **typed):
    for label, value in {**TYPED, **typed}.items():
        page.get_by_label(label).fill(value)
    page.get_by_role("checkbox").check()


def send(page):
    page.get_by_role("button", name="Send").click()


def test_a_reply_is_published_in_its_place(browser_page):
    path = article().url
    browser_page.goto(path)
    fill_in(browser_page)
    # Faster than anybody types; a person takes longer.
    browser_page.wait_for_timeout(3100)

    send(browser_page)

    shown = browser_page.locator("article", has_text="every morning").last
    expect(shown).to_be_in_viewport()
    expect(shown.get_by_role("heading")).to_have_text("Ada Moss")
    expect(browser_page.get_by_text("Your reply is published.")).to_be_visible()
    assert browser_page.context.cookies() == []


def test_a_double_click_makes_one_reply(browser_page):
    browser_page.goto(article().url)
    fill_in(browser_page)

    browser_page.get_by_role("button", name="Send reply").dblclick()

    expect(browser_page.get_by_text("We have your reply.")).to_be_visible()
    assert Comment.objects.get().held_for == ["too_fast"]


def test_words_of_danger_bring_help_before_all_else(browser_page):
    make.signs_of_danger("overdose")
    browser_page.goto(article().url)
    fill_in(browser_page, **{"Your reply": "I took an overdose."})

    send(browser_page)

    notice = browser_page.get_by_role("alert")
    expect(notice).to_be_focused()
    expect(notice).to_be_in_viewport()
    expect(notice).to_contain_text("Call 911.")
    assert Comment.objects.get().is_urgent


def test_what_is_wrong_is_told_on_top_and_mended(browser_page):
    browser_page.goto(article().url)
    fill_in(browser_page, **{"Your e-mail address": "ada"})
    send(browser_page)

    alert = browser_page.get_by_role("alert")
    expect(alert).to_be_focused()
    alert.get_by_role("link").click()
    field = browser_page.get_by_label("Your e-mail address")
    expect(field).to_be_focused()
    expect(field).to_have_attribute("aria-invalid", "true")
    field.fill("ada@mail.example")
    send(browser_page)

    expect(browser_page.get_by_text("Thank you.")).to_be_visible()
    assert Comment.objects.get().email == "ada@mail.example"


def test_without_scripts_a_reply_takes_one_page_more(without_scripts):
    page, made = without_scripts, article()
    first = make.comment("Does it help?", page=made)
    page.goto(made.url)
    page.get_by_role("link", name="Answer Ada").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Answer Ada")
    fill_in(page)
    send(page)

    expect(page.get_by_role("heading", level=1)).to_contain_text("Check your reply")
    expect(page.get_by_label("Your reply")).to_have_value(TYPED["Your reply"])
    assert Comment.objects.count() == 1
    page.wait_for_timeout(3100)
    send(page)

    # The form that was sent holds the same words.
    expect(page.get_by_text("Your reply is published.")).to_be_visible()
    expect(page.get_by_text("every morning")).to_be_in_viewport()
    assert Comment.objects.latest("pk").parent == first
    assert page.context.cookies() == []
