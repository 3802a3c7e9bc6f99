import gzip
import json
import logging
from xml.etree import ElementTree as ET

import pytest

from comments.models import Comment
from tests import make, reading
from tests.comments.replying import send
from tests.public_forms.sending import notice_of, told

pytestmark = pytest.mark.django_db

KB = 1000
# What people write: some lines, a paragraph more, sometimes an address.
WRITTEN = (
    "I started number {n} in spring, ten minutes along the canal each morning, and "
    "after {n} weeks the stiffness was gone by noon.\n\n"
    "My neighbour {n} asked about hills: they are fine once the flat {n} is easy. "
    "See https://walk.example/{n} for the way that I take."
)


def replies(answer):
    return reading.html(answer).select_one("#replies")


def test_a_reply_is_an_article_with_a_heading_and_a_date(client):
    page = make.article()
    made = make.comment("It helped.\n\nTry it.", page=page, name="Ada Moss")

    reply = replies(client.get(page.url)).select_one(f"article#reply-{made.pk}")

    heading = reply.find(id=reply["aria-labelledby"])
    assert (heading.name, heading.get_text(strip=True)) == ("h3", "Ada Moss")
    assert reply.time["datetime"].startswith("2026-10-01T")
    assert reply.time.get_text() == "1 October 2026"
    assert [each.get_text() for each in reply.select(".prose p")] == [
        "It helped.",
        "Try it.",
    ]


def test_answers_stand_in_a_list_below_their_reply_and_no_deeper(client):
    page = make.article()
    first = make.comment("Does it help?", page=page)
    make.comment("And hills?", page=page)
    make.comment("It does.", page=page, parent=first)

    shown = replies(client.get(page.url))

    threads = shown.select(".wrap > ol > li")
    assert [each.select_one("article .prose").get_text() for each in threads] == [
        "Does it help?",
        "And hills?",
    ]
    [answer] = threads[0].select("ol ol article")
    assert "It does." in answer.get_text()
    assert len(shown.select(".reply-answer")) == 2
    assert answer.select(".reply-answer") == []
    assert shown.h2.get_text(strip=True) == "3 replies"


def test_the_clinics_answer_is_marked_with_name_credentials_and_profile(client):
    page = make.article()
    first = make.comment("Does it help?", page=page)
    maya = make.person("Maya Lindqvist", credentials="MD, FAANS")
    made = make.comment(
        "It does.", page=page, parent=first, by_clinic=True, person=maya, name=""
    )

    answer = replies(client.get(page.url)).select_one(f"#reply-{made.pk}")

    assert answer.h4.get_text(strip=True) == "Maya Lindqvist, MD, FAANS"
    assert answer.h4.a["href"] == "/people/maya-lindqvist/"
    assert "Answer from the clinic" in answer.header.get_text()


def test_a_person_who_left_leaves_the_clinics_answer(client):
    page = make.article()
    maya = make.person()
    make.comment("It does.", page=page, by_clinic=True, person=maya, name=maya.name)
    maya.delete()

    shown = replies(client.get(page.url))

    assert shown.article.h3.get_text(strip=True) == "Maya Lindqvist"
    assert "Answer from the clinic" in shown.get_text()


def test_links_of_strangers_vouch_for_nothing(client):
    page = make.article()
    make.comment("See https://walk.example/", page=page, website="https://ada.example")

    links = replies(client.get(page.url)).select("article a[href^=http]")

    assert {link["href"] for link in links} == {
        "https://ada.example",
        "https://walk.example/",
    }
    for link in links:
        assert link["rel"] == ["nofollow", "ugc", "noopener"]


def test_the_form_names_its_fields_for_browsers_and_links_the_privacy_page(client):
    make.clinic(privacy_page=make.standard_page(title="Privacy", slug="privacy"))

    form = replies(client.get(make.article().url)).form

    for name, hint in {"name": "name", "email": "email", "website": "url"}.items():
        field = form.find(attrs={"name": name})
        assert field["autocomplete"] == hint
        assert form.find("label", attrs={"for": field["id"]})
    assert "(optional)" in form.find("label", attrs={"for": "id_website"}).get_text()
    assert "(optional)" not in form.find("label", attrs={"for": "id_email"}).get_text()
    email = form.find(attrs={"name": "email"})
    assert form.find(id=email["aria-describedby"]).get_text() == "It is not published."
    assert form.find("a", string="What we do with your data")["href"] == "/privacy/"


