import datetime

import pytest

from tests import make, reading

pytestmark = pytest.mark.django_db

QUESTIONS = (
    "questions",
    {
        "heading": "What people ask",
        "items": [
            {"question": "How far?", "answer": "<p>As far as you <b>like</b>.</p>"},
        ],
    },
)
EVERY_SECTION = [
    ("prose", {"heading": "How to begin", "body": "<p>Put on good shoes.</p>"}),
    ("quote", {"text": "I walk each day.", "attribution": "A patient"}),
    (
        "steps",
        {
            "heading": "Four weeks",
            "items": [{"title": "Week 1", "description": "<p>Five minutes.</p>"}],
        },
    ),
    QUESTIONS,
    (
        "callout",
        {"kind": "tip", "heading": "Good to know", "body": "<p>Water helps.</p>"},
    ),
]


def test_an_article_shows_all_its_parts(client):
    make.clinic()
    article = make.article(
        sections=EVERY_SECTION,
        topics=[make.topic("Back pain")],
        author=make.person("Ana Ruiz", credentials="RN"),
        reviewer=make.person("Maya Lindqvist", credentials="MD, FAANS"),
        last_reviewed=datetime.date(2026, 10, 1),
    )

    words = reading.words(client.get(article.url))

    for part in [
        "Can walking ease lower back pain?",
        "Yes. A walk every day eases most back pain.",
        "Reviewed by Maya Lindqvist, MD, FAANS on 1 October 2026",
        "Written by Ana Ruiz, RN",
        "Back pain has many causes.",
        "How walking helps",
        "Stronger muscles",
        "They hold the spine.",
        "Start with ten minutes.",
        "Is walking safe?",
        "New weakness in a leg",
        "Call 911.",
        "Put on good shoes.",
        "I walk each day.",
        "Five minutes.",
        "As far as you like .",
        "Water helps.",
        "Talk to us about your back",
        "(404) 555-0126",
        "Atlanta, GA",
        "About back pain",
        "Walking and back pain",
        "Journal of Walking",
        "1 October 2027",
    ]:
        assert part in words


def test_parts_that_are_left_out_leave_no_trace(client):
    article = make.article(
        benefits=None,
        safety=None,
        call_to_action=None,
        sections=(),
        references=(),
        comments_open=False,
    )

    assert reading.headings(client.get(article.url)) == []


def test_the_articles_own_number_and_place_go_before_the_clinics(client):
    make.clinic()
    article = make.article(
        call_to_action={
            **make.CALL_TO_ACTION,
            "phone": "+14045550188",
            "location": "Decatur, GA",
        }
    )

    words = reading.words(client.get(article.url))

    assert "(404) 555-0188" in words
    assert "Decatur, GA" in words
    assert "(404) 555-0126" not in words


def test_a_new_number_of_the_clinic_shows_in_every_article_at_once(client):
    clinic = make.clinic()
    article = make.article()
    assert "(404) 555-0126" in reading.words(client.get(article.url))

    clinic.phone = "+14045550177"
    clinic.save()

    assert "(404) 555-0177" in reading.words(client.get(article.url))


def test_four_headings_make_a_table_of_contents_that_leads_to_them(client):
    make.clinic()
    article = make.article(sections=EVERY_SECTION)

    page = reading.html(client.get(article.url))

    links = page.select(".contents a")
    assert [link.get_text() for link in links] == [
        "How walking helps",
        "How to begin",
        "Four weeks",
        "What people ask",
        "Good to know",
        "Is walking safe?",
        "References",
    ]
    for link in links:
        target = page.find(id=link["href"].removeprefix("#"))
        assert target.find("h2").get_text() == link.get_text()


def test_three_headings_need_no_table_of_contents(client):
    article = make.article(safety=None)

    assert not reading.html(client.get(article.url)).select(".contents")


def test_a_video_stands_in_its_frame_without_a_style_of_its_own(client):
    url = make.video(
        html='<iframe src="https://video.example/player/1"></iframe>',
        width=200,
        height=113,
    )
    article = make.article(sections=[("video", {"video": url, "caption": "A walk"})])

    page = reading.html(client.get(article.url))

    assert page.select_one(".video iframe")["src"] == "https://video.example/player/1"
    assert page.select("[style]") == []


def test_an_article_that_nobody_has_reviewed_says_when_it_was_published(client):
    unreviewed = make.article("New")
    reviewed = make.article(
        "Old", last_reviewed=datetime.date(2026, 10, 1), reviewer=make.person()
    )

    assert "Published on 1 October 2026" in reading.words(client.get(unreviewed.url))
    assert "Published on" not in reading.words(client.get(reviewed.url))


@pytest.mark.parametrize("day", [None, datetime.date(2026, 10, 1)])
def test_a_review_shows_only_with_its_reviewer_and_its_day(client, day):
    person = None if day else make.person()
    article = make.article(last_reviewed=day, reviewer=person)

    answer = client.get(article.url)

    assert "reviewed" not in reading.words(answer).lower()
    assert not {"lastReviewed", "reviewedBy"} & {
        *reading.json_ld(answer)["MedicalWebPage"]
    }
    assert "Reviewed" not in reading.words(client.get("/articles/"))
    for api in ("v2", "v3"):
        review = client.get(f"/api/{api}/pages/{article.pk}/").json()["review"]
        assert review["reviewer"] is review["last_reviewed"] is None
    (card,) = client.get("/api/v3/articles/").json()["items"]
    assert card["last_reviewed"] is None


