import datetime

import pytest
from wagtail.blocks import StreamValue
from wagtail.embeds.models import Embed
from wagtail.models import PageViewRestriction

from articles.blocks import VideoBlock
from articles.models import ArticlePage
from cms.loading import embed_hash
from contact.models import ClinicSettings
from tests import make

pytestmark = pytest.mark.django_db

ORIGIN = "http://localhost"
LIST = "/api/v2/pages/?type=articles.ArticlePage&fields=*&limit=20"


@pytest.fixture(params=["v2", "v3"])
def read(request, client):
    """Reads a page from one of the two APIs; each test runs with both."""

    def read(page):
        answer = client.get(f"/api/{request.param}/pages/{page.pk}/")
        assert answer.status_code == 200, answer.content
        return answer.json()

    return read


def store(page, **streams):
    """Puts raw JSON into stream fields, as an older version may have left it."""
    for name, raw in streams.items():
        block = ArticlePage._meta.get_field(name).stream_block
        value = StreamValue(block, raw, is_lazy=True)
        ArticlePage.objects.filter(pk=page.pk).update(**{name: value})
    return page


def without_ids(items):
    return [
        {key: value for key, value in item.items() if key != "id"} for item in items
    ]


def test_an_article_says_all_its_parts(read):
    make.clinic()
    article = make.article(summary="Yes.", introduction="<p>Back pain.</p>")

    said = read(article)

    assert said["title"] == "Can walking ease lower back pain?"
    assert said["summary"] == "Yes."
    assert said["introduction"] == "<p>Back pain.</p>"
    benefits = said["benefits"]
    assert benefits["heading"] == "How walking helps"
    assert benefits["introduction"] == "<p>A daily walk does a lot.</p>"
    assert benefits["conclusion"] == "<p>Start with ten minutes.</p>"
    assert without_ids(benefits["items"]) == make.BENEFITS["items"]
    safety = said["safety"]
    assert safety["heading"] == "Is walking safe?"
    assert safety["body"] == "<p>For nearly everyone.</p>"
    assert safety["image"] is None
    assert without_ids(safety["warning_signs"]) == [
        {"text": "New weakness in a leg"},
        {"text": "Numbness between the legs"},
    ]
    assert said["call_to_action"] == {
        "heading": "Talk to us about your back",
        "body": "<p>We are glad to help.</p>",
        "phone": {"display": "(404) 555-0126", "uri": "tel:+14045550126"},
        "location": "Atlanta, GA",
        "links": [
            {
                "label": "About back pain",
                "url": "https://health.example/back",
                "kind": "external",
            }
        ],
    }
    assert without_ids(said["references"]) == [
        {
            "title": "Walking and back pain",
            "publisher": "Journal of Walking",
            "year": 2024,
            "url": "https://journal.example/walking",
        }
    ]


def test_what_an_article_lacks_is_null_or_an_empty_list(read):
    article = make.article(
        benefits=None, safety=None, call_to_action=None, sections=[], references=[]
    )

    said = read(article)

    for part in ("benefits", "safety", "call_to_action", "hero_image", "author"):
        assert said[part] is None
    for part in ("sections", "references", "topics", "related_articles"):
        assert said[part] == []


def test_items_keep_their_ids_when_an_editor_changes_them(read):
    article = make.article()
    before = [item["id"] for item in read(article)["benefits"]["items"]]

    article.benefits[0].value["items"][0]["title"] = "Much stronger muscles"
    article.save_revision().publish()

    after = read(article)["benefits"]["items"]
    assert after[0]["title"] == "Much stronger muscles"
    assert [item["id"] for item in after] == before


@pytest.mark.parametrize(
    ("section", "value"),
    [
        (
            ("prose", {"heading": "Begin", "body": "<p>Shoes.</p>"}),
            {"heading": "Begin", "body": "<p>Shoes.</p>"},
        ),
        (
            ("quote", {"text": "Move.", "attribution": "A patient"}),
            {"text": "Move.", "attribution": "A patient"},
        ),
        (
            ("callout", {"kind": "tip", "heading": "Try it", "body": "<p>Now.</p>"}),
            {"kind": "tip", "heading": "Try it", "body": "<p>Now.</p>"},
        ),
        (
            ("video", {"video": "https://video.example/1", "caption": "A walk"}),
            {
                "url": "https://video.example/1",
                "title": "",
                "caption": "A walk",
                "html": None,
                "thumbnail_url": None,
            },
        ),
    ],
)
def test_a_section_says_what_it_is_and_holds(read, section, value):
    article = make.article(sections=[section])

    [said] = read(article)["sections"]

    assert (said["type"], said["value"]) == (section[0], value)
    assert said["id"]


