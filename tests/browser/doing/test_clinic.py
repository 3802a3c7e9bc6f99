"""A moderator at the clinic's settings, by clicking and typing."""

import pytest
from playwright.sync_api import expect

from tests import make
from tests.browser.admin import sign_in

pytestmark = pytest.mark.browser


def test_the_tab_with_the_mistake_says_so_and_is_open(browser_page):
    make.clinic()
    page = browser_page
    sign_in(page, "Moderators")
    page.goto("/admin/settings/clinic/clinicsettings/")

    page.get_by_role("tab", name="Places and hours").click()
    places = page.locator("#tab-places_and_hours")
    places.locator("[data-contentpath=phone] input").fill("555-CALL-NOW")
    page.get_by_role("button", name="Save").click()

    expect(places.get_by_text("This is no phone number").first).to_be_visible()
    tab = page.get_by_role("tab", name="Places and hours (1 error)")
    expect(tab).to_have_attribute("aria-selected", "true")
