"""Pages as Markdown, for programs that read text."""

import re
from itertools import pairwise

import pytest
from markdown_it import MarkdownIt
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import PageViewRestriction, Site

from home.models import HomePage
from tests import make

pytestmark = pytest.mark.django_db

MARKDOWN = "text/markdown; charset=utf-8"
READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
HOSTILE = "# *x* [y](javascript:alert(1)) `z` | <b>\n- w"


def read(client, address, **headers):
    answer = client.get(address, headers=headers)
    assert answer.status_code == 200, answer.content
    assert answer["Content-Type"] == MARKDOWN
    return answer.content.decode()


def headings(text):
    return re.findall(r"^#+ .*$", text, re.MULTILINE)


@pytest.fixture
def full():
    """An article with a block of each kind."""
    make.clinic()
    maya = make.person("Maya Lindqvist")
    return make.article(
        "Can walking help?",
        slug="walking",
        topics=[make.topic("Back pain")],
        author=maya,
        reviewer=maya,
        last_reviewed=make.LATELY.date(),
        hero_image=make.image(),
        introduction="<p>It may.</p><h3>Why</h3><p>Muscles.</p>",
        sections=[
            ("prose", {"heading": "How", "body": "<p>Go.</p><h3>Far</h3><p>No.</p>"}),
            (
                "steps",
                {
                    "heading": "Lift",
                    "items": [
                        {"title": "Bend", "description": "<p>Your knees.</p>"},
                        {"title": "Stand", "description": ""},
                    ],
                },
            ),
            (
                "questions",
                {
                    "heading": "Ask",
                    "items": [{"question": "Bed?", "answer": "<p>No.</p>"}],
                },
            ),
            ("quote", {"text": "I walk.\n\nI sleep.", "attribution": "A patient"}),
            ("callout", {"kind": "caution", "heading": "Ice", "body": "<p>Wait.</p>"}),
            (
                "table",
                {
                    "heading": "Weeks",
                    "table": {
                        "caption": "Minutes a day",
                        "columns": [
                            {"type": "text", "heading": "Week"},
                            {"type": "text", "heading": "Minutes"},
                        ],
                        "rows": [{"values": ["1", "10"]}],
                    },
                },
            ),
            ("video", {"video": make.video(title="Stand up"), "caption": "How to"}),
            ("picture", {"image": make.image("Shoes"), "caption": "Good ones"}),
        ],
    )


def test_an_article_has_all_its_parts_in_order(client, full):
    text = read(client, "/articles/walking.md")

    assert headings(text) == [
        "# Can walking help?",
        "## Why",
        "## How walking helps",
        "### Stronger muscles",
        "### More flexibility",
        "## How",
        "### Far",
        "## Lift",
        "## Ask",
        "### Bed?",
        "## Weeks",
        "## Is walking safe?",
        "## Talk to us about your back",
        "## References",
        "## Topics",
    ]
    for part in (
        "> Yes. A walk every day eases most back pain.",
        "Reviewed by [Maya Lindqvist, MD](http://localhost/people/maya-lindqvist/) "
        "on 1 October 2026. Next review due on 1 October 2027.",
        "Written by [Maya Lindqvist, MD](http://localhost/people/maya-lindqvist/).",
        "1. **Bend**\n\n   Your knees.\n2. **Stand**",
        "> I walk.\n>\n> I sleep.\n>\n> — A patient",
        "> **Take care: Ice**\n>\n> Wait.",
        "Minutes a day\n\n| Week | Minutes |\n| --- | --- |\n| 1 | 10 |",
        "Video: [Stand up](https://video.example/1)\n\nHow to",
        "- Phone: [(404) 555-0126](tel:+14045550126)\n- Place: Atlanta, GA\n"
        "- [About back pain](https://health.example/back)",
        "1. [Walking and back pain](https://journal.example/walking). "
        "Journal of Walking, 2024",
        "- [Back pain](http://localhost/topics/back-pain.md)",
        "This is no medical advice.",
        "Source: <http://localhost/articles/walking/>, "
        f"as data: <http://localhost/api/v3/pages/{full.pk}/>",
    ):
        assert part in text
    assert re.search(r"!\[A path between trees\]\(http://localhost/media/\S+\)", text)


def test_warning_signs_stand_out_with_the_emergency_wording(client, full):
    assert (
        "> **Stop and get help if …**\n>\n"
        "> - New weakness in a leg\n> - Numbness between the legs\n>\n"
        "> **In an emergency:**\n>\n> Call 911.\n"
    ) in read(client, "/articles/walking.md")