def test_steps_and_questions_are_lists_of_items(read):
    steps = {
        "heading": "How",
        "introduction": "<p>First:</p>",
        "items": [{"title": "Stand", "description": "<p>Up.</p>"}],
    }
    questions = {
        "heading": "You ask",
        "items": [{"question": "How long?", "answer": "<p>Ten minutes.</p>"}],
    }
    article = make.article(sections=[("steps", steps), ("questions", questions)])

    first, second = (section["value"] for section in read(article)["sections"])

    assert {**first, "items": without_ids(first["items"])} == steps
    assert {**second, "items": without_ids(second["items"])} == questions


def test_a_table_has_a_cell_for_each_column(read):
    table = {
        "columns": [
            {"type": "text", "heading": "Week"},
            {"type": "text", "heading": "Minutes"},
        ],
        "rows": [{"values": ["1", "10"]}, {"values": ["2", "15"]}],
        "caption": "How to build up",
    }
    stored = {"type": "table", "value": {"heading": "Plan", "table": table}}
    article = store(make.article(), sections=[stored])

    [said] = read(article)["sections"]

    assert said["value"] == {
        "heading": "Plan",
        "caption": "How to build up",
        "columns": ["Week", "Minutes"],
        "rows": [["1", "10"], ["2", "15"]],
    }


def test_a_video_brings_the_player_that_its_provider_gave(read):
    url = "https://video.example/1"
    Embed.objects.create(
        url=url,
        hash=embed_hash(VideoBlock().child_blocks["video"], url),
        type="video",
        title="A walk in the park",
        html="<iframe></iframe>",
        thumbnail_url="https://video.example/1.jpg",
    )
    article = make.article(sections=[("video", {"video": url, "caption": "A walk"})])

    [said] = read(article)["sections"]

    assert said["value"] == {
        "url": url,
        "title": "A walk in the park",
        "caption": "A walk",
        "html": "<iframe></iframe>",
        "thumbnail_url": "https://video.example/1.jpg",
    }


EMPTY_SECTIONS = {
    "prose": {"heading": "", "body": ""},
    "picture": {"image": None, "caption": ""},
    "video": {
        "url": None,
        "title": "",
        "caption": "",
        "html": None,
        "thumbnail_url": None,
    },
    "quote": {"text": "", "attribution": ""},
    "steps": {"heading": "", "introduction": "", "items": []},
    "questions": {"heading": "", "items": []},
    "table": {"heading": "", "caption": "", "columns": [], "rows": []},
    "callout": {"kind": "note", "heading": "", "body": ""},
}
NONSENSE = {"heading": 3, "body": ["x"], "items": "x", "image": "x", "table": 1}


@pytest.mark.parametrize("kind", EMPTY_SECTIONS)
@pytest.mark.parametrize("value", [{}, None, "text", [], NONSENSE])
def test_a_section_with_gaps_keeps_its_shape(read, kind, value):
    article = store(
        make.article(), sections=[{"type": kind, "value": value, "id": "0"}]
    )

    [said] = read(article)["sections"]

    assert said == {"id": "0", "type": kind, "value": EMPTY_SECTIONS[kind]}


@pytest.mark.parametrize("value", [{}, None, "text", [], NONSENSE])
def test_parts_with_gaps_keep_their_shape(read, value):
    article = make.article()
    for name in ("benefits", "safety", "call_to_action"):
        store(article, **{name: [{"type": name, "value": value}]})
    store(article, references=[{"type": "reference", "value": value}])

    said = read(article)

    empty = {"heading": "", "introduction": "", "items": [], "conclusion": ""}
    assert said["benefits"] == empty
    assert said["safety"] == {
        "heading": "",
        "body": "",
        "image": None,
        "warning_signs": [],
    }
    assert said["call_to_action"] == {
        "heading": "",
        "body": "",
        "phone": None,
        "location": "",
        "links": [],
    }
    assert without_ids(said["references"]) == [
        {"title": "", "publisher": "", "year": None, "url": None}
    ]


def test_what_was_published_half_finished_can_be_read(read):
    article = make.article(
        benefits={"heading": "", "items": [{"title": "", "description": ""}]},
        safety={"heading": "Safe?", "warning_signs": [""]},
        sections=[("steps", {"heading": "", "items": []})],
        references=[{"title": ""}],
    )
    ArticlePage.objects.filter(pk=article.pk).update(summary="", introduction="")

    said = read(article)

    assert (said["summary"], said["introduction"]) == ("", "")
    assert without_ids(said["benefits"]["items"]) == [{"title": "", "description": ""}]
    assert without_ids(said["safety"]["warning_signs"]) == [{"text": ""}]


