import unicodedata

import pytest
from bs4 import BeautifulSoup

from comments.models import Comment
from intake.text import tidy, tidy_line
from tests import make, reading
from tests.comments.replying import send

pytestmark = pytest.mark.django_db

MARKUP = [
    "<script>alert(1)</script>",
    "</textarea><script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<a href='javascript:alert(1)'>x</a>",
    '"><iframe src=https://evil.example>',
    '" autofocus onfocus=alert(1) x="',
    "' onmouseover='alert(1)",
    "<style>*{display:none}</style>",
    "<!-- <p>",
    "-->",
    "]]>",
    "<![CDATA[ x",
    "<!DOCTYPE x [<!ENTITY a 'b'>]>&a;",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;",
    "<form action=https://evil.example><input name=email>",
    "<base href=https://evil.example>",
    "<meta http-equiv=refresh content=0>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
]
CODE = [
    "{{ 7|add:7 }}{% debug %}{% include 'base.html' %}",
    "${7*7} #{7*7} <%= 7*7 %>",
    "%s %d %n %(name)s {0} {name}",
    "'; DROP TABLE comments_comment; --",
    "../../../../etc/passwd",
    '=HYPERLINK("https://evil.example")',
    "@SUM(1)",
    "Subject: x\r\nBcc: all@evil.example\r\n\r\nbody",
    "%0d%0aBcc: all@evil.example",
]
LINKS = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:x",
    "https://evil.example/<script>",
    'https://evil.example/"onclick=alert(1)',
    "https://evil.example/'onclick=alert(1)",
    "https://javascript:alert(1)@evil.example/",
    "http://[::1",
    "https://" + "a" * 3000,
    "//evil.example",
]
SIGNS = [
    "a\u202egnp.exe",
    "\u2066\u2067\u2068x\u2069",
    "\u200f\u200ex",
    "x\u2028y\u2029z",
    "zero\u200bwidth\u2060\ufeff",
    "bell\x07 escape\x1b[31m delete\x7f c1\x85",
    "Z\u0351\u036b\u0343\u036a" * 20,
    "\ufdd0\uffff",
    "\U000e0041\U000e007f tags",
    "W" * 3000,
    "\u0645\u0631\u062d\u0628\u0627",
    "\U0001f469\u200d\u2695\ufe0f",
    "\t\ttabs",
    "\n" * 200 + "x",
]
HOSTILE = [*MARKUP, *CODE, *LINKS, *SIGNS]
ALLOWED = {"article", "header", "h3", "h4", "a", "span", "time", "div", "p", "br"}
ATTRIBUTES = {"class", "id", "aria-labelledby", "href", "rel", "datetime"}


def is_invisible(character):
    joins = character in "\u200c\u200d"
    kind = unicodedata.category(character)
    return kind in {"Cf", "Cc", "Zl", "Zp"} and not joins and character not in "\n\t"


@pytest.fixture
def flooded(client, settings):
    """An article to which all of it was sent, as text and as name."""
    settings.INTAKE_LIMITS = {"reply": []}
    make.reply_rules(first_time_writers_wait=False, most_links=50, danger_words="")
    page = make.article()
    for payload in HOSTILE:
        name = payload[:80] if payload.strip() == payload else "Ada"
        answer = send(client, page, text=payload, name=name)
        assert answer.status_code == 303, repr(payload[:80])
    Comment.objects.update(status="published")
    return page


def test_whatever_is_typed_is_text_on_the_page(client, flooded):
    shown = []
    for number in (1, 2):
        answer = client.get(flooded.url, {"replies": number})
        soup = reading.html(answer)
        for reply in soup.select("#replies article"):
            check(reply)
            shown.append(" ".join(reply.get_text().split()))
        scripts = [each.get("src", "data") for each in soup.find_all("script")]
        assert len(scripts) == 2
        assert reading.json_ld(answer)["MedicalWebPage"]["commentCount"]

    comments = Comment.objects.all()
    assert len(shown) == len(comments) == len(HOSTILE)
    for comment, text in zip(comments, shown, strict=True):
        assert comment.text == tidy(comment.text)
        assert comment.name == tidy_line(comment.name)
        assert text.startswith(" ".join(comment.name.split()))
        assert " ".join(comment.text.split()) in text


def check(reply):
    for element in [reply, *reply.find_all(True)]:
        assert element.name in ALLOWED, element
        assert set(element.attrs) <= ATTRIBUTES, element
        target = element.get("href", "/")
        assert target.startswith(("/", "http://", "https://")), target
        assert not target.startswith("//")
    assert not any(map(is_invisible, reply.get_text()))


def test_the_feed_and_both_apis_stay_harmless(client, flooded):
    feed = client.get(f"/replies/{flooded.pk}.atom").content.decode()
    assert "<script" not in feed
    assert not any(map(is_invisible, feed))

    for version in ("v2", "v3"):
        address = f"/api/{version}/comments/"
        answer = client.get(address, {"page": flooded.pk, "limit": 20}).json()
        assert len(answer["items"]) == 20
        for item in answer["items"]:
            assert "<script" not in item["html"]
            assert "onerror" not in item["html"] or "&lt;" in item["html"]


def test_what_is_refused_comes_back_as_text_in_the_form(client):
    page = make.article()
    for payload in [*MARKUP, *CODE, *LINKS]:
        typed = {"name": payload, "text": payload, "email": payload, "website": payload}

        answer = send(client, page, **typed)

        assert answer.status_code == 422
        soup = BeautifulSoup(answer.content, "html.parser")
        form = soup.select_one("form.handed-in")
        assert form.find(attrs={"name": "email"})["value"] == payload
        kept = form.find("textarea").get_text()
        assert kept.split() == payload.split()
        assert len(soup.find_all("script")) == 1
        assert not form.find_all(["img", "svg", "iframe", "style", "base", "meta"])
