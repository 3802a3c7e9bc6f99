import pytest
from playwright.sync_api import expect

from tests import make

pytestmark = pytest.mark.browser

SCREENS = [
    "/admin/pages/",
    "/admin/images/add/",
    "/admin/users/",
    "/admin/account/",
    "/admin/reports/site-history/",
    "/admin/replies/",
    "/admin/submissions/",
    "/admin/visitors-data/",
    "/admin/background-work/",
]


def test_wagtails_screens_work_under_their_policy(browser_page):
    make.user("boss@clinic.example", password="walk every day", is_superuser=True)

    browser_page.goto("/admin/")
    browser_page.get_by_label("E-mail address").fill("boss@clinic.example")
    browser_page.get_by_label("Password").fill("walk every day")
    browser_page.get_by_role("button", name="Sign in").click()
    browser_page.wait_for_url("**/admin/")

    # The fixture fails on what the policy refuses and on scripts that break.
    for path in SCREENS:
        assert browser_page.goto(path).status == 200
        expect(browser_page.locator("#main")).to_be_visible()