def test_content_of_kinds_that_are_no_more_is_left_out(read):
    stored = [
        {"type": "carousel", "value": {}, "id": "a"},
        {"type": "quote", "value": {"text": "Move."}, "id": "b"},
    ]
    article = store(make.article(), sections=stored)

    assert [section["id"] for section in read(article)["sections"]] == ["b"]


def test_lists_that_an_old_wagtail_stored_have_positions_for_ids(read):
    stored = {"heading": "Safe?", "warning_signs": ["Numbness", "Fever"]}
    article = store(make.article(), safety=[{"type": "safety", "value": stored}])

    assert read(article)["safety"]["warning_signs"] == [
        {"id": "0", "text": "Numbness"},
        {"id": "1", "text": "Fever"},
    ]


def test_a_summary_longer_than_its_column_allows_is_still_read(read):
    article = make.article()
    ArticlePage.objects.filter(pk=article.pk).update(summary="x" * 301)

    assert read(article)["summary"] == "x" * 301


def test_pictures_fit_their_place_and_are_never_enlarged(read):
    wide = make.image(size=(500, 400), description="A wide path")
    small = make.image(size=(60, 50), is_decorative=True, description="")
    article = make.article(hero_image=wide, safety={**make.SAFETY, "image": small})

    said = read(article)

    hero = said["hero_image"]
    assert (hero["id"], hero["alt"], hero["decorative"]) == (
        wide.pk,
        "A wide path",
        False,
    )
    assert hero["src"].startswith(f"{ORIGIN}/media/")
    assert hero["background_color"] == "#5c8b77"
    assert [source["type"] for source in hero["sources"]] == [
        "image/avif",
        "image/webp",
    ]
    widths = [part.split()[-1] for part in hero["sources"][0]["srcset"].split(", ")]
    assert widths == ["480w", "500w"]
    shown = said["safety"]["image"]
    assert (shown["width"], shown["height"]) == (60, 50)
    assert (shown["alt"], shown["decorative"]) == ("", True)


def test_a_picture_whose_file_is_lost_is_null(read):
    image = make.image()
    article = make.article(hero_image=image)
    image.file.storage.delete(image.file.name)

    assert read(article)["hero_image"] is None


def test_a_deleted_picture_is_null(read):
    image = make.image()
    article = make.article(
        safety={**make.SAFETY, "image": image},
        sections=[("picture", {"image": image, "caption": "A path"})],
    )
    image.delete()

    said = read(article)

    assert said["safety"]["image"] is None
    assert said["sections"][0]["value"] == {"image": None, "caption": "A path"}


def test_author_and_reviewer_are_people_without_their_accounts(read):
    photo = make.image(description="Maya smiles")
    user = make.user("maya@clinic.example")
    author = make.person(photo=photo, user=user)
    reviewer = make.person("Jon Reyes", credentials="", biography="")
    article = make.article(
        author=author, reviewer=reviewer, last_reviewed=datetime.date(2020, 1, 31)
    )

    said = read(article)

    assert said["author"].pop("photo")["alt"] == "Maya smiles"
    assert said["author"] == {
        "id": author.pk,
        "name": "Maya Lindqvist",
        "credentials": "MD",
        "role": "Neurosurgeon",
        "bio": "<p>She listens.</p>",
        "url": f"{ORIGIN}/people/maya-lindqvist/",
    }
    assert said["review"]["reviewer"]["name"] == "Jon Reyes"
    assert said["review"]["reviewer"]["photo"] is None
    assert said["review"]["last_reviewed"] == "2020-01-31"
    assert said["review"]["next_review_due"] == "2021-01-31"
    assert said["review"]["status"] == "overdue"


def test_an_article_nobody_reviewed_says_never(read):
    article = make.article()

    assert read(article)["review"] == {
        "reviewer": None,
        "last_reviewed": None,
        "next_review_due": None,
        "status": "never",
    }


def test_topics_stand_by_name_with_their_addresses(read):
    sleep, back = make.topic("Sleep"), make.topic("Back pain")
    article = make.article(topics=[sleep, back])

    assert read(article)["topics"] == [
        {
            "id": back.pk,
            "name": "Back pain",
            "slug": "back-pain",
            "url": f"{ORIGIN}/topics/back-pain/",
        },
        {
            "id": sleep.pk,
            "name": "Sleep",
            "slug": "sleep",
            "url": f"{ORIGIN}/topics/sleep/",
        },
    ]


