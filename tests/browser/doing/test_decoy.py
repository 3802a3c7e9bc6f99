"""The field that only programs fill in hides itself and nothing else."""

import pytest

from tests import make

pytestmark = pytest.mark.browser


def test_the_decoy_is_out_of_sight_and_reach_and_the_safety_advice_is_not(browser_page):
    make.clinic()
    make.reply_rules()
    browser_page.goto(make.article().url)

    decoy = browser_page.locator("[name=subject_line]").bounding_box()
    advice = browser_page.get_by_text("For nearly everyone.").bounding_box()

    assert decoy["x"] + decoy["width"] < 0
    assert advice["x"] >= 0
    assert advice["width"] > 200
    assert advice["height"] > 10

    browser_page.get_by_label("Your name").focus()
    reached = []
    for _ in range(8):
        browser_page.keyboard.press("Tab")
        reached.append(browser_page.evaluate("document.activeElement.name"))

    assert "text" in reached
    assert "subject_line" not in reached