def test_the_form_says_who_else_reads_the_reply(client, settings):
    page = make.article()
    assert "Akismet" not in replies(client.get(page.url)).get_text()

    settings.AKISMET_KEY = "larch0street"

    assert "Akismet filters spam" in replies(client.get(page.url)).form.get_text()


def test_a_page_and_its_replies_page_have_each_id_once(client):
    make.clinic()
    page = make.article()
    first = make.comment(page=page)
    make.comment("Yes.", page=page, parent=first)

    for path in (page.url, told(page, "urgent"), f"/replies/{page.pk}/"):
        ids = [each["id"] for each in reading.html(client.get(path)).select("[id]")]
        assert len(ids) == len(set(ids)), path


def test_an_answers_form_shows_what_is_answered(client):
    page = make.article()
    first = make.comment("Does it help with <b>hills</b>?", page=page, name="Ada")

    answer = client.get(f"/replies/{page.pk}/", {"parent": first.pk})

    assert "Does it help with <b>hills</b>?" in reading.words(answer)
    assert reading.html(answer).h1.get_text(strip=True) == "Answer Ada"
    plain = client.get(f"/replies/{page.pk}/")
    assert reading.html(plain).h1.get_text(strip=True) == "Leave a reply"


@pytest.mark.parametrize("parent", ["x", "9" * 30, "-1", "1e3", "٣"])
def test_an_answer_to_nothing_is_a_reply(client, parent):
    page = make.article()

    answer = client.get(f"/replies/{page.pk}/", {"parent": parent})

    assert reading.html(answer).h1.get_text(strip=True) == "Leave a reply"
    assert "no longer there" not in answer.content.decode()


def test_the_page_leads_to_the_feed_of_its_replies(client):
    page = make.article()

    feeds = reading.html(client.get(page.url)).head.select("[type*=atom]")

    assert [each["href"] for each in feeds] == [
        "/articles.atom",
        f"/replies/{page.pk}.atom",
    ]
    silent = make.article("Silent", comments_open=False)
    assert len(reading.html(client.get(silent.url)).head.select("[type*=atom]")) == 1


def test_a_feed_without_replies_is_the_same_each_time(client):
    page = make.article(last_published_at=make.LATELY)

    first, second = (client.get(f"/replies/{page.pk}.atom").content for _ in range(2))

    assert first == second
    assert f"<updated>{make.LATELY.isoformat()}</updated>".encode() in first


def test_the_feed_is_valid_whatever_was_typed(client):
    page = make.article("Backs & <hips>")
    make.comment("]]> </content> &amp; \ufffe <script>", page=page, name="A <b> & \x0b")

    answer = client.get(f"/replies/{page.pk}.atom")

    root = ET.fromstring(answer.content)  # noqa: S314 - our own answer
    atom = {"atom": "http://www.w3.org/2005/Atom"}
    assert root.findtext("atom:title", namespaces=atom) == "Replies to “Backs & <hips>”"
    summary = root.findtext("atom:entry/atom:summary", namespaces=atom)
    assert summary.startswith("<p>]]&gt; &lt;/content&gt; &amp;amp;")
    assert "<script" not in summary
    assert answer["ETag"]
    assert "public" in answer["Cache-Control"]


def test_linked_data_tells_of_the_replies_on_the_page(client):
    page = make.article()
    first = make.comment("Does it </script> help?", page=page, name="Ada Moss")
    maya = make.person("Maya Lindqvist", credentials="MD")
    make.comment("It does.", page=page, parent=first, by_clinic=True, person=maya)
    make.comment("Not yet.", page=page, status="waiting")

    node = reading.json_ld(client.get(page.url))["MedicalWebPage"]

    assert node["commentCount"] == 2
    [comment] = node["comment"]
    assert comment["@type"] == "Comment"
    assert comment["@id"] == f"{page.full_url}#reply-{first.pk}"
    assert comment["author"] == {"@type": "Person", "name": "Ada Moss"}
    assert comment["dateCreated"] == "2026-10-01T09:00:00+00:00"
    assert comment["text"] == "Does it </script> help?"
    [answer] = comment["comment"]
    assert answer["author"] == {
        "@type": "Person",
        "@id": "http://localhost/people/maya-lindqvist/#person",
        "name": "Maya Lindqvist",
    }


