"""The words fit, however narrow the screen, however large the text."""

import pytest

from tests.browser.demo import ARTICLE

pytestmark = pytest.mark.browser

WIDTHS = [320, 360, 768, 1280, 1920]
ONE_OF_EACH = [
    "/",
    ARTICLE,
    "/articles/",
    "/search/?q=walking",
    "/people/",
    "/people/miriam-okoye/",
    "/contact/",
    "/contact/appointment/",
    "/privacy/",
    "/patients/",
]

# What sticks out of the page, or is cut off by its own box. What scrolls by itself, as
# a wide table does, may be wider; `.unseen` is for screen readers, `.decoy` for robots.
MISFITS = """() => {
    const found = [];
    const {scrollWidth} = document.scrollingElement;
    if (scrollWidth > innerWidth) found.push(`page: ${scrollWidth} > ${innerWidth}`);
    for (const element of document.body.querySelectorAll("*")) {
        if (element.closest(".unseen, .decoy, svg") || !element.clientWidth) continue;
        const {overflowX, overflowY, clipPath} = getComputedStyle(element);
        if (clipPath !== "none") continue;
        const {scrollWidth, clientWidth, scrollHeight, clientHeight} = element;
        const cut = (overflowX === "hidden" && scrollWidth > clientWidth + 1)
            || (overflowY === "hidden" && scrollHeight > clientHeight + 1);
        if (cut) found.push(`cut: ${element.outerHTML.slice(0, 120)}`);
    }
    return found;
}"""

LINES = """element => {
    const words = document.createRange();
    words.selectNodeContents(element);
    return new Set(Array.from(words.getClientRects(), box => box.top)).size;
}"""

# Together, as WCAG 1.4.12 asks. A style sheet of the page's own: the policy refuses
# others, but not what a visitor's browser does to the page.
TEXT_SPACING = """() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`
        * { line-height: 1.5 !important; letter-spacing: 0.12em !important;
            word-spacing: 0.16em !important }
        p { margin-bottom: 2em !important }
    `);
    document.adoptedStyleSheets = [sheet];
}"""


def test_no_page_is_wider_than_a_phone(open_context, demo):
    page = open_context(width=320).new_page()
    misfits = {}
    for path in demo.pages:
        page.goto(path)
        misfits[path] = page.evaluate(MISFITS)

    assert {where: what for where, what in misfits.items() if what} == {}


def test_no_template_is_wider_than_the_screen(visitor):
    misfits = {}
    for path in ONE_OF_EACH:
        visitor.goto(path)
        for width in WIDTHS:
            visitor.set_viewport_size({"width": width, "height": 800})
            misfits[path, width] = visitor.evaluate(MISFITS)

    assert len(misfits) == len(ONE_OF_EACH) * len(WIDTHS)
    assert {where: what for where, what in misfits.items() if what} == {}


@pytest.mark.parametrize("width", [320, 360, 1280])
def test_text_twice_its_size_fits(open_context, demo, width):
    page = open_context(width=width).new_page()
    misfits = {}
    for path in demo.pages:
        page.goto(path)
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        misfits[path] = page.evaluate(MISFITS)

    assert {where: what for where, what in misfits.items() if what} == {}


@pytest.mark.parametrize("size", ["100%", "200%"])
def test_the_number_to_call_stands_on_one_line(visitor, size):
    for path in ["/", ARTICLE, "/contact/"]:
        visitor.goto(path)
        visitor.evaluate("size => document.documentElement.style.fontSize = size", size)
        number = visitor.locator(".action-phone span")
        for width in [*WIDTHS, 960, 1024]:
            visitor.set_viewport_size({"width": width, "height": 800})

            assert number.evaluate(LINES) == 1, (path, width)


@pytest.mark.parametrize("width", [320, 1280])
def test_wider_spaced_text_fits(open_context, width):
    page = open_context(width=width).new_page()
    misfits = {}
    for path in ONE_OF_EACH:
        page.goto(path)
        page.evaluate(TEXT_SPACING)
        misfits[path] = page.evaluate(MISFITS)

    assert {where: what for where, what in misfits.items() if what} == {}
