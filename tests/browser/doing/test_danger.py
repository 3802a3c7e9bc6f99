"""The emergency wording stands first and has the focus, at each width."""

import re

import pytest
from playwright.sync_api import expect

from tests import make

pytestmark = pytest.mark.browser

DANGER = "I cannot pass urine since this morning and my legs are numb."


@pytest.fixture
def clinic(as_migrated):
    wording = (
        '<p><b>Call <a href="tel:911">911</a></b> or go to the nearest hospital.</p>'
    )
    make.clinic(emergency_wording=wording)
    make.signs_of_danger("cannot pass urine")


def send_form(page):
    form = make.form_page(questions=[("Your message", "multiline", {})])
    page.goto(form.url)
    page.get_by_label("Your message").fill(DANGER)
    page.get_by_label("I agree").check()
    page.get_by_role("button", name="Send").click()


def send_reply(page):
    page.goto(make.article().url)
    page.get_by_label("Your name").fill("Ada Moss")
    page.get_by_label("Your e-mail address").fill("ada@mail.example")
    page.get_by_label("Your reply").fill(DANGER)
    page.get_by_label("I agree").check()
    page.get_by_role("button", name="Send reply").click()


def search(page):
    make.article("Walking when you cannot pass urine")
    page.goto("/")
    page.get_by_role("combobox").last.fill("I cannot pass urine")
    page.keyboard.press("Enter")


@pytest.mark.usefixtures("clinic")
@pytest.mark.parametrize(
    ("tell", "width"), [(send_form, 1280), (send_reply, 360), (search, 360)]
)
def test_help_has_the_focus_and_stands_above_everything(browser_page, tell, width):
    browser_page.set_viewport_size({"width": width, "height": 740})

    tell(browser_page)

    alarm = browser_page.get_by_role("alert")
    expect(alarm).to_be_focused()
    expect(alarm).to_contain_text("Call 911")
    expect(alarm).to_be_in_viewport(ratio=1)
    expect(browser_page).to_have_title(re.compile("In danger"))
    box = alarm.bounding_box()
    assert box["y"] == 0
    assert box["width"] == width
    assert browser_page.evaluate("document.documentElement.scrollWidth") == width
