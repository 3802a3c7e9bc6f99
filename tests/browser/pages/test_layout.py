"""The words fit, however narrow the screen, however large the text."""

import pytest

from tests import make
from tests.browser.demo import ARTICLE, ONE_OF_EACH
from tests.browser.visits import MISFITS, SET_TEXT_SIZE

pytestmark = pytest.mark.browser

WIDTHS = [320, 360, 768, 1280, 1920]

LINES = """element => {
    const words = document.createRange();
    words.selectNodeContents(element);
    return new Set(Array.from(words.getClientRects(), box => box.top)).size;
}"""

# Words of at most nine letters that do not stand on one line.
TORN = r"""() => {
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found = [];
    while (texts.nextNode()) {
        const {data, parentElement} = texts.currentNode;
        if (!parentElement.checkVisibility() || parentElement.closest(".unseen, .decoy")) {
            continue;
        }
        for (const word of data.matchAll(/(?<=^|\s)[a-z]{2,9}(?=[\s,.]|$)/gi)) {
            const range = document.createRange();
            range.setStart(texts.currentNode, word.index);
            range.setEnd(texts.currentNode, word.index + word[0].length);
            const lines = new Set(Array.from(range.getClientRects(), box => box.top));
            if (lines.size > 1) found.push(word[0]);
        }
    }
    return found;
}"""

FONT_SIZE = "element => parseFloat(getComputedStyle(element).fontSize)"

STOP_IS_LEFTMOST = """element => {
    const [text] = element.childNodes;
    const left = place => {
        const letter = document.createRange();
        letter.setStart(text, place);
        letter.setEnd(text, place + 1);
        return letter.getBoundingClientRect().left;
    };
    const start = text.data.search(/[^ \\n]/);
    return left(text.data.trimEnd().length - 1) < left(start);
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


def letters(page, pixels):
    """The size of letters that a visitor chooses in the browser's settings."""
    session = page.context.new_cdp_session(page)
    session.send("Page.enable")
    session.send("Page.setFontSizes", {"fontSizes": {"standard": pixels}})


def test_no_page_is_wider_than_a_phone(measured_visits):
    misfits = {path: visit.misfits for path, visit in measured_visits.items()}

    assert {path: found for path, found in misfits.items() if found} == {}


def test_text_twice_its_size_fits_on_a_phone(measured_visits):
    misfits = {
        path: visit.misfits_of_large_text for path, visit in measured_visits.items()
    }

    assert {path: found for path, found in misfits.items() if found} == {}


def test_no_template_is_wider_than_the_screen(visitor):
    misfits = {}
    for path in ONE_OF_EACH:
        visitor.goto(path)
        for width in WIDTHS:
            visitor.set_viewport_size({"width": width, "height": 800})
            misfits[path, width] = visitor.evaluate(MISFITS)

    assert len(misfits) == len(ONE_OF_EACH) * len(WIDTHS)
    assert {where: what for where, what in misfits.items() if what} == {}


def test_text_twice_its_size_or_spaced_wider_fits(open_context):
    page = open_context().new_page()
    misfits = {}
    for path in ONE_OF_EACH:
        page.goto(path)
        page.evaluate(SET_TEXT_SIZE, "200%")
        misfits[path, "large"] = page.evaluate(MISFITS)
        page.evaluate(SET_TEXT_SIZE, "")
        page.evaluate(TEXT_SPACING)
        for width in (1280, 320):
            page.set_viewport_size({"width": width, "height": 800})
            misfits[path, width] = page.evaluate(MISFITS)

    assert {where: what for where, what in misfits.items() if what} == {}


def test_the_number_to_call_stands_on_one_line(visitor):
    for path in ["/", ARTICLE, "/contact/"]:
        visitor.goto(path)
        number = visitor.locator(".action-phone span")
        for width in [*WIDTHS, 960, 1024]:
            visitor.set_viewport_size({"width": width, "height": 800})

            assert number.evaluate(LINES) == 1, (path, width)


@pytest.mark.parametrize("width", [320, 1280])
def test_the_number_to_call_grows_with_the_text(open_context, width):
    page = open_context(width=width).new_page()
    for path in ["/", ARTICLE, "/contact/"]:
        page.goto(path)
        number, size = page.locator(".action-phone span"), FONT_SIZE
        letters(page, 16)
        usual = number.evaluate(size)
        letters(page, 32)

        assert number.evaluate(size) >= 1.6 * usual, path
        assert number.evaluate(size) > page.locator("main").evaluate(size), path
        # Broken between its groups of digits, if at all.
        assert number.evaluate(LINES) <= len(number.inner_text().split()), path


def test_no_word_is_torn_where_letters_are_large(open_context):
    page = open_context(width=320).new_page()
    letters(page, 32)
    for path in ONE_OF_EACH:
        page.goto(path)

        assert page.evaluate(MISFITS) == [], path
        assert page.evaluate(TORN) == [], path


def test_a_word_without_end_widens_no_page(browser_page):
    make.clinic()
    make.reply_rules()
    word = "A" * 255
    article = make.article(word, slug="long", summary=word)
    make.comment(page=article, name=word[:80], text=word)
    paths = [article.url, "/articles/", f"/replies/{article.pk}/", "/search/?q=walk"]
    for path in paths:
        browser_page.goto(path)
        for width in WIDTHS:
            browser_page.set_viewport_size({"width": width, "height": 800})

            assert browser_page.evaluate(MISFITS) == [], (path, width)


def test_words_run_the_way_they_are_read(browser_page):
    make.clinic()
    make.reply_rules()
    right_to_left = "\u0627\u0644\u0645\u0634\u064a \u064a\u0641\u064a\u062f."
    article = make.article(
        right_to_left,
        slug="arabic",
        summary=right_to_left,
        introduction=f"<p>{right_to_left}</p><p>It helps.</p><ul><li>{right_to_left}</li></ul>",
    )
    make.comment(right_to_left, page=article, name=right_to_left)
    browser_page.goto(article.url)

    shown = browser_page.locator("main").get_by_text(right_to_left, exact=True).all()
    # In the breadcrumbs, as title, summary, paragraph, item, and thrice in the reply.
    assert len(shown) == 8
    for words in shown:
        assert words.evaluate(STOP_IS_LEFTMOST), words.evaluate(
            "words => words.outerHTML"
        )
    assert not browser_page.get_by_text("It helps.").evaluate(STOP_IS_LEFTMOST)
