"""Signing in to the admin, as people do."""

import datetime
import time

from tests import make

PASSWORD = "walk every day"
TIMEOUT_SECONDS = 60


def sign_in(page, group):
    """As somebody of the group who has no other right."""
    member = make.member(group, "member@clinic.example", password=PASSWORD)
    page.goto("/admin/")
    page.get_by_label("E-mail address").fill(member.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/admin/")


def slow_down(page, times):
    """As on a machine that is so many times slower."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": times})


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
    """Goes to the dashboard as a link does; the questions that the browser asks."""
    here, questions = page.url, []

    def stay(dialog):
        questions.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.evaluate("() => { location.href = '/admin/'; }")
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
