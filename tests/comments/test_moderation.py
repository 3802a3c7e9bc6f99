import re

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from comments.models import Comment
from tests import make, reading
from tests.comments.moderating import QUEUE, shown, sign_in

pytestmark = pytest.mark.django_db

SCREENS = ("edit", "answer", "history")


def test_a_reply_moderator_sees_what_waits_and_needs_no_right_on_pages(client, waiting):
    sign_in(client)

    body = shown(client)

    assert "Waiting number 1." in body
    assert "ada@mail.example" in body
    assert "Replies (3)" in shown(client, "/admin/")
    assert client.get(f"/admin/pages/{waiting[0].page_id}/edit/").status_code == 302


def test_an_editor_does_not_see_what_readers_wrote(client, waiting):
    sign_in(client, "Editors")

    for screen in ("", *(f"{each}/{waiting[0].pk}/" for each in SCREENS)):
        answer = client.get(QUEUE + screen)

        assert answer.status_code == 302, screen
        assert answer["Location"] == "/admin/", screen
    assert "Replies" not in shown(client, "/admin/")
    for deed in ("act/", "undo/"):
        client.post(QUEUE + deed, {"publish": waiting[0].pk})
    assert Comment.objects.filter(status="waiting").count() == 3


@pytest.mark.parametrize(
    ("group", "is_shown"),
    [("Reply moderators", False), ("Front desk", False), ("Editors", True)],
)
def test_the_menu_offers_articles_to_those_who_may_see_them(client, group, is_shown):
    sign_in(client, group)

    assert ('"/admin/articles/"' in shown(client, "/admin/")) is is_shown
    assert client.get("/admin/articles/").status_code == (200 if is_shown else 302)


@pytest.mark.parametrize(
    ("deed", "status"), [("publish", "published"), ("spam", "spam"), ("bin", "bin")]
)
def test_a_button_decides_on_one_reply(client, waiting, deed, status):
    moderator = sign_in(client)

    answer = client.post(f"{QUEUE}act/", {deed: waiting[1].pk, "next": QUEUE})

    assert answer["Location"] == QUEUE
    decided = Comment.objects.get(pk=waiting[1].pk)
    assert (decided.status, decided.decided_by) == (status, moderator)
    assert Comment.objects.filter(status="waiting").count() == 2


def test_what_is_ticked_is_decided_at_once_and_can_be_undone(client, waiting):
    sign_in(client)
    keys = [comment.pk for comment in waiting]

    client.post(f"{QUEUE}act/", {"do": "publish", "id": keys})

    assert Comment.objects.filter(status="published").count() == 3
    assert "3 replies published." in (body := shown(client))
    assert "Undo the last step (3 replies)" in body

    client.post(f"{QUEUE}undo/")

    assert Comment.objects.filter(status="waiting").count() == 3
    assert "Undo the last step" not in shown(client)


@pytest.fixture
def colleague():
    colleague = Client()
    sign_in(colleague, email="jo@clinic.example")
    return colleague


def test_a_colleagues_later_decision_is_not_taken_back(client, waiting, colleague):
    sign_in(client)
    both = [waiting[0].pk, waiting[1].pk]
    client.post(f"{QUEUE}act/", {"do": "publish", "id": both})
    colleague.post(f"{QUEUE}act/", {"spam": both[0]})

    client.post(f"{QUEUE}undo/")

    statuses = [Comment.objects.get(pk=pk).status for pk in both]
    assert statuses == ["spam", "waiting"]
    body = shown(client)
    assert "Undone: 1 reply is under “Waiting”." in body
    assert "1 reply left alone: decided anew since, or gone." in body


def test_what_a_colleague_did_before_is_not_counted_nor_taken_back(
    client, waiting, colleague
):
    user = sign_in(client)
    both = [waiting[0].pk, waiting[1].pk]
    colleague.post(f"{QUEUE}act/", {"publish": both[0]})

    client.post(f"{QUEUE}act/", {"do": "publish", "id": both})

    body = shown(client)
    assert "1 reply published." in body
    assert "1 reply had been published before." in body
    assert "Undo the last step (1 reply)" in body
    client.post(f"{QUEUE}undo/")
    assert Comment.objects.get(pk=both[0]).status == "published"
    assert Comment.objects.get(pk=both[0]).decided_by != user
    assert Comment.objects.get(pk=both[1]).status == "waiting"