def test_what_editors_type_is_no_markup(client):
    make.clinic(name=HOSTILE, disclaimer=f"<p>{HOSTILE.replace('<b>', '&lt;b>')}</p>")
    maya = make.person(HOSTILE, slug="maya", role=HOSTILE)
    make.article(
        HOSTILE,
        slug="hostile",
        summary=HOSTILE,
        author=maya,
        topics=[make.topic(HOSTILE, slug="topic", description=HOSTILE)],
        benefits={**make.BENEFITS, "heading": HOSTILE},
        safety={**make.SAFETY, "warning_signs": [HOSTILE]},
        references=[{"title": HOSTILE, "publisher": HOSTILE, "url": "ftp://x.example"}],
    )

    for address in ("/articles/hostile.md", "/topics/topic.md", "/people/maya.md"):
        html = READER.render(read(client, address))
        assert "alert" in html
        assert not re.search(r"href=.javascript|<code>|<em>|&lt;b&gt;\s*<li>w", html)
        assert html.count("<h1>") == 1


def test_the_introduction_of_a_page_without_headings_skips_no_level(client):
    make.article(slug="plain", sections=[("prose", {"body": "<h3>Sub</h3><p>x</p>"})])

    levels = [each.count("#") for each in headings(read(client, "/articles/plain.md"))]

    assert all(b - a <= 1 for a, b in pairwise(levels))


def test_half_of_a_page_is_no_obstacle(client):
    page = make.article(slug="half")
    page.sections = [
        {"type": kind, "value": {}}
        for kind in page.sections.stream_block.child_blocks
        if kind != "table"
    ] + [{"type": "gone", "value": 1}]
    page.safety, page.benefits = [{"type": "safety", "value": {}}], []
    page.call_to_action, page.references = [], [{"type": "reference", "value": {}}]
    page.save(clean=False)

    assert read(client, "/articles/half.md").startswith("# Can walking")


@pytest.mark.parametrize(
    ("address", "parts"),
    [
        ("/index.md", ["# Larch Clinic", "## Newest articles", "walking.md): Yes."]),
        ("/articles.md", ["# Articles", "[Can walking help?](http://localhost/art"]),
        ("/topics/back-pain.md", ["# Back pain", "> What it is and what helps."]),
        ("/topics.md", ["# Topics", "back-pain.md): What it is and what helps."]),
        ("/people.md", ["- [Maya Lindqvist, MD](http://localhost/people/maya-l"]),
        ("/people/maya-lindqvist.md", ["# Maya Lindqvist, MD", "She listens."]),
        ("/contact.md", ["## Downtown clinic", "08:30 to 17:00", "mailto:hello@"]),
        ("/contact/ask-for-an-appointment.md", ["## Questions", "- Your name"]),
        ("/privacy.md", ["# Privacy", "Put on good shoes."]),
    ],
)
def test_every_page_has_a_markdown(client, full, address, parts):
    make.form_page(emergency_notice="<p>Call us.</p>")
    make.standard_page()

    text = read(client, address)

    for part in [*parts, "This is no medical advice.", "Source: <http://localhost/"]:
        assert part in text


def test_a_list_leads_to_its_next_page(client, two_on_a_page):
    make.articles(3, topics=[make.topic("Back pain")])

    for path, query in (
        ("/articles", ""),
        ("/articles", "topic=back-pain&"),
        ("/topics/back-pain", ""),
    ):
        first = read(client, f"{path}.md?{query}")
        assert f"[More articles](http://localhost{path}.md?{query}page=2)" in first
        second = read(client, f"{path}.md?{query}page=2")
        assert "Article 1 on walking" in second
        assert "More articles" not in second


@pytest.mark.parametrize("hide", make.HIDDEN.values(), ids=make.HIDDEN)
def test_a_hidden_page_has_none(client, hide):
    page = make.article(slug="secret")
    hide(page)

    assert client.get("/articles/secret.md").status_code == 404
    shown = client.get("/articles/secret/", headers={"accept": "text/markdown"})
    assert shown.get("Content-Type", "") != MARKDOWN
    assert b"Back pain has many" not in shown.content


def test_the_password_of_a_page_does_not_open_its_markdown(client):
    page = make.article(slug="secret")
    lock = PageViewRestriction.objects.create(
        page=page, restriction_type="password", password="x"
    )
    session = client.session
    session[PageViewRestriction.passed_view_restrictions_session_key] = [lock.pk]
    session.save()

    html = client.get("/articles/secret/", headers={"accept": "text/markdown"})

    assert html["Content-Type"] == "text/html; charset=utf-8"
    assert b"Back pain has many" in html.content
    assert "Link" not in html
    assert client.get("/articles/secret.md").status_code == 404


def test_a_page_of_another_site_has_none_here(client, settings):
    settings.ALLOWED_HOSTS = ["testserver", "other.example"]
    make.site()
    other = HomePage(title="Other", slug="other", hero_heading="Other")
    make.home().get_parent().add_child(instance=other)
    Site.objects.create(hostname="other.example", root_page=other)
    make.standard_page(parent=other, slug="there")

    assert client.get("/there.md").status_code == 404
    assert "# Other" in read(client, "/index.md", host="other.example")


