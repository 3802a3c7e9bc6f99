import datetime

import pytest

from clinic.models import ClinicSettings
from tests import make
from tests.delivery import feed
from tests.reading import without_ids

pytestmark = pytest.mark.django_db

ORIGIN = "http://localhost"
LIST = "/api/v2/pages/?type=articles.ArticlePage&fields=*&limit=20"


CALL_TO_ACTION = {
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
    assert said["call_to_action"] == CALL_TO_ACTION
    assert without_ids(said["references"]) == make.REFERENCES


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


def test_pictures_fit_their_place_and_are_never_enlarged(read):
    wide = make.image(
        size=(500, 400), description="A wide path", credit="Photo: Ana Ruiz"
    )
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
    assert [each["credit"] for each in (hero, shown)] == ["Photo: Ana Ruiz", ""]
    wide.credit = "Drawing: Leo Roth"
    wide.save()
    assert read(article)["hero_image"]["credit"] == "Drawing: Leo Roth"


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
    feed.date(f"person-{author.pk}", make.LATELY)

    said = read(article)

    assert said["author"].pop("photo")["alt"] == "Maya smiles"
    assert said["author"] == {
        "id": author.pk,
        "name": "Maya Lindqvist",
        "credentials": "MD",
        "role": "Neurosurgeon",
        "bio": "<p>She listens.</p>",
        "url": f"{ORIGIN}/people/maya-lindqvist/",
        "updated_at": "2026-10-01T09:00:00Z",
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
        "notice": None,
    }


def test_topics_stand_by_name_with_their_addresses(read):
    sleep, back = make.topic("Sleep"), make.topic("Back pain")
    article = make.article(topics=[sleep, back])
    feed.date(f"topic-itself-{sleep.pk}", make.LATELY)
    feed.date(f"topic-itself-{back.pk}", make.LATELY)

    assert read(article)["topics"] == [
        {
            "id": back.pk,
            "name": "Back pain",
            "slug": "back-pain",
            "url": f"{ORIGIN}/topics/back-pain/",
            "updated_at": "2026-10-01T09:00:00Z",
        },
        {
            "id": sleep.pk,
            "name": "Sleep",
            "slug": "sleep",
            "url": f"{ORIGIN}/topics/sleep/",
            "updated_at": "2026-10-01T09:00:00Z",
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
        url = make.video(f"https://video.example/{n}")
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


def test_a_list_of_full_articles_costs_no_more_when_it_is_longer(client, count_queries):
    full_articles(7)

    few = count_queries(LIST.replace("limit=20", "limit=3"))
    many = count_queries(LIST)

    # Without what the answers of a worker share.
    assert few == many <= 20
    assert len(client.get(LIST).json()["items"]) == 7


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

    assert third.pop("type") == second["meta"]["type"]
    del second["meta"], third["meta"]
    assert second == third
