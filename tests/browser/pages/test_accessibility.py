"""Whoever comes, with whatever eyes, hands and settings, can use every page."""

import pytest
from playwright.sync_api import expect

from tests.browser.demo import ARTICLE, ONE_OF_EACH
from tests.browser.visits import violations

pytestmark = pytest.mark.browser

MOST_TABS = 200

# What the focused element shows, itself or through the box drawn around it.
FOCUS = """() => {
    const element = document.activeElement;
    if (element === document.body) return null;
    const outlined = part => {
        const style = part && getComputedStyle(part);
        return style && style.outlineStyle === "solid"
            && parseFloat(style.outlineWidth) >= 2;
    };
    const {left, right, top, bottom} = element.getBoundingClientRect();
    const onTop = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
    return {
        name: element.outerHTML.slice(0, 120),
        outlined: outlined(element) || outlined(element.closest(".search, .card")),
        inSight: bottom > 0 && top < innerHeight && right > 0 && left < innerWidth,
        covered: !onTop || !(element.contains(onTop) || onTop.contains(element)),
        inMain: element.closest("main") !== null,
    };
}"""


def look_at_the_focus_all_the_way(page):
    seen = []
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        focus = page.evaluate(FOCUS)
        if focus is None:
            break
        seen.append(focus)

    assert 10 < len(seen) < MOST_TABS
    for focus in seen:
        assert focus["outlined"], focus
        assert focus["inSight"], focus
        assert not focus["covered"], focus


def test_axe_finds_nothing_on_a_phone(measured_visits):
    found = {path: visit.violations for path, visit in measured_visits.items()}

    assert len(found) > len(ONE_OF_EACH)
    assert {path: each for path, each in found.items() if each} == {}


def test_axe_finds_nothing_on_a_wide_screen(open_context):
    page = open_context(reduced_motion="reduce").new_page()
    findings = {}
    for path in ONE_OF_EACH:
        page.goto(path)
        findings[path] = violations(page)

    assert {path: found for path, found in findings.items() if found} == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_the_open_menu(open_context, scheme):
    page = open_context(
        width=360, color_scheme=scheme, reduced_motion="reduce"
    ).new_page()
    page.goto("/")

    page.get_by_text("Menu", exact=True).click()

    expect(page.get_by_role("navigation", name="Main")).to_be_visible()
    assert violations(page) == []


def test_the_skip_link_leads_to_the_content(open_context):
    page = open_context(reduced_motion="reduce").new_page()
    page.goto(ARTICLE)

    page.keyboard.press("Tab")
    first = page.evaluate(FOCUS)
    page.keyboard.press("Enter")
    page.wait_for_url("**#content")
    page.keyboard.press("Tab")
    next_one = page.evaluate(FOCUS)

    assert "Skip to the content" in first["name"]
    assert first["inSight"]
    assert first["outlined"]
    assert next_one["inMain"]


@pytest.mark.parametrize(
    ("path", "colors"),
    [
        ("/", "none"),
        (ARTICLE, "none"),
        (ARTICLE, "active"),
        ("/articles/", "none"),
        ("/contact/", "active"),
        ("/patients/", "none"),
    ],
)
def test_the_focus_is_always_seen(open_context, path, colors):
    page = open_context(forced_colors=colors, reduced_motion="reduce").new_page()
    page.goto(path)

    look_at_the_focus_all_the_way(page)


@pytest.mark.parametrize(("width", "scripts"), [(360, True), (700, False)])
def test_the_open_menu_covers_no_focus(open_context, width, scripts):
    page = open_context(
        width=width, java_script_enabled=scripts, reduced_motion="reduce"
    ).new_page()
    page.goto(ARTICLE)

    page.locator("summary", has_text="Menu").focus()
    page.keyboard.press("Enter")

    expect(page.get_by_role("navigation", name="Main")).to_be_visible()
    look_at_the_focus_all_the_way(page)


def test_the_clinics_number_is_one_tap_away_on_a_phone(measured_visits):
    for path in measured_visits.keys() - {"/search/?q=%00"}:
        box = measured_visits[path].number

        assert box, path
        assert box["y"] + box["height"] <= 640, path
        assert box["height"] >= 44, path
        assert box["width"] >= 44, path