@pytest.mark.parametrize(
    "address",
    ["/nothing.md", "/search.md", "/.md", "/articles/.md", "/topics/x.md", "/a.b.md"],
)
def test_there_is_no_markdown_of_what_there_is_not(client, address):
    assert client.get(address).status_code == 404


def test_only_reading_is_allowed(client, full):
    assert client.post("/articles/walking.md").status_code == 405
    assert client.post("/topics/back-pain.md").status_code == 405


def test_a_former_address_of_a_topic_leads_to_the_markdown(client):
    topic = make.topic("Back pain")
    topic.slug = "backs"
    topic.save()

    answer = client.get("/topics/back-pain.md")

    assert (answer.status_code, answer["Location"]) == (301, "/topics/backs.md")


def test_a_former_address_of_a_page_leads_to_the_markdown(client):
    page = make.article(slug="before")
    page.slug = "after"
    page.save_revision().publish()

    answer = client.get("/articles/before.md")

    assert (answer.status_code, answer["Location"]) == (301, "/articles/after.md")
    page.unpublish()
    assert client.get("/articles/before.md").status_code == 404


def test_a_redirect_to_what_is_no_page_is_none_of_a_markdown(client):
    Redirect.add_redirect("/old/", "https://elsewhere.example/")

    assert client.get("/old/").status_code == 301
    assert client.get("/old.md").status_code == 404


def test_headers_are_those_of_the_page(client, full):
    answer = client.get("/articles/walking.md")
    html = client.get("/articles/walking/")

    assert answer["Cache-Control"] == html["Cache-Control"]
    assert f"page-{full.pk}" in answer["Cache-Tag"].split(",")
    assert answer["Link"] == '<http://localhost/articles/walking/>; rel="canonical"'
    known = client.get(
        "/articles/walking.md", headers={"if-none-match": answer["ETag"]}
    )
    assert known.status_code == 304
    head = client.head("/articles/walking.md")
    assert (head["ETag"], head.content) == (answer["ETag"], b"")


def test_a_page_hidden_from_search_engines_stays_so(client):
    make.standard_page(slug="hidden", hide_from_search_engines=True)

    assert client.get("/hidden.md")["X-Robots-Tag"] == "noindex"
    assert "X-Robots-Tag" not in client.get("/index.md")


@pytest.mark.parametrize(
    "address", ["/articles/walking/", "/topics/back-pain/", "/people/", "/"]
)
def test_accept_chooses_the_markdown_for_the_client_alone(client, full, address):
    wanted = client.get(address, headers={"accept": "text/markdown, */*;q=0.1"})

    assert wanted["Content-Type"] == MARKDOWN
    assert wanted["Vary"] == "Accept, Accept-Encoding"
    assert wanted["Cache-Control"].startswith("private, max-age=10")
    html = client.get(address, headers={"accept": "text/html, */*"})
    assert html["Content-Type"] == "text/html; charset=utf-8"
    assert html["Vary"] == "Accept-Encoding"
    assert html["Cache-Control"].startswith("public")


def test_pages_name_their_data_and_their_markdown(client, full):
    html = client.get("/articles/walking/")

    links = [
        f'<http://localhost/api/v3/pages/{full.pk}/>; rel="alternate"; '
        'type="application/json"',
        '<http://localhost/articles/walking.md>; rel="alternate"; type="text/markdown"',
    ]
    for each in links:
        assert each in html["Link"]
    head = re.findall(
        r'<link rel="alternate"\s+type="(.*?)"\s+title=".*?"\s+href="(.*?)">',
        html.content.decode(),
    )
    assert ("application/json", f"/api/v3/pages/{full.pk}/") in head
    assert ("text/markdown", "/articles/walking.md") in head
    assert client.get("/")["Link"].endswith(
        '<http://localhost/index.md>; rel="alternate"; type="text/markdown"'
    )
    topic = client.get("/topics/back-pain/")
    assert "<http://localhost/topics/back-pain.md>" in topic["Link"]
    assert "<http://localhost/api/v3/topics/back-pain/>" in topic["Link"]
    assert b'href="/topics/back-pain.md"' in topic.content


@pytest.mark.parametrize("path", ["/api/v3/pages/{}/", "/api/v3/articles/walking/"])
def test_the_api_names_the_markdown_of_a_page(client, full, path):
    answer = client.get(path.format(full.pk))

    assert answer["Link"] == (
        '<http://localhost/articles/walking.md>; rel="alternate"; type="text/markdown"'
    )


@pytest.mark.parametrize(
    "address", ["/articles.md", "/topics/back-pain.md", "/index.md"]
)
def test_more_articles_cost_no_more_queries(count_queries, address):
    topic = make.topic("Back pain")
    make.article("One", topics=[topic])
    few = count_queries(address)
    for n in range(5):
        make.article(f"More {n}", topics=[topic, make.topic(f"Topic {n}")])

    assert count_queries(address) == few


def test_a_markdown_costs_no_more_queries_than_the_page(count_queries, full):
    assert count_queries("/articles/walking.md") <= count_queries("/articles/walking/")
