import re
import time

import pytest
from django.utils.html import escape, strip_tags

from public_forms import text_cleaning


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("a\r\nb\rc", "a\nb\nc"),
        ("a\n\n\n\n\nb", "a\n\nb"),
        ("a\n\nb", "a\n\nb"),
        ("a \nb\t\n c", "a\nb\n c"),
        ("a\tb", "a\tb"),
        ("  a  ", "a"),
        ("a\x00b\x1b", "ab"),
        ("a\u202eb\u2066c\u200f", "abc"),
        ("vi\u200bag\ufeffra\u00ad", "viagra"),
        ("e\u0301", "\u00e9"),
        ("e\u200b\u0301", "\u00e9"),
        ("a\u2028b\u2029c\ue000d", "abcd"),
        ("\ud800a", "a"),
        ("a\ufffe\uffff\ufdd0\ufdefb\U0001fffe\U0010ffff", "ab"),
        # The characters before and after the noncharacters.
        ("\ufdcf\ufdf0\ufffd", "\ufdcf\ufdf0\ufffd"),
        # Spelling needs these.
        ("👩\u200d⚕️", "👩\u200d⚕️"),
        ("\u0645\u06cc\u200c\u062e", "\u0645\u06cc\u200c\u062e"),
        # Nothing but what nobody sees is nothing.
        ("\u200d", ""),
        ("\u200c \u200d\u200d", ""),
        ("\u3164\u2800\u115f\u1160\uffa0", ""),
        # A sign that is newer than this Python is a sign.
        ("\U0001fabc\U0002fa30", "\U0001fabc\U0002fa30"),
    ],
)
def test_text_keeps_what_people_read(typed, kept):
    assert text_cleaning.tidy(typed) == kept


def test_a_line_is_one_line():
    assert (
        text_cleaning.tidy_line("Ann\r\nBcc: all\u00a0of\u200b them")
        == "Ann Bcc: all of them"
    )


def test_paragraphs_and_lines_are_kept():
    assert (
        text_cleaning.as_html("One\ntwo\n\nthree") == "<p>One<br>two</p>\n<p>three</p>"
    )


def test_nothing_is_no_paragraph():
    assert text_cleaning.as_html("") == ""
    assert text_cleaning.as_html("\n\nOne\n\n") == "<p>One</p>"


def test_an_address_becomes_a_link_that_vouches_for_nothing():
    html = text_cleaning.as_html("See https://example.com/a?b=1&c=2.")

    assert html == (
        '<p>See <a href="https://example.com/a?b=1&amp;c=2" '
        'rel="nofollow ugc noopener">https://example.com/a?b=1&amp;c=2</a>.</p>'
    )


@pytest.mark.parametrize(
    "typed",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "ftp://example.com",
        "//example.com",
        # What stands before the @ reads like the site, and is none.
        "https://user:pass@example.com/",
        "https://bank.example@evil.example/",
        "https://",
        "https://)",
    ],
)
def test_what_could_harm_or_deceive_is_no_link(typed):
    assert text_cleaning.as_html(typed) == f"<p>{typed}</p>"


def test_an_at_sign_behind_the_host_is_part_of_an_address():
    assert 'href="https://example.com/@ann"' in text_cleaning.as_html(
        "https://example.com/@ann"
    )


def test_a_domain_in_another_script_is_a_link():
    assert 'href="https://пример.рф/"' in text_cleaning.as_html("https://пример.рф/")


@pytest.mark.parametrize(
    "typed",
    [
        "<script>alert(1)</script>",
        "https://example.com/<script>",
        "<script>https://example.com/</script>",
        "https://example.com/&quot;><img src=x>",
        "</p><p onclick=x>",
        "{{ 7|add:7 }}{% load x %}",
    ],
)
def test_markup_stays_text(typed):
    html = text_cleaning.as_html(typed)

    assert "<script" not in html
    assert "<img" not in html
    assert "<p onclick" not in html


@pytest.mark.parametrize(
    ("typed", "addresses"),
    [
        ("https://a.example/Disc_(spine)", ["https://a.example/Disc_(spine)"]),
        ("https://a.example/Disc_(spine).", ["https://a.example/Disc_(spine)"]),
        ("(https://a.example/Disc_(spine))", ["https://a.example/Disc_(spine)"]),
        ("(https://a.example/x)", ["https://a.example/x"]),
        ("(see https://a.example/x).", ["https://a.example/x"]),
        ("(https://a.example/x)and", ["https://a.example/x"]),
        ("[1](https://a.example/x)", ["https://a.example/x"]),
        ("[https://a.example/x]", ["https://a.example/x"]),
        ("{https://a.example/x}", ["https://a.example/x"]),
        ("https://a.example/(x", ["https://a.example/(x"]),
        ("https://a.example/?q[]=1&r={x}", ["https://a.example/?q[]=1&amp;r={x}"]),
        ("https://a.example/(x]", ["https://a.example/(x"]),
        (
            "(https://a.example/x)(https://b.example)",
            ["https://a.example/x", "https://b.example"],
        ),
        ("https://a.example/)", ["https://a.example/"]),
        ("https://a.example)", ["https://a.example"]),
    ],
)
def test_a_bracket_belongs_to_the_address_that_it_was_opened_in(typed, addresses):
    html = text_cleaning.as_html(typed)

    assert re.findall('href="([^"]*)"', html) == addresses
    assert strip_tags(html) == escape(typed)


def test_a_quote_ends_an_address():
    html = text_cleaning.as_html('https://example.com/"onmouseover="x')

    assert 'href="https://example.com/"' in html
    assert '"onmouseover' not in html


def test_a_word_of_ten_thousand_letters_is_kept_whole():
    assert (
        text_cleaning.as_html(text_cleaning.tidy("a" * 10_000))
        == f"<p>{'a' * 10_000}</p>"
    )


@pytest.mark.parametrize(
    "part",
    [
        *("a\u200d", "\u200d", "https://", "http://a@", "https://a.", "\n", "e\u0301"),
        *("https://a)", "https://a(", "("),
    ],
)
def test_a_long_text_is_tidied_and_drawn_in_no_time(part):
    begun = time.process_time()

    text_cleaning.as_html(text_cleaning.tidy(part * 20_000))

    assert time.process_time() - begun < 2
