"""Articles written through API v3 in the shape that is read."""

import copy

import pytest

from articles.models import ArticlePage
from tests import make
from tests.api.test_writing import send

pytestmark = pytest.mark.django_db

WRITTEN = {
    "summary": "Yes: a short walk each day eases many backs.",
    "introduction": "<p>Many backs ache.</p>",
    "benefits": {
        "heading": "What a walk does",
        "introduction": "<p>More than you think.</p>",
        "items": [
            {"title": "Calm", "description": "<p>You breathe.</p>"},
            {"title": "Strength", "description": {"markdown": "It **holds** you."}},
        ],
        "conclusion": "<p>Begin today.</p>",
    },
    "safety": {
        "heading": "When to stop",
        "body": {"html": "<p>Ask us <b>first</b>.</p>"},
        "warning_signs": [{"text": "A numb foot"}],
    },
    "call_to_action": {
        "heading": "Come to us",
        "body": "<p>We listen.</p>",
        "phone": "+1 404 555 0142",
        "location": "Atlanta",
        "links": [{"label": "More", "url": "https://health.example/back"}],
    },
    "sections": [
        {"type": "prose", "value": {"heading": "Shoes", "body": "<p>Firm ones.</p>"}},
        {"type": "quote", "value": {"text": "I walk.", "attribution": "A patient"}},
        {
            "type": "table",
            "value": {
                "heading": "Weeks",
                "caption": "How to begin",
                "columns": ["Week", "Minutes"],
                "rows": [["1", "10"], ["2", "15"]],
            },
        },
        {
            "type": "questions",
            "value": {
                "heading": "Asked",
                "items": [{"question": "Daily?", "answer": "<p>Yes.</p>"}],
            },
        },
    ],
    "references": [{"title": "On walking", "publisher": "A journal", "year": 2024}],
}


def created(owner, **fields):
    parent = make.index()
    meta = {"type": "articles.ArticlePage", "parent_id": parent.pk}
    body = {"title": "A walk a day", **WRITTEN, **fields, "meta": meta}
    return send(owner, "POST", "/api/v3/pages/", body)


def changed(owner, article, **fields):
    return send(owner, "PATCH", f"/api/v3/pages/{article.pk}/", fields)


def draft(owner, key):
    return owner.get(f"/api/v3/pages/{key}/?version=draft").json()


def problems(answer):
    assert answer.status_code == 422, answer.content
    return {
        tuple(each["path"][1:]): each["message"] for each in answer.json()["errors"]
    }


def test_an_article_is_created_in_the_shape_that_is_read(owner):
    image, topic, person = make.image(), make.topic(), make.person()

    answer = created(
        owner, hero_image=image.pk, topics=[topic.pk], author={"id": person.pk}
    )

    assert answer.status_code == 201, answer.content
    read = draft(owner, answer.json()["id"])
    assert read["summary"] == WRITTEN["summary"]
    assert read["hero_image"]["id"] == image.pk
    assert [each["id"] for each in read["topics"]] == [topic.pk]
    assert read["author"]["id"] == person.pk
    assert read["benefits"]["items"][1]["description"] == "<p>It <b>holds</b> you.</p>"
    assert read["safety"]["warning_signs"][0]["text"] == "A numb foot"
    assert read["call_to_action"]["phone"]["uri"] == "tel:+14045550142"
    assert [each["type"] for each in read["sections"]] == [
        "prose",
        "quote",
        "table",
        "questions",
    ]
    assert read["sections"][2]["value"] == WRITTEN["sections"][2]["value"]
    assert read["references"][0]["year"] == 2024


def test_what_was_read_is_sent_back_with_one_change(owner):
    article = make.article(hero_image=make.image(), topics=[make.topic()])
    read = draft(owner, article.pk)
    sent = copy.deepcopy(read)
    sent["benefits"]["items"][1]["title"] = "Suppleness"

    answer = changed(owner, article, **sent)

    assert answer.status_code == 200, answer.content
    after = draft(owner, article.pk)
    assert after["benefits"] == sent["benefits"]
    for name in ("sections", "safety", "call_to_action", "references", "topics"):
        assert after[name] == read[name]


def test_parts_that_are_not_sent_stay(owner):
    article = make.article()
    before = draft(owner, article.pk)

    changed(owner, article, summary="Another summary.")

    after = draft(owner, article.pk)
    assert after["summary"] == "Another summary."
    assert after["benefits"] == before["benefits"]


def test_a_part_is_taken_away_by_null(owner):
    article = make.article()

    changed(owner, article, safety=None, sections=[])

    after = draft(owner, article.pk)
    assert after["safety"] is None
    assert after["sections"] == []


