"""An administrator adds a webhook on a phone, by keyboard alone."""

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import expect

from outbox import change_messages, sending
from outbox.models import Endpoint
from tests import make
from tests.outbox import receivers

pytestmark = pytest.mark.browser

NARROW = {"width": 360, "height": 780}
LONG = "with-a-name-that-is-as-long-as-some-are-and-breaks-nowhere-0123456789"


@pytest.fixture
def boss(browser_page):
    """A narrow browser, in which a superuser is signed in."""
    client = Client()
    client.force_login(make.superuser())
    name = settings.SESSION_COOKIE_NAME
    value = client.cookies[name].value
    cookie = {"name": name, "value": value, "domain": "localhost", "path": "/"}
    browser_page.context.add_cookies([cookie])
    browser_page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    browser_page.set_viewport_size(NARROW)
    return browser_page


def press_tab_until(page, selector):
    """Fails where so many presses do not reach it."""
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("(it) => document.activeElement.matches(it)", selector):
            return
    pytest.fail(f"Tab does not reach {selector}.")


def press(page, selector):
    press_tab_until(page, selector)
    page.keyboard.press("Enter")


def fits(page):
    width = page.evaluate("document.documentElement.scrollWidth")
    return width <= NARROW["width"]


def test_a_webhook_is_added_tested_and_mended_by_keyboard(boss, settings):
    settings.WEBHOOK_NETWORKS = [receivers.LOOPBACK]
    page = boss
    with receivers.receiver() as receiver:
        page.goto("/admin/webhooks/new/")
        press_tab_until(page, "#id_name")
        page.keyboard.type("Website")
        press_tab_until(page, "#id_url")
        page.keyboard.type(f"{receiver.url}/{LONG}")
        press_tab_until(page, "#id_events_1")
        page.keyboard.press("Space")
        press(page, "button[type=submit]")
        page.wait_for_url("**/secret/")
        press(page, "button[value=show]")
        expect(page.get_by_label("Secret")).to_be_visible()
        press(page, "[data-action='w-clipboard#copy']")
        expect(page.get_by_text("It is copied.")).to_be_visible()
        webhook = Endpoint.objects.get()
        assert page.evaluate("navigator.clipboard.readText()") == webhook.secret
        assert fits(page)

        press(page, f"main a[href$='/webhooks-and-caches/{webhook.pk}/']")
        page.wait_for_url(f"**/webhooks-and-caches/{webhook.pk}/")
        receiver.mood = "failing"
        press(page, "button[value=test]")
        page.wait_for_url("**/message/*/")
        sending.send_waiting(webhook.pk)
        press(page, "main a")
        expect(page.get_by_text("It answered 500.")).to_be_visible()
        assert fits(page)

        receiver.mood = "up"
        press(page, "main form button")
        expect(page.get_by_text("It will be sent within seconds.")).to_be_visible()
        change_messages.write_messages()
        sending.send_waiting(webhook.pk)
        page.reload()
        expect(page.get_by_text("Accepted: it answered 200.")).to_be_visible()
        for path in ("/admin/reports/webhooks-and-caches/", "/admin/webhooks/"):
            page.goto(path)
            expect(page.get_by_role("link", name="Website").first).to_be_visible()
            assert fits(page)
