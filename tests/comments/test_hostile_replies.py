import json
import unicodedata
from collections import Counter
from datetime import timedelta
from itertools import cycle
from xml.etree import ElementTree as ET

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command

from comments.models import Comment
from comments.tasks import tell_moderators
from core.feeds import strip_control_characters
from public_forms.text_cleaning import tidy, tidy_line
from tests import make, reading
from tests.comments.replying import json_reply, send, send_json
from tests.working import work

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
    "</p></div></article><h1>The clinic is closed</h1>",
    "<object data=https://evil.example></object><embed src=//evil.example>",
    "<link rel=stylesheet href=https://evil.example/x.css>",
    "<details open ontoggle=alert(1)>",
    "<input type=image src=x onerror=alert(1)>",
    "<template shadowrootmode=open><slot></template>",
    "</title><script>alert(1)</script>",
    "</li></ul></form><form action=//evil.example>",
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
    "Ada\r\nContent-Type: text/html\r\n\r\n<b>x</b>",
    "+1+cmd|' /C calc'!A0",
    '{"__proto__": {"x": 1}, "$gt": ""}',
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
    "nonsense\ufdd0\uffff",
    "\U000e0041\U000e007f tags",
    "W" * 3000,
    "\u0645\u0631\u062d\u0628\u0627",
    "\U0001f469\u200d\u2695\ufe0f",
    "\t\ttabs",
    "\n" * 200 + "x",
]
HOSTILE = [*MARKUP, *CODE, *LINKS, *SIGNS]
ALLOWED = {"article", "header", "h3", "h4", "a", "span", "time", "div", "p", "br"}
ATTRIBUTES = {"class", "id", "aria-labelledby", "href", "rel", "datetime", "dir"}
QUEUE = "/admin/replies/"
FEED = {
    "entry",
    "title",
    "link",
    "published",
    "updated",
    "author",
    "name",
    "id",
    "summary",
}
DESK = {"strong", "ul", "li", "input", "button"}


def is_invisible(character):
    joins = character in "\u200c\u200d"
    kind = unicodedata.category(character)
    return kind in {"Cf", "Cc", "Zl", "Zp"} and not joins and character not in "\n\t"


# What a field of its own takes although it looks like markup.
WEBSITES = [
    "https://evil.example/<script>alert(1)</script>",
    "https://evil.example/'onclick=alert(1)",
    'https://evil.example/"onclick=alert(1)//',
]
EMAILS = [
    '"<script>alert(1)</script>"@evil.example',
    "'onmouseover=alert`1`'@evil.example",
    '"?bcc=all&body=x"@evil.example',
]
ADA = "ada@mail.example"
BROWSER = {"User-Agent": "<script>alert(1)</script>", "Referer": '"><img src=x>'}


def by_form(client, page, **typed):
    return send(client, page, headers=BROWSER, **typed).status_code == 303


def by_api(client, page, **typed):
    return send_json(client, json_reply(page, **typed)).status_code in {201, 202}


def typed_in(payload):
    """As text and as name; a name has neither spaces around it nor many letters."""
    fits = payload.strip() == payload
    return {"text": payload, "name": payload[:80] if fits else "Ada", "email": ADA}


@pytest.fixture
def flooded(client, settings):
    """An article to which all of it was sent, by the form and by the API in turn."""
    settings.RATE_LIMITS = {"reply": []}
    make.reply_rules(first_time_writers_wait=False, most_links=50)
    page = make.article()
    own = [
        {"website": website, "email": email}
        for website, email in zip(WEBSITES, EMAILS, strict=True)
    ]
    ways = cycle((by_form, by_api))
    for typed in (*map(typed_in, HOSTILE), *own):
        assert next(ways)(client, page, **typed), repr(typed)[:80]
    return page


@pytest.fixture
def stored():
    """An article with all of it as it is kept."""
    page = make.article()
    typed = [typed_in(payload) for payload in HOSTILE] + [
        {"text": "x", "name": "Ada", "website": website, "email": email}
        for website, email in zip(WEBSITES, EMAILS, strict=True)
    ]
    Comment.objects.bulk_create(
        Comment(
            **{**each, "text": tidy(each["text"]), "name": tidy_line(each["name"])},
            page=page,
            status="published",
            user_agent=BROWSER["User-Agent"],
            consented_at=make.LATELY,
            created_at=make.LATELY + timedelta(seconds=number),
        )
        for number, each in enumerate(typed)
    )
    return page