def test_readability_and_reading_time_follow_from_the_text(read):
    article = make.article(introduction=f"<p>{'We walk. ' * 300}</p>")

    said = read(article)

    assert said["reading_time_minutes"] == 4
    assert said["readability"]["words"] == article.word_count > 600
    assert said["readability"]["grade"] == article.readability_grade


def test_the_call_to_action_prefers_the_articles_own_phone_and_place(read):
    make.clinic()
    own = {**make.CALL_TO_ACTION, "phone": "+14045550199", "location": "Savannah"}
    article = make.article(call_to_action=own)

    said = read(article)["call_to_action"]

    assert said["phone"]["uri"] == "tel:+14045550199"
    assert said["location"] == "Savannah"


def test_a_new_number_of_the_clinic_shows_at_once(read):
    make.clinic()
    article = make.article()
    read(article)

    ClinicSettings.objects.update(phone="+14045550142")

    said = read(article)["call_to_action"]
    assert said["phone"] == {"display": "(404) 555-0142", "uri": "tel:+14045550142"}


def test_links_say_where_they_lead_and_of_what_kind(read):
    contact, privacy = make.contact_page(), make.standard_page()
    links = [
        {"label": "Ask us", "page": contact},
        {"label": "Privacy", "page": privacy},
        {"label": "Call", "url": "tel:+14045550126"},
    ]
    article = make.article(call_to_action={"heading": "Next", "links": links})

    assert read(article)["call_to_action"]["links"] == [
        {"label": "Ask us", "url": f"{ORIGIN}/contact/", "kind": "contact"},
        {"label": "Privacy", "url": f"{ORIGIN}/privacy/", "kind": "page"},
        {"label": "Call", "url": "tel:+14045550126", "kind": "external"},
    ]


@pytest.mark.parametrize("why", ["draft", "private", "deleted"])
def test_nothing_leads_to_what_the_public_may_not_see(read, why):
    topic = make.topic()
    secret = make.article("Our secret trial", slug="secret", topics=[topic])
    article = make.article(
        introduction=f'<p>See <a linktype="page" id="{secret.pk}">this</a>.</p>',
        call_to_action={"heading": "x", "links": [{"label": "It", "page": secret}]},
        topics=[topic],
    )
    assert read(article)["related_articles"]

    if why == "draft":
        secret.unpublish()
    elif why == "private":
        PageViewRestriction.objects.create(page=secret, restriction_type="login")
    else:
        secret.delete()

    said = read(article)
    assert said["introduction"] == "<p>See <a>this</a>.</p>"
    assert said["call_to_action"]["links"] == []
    assert said["related_articles"] == []
    assert "secret" not in str(said)


def test_rich_text_is_finished_html_with_full_addresses(read):
    document = make.document()
    page = make.standard_page()
    text = (
        f'<p><a linktype="page" id="{page.pk}">a</a>'
        f'<a linktype="document" id="{document.pk}">b</a>'
        '<a href="https://health.example/?a=1&amp;b=2">c</a>'
        '<a href="mailto:hello@clinic.example">d</a>'
        '<a href="/topics/sleep/">e</a><a href="#ref-1">f</a></p>'
    )
    article = make.article(introduction=text)

    assert read(article)["introduction"] == (
        f'<p><a href="{ORIGIN}/privacy/">a</a>'
        f'<a href="{ORIGIN}{document.url}">b</a>'
        '<a href="https://health.example/?a=1&amp;b=2">c</a>'
        '<a href="mailto:hello@clinic.example">d</a>'
        f'<a href="{ORIGIN}/topics/sleep/">e</a><a href="#ref-1">f</a></p>'
    )


@pytest.mark.parametrize(
    "tag",
    [
        '<a href="javascript:alert(1)">',
        '<a href="JaVaScRiPt:alert(1)">',
        '<a href="data:text/html,x">',
        '<a href="//evil.example/">',
        '<a linktype="page" id="999999999999999999999999">',
        '<a linktype="page" id="x">',
        '<a linktype="page">',
        '<a linktype="unheard-of" id="1">',
    ],
)
def test_a_link_that_could_run_or_lead_astray_leads_nowhere(read, tag):
    article = make.article(introduction=f"<p>{tag}x</a></p>")

    assert read(article)["introduction"] == "<p><a>x</a></p>"