def test_a_citation_leads_to_its_reference_and_back(client):
    cited = '<p>Walking helps<a href="#reference-1">[1]</a>.</p>'
    article = make.article(introduction=cited)

    page = reading.html(client.get(article.url))

    mark = page.select_one(".introduction a")
    reference = page.select_one(mark["href"])
    assert page.select_one(reference.select_one(".back")["href"]) == mark
    assert "Walking and back pain. Journal of Walking, 2024" in " ".join(
        reference.get_text().split()
    )


def test_an_overdue_review_is_announced_where_the_clinic_wishes(client):
    clinic = make.clinic()
    long_ago = {"last_reviewed": datetime.date(2020, 1, 1)}
    article = make.article(reviewer=make.person(), **long_ago)
    unsigned = make.article("By nobody", **long_ago)
    notice = "We are due to check this article again."
    assert notice not in reading.words(client.get(unsigned.url))
    assert notice in reading.words(client.get(article.url))

    clinic.announce_overdue_reviews = False
    clinic.save()

    assert notice not in reading.words(client.get(article.url))


@pytest.mark.parametrize("has_clinic", [True, False])
def test_html_markdown_and_api_say_the_same_of_an_overdue_review(client, has_clinic):
    if has_clinic:
        make.clinic()
    long_ago = datetime.date(2020, 1, 1)
    article = make.article(reviewer=make.person(), last_reviewed=long_ago)

    notice = client.get(f"/api/v3/pages/{article.pk}/").json()["review"]["notice"]

    assert notice in reading.words(client.get(article.url))
    assert f"> {notice}" in (
        client.get(f"/articles/{article.slug}.md").content.decode()
    )


def test_articles_that_share_most_topics_are_related(client):
    back, sleep = make.topic("Back pain"), make.topic("Sleep")
    article = make.article("This one", topics=[back, sleep])
    for title in ("Shares nothing", "Shares one", "Shares both"):
        shared = {"Shares one": [back], "Shares both": [back, sleep]}.get(title, ())
        make.article(title, topics=shared)

    assert reading.cards(client.get(article.url)) == [
        "Shares both",
        "Shares one",
        "Shares nothing",
    ]


def test_the_newest_fill_up_the_articles_that_share_a_topic(client):
    back = make.topic("Back pain")
    article = make.article("This one", topics=[back])
    oldest, middle, newest = (
        datetime.datetime(year, 1, 1, tzinfo=datetime.UTC)
        for year in (2023, 2024, 2025)
    )
    make.article("Shares one", topics=[back], first_published_at=oldest)
    make.article(
        "New, on sleep", topics=[make.topic("Sleep")], first_published_at=newest
    )
    make.article("Old", first_published_at=oldest)
    make.article("Neither", first_published_at=middle)
    make.article("A draft", live=False)

    assert reading.cards(client.get(article.url)) == [
        "Shares one",
        "New, on sleep",
        "Neither",
    ]


def test_an_article_that_sends_its_readers_nowhere_names_the_clinic(client):
    make.clinic()
    contact = make.contact_page()
    article = make.article(call_to_action=None)

    action = reading.html(client.get(article.url)).select_one("main .action")

    assert action.select_one("a[href='tel:+14045550126']")
    assert action.select_one("a.button")["href"] == contact.url


def test_a_clinic_that_nobody_can_reach_is_not_named(client):
    make.contact_page(live=False)
    article = make.article(call_to_action=None)

    assert not reading.html(client.get(article.url)).select("main .action")


def test_the_breadcrumbs_lead_home(client):
    article = make.article("Walking")

    crumbs = reading.html(client.get(article.url)).select(".breadcrumbs li")

    assert [crumb.get_text(strip=True) for crumb in crumbs] == [
        "Larch Clinic",
        "Articles",
        "Walking",
    ]
    assert [crumb.a["href"] for crumb in crumbs if crumb.a] == ["/", "/articles/"]


def test_a_richer_article_costs_no_more_queries(count_queries):
    make.clinic(logo=make.image())
    topics = [make.topic(f"Topic {n}") for n in range(6)]
    person = make.person(photo=make.image())
    plain = make.article(
        "Plain",
        hero_image=make.image(),
        topics=topics[:1],
        author=person,
        reviewer=person,
        safety={**make.SAFETY, "image": make.image()},
        sections=[("picture", {"image": make.image(), "caption": "One"}), QUESTIONS],
    )
    few = count_queries(plain.url)
    links = "".join(
        f'<p><a linktype="page" id="{make.article(f"Linked {n}", topics=topics).pk}">x</a>'
        for n in range(6)
    )
    rich = make.article(
        "Rich",
        hero_image=make.image(),
        topics=topics,
        author=person,
        reviewer=make.person("Ana Ruiz", photo=make.image()),
        safety={**make.SAFETY, "image": make.image(), "body": links},
        introduction=links,
        sections=[
            *[("picture", {"image": make.image(), "caption": "P"}) for _ in range(6)],
            *[("prose", {"heading": "H", "body": links}) for _ in range(6)],
            QUESTIONS,
        ],
        call_to_action={
            **make.CALL_TO_ACTION,
            "links": [{"label": "Read on", "page": plain} for _ in range(3)],
        },
    )

    # Pictures and their renditions, linked pages, and the topics of related articles.
    assert count_queries(rich.url) <= few + 4