def replies():
    return list(Comment.objects.select_related("page"))


def test_whatever_is_typed_is_text_on_the_page(client, flooded):
    Comment.objects.update(status="published")
    comments = replies()
    shown = []
    for number in range(1, -(-len(comments) // 50) + 1):
        answer = client.get(flooded.url, {"replies": number})
        soup = reading.html(answer)
        for reply in soup.select("#replies article"):
            check(reply)
            shown.append(in_one_line(reply.get_text()))
        scripts = [each.get("src", "data") for each in soup.find_all("script")]
        assert len(scripts) == 3
        assert reading.json_ld(answer)["MedicalWebPage"]["commentCount"]

    assert len(shown) == len(comments) == len([*HOSTILE, *WEBSITES])
    assert BROWSER["User-Agent"] in {each.user_agent for each in comments}
    for comment, text in zip(comments, shown, strict=True):
        assert comment.text == tidy(comment.text)
        assert comment.name == tidy_line(comment.name)
        assert text.startswith(in_one_line(comment.name))
        assert in_one_line(comment.text) in text


def in_one_line(text):
    return " ".join(text.split())


def check(reply):
    for element in [reply, *reply.find_all(True)]:
        assert element.name in ALLOWED, element
        assert set(element.attrs) <= ATTRIBUTES, element
        target = element.get("href", "/")
        assert target.startswith(("/", "http://", "https://")), target
        assert not target.startswith("//")
    assert not any(map(is_invisible, reply.get_text()))


def drawn(html):
    return BeautifulSoup(f"<div>{html}</div>", "html.parser").div


def test_the_feed_stays_harmless(client, stored):
    newest = replies()[-50:]

    feed = ET.fromstring(client.get(f"/replies/{stored.pk}.atom").content)  # noqa: S314 - our own

    entries = feed.findall("{*}entry")
    for comment, entry in zip(reversed(newest), entries, strict=True):
        assert entry.findtext("{*}author/{*}name") == strip_control_characters(
            comment.name
        )
        assert {child.tag.rpartition("}")[2] for child in entry.iter()} <= FEED
        check(drawn(entry.findtext("{*}summary")))


@pytest.mark.parametrize("version", ["v2", "v3"])
def test_the_answers_of_the_api_stay_harmless(client, stored, version):
    comments = replies()

    items = []
    for offset in range(0, len(comments), 100):
        asked = {"page": stored.pk, "limit": 100, "offset": offset}
        items += client.get(f"/api/{version}/comments/", asked).json()["items"]

    for comment, item in zip(comments, items, strict=True):
        assert (item["name"], item["text"]) == (comment.name, comment.text)
        assert item["website"] == (comment.website or None)
        check(drawn(item["html"]))
        assert ADA not in str(item)


def test_moderators_see_text_at_their_desk(client, stored):
    comments = replies()
    client.force_login(make.superuser())
    shown = []
    for number in range(1, -(-len(comments) // 20) + 1):
        answer = client.get(QUEUE, {"status": "published", "p": number})
        for reply in reading.html(answer).select(".queue-list > li"):
            check_admin(reply)
            shown.append(in_one_line(reply.get_text()))

    for comment, text in zip(reversed(comments), shown, strict=True):
        assert in_one_line(comment.text) in text
        assert in_one_line(comment.name) in text
        assert comment.email in text


def check_admin(part):
    """A part of a screen in which nothing but links and buttons of ours is to be done."""
    for element in part.find_all(True):
        assert element.name in ALLOWED | DESK, element
        assert not any(name.startswith("on") for name in element.attrs), element
        target = element.get("href", "/")
        assert target.startswith(("/", "http://", "https://", "mailto:")), target
        if target.startswith("mailto:"):
            assert "?" not in target, target
        elif not target.startswith(("/", "http://localhost/")):
            assert element["rel"] == ["nofollow", "ugc", "noopener"], target
    assert not any(map(is_invisible, part.get_text()))


@pytest.fixture
def all_in_one(client):
    """One waiting reply of everything that is short, edited once; its moderator."""
    short = "\n".join(each for each in HOSTILE if len(each) < 200)
    reply = make.comment(tidy(short)[:5000], status="waiting", name=MARKUP[0])
    client.force_login(make.superuser())
    edited = {"name": MARKUP[3], "website": WEBSITES[0], "text": f"Anew: {short}"}
    path = f"{QUEUE}edit/{reply.pk}/"
    assert (
        client.post(path, {**edited, "text": edited["text"][:5000]}).status_code == 302
    )
    return Comment.objects.get(pk=reply.pk)


@pytest.mark.parametrize("screen", ["edit", "answer", "history"])
def test_a_screen_about_a_reply_has_no_other_parts_than_of_a_plain_one(
    client, all_in_one, screen
):
    plain = make.comment("Plain.", page=all_in_one.page, status="waiting", name="Ada")
    mended = {"name": "Bert", "website": "https://bert.example", "text": "Mended."}
    client.post(f"{QUEUE}edit/{plain.pk}/", mended)
    assert "Bert is changed" in client.get(QUEUE).content.decode(), "said, and gone"

    hostile, usual = (
        reading.html(client.get(f"{QUEUE}{screen}/{reply.pk}/"))
        for reply in (all_in_one, plain)
    )

    assert parts(hostile) == parts(usual)
    said = in_one_line(
        hostile.get_text()
        + "".join(each["value"] for each in hostile.select("[value]"))
    )
    for payload in ("</script><script>alert(1)</script>", "onerror=alert(1)"):
        assert payload in said, "it is shown"


def parts(soup):
    """How many there are of each element with its attributes, text's own left out."""
    return Counter(
        (each.name, *sorted(each.attrs))
        for each in soup.find_all(True)
        if each.name not in {"p", "br"} and "ugc" not in each.get("rel", ())
    )


def test_what_is_exported_is_whole_and_text(client, stored, capsys):
    comments = [each for each in replies() if each.email == ADA]

    call_command("export_visitor", ADA)
    client.force_login(make.superuser())
    found = reading.html(
        client.post("/admin/visitors-data/", {"email": ADA, "do": "find"})
    )

    rows = json.loads(capsys.readouterr().out)["replies"]
    assert [row["text"] for row in rows] == [each.text for each in comments]
    assert [row["name"] for row in rows] == [each.name for each in comments]
    assert rows[0]["browser"] == BROWSER["User-Agent"]
    shown = found.select(".queue-reply")
    assert len(shown) == len(comments)
    for reply, comment in zip(shown, comments, strict=True):
        assert {each.name for each in reply.find_all(True)} <= {"dl", "dt", "dd", "br"}
        assert not reply.dl.find_all(lambda each: each.attrs)
        assert in_one_line(comment.text) in in_one_line(reply.get_text(" "))


def test_the_mail_to_moderators_holds_nothing_of_it(stored):
    make.reply_rules(moderators_email="mo@clinic.example")
    Comment.objects.update(status="waiting", announced_at=None)
    tell_moderators.enqueue(make.site().pk)

    [mail] = work()

    message = mail.message()
    assert mail.recipients() == ["mo@clinic.example"]
    assert message.get_content_type() == "text/plain"
    assert message["Subject"] == f"{Comment.objects.count()} replies wait"
    assert "Bcc" not in message
    for word in ("evil.example", "alert(1)", ADA, "<"):
        assert word not in mail.body


def test_what_is_refused_comes_back_as_text_in_the_form(client):
    page = make.article()
    payloads = [*MARKUP, *CODE, *LINKS]
    # Every field draws what it holds as all of its kind do: two at a time will do.
    for one, other in zip(payloads[::2], payloads[1::2], strict=True):
        typed = {"name": one, "text": other, "email": one, "website": one}

        answer = send(client, page, **typed)

        assert answer.status_code == 422
        soup = BeautifulSoup(answer.content, "html.parser")
        form = soup.select_one("form.handed-in")
        assert form.find(attrs={"name": "email"})["value"] == one
        assert form.find("textarea").get_text().split() == other.split()
        # Those of the search field and of the form.
        assert len(soup.find_all("script")) == 2
        assert not form.find_all(["img", "svg", "iframe", "style", "base", "meta"])