def test_a_step_that_changed_nothing_is_none(client, waiting, colleague):
    sign_in(client)
    colleague.post(f"{QUEUE}act/", {"publish": waiting[0].pk})

    client.post(f"{QUEUE}act/", {"publish": waiting[0].pk})

    body = shown(client)
    assert "1 reply had been published before." in body
    assert "Undo the last step" not in body


def test_a_reply_that_is_gone_is_left_alone(client, waiting):
    sign_in(client)
    client.post(f"{QUEUE}act/", {"publish": waiting[0].pk})
    waiting[0].delete()

    client.post(f"{QUEUE}undo/")

    assert "1 reply left alone" in shown(client)


def test_nothing_ticked_says_so(client, waiting):
    sign_in(client)

    client.post(f"{QUEUE}act/", {"do": "spam"})

    assert "Tick the replies that you mean first." in shown(client)


@pytest.mark.parametrize(
    "sent",
    [
        {"do": "explode", "id": "1"},
        {"do": "publish", "id": "9" * 5000},
        {"do": "publish", "id": ["x", "-1", "9" * 30, "٣"]},
        {"publish": "1 or 1=1"},
        {},
    ],
)
def test_nonsense_decides_nothing(client, waiting, sent):
    sign_in(client)

    assert client.post(f"{QUEUE}act/", sent).status_code == 302
    assert Comment.objects.filter(status="waiting").count() == 3


def test_who_may_not_decide_takes_nothing_back(client, waiting):
    moderator = sign_in(client)
    client.post(f"{QUEUE}act/", {"spam": waiting[0].pk})
    moderator.groups.set([Group.objects.get(name="Editors")])

    client.post(f"{QUEUE}undo/")

    assert Comment.objects.get(pk=waiting[0].pk).status == "spam"


def test_a_decision_leads_back_to_our_own_pages_only(client, waiting):
    sign_in(client)

    answer = client.post(
        f"{QUEUE}act/", {"bin": waiting[0].pk, "next": "https://evil.example/"}
    )

    assert answer["Location"] == QUEUE


@pytest.mark.parametrize("listing", [QUEUE, f"{QUEUE}results/"])
def test_a_decision_in_a_search_leads_back_to_the_whole_desk(client, waiting, listing):
    sign_in(client)

    found = reading.html(client.get(listing, {"q": "number", "_w_filter_fragment": 1}))

    for form in found.select("form.queue, form.queue-undo"):
        assert form.select_one("[name=next]")["value"] == f"{QUEUE}?q=number"


def test_nothing_is_decided_by_following_a_link(client, waiting):
    sign_in(client)

    assert client.get(f"{QUEUE}act/?publish={waiting[0].pk}").status_code == 405
    assert client.get(f"{QUEUE}undo/").status_code == 405


def test_urgent_replies_come_first_and_stand_on_the_dashboard(client, waiting):
    sign_in(client)
    make.comment(
        "Chest pain.",
        page=waiting[0].page,
        status="waiting",
        is_urgent=True,
        held_for=["danger"],
    )

    body = shown(client)

    assert body.index("Chest pain.") < body.index("Waiting number 1.")
    assert "Somebody may be in danger" in body
    assert "1 urgent reply waits." in re.sub(r"\s+", " ", shown(client, "/admin/"))


def test_other_places_have_their_tab_and_say_why(client, waiting):
    sign_in(client)
    why = {"held_for": ["blocked_word", "called_spam"]}
    make.comment("Buy now", page=waiting[0].page, status="spam", **why)

    assert "Buy now" not in shown(client)
    spam = shown(client, f"{QUEUE}?status=spam")
    assert "Buy now" in spam
    assert "Waiting number" not in spam
    assert "A blocked word" in spam
    assert "Akismet calls it spam" in spam


def test_the_replies_of_one_article_are_found(client, waiting):
    sign_in(client)
    other = make.comment("Elsewhere.", page=make.article("Other"), status="waiting")

    body = shown(client, f"{QUEUE}?page={other.page_id}")

    assert "Elsewhere." in body
    assert "Waiting number" not in body
    for wrong in ("9" * 30, "x", "-1"):
        assert client.get(QUEUE, {"page": wrong}).status_code == 200


