"""An article on paper: black on white, the words, the number, no navigation."""

import pytest

from tests.browser.demo import ARTICLE

pytestmark = pytest.mark.browser

COLOURS = """() => [...new Set(
    [...document.querySelectorAll("main, main :is(h1, h2, h3, p, li, a, dd, td)")]
        .filter(element => element.checkVisibility())
        .map(element => getComputedStyle(element).color)
)]"""
FILLS = """() => [...new Set(
    [document.documentElement, ...document.body.querySelectorAll("*")]
        .filter(element => !element.closest("img, svg") && element.checkVisibility())
        .map(element => getComputedStyle(element).backgroundColor)
)]"""
DARK = {"rgb(0, 0, 0)", "rgb(34, 34, 34)"}
NONE_OR_WHITE = {"rgba(0, 0, 0, 0)", "rgb(255, 255, 255)"}


@pytest.fixture
def paper(open_context):
    """As printed by somebody whose screen is dark, whose colours have most to change."""
    page = open_context(color_scheme="dark").new_page()
    page.emulate_media(media="print", color_scheme="dark")
    page.goto(ARTICLE)
    return page


def test_nothing_is_printed_that_only_works_on_a_screen(paper):
    for useless in ["nav", "form", "button", "video", "iframe", ".skip-link"]:
        for part in paper.locator(useless).all():
            assert not part.is_visible(), part.evaluate("part => part.outerHTML")


def test_a_form_is_not_printed_and_the_pages_address_is(paper, demo):
    for path in ["/contact/", "/contact/appointment/"]:
        paper.goto(path)

        assert not paper.locator("main form").is_visible()
        assert paper.get_by_text(f"{demo.origin}{path}", exact=True).is_visible()


def test_the_number_and_the_review_are_printed(paper):
    assert paper.locator("header a[href^='tel:']").is_visible()
    assert paper.get_by_text("Last reviewed", exact=True).is_visible()
    assert paper.get_by_text("Next review due").is_visible()
    assert "555" in paper.locator("header a[href^='tel:']").inner_text()


def test_links_say_where_they_lead(paper):
    for kind in ["main a[href^='http']", "main .prose a[href^='/']"]:
        links = paper.locator(f"{kind}:visible").all()

        assert links, kind
        for link in links:
            after = link.evaluate("link => getComputedStyle(link, '::after').content")
            assert link.get_attribute("href") in after


def test_what_says_no_address_does_not_look_like_a_link(paper):
    underlined = [
        link
        for link in paper.locator("main a:visible").all()
        if "underline" in link.evaluate("a => getComputedStyle(a).textDecorationLine")
    ]

    assert underlined
    for link in underlined:
        after = link.evaluate("link => getComputedStyle(link, '::after').content")
        assert link.get_attribute("href") in after


def test_signs_are_as_black_as_their_words(paper):
    paint = "sign => getComputedStyle(sign).color"
    signs = paper.locator("main .icon:visible").all()

    assert signs
    assert {sign.evaluate(paint) for sign in signs} <= DARK


def test_all_is_black_on_white(paper):
    for scheme in ("dark", "light"):
        paper.emulate_media(media="print", color_scheme=scheme)

        assert set(paper.evaluate(COLOURS)) <= DARK, scheme
        assert set(paper.evaluate(FILLS)) <= NONE_OR_WHITE, scheme


def test_an_article_takes_a_few_pages(paper):
    sheets = paper.pdf(format="A4").count(b"/Type /Page\n")

    assert 2 <= sheets <= 7
