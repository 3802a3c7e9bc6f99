"""Pages without scripts, without movement, in the visitor's own colours, on paper."""

import pytest
from playwright.sync_api import expect

from tests.browser.demo import ARTICLE, ONE_OF_EACH

pytestmark = pytest.mark.browser

MOVEMENTS = """() => [...document.querySelectorAll("*")].filter(element => {
    const style = getComputedStyle(element);
    return style.animationName !== "none" || style.scrollBehavior === "smooth"
        || style.transitionDuration.split(", ").some(time => time !== "0s");
}).map(element => element.outerHTML.slice(0, 80))"""

# Forced colours take fills away: what is a shape must have an edge.
WITHOUT_EDGE = """() => [
    ...document.querySelectorAll(".pill, .button, .search, .safety, .action, .notice")
].filter(element => element.checkVisibility()).filter(element => {
    const {borderTopWidth, borderTopStyle} = getComputedStyle(element);
    return borderTopStyle === "none" || parseFloat(borderTopWidth) < 1;
}).map(element => element.outerHTML.slice(0, 80))"""

GROUND = "getComputedStyle(document.body).backgroundColor"
LINE_BELOW = "link => getComputedStyle(link).borderBottomColor"


def test_everything_works_without_scripts(open_context):
    page = open_context(width=360, java_script_enabled=False).new_page()
    page.goto("/")
    page.get_by_text("Menu", exact=True).click()
    page.locator("header").get_by_role("searchbox").fill("walking")
    page.locator("header").get_by_role("button", name="Search").click()
    page.locator("main").get_by_role("link", name="lower back pain").first.click()

    page.wait_for_url(f"**{ARTICLE}", wait_until="load")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert page.locator("figure.leaf img").evaluate("image => image.naturalWidth > 0")


def test_nothing_moves_for_those_who_want_it_still(open_context):
    page = open_context(reduced_motion="reduce").new_page()
    for path in ["/", ARTICLE, "/contact/"]:
        page.goto(path)

        assert page.evaluate(MOVEMENTS) == [], path


def test_shapes_keep_an_edge_in_forced_colours(open_context):
    page = open_context(forced_colors="active").new_page()
    for path in ONE_OF_EACH:
        page.goto(path)
        for width in (1280, 360):
            page.set_viewport_size({"width": width, "height": 800})

            assert page.evaluate(WITHOUT_EDGE) == [], (path, width)


def test_only_this_page_looks_current_in_forced_colours(open_context):
    page = open_context(forced_colors="active").new_page()
    page.goto("/contact/")
    ground = page.evaluate(GROUND)
    lines = {
        link.inner_text(): link.evaluate(LINE_BELOW)
        for link in page.get_by_role("navigation", name="Main")
        .get_by_role("link")
        .all()
    }

    assert [name for name, line in lines.items() if line != ground] == ["Contact"]


def test_signs_have_the_colour_of_their_words_in_forced_colours(measured_visits):
    signs = {
        path: visit.signs_of_other_colours for path, visit in measured_visits.items()
    }

    assert {path: found for path, found in signs.items() if found} == {}