def test_replies_are_found_by_text_name_and_address(client, waiting):
    sign_in(client)
    Comment.objects.filter(pk=waiting[1].pk).update(
        name="Bert", email="bert@mail.example"
    )

    for query in ("number 2", "Bert", "bert@mail"):
        body = shown(client, f"{QUEUE}?q={query}")

        assert "Waiting number 2." in body, query
        assert "Waiting number 1." not in body, query


def tabs(client, query):
    """The body, what each tab says and where it leads, and the one that is chosen."""
    answer = client.get(QUEUE + query)
    found = reading.html(answer).select(".queue-tabs a")
    led = {" ".join(tab.get_text().split()): tab["href"] for tab in found}
    [here] = [tab.get_text() for tab in found if tab.has_attr("aria-current")]
    return answer.text, led, here.split()[0]


def test_who_looks_for_a_reply_finds_it_wherever_it_is(client, waiting):
    sign_in(client)
    ago = make.LATELY.replace(year=2019)
    bert = {"name": "Bert", "created_at": ago, "page": waiting[0].page}
    make.comment("Out for all.", **bert)
    make.comment("Buy now.", status="spam", **bert)
    numbers = ["Everywhere 2", "Waiting 0", "Published 1", "Spam 1", "In the bin 0"]

    for query in ("?q=Bert&p=2", "?created_at_to=2020-01-01", "?q=Bert"):
        body, led, here = tabs(client, query)
        assert "Out for all." in body, query
        assert "Buy now." in body, query
        assert list(led) == numbers, query
        assert here == "Everywhere", query

        body, narrowed, here = tabs(client, led["Published 1"].removeprefix(QUEUE))
        assert "Out for all." in body, query
        assert "Buy now." not in body, query
        assert list(narrowed) == numbers, query
        assert here == "Published", query
    assert shown(client, narrowed["Everywhere 2"]).count("Buy now.") == 1


def test_each_card_of_a_search_says_where_its_reply_is(client, waiting):
    sign_in(client)
    make.comment("Number 9.", page=waiting[0].page)

    cards = reading.html(client.get(QUEUE, {"q": "number"})).select(".queue-where")

    said = [card.strong.get_text() for card in cards]
    assert sorted(said) == ["Published", "Waiting", "Waiting", "Waiting"]


def test_without_a_search_the_tabs_count_all_there_is(client, waiting):
    sign_in(client)

    for query in ("", "?status=", "?status=nowhere", "?page=x"):
        _, led, here = tabs(client, query)
        assert list(led) == ["Waiting 3", "Published 0", "Spam 0", "In the bin 0"]
        assert here == "Waiting"


def test_the_filter_by_page_names_no_page_without_replies(client, waiting):
    draft = make.article("Secret plans", live=False)
    sign_in(client)

    assert "Secret plans" not in shown(client, f"{QUEUE}?page={draft.pk}")


def test_a_page_with_replies_is_named_in_the_filter_only_if_it_is_chosen(
    client, waiting
):
    make.comment("Long ago.", page=make.article("Elsewhere"))
    sign_in(client)

    assert "Elsewhere" not in shown(client, QUEUE)
    chosen = f"{QUEUE}?page={waiting[0].page_id}"
    assert waiting[0].page.title in shown(client, chosen)


def test_a_longer_queue_costs_no_more_queries(client, count_queries, waiting):
    sign_in(client)
    few = count_queries(QUEUE)
    for number in range(4):
        make.comment(f"More {number}", page=waiting[0].page, status="waiting")

    assert count_queries(QUEUE) == few


def test_markup_in_a_reply_is_text_in_the_queue(client):
    sign_in(client)
    hostile = '<script>alert(1)</script><img src=x onerror="alert(2)">'
    make.comment(hostile, page=make.article(), status="waiting", name=hostile[:80])

    body = shown(client)

    assert "<script>alert(1)" not in body
    assert "<img src=x" not in body
    assert "&lt;script&gt;alert(1)" in body
