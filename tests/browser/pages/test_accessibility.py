"""Whoever comes, with whatever eyes, hands and settings, can use every page."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.demo import ARTICLE, ONE_OF_EACH

pytestmark = pytest.mark.browser

RULES = {
    "runOnly": [
        "wcag2a",
        "wcag2aa",
        "wcag21a",
        "wcag21aa",
        "wcag22aa",
        "best-practice",
    ],
    "resultTypes": ["violations"],
}
WIDTHS = [360, 1280]
SCHEMES = ["light", "dark"]
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


def violations(page):
    found = Axe().run(page, options=RULES).response["violations"]
    return [
        f"{rule['id']}: {node['target']} {node['failureSummary']}"
        for rule in found
        for node in rule["nodes"]
    ]


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


@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing_on_any_page(open_context, demo, width):
    # Without movement: a colour on its way to another would be measured halfway.
    page = open_context(width=width, reduced_motion="reduce").new_page()
    findings = {}
    for path in demo.pages if width == min(WIDTHS) else ONE_OF_EACH:
        page.goto(path)
        for scheme in SCHEMES if path in ONE_OF_EACH else SCHEMES[:1]:
            page.emulate_media(color_scheme=scheme)
            findings[path, scheme] = violations(page)

    assert len(findings) > len(ONE_OF_EACH)
    assert {where: what for where, what in findings.items() if what} == {}


@pytest.mark.parametrize("scheme", SCHEMES)
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


@pytest.mark.parametrize("colors", ["none", "active"])
@pytest.mark.parametrize(
    "path", ["/", ARTICLE, "/articles/", "/contact/", "/patients/"]
)
def test_the_focus_is_always_seen(open_context, path, colors):
    page = open_context(forced_colors=colors, reduced_motion="reduce").new_page()
    page.goto(path)

    look_at_the_focus_all_the_way(page)


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("width", [360, 700])
def test_the_open_menu_covers_no_focus(open_context, width, scripts):
    page = open_context(
        width=width, java_script_enabled=scripts, reduced_motion="reduce"
    ).new_page()
    page.goto(ARTICLE)

    page.locator("summary", has_text="Menu").focus()
    page.keyboard.press("Enter")

    expect(page.get_by_role("navigation", name="Main")).to_be_visible()
    look_at_the_focus_all_the_way(page)


def test_the_clinics_number_is_one_tap_away_on_a_phone(open_context, demo):
    page = open_context(width=360, height=640).new_page()
    for path in demo.pages:
        if path == "/search/?q=%00":
            continue
        page.goto(path)
        call = page.locator("header a[href^='tel:']")
        box = call.bounding_box()

        assert call.is_visible(), path
        assert box["y"] + box["height"] <= 640, path
        assert box["height"] >= 44, path
        assert box["width"] >= 44, path