def test_linked_data_of_a_long_discussion_stays_short(client):
    page = make.article()
    for number in range(12):
        make.comment(f"Reply {number}", page=page)

    node = reading.json_ld(client.get(page.url))["MedicalWebPage"]

    assert node["commentCount"] == 12
    assert len(node["comment"]) == 10


def test_an_article_with_ten_replies_stays_small(client):
    make.clinic()
    page = make.article()
    for number in range(1, 9):
        made = make.comment(WRITTEN.format(n=number), page=page, name=f"Ada {number}")
    for number in range(9, 11):
        make.comment(WRITTEN.format(n=number), page=page, parent=made)

    body = client.get(page.url, headers={"Accept-Encoding": "gzip"}).content

    assert gzip.decompress(body).count(b'class="reply') >= 10
    assert len(body) <= 15 * KB


def test_no_log_line_holds_what_was_typed(client, caplog):
    caplog.set_level(logging.DEBUG)
    page = make.article()

    send(client, page, email="not an address", name="Secret Name")
    send(client, page, name="Secret Name", text="Secret text about overdose")

    logged = json.dumps([record.getMessage() for record in caplog.records])
    for secret in ("Secret Name", "Secret text", "ada@mail", "not an address"):
        assert secret not in logged


def test_looking_changes_nothing(client, django_assert_max_num_queries):
    page = make.article()
    make.comment(page=page)
    client.get(page.url)

    for path in (
        page.url,
        told(page, "published"),
        f"/replies/{page.pk}/",
        f"/replies/{page.pk}/?parent=1",
        f"/replies/{page.pk}.atom",
    ):
        for ask in (client.get, client.head):
            with django_assert_max_num_queries(60) as asked:
                assert ask(path).status_code == 200
            for query in asked.captured_queries:
                assert query["sql"].split()[0] in {"SELECT", "SAVEPOINT", "RELEASE"}


def test_the_way_to_the_form_is_not_kept_and_sets_no_cookie(client):
    page = make.article()

    answer = client.get(f"/replies/{page.pk}/")

    assert "no-store" in answer["Cache-Control"]
    assert not answer.cookies
    assert "noindex" in reading.meta(answer, "robots")


def test_what_is_said_of_a_reply_just_sent_is_kept_by_nobody(client):
    page = make.article()

    for notice in ("published", "waiting", "urgent"):
        for address in (told(page, notice), f"{page.url}?reply={notice}"):
            answer = client.get(address)
            assert answer["Cache-Control"] == "private, no-store"
    assert "public" in client.get(page.url)["Cache-Control"]


def test_a_reply_on_a_later_page_of_replies_is_shown_there(client):
    page = make.article()
    make.reply_rules(first_time_writers_wait=False)
    for number in range(1, 51):
        make.comment(f"Reply number {number}.", page=page, email="x@mail.example")

    sent = send(client, page)["Location"]

    made = Comment.objects.latest("pk")
    there = f"{page.url}?reply=published&replies=2#reply-{made.pk}"
    assert notice_of(sent) == there
    assert f'id="reply-{made.pk}"' in client.get(sent).content.decode()
    feed = client.get(f"/replies/{page.pk}.atom").content.decode()
    assert f'href="{page.full_url}?replies=2#reply-{made.pk}"' in feed


def test_an_old_website_is_linked_only_where_it_deceives_nobody(client):
    linked = ["https://ada.example/?to=me@mail.example", "http://ada.example/@ada"]
    deceptive = [
        "ftp://x.example/",
        "https://bank.example@evil.example/",
        "https://bank.example\\@evil.example/",
        "javascript:alert(1)",
    ]
    page = make.article()
    for website in (*linked, *deceptive):
        make.comment(page=page, website=website)

    links = reading.html(client.get(page.url)).select("#replies .reply-by a")
    for version in ("v2", "v3"):
        answer = client.get(f"/api/{version}/comments/", {"page": page.pk}).json()
        shown = [each["website"] for each in answer["items"]]
        assert shown == [*linked, *[None] * len(deceptive)]

    assert [link["href"] for link in links] == linked
