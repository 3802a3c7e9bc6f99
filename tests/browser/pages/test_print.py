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


@pytest.fixture(params=["light", "dark"])
def paper(open_context, request):
    page = open_context(color_scheme=request.param).new_page()
    page.emulate_media(media="print", color_scheme=request.param)
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
    links = paper.locator("main a[href^='http']:visible").all()

    assert links
    for link in links:
        after = link.evaluate("link => getComputedStyle(link, '::after').content")
        assert link.get_attribute("href") in after


def test_all_is_black_on_white(paper):
    assert set(paper.evaluate(COLOURS)) <= DARK
    assert set(paper.evaluate(FILLS)) <= NONE_OR_WHITE


def test_an_article_takes_a_few_pages(paper):
    sheets = paper.pdf(format="A4").count(b"/Type /Page\n")

    assert 2 <= sheets <= 7