def test_errors_name_the_exact_path(owner):
    long = "x" * 200
    benefits = {
        "heading": "Fine",
        "items": [
            {"title": "Fine", "description": "<p>Fine</p>"},
            {"title": "Fine", "description": "<p>Fine</p>"},
            {"title": long, "description": "<p>Fine</p>"},
        ],
    }
    sections = [
        {"type": "prose", "value": {"body": "<p>Fine</p>"}},
        {
            "type": "questions",
            "value": {"heading": "F", "items": [{"question": long * 2}]},
        },
    ]

    answer = created(owner, benefits=benefits, sections=sections)

    assert set(problems(answer)) == {
        ("benefits", "items", 2, "title"),
        ("sections", 1, "value", "items", 0, "question"),
    }


@pytest.mark.parametrize(
    ("sent", "path"),
    [
        ({"summary": 5}, ("summary",)),
        ({"summary": ["x"]}, ("summary",)),
        ({"introduction": 5}, ("introduction",)),
        ({"introduction": {"html": "x", "markdown": "x"}}, ("introduction",)),
        (
            {"introduction": {"format": "html", "content": "x"}},
            ("introduction", "format"),
        ),
        ({"introduction": {"format": [], "content": ""}}, ("introduction", "format")),
        (
            {"introduction": {"format": "db_html", "content": 1}},
            ("introduction", "content"),
        ),
        ({"introduction": {"format": "db_markdown"}}, ("introduction",)),
        ({"introduction": {"html": 3}}, ("introduction", "html")),
        ({"benefits": []}, ("benefits",)),
        ({"benefits": {"heading": []}}, ("benefits", "heading")),
        ({"benefits": {"items": {}}}, ("benefits", "items")),
        ({"benefits": {"items": [{"title": 3}]}}, ("benefits", "items", 0, "title")),
        ({"benefits": {"unknown": 1}}, ("benefits", "unknown")),
        ({"benefits": {"items": [{"id": "<b>"}]}}, ("benefits", "items", 0, "id")),
        (
            {"benefits": {"items": [{"id": "a", "title": "A"}, {"id": "a"}]}},
            ("benefits", "items", 1, "id"),
        ),
        ({"sections": {}}, ("sections",)),
        ({"sections": [5]}, ("sections", 0)),
        ({"sections": [{"type": "unknown", "value": {}}]}, ("sections", 0)),
        ({"sections": [{"type": "prose"}]}, ("sections", 0, "value")),
        (
            {"sections": [{"type": "prose", "value": {"body": 1}}]},
            ("sections", 0, "value", "body"),
        ),
        (
            {
                "sections": [
                    {"type": "table", "value": {"columns": ["A"], "rows": [["1", "2"]]}}
                ]
            },
            ("sections", 0, "value", "rows", 0),
        ),
        (
            {"sections": [{"type": "callout", "value": {"kind": "alarm"}}]},
            ("sections", 0, "value", "kind"),
        ),
        (
            {"sections": [{"type": "picture", "value": {"image": 999_999}}]},
            ("sections", 0, "value", "image"),
        ),
        ({"hero_image": "x"}, ("hero_image",)),
        ({"hero_image": True}, ("hero_image",)),
        ({"hero_image": {"alt": "x"}}, ("hero_image", "id")),
        ({"hero_image": 999_999}, ("hero_image",)),
        ({"author": 999_999}, ("author",)),
        ({"topics": [999_999]}, ("topics", 0)),
        ({"topics": 3}, ("topics",)),
        ({"references": [{"url": "javascript:alert(1)"}]}, ("references", 0, "url")),
        ({"references": [{"year": "2024"}]}, ("references", 0, "year")),
        (
            {"call_to_action": {"phone": "call us"}},
            ("call_to_action", "phone"),
        ),
        (
            {"call_to_action": {"links": [{"label": "x", "url": "javascript:x()"}]}},
            ("call_to_action", "links", 0, "url"),
        ),
        (
            {"call_to_action": {"links": [{"label": "x", "page": 999_999}]}},
            ("call_to_action", "links", 0, "page"),
        ),
        ({"go_live_at": 5}, ("go_live_at",)),
        ({"go_live_at": "tomorrow"}, ("go_live_at",)),
        ({"comments_open": "yes"}, ("comments_open",)),
        ({"review_interval_months": 0}, ("review_interval_months",)),
        ({"reviewer": 1}, ("reviewer",)),
        ({"last_reviewed": "2026-01-01"}, ("last_reviewed",)),
        ({"sign": True}, ("sign",)),
        ({"unknown": 1}, ("unknown",)),
    ],
)
def test_what_does_not_fit_is_refused_where_it_stands(owner, sent, path):
    article = make.article()

    for answer in (created(owner, **sent), changed(owner, article, **sent)):
        assert path in problems(answer), answer.content
    assert ArticlePage.objects.count() == 1
    assert not article.revisions.exists()