def test_related_articles_share_most_topics_and_are_newest_first(read):
    back, leg, sleep = (make.topic(name) for name in ("Back", "Leg", "Sleep"))
    first, second = (
        datetime.datetime(year, 1, 1, tzinfo=datetime.UTC) for year in (2024, 2025)
    )
    make.article("One shared, old", topics=[back], first_published_at=first)
    make.article("One shared, new", topics=[leg], first_published_at=second)
    make.article("Both shared, old", topics=[back, leg], first_published_at=first)
    make.article("Both shared, new", topics=[back, leg], first_published_at=second)
    make.article("None shared", topics=[sleep])
    article = make.article(topics=[back, leg])

    said = read(article)["related_articles"]

    assert [card["title"] for card in said] == [
        "Both shared, new",
        "Both shared, old",
        "One shared, new",
    ]


def test_a_card_holds_what_a_list_needs(read):
    topic = make.topic()
    other = make.article(
        "How to sleep",
        slug="sleep",
        topics=[topic],
        hero_image=make.image(),
        last_reviewed=datetime.date(2026, 1, 2),
    )

    [card] = read(make.article(topics=[topic]))["related_articles"]

    assert card.pop("hero_image")["alt"] == "A path between trees"
    assert [each["slug"] for each in card.pop("topics")] == ["back-pain"]
    assert card == {
        "id": other.pk,
        "title": "How to sleep",
        "summary": other.summary,
        "url": f"{ORIGIN}/articles/sleep/",
        "last_reviewed": "2026-01-02",
        "reading_time_minutes": 1,
    }


def test_breadcrumbs_lead_from_the_home_page_to_the_article(read):
    article = make.article()

    assert read(article)["breadcrumbs"] == [
        {"title": "Larch Clinic", "url": f"{ORIGIN}/"},
        {"title": "Articles", "url": f"{ORIGIN}/articles/"},
    ]


def test_search_engines_are_told_the_same(read):
    article = make.article(slug="walking", summary="Yes.")

    said = read(article)["seo"]

    assert said["description"] == "Yes."
    assert said["canonical_url"] == f"{ORIGIN}/articles/walking/"
    assert said["robots"] == "index,follow"
    assert said["open_graph"]["og:title"] == article.title
    assert said["json_ld"][0]["@graph"]


def full_articles(number):
    """Articles that use all there is, each with pictures of its own."""
    make.clinic()
    topics = [make.topic(name) for name in ("Back", "Leg", "Sleep")]
    target, document = make.standard_page(), make.document()
    articles = []
    for n in range(number):
        # A focal point, for which renditions have a key of their own.
        image = make.image(
            size=(50, 40),
            focal_point_x=20,
            focal_point_y=20,
            focal_point_width=5,
            focal_point_height=5,
        )
        url = f"https://video.example/{n}"
        Embed.objects.create(
            url=url, hash=embed_hash(VideoBlock().child_blocks["video"], url)
        )
        link = f'<p><a linktype="page" id="{target.pk}">x</a></p>'
        file = f'<p><a linktype="document" id="{document.pk}">x</a></p>'
        articles.append(
            make.article(
                f"Article {n}",
                introduction=link,
                hero_image=image,
                safety={**make.SAFETY, "image": image, "body": file},
                sections=[
                    ("picture", {"image": image}),
                    ("video", {"video": url, "caption": "A walk"}),
                ],
                topics=[topics[n % 3], topics[(n + 1) % 3]],
                author=make.person(f"Author {n}", photo=image, biography=link),
                reviewer=make.person(f"Reviewer {n}", photo=image),
            )
        )
    return articles


def test_a_list_of_full_articles_costs_at_most_twelve_queries(client, count_queries):
    full_articles(20)

    few = count_queries(LIST.replace("limit=20", "limit=3"))
    many = count_queries(LIST)

    assert few == many <= 12
    assert len(client.get(LIST).json()["items"]) == 20


def test_a_list_says_of_an_article_what_its_own_answer_says(client):
    articles = full_articles(3)

    listed = client.get(LIST).json()["items"]

    for article, item in zip(articles, listed, strict=True):
        single = client.get(f"/api/v2/pages/{article.pk}/").json()
        del item["meta"], single["meta"]
        assert item == single


def test_both_apis_say_the_same(client):
    [article] = full_articles(1)
    make.article("Related", topics=article.topics.all())

    second = client.get(f"/api/v2/pages/{article.pk}/").json()
    third = client.get(f"/api/v3/pages/{article.pk}/").json()

    del second["meta"], third["meta"]
    assert second == third
