"""The admin in a browser: signing in, leaving a form, holding its saves."""

import datetime
import time

from django.conf import settings
from django.test import Client

from tests import make

TIMEOUT_SECONDS = 60


def sign_in(page, group):
    """As somebody of the group who has no other right; no page is opened for it."""
    client = Client()
    client.force_login(make.member(group, "member@clinic.example"))
    name = settings.SESSION_COOKIE_NAME
    value = client.cookies[name].value
    page.context.add_cookies(
        [{"name": name, "value": value, "domain": "localhost", "path": "/"}]
    )


def stop_the_clock(page):
    """No timer of the pages to come runs before ``page.clock.run_for``."""
    page.clock.install(time=datetime.datetime(2026, 10, 1, 9, 0))
    page.clock.pause_at(datetime.datetime(2026, 10, 1, 10, 0))


def draw_slowly(page):
    """As where rich text takes longer to draw than Wagtail waits for it."""
    page.add_init_script(
        """document.addEventListener("w-draftail:init", () => {
          const until = performance.now() + 2100;
          while (performance.now() < until);
        }, { once: true, capture: true });"""
    )


def wait_until(page, condition):
    """Fails where it does not come true, and lets the page go on meanwhile."""
    until = time.monotonic() + TIMEOUT_SECONDS
    while not condition():
        assert time.monotonic() < until, "This never happened."
        page.wait_for_timeout(50)


def leave(page):
    """Goes elsewhere as a link does; the questions that the browser asks."""
    here, questions = page.url, []

    def stay(dialog):
        questions.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.evaluate("() => { location.href = '/robots.txt'; }")
    wait_until(page, lambda: page.url != here or questions)
    page.remove_listener("dialog", stay)
    return questions


def hold_saves(page):
    """Keeps each save of a form from the server, in the list, until it is let go."""
    held = []

    def hold(route):
        is_save = route.request.method == "POST" and "/pages/" in route.request.url
        held.append(route) if is_save else route.fallback()

    page.route("**/edit/", hold)
    return held