@pytest.mark.parametrize(
    "html",
    [
        "<script>alert(1)</script>",
        "<p onclick='x()'>a</p>",
        "<p style='color: red'>a</p>",
        "<h2>a</h2>",
        "<p>a <img src='x'></p>",
        "<p><a href='javascript:alert(1)'>a</a></p>",
        "<p><a href='java\nscript:alert(1)'>a</a></p>",
        "<p><a href=' javascript:alert(1)'>a</a></p>",
        "<p><a href='//elsewhere.example'>a</a></p>",
        "<p><a href='/\\elsewhere.example'>a</a></p>",
        "<p><a href='data:text/html,x'>a</a></p>",
        "<p><a>a</a></p>",
        "<p><a href='https:elsewhere.example'>a</a></p>",
        "<p><a href='http:/elsewhere'>a</a></p>",
        "<p><a href='/\t/elsewhere.example'>a</a></p>",
        "<p><a href='tel:1\n2'>a</a></p>",
        "<p><a href='https://a.example/ \"title\"'>a</a></p>",
        "<p><a id='x' href='https://a.example/'>a</a></p>",
        "<p><a linktype='page' id='3' href='javascript:x'>a</a></p>",
        "<p><a linktype='page' id='1'>the root of the tree</a></p>",
        "<li>a</li>",
        "<ul><li>a <b><p>b</p></b></li></ul>",
        "<p><b>a<p>b</p></b></p>",
        "<a href='https://a.example/'>a <a href='https://b.example/'>b</a></a>",
        "<ul><p><li>a</li></p></ul>",
        "<p><a linktype='page'>a</a></p>",
        "<p><a linktype='page' id='abc'>a</a></p>",
        "<p><a linktype='page' id='999999'>a</a></p>",
        "<p><a linktype='other' id='1'>a</a></p>",
        "<embed embedtype='image' id='1' format='left' alt='x'/>",
        "<embed embedtype='media' url='https://x.example/'/>",
        "<iframe src='https://x.example/'></iframe>",
        "<svg><a href='x'>a</a></svg>",
        "<ul>" * 5000,
        "x" * 50_001,
    ],
)
def test_html_that_the_editor_cannot_make_is_refused(owner, html):
    article = make.article()

    for field in ("introduction", "safety"):
        value = html if field == "introduction" else {"heading": "H", "body": html}
        path = (field,) if field == "introduction" else (field, "body")
        assert set(problems(changed(owner, article, **{field: value}))) == {path}
    assert not article.revisions.exists()


def test_no_two_blocks_of_a_text_have_the_same_key(owner):
    article = make.article()
    twice = "".join(f'<p data-block-key="aaaaa">{text}</p>' for text in ("a", "b"))

    changed(owner, article, introduction=twice)

    read = draft(owner, article.pk)["introduction"]
    assert read == '<p data-block-key="aaaaa">a</p><p>b</p>'


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("One\n\nTwo", "<p>One</p><p>Two</p>"),
        ("* a\n* b", "<ul><li>a</li><li>b</li></ul>"),
        ("### H\n\n_x_", "<h3>H</h3><p><i>x</i></p>"),
        ("[x](https://a.example/)", '<p><a href="https://a.example/">x</a></p>'),
        ("<b>raw</b>", "<p>&lt;b&gt;raw&lt;/b&gt;</p>"),
        ("", ""),
    ],
)
def test_markdown_becomes_html(owner, markdown, html):
    article = make.article()

    changed(owner, article, introduction={"markdown": markdown})

    assert draft(owner, article.pk)["introduction"] == html


@pytest.mark.parametrize(
    ("introduction", "most"),
    [({"markdown": "word " * 2001}, "10,000"), ({"html": "word " * 10_001}, "50,000")],
)
def test_a_text_that_is_too_long_is_refused(owner, introduction, most):
    answer = changed(owner, make.article(), introduction=introduction)

    [told] = answer.json()["errors"]
    assert told["path"] == ["body", "introduction"]
    assert told["message"] == f"A text has at most {most} characters here."


@pytest.mark.parametrize(
    "markdown",
    [
        "# Title",
        "![x](https://a.example/x.png)",
        "[x](javascript:alert(1))",
        '[x](https://a.example/ "A title")',
        "[x](wagtail://page?id=999999)",
        "[x](wagtail://page)",
        ">" * 3000 + "x",
        "`a" * 5001,
    ],
)
def test_markdown_that_the_editor_cannot_make_is_refused(owner, markdown):
    answer = changed(owner, make.article(), introduction={"markdown": markdown})

    assert ("introduction",) in problems(answer)
