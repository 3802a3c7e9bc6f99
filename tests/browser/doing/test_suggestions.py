"""Suggestions while a visitor types into a search field."""

import re

import pytest
from playwright.sync_api import expect

from tests import make
from tests.browser.visits import violations

pytestmark = pytest.mark.browser


def test_suggestions_are_chosen_with_the_keyboard_or_left_alone(browser_page):
    page = browser_page
    page.set_viewport_size({"width": 360, "height": 740})
    make.article("Walking uphill")
    make.article("Walking downhill", topics=[make.topic("Walking")])
    page.goto("/search/")
    field = page.locator("main").get_by_role("combobox", name="Search this site")
    suggestions = page.locator("main").get_by_role("option")
    below = page.locator("main h2, main .lead").first.bounding_box()

    field.press_sequentially("wal")

    expect(suggestions).to_have_text(
        ["Walking topic", "Walking downhill", "Walking uphill"]
    )
    expect(page.locator("main").get_by_role("status")).to_have_text("Suggestions: 3")
    expect(field).to_have_attribute("aria-expanded", "true")
    assert page.locator("main h2, main .lead").first.bounding_box() == below
    assert all(each.bounding_box()["height"] >= 44 for each in suggestions.all())
    field.press("ArrowDown")
    field.press("ArrowDown")
    expect(suggestions.nth(1)).to_have_attribute("aria-selected", "true")
    active = suggestions.nth(1).get_attribute("id")
    expect(field).to_have_attribute("aria-activedescendant", active)
    assert violations(page) == []

    field.press("Escape")
    expect(suggestions).to_have_count(0)
    expect(field).to_have_value("wal")
    field.press("Enter")
    expect(page).to_have_url(re.compile(r"/search/\?q=wal$"))

    field.press("End")
    field.press_sequentially("king u")
    expect(suggestions).to_have_text(["Walking uphill"])
    field.press("ArrowUp")
    field.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Walking uphill")


def test_enter_searches_for_what_was_typed_after_a_suggestion_was_marked(browser_page):
    page = browser_page
    make.article("Walking uphill")
    page.goto("/search/")
    field = page.locator("main").get_by_role("combobox")
    field.press_sequentially("wal")
    expect(page.locator("main").get_by_role("option")).to_have_count(1)
    page.route("**/suggestions/*", lambda route: None)

    field.press("ArrowDown")
    field.press_sequentially("nut")
    expect(field).to_have_attribute("aria-activedescendant", "")
    field.press("Enter")

    expect(page).to_have_url(re.compile(r"/search/\?q=walnut$"))


def test_a_failing_network_suggests_nothing_and_leaves_the_field_as_it_is(browser_page):
    page = browser_page
    make.article("Walking uphill")
    page.route("**/suggestions/*", lambda route: route.abort())
    page.goto("/search/")
    field = page.locator("main").get_by_role("combobox")

    with page.expect_event("requestfailed"):
        field.press_sequentially("wal")

    expect(field).to_have_attribute("aria-expanded", "false")
    field.press("Enter")
    expect(page.get_by_role("heading", level=3)).to_have_text("Walking uphill")
