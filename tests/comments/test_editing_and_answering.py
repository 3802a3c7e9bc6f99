import re

import pytest

from comments import moderation
from comments.models import Comment
from comments.personal_data import ERASED
from public_forms import personal_data
from tests import make, reading
from tests.comments.moderating import QUEUE, shown, sign_in

pytestmark = pytest.mark.django_db


def test_an_edit_keeps_what_stood_there_in_the_history(client, waiting):
    sign_in(client)
    before = {"name": "Ada M.", "text": "Waiting <b>number</b> 1."}
    Comment.objects.filter(pk=waiting[0].pk).update(**before)

    answer = client.post(
        f"{QUEUE}edit/{waiting[0].pk}/",
        {"name": "Ada", "website": "", "text": "Mended.\u202e"},
    )

    assert answer.status_code == 302
    edited = Comment.objects.get(pk=waiting[0].pk)
    assert edited.text == "Mended."
    assert edited.edited_at
    assert history(client, edited) == [
        "Changed by a moderator. What stood there before: "
        "name: “Ada M.”; text: “Waiting <b>number</b> 1.”"
    ]


def test_who_edits_what_a_colleague_changed_meanwhile_is_told_first(client, waiting):
    sign_in(client)
    path = f"{QUEUE}edit/{waiting[0].pk}/"
    version = opened_version(client.get(path))
    colleague = make.superuser("jo@clinic.example")
    moderation.edit(waiting[0], by=colleague, text="Without the address.")
    typed = {"name": "Ada", "text": "Waiting, mended.", "opened_version": version}

    told = client.post(path, typed)

    assert "saved this on" in told.content.decode()
    assert ">\nWaiting, mended.</textarea>" in told.content.decode()
    assert Comment.objects.get(pk=waiting[0].pk).text == "Without the address."

    client.post(path, {**typed, "opened_version": opened_version(told)})

    assert Comment.objects.get(pk=waiting[0].pk).text == "Waiting, mended."


def test_nobody_writes_back_what_was_erased_meanwhile(client):
    sign_in(client)
    reply = make.comment("Does it help?")
    make.comment("It does.", page=reply.page, parent=reply, email="bo@mail.example")
    typed = {"name": "Ada", "text": "Does it help?"}
    personal_data.erase("ada@mail.example")

    answer = client.post(f"{QUEUE}edit/{reply.pk}/", typed)

    assert answer.status_code == 404
    reply.refresh_from_db()
    assert (reply.name, reply.text) == ("", ERASED)
    assert f"edit/{reply.pk}/" not in shown(client, f"{QUEUE}?status=published")


def opened_version(answer):
    return reading.html(answer).select_one("[name=opened_version]").get("value", "")


def test_a_decision_in_between_is_no_change_of_the_text(client, waiting):
    sign_in(client)
    moderation.publish(waiting[0], by=make.superuser())

    client.post(f"{QUEUE}edit/{waiting[0].pk}/", {"name": "Ada", "text": "Mended."})

    assert Comment.objects.get(pk=waiting[0].pk).text == "Mended."


def test_the_history_of_each_reply_tells_what_was_decided_on_many(client, waiting):
    sign_in(client)

    client.post(
        f"{QUEUE}act/", {"do": "publish", "id": [reply.pk for reply in waiting]}
    )

    for reply in waiting:
        assert history(client, reply) == ["Published"]


def history(client, reply):
    """What was done to it, the newest first."""
    answer = client.get(f"{QUEUE}history/{reply.pk}/")
    rows = reading.html(answer).select(".listing tbody tr")
    return [" ".join(row.td.get_text().split()) for row in rows]


def test_an_empty_edit_is_refused_and_what_was_typed_stays(client, waiting):
    sign_in(client)

    answer = client.post(
        f"{QUEUE}edit/{waiting[0].pk}/",
        {"name": "Ada Moss", "website": "javascript:x", "text": ""},
    )

    assert answer.status_code == 200
    assert 'value="Ada Moss"' in answer.content.decode()
    assert Comment.objects.get(pk=waiting[0].pk).text == "Waiting number 1."


def test_the_clinic_answers_with_name_and_credentials(client, waiting):
    user = sign_in(client)
    make.person("Maya Lindqvist", user=user)
    path = f"{QUEUE}answer/{waiting[0].pk}/"
    assert "Maya Lindqvist, MD" in shown(client, path)

    client.post(path, {"text": "Yes, you may."})

    page = waiting[0].page.specific
    body = client.get(page.url).content.decode()
    assert "Waiting number 1." in body, "the reply is published with its answer"
    assert re.search(r"Maya Lindqvist, MD.*Answer from the clinic", body, re.DOTALL)
    assert body.index("Waiting number 1.") < body.index("Yes, you may.")


def test_an_answer_is_taken_back_with_the_publication_that_came_with_it(
    client, waiting
):
    sign_in(client)
    client.post(f"{QUEUE}act/", {"spam": waiting[1].pk})
    client.post(f"{QUEUE}answer/{waiting[0].pk}/", {"text": "Yes, you may."})
    assert "Undo the last step (2 replies)" in shown(client)

    client.post(f"{QUEUE}undo/")

    assert statuses() == {
        "Waiting number 1.": "waiting",
        "Waiting number 2.": "spam",
        "Waiting number 3.": "waiting",
        "Yes, you may.": "bin",
    }
    body = shown(client)
    assert "Undone: 1 reply is under “Waiting”, 1 reply is under “In the bin”." in body
    assert "Undo the last step" not in body


def test_an_answer_to_what_was_published_is_taken_back_alone(client):
    sign_in(client)
    reply = make.comment("Does it help?")
    client.post(f"{QUEUE}answer/{reply.pk}/", {"text": "It does."})

    client.post(f"{QUEUE}undo/")

    assert statuses() == {"Does it help?": "published", "It does.": "bin"}


def test_after_an_edit_no_older_step_is_offered_as_the_last(client, waiting):
    sign_in(client)
    client.post(f"{QUEUE}act/", {"publish": waiting[1].pk})

    client.post(f"{QUEUE}edit/{waiting[0].pk}/", {"name": "Ada", "text": "Mended."})

    assert "Undo the last step" not in shown(client)


def statuses():
    return dict(Comment.objects.values_list("text", "status"))


@pytest.mark.parametrize("deed", ["edit", "answer"])
def test_a_form_leads_back_to_the_tab_and_search_it_was_opened_from(
    client, waiting, deed
):
    sign_in(client)
    desk = f"{QUEUE}?q=number+1&status=waiting"
    form = link_to(deed, client.get(desk))

    cancel = link_to("?q=", client.get(form), within="form")
    done = client.post(form, {"name": "Ada", "text": "Mended."})

    assert cancel == desk
    assert done["Location"] == desk


def link_to(there, answer, within=".queue"):
    return reading.html(answer).select_one(f"{within} a[href*='{there}']")["href"]


def test_a_form_leads_back_to_our_own_pages_only(client, waiting):
    sign_in(client)
    form = f"{QUEUE}edit/{waiting[0].pk}/?next=https://evil.example/"

    assert "evil.example/" not in link_to("/", client.get(form), within="form")
    done = client.post(form, {"name": "Ada", "text": "Mended."})
    assert done["Location"] == QUEUE


@pytest.mark.parametrize("hidden", ["waiting", "spam", "bin"])
@pytest.mark.parametrize("status", ["waiting", "published"])
def test_below_what_is_not_published_nothing_is_answered(client, hidden, status):
    sign_in(client)
    parent = make.comment("Does it help?", status=hidden)
    reply = make.comment("Does it?", page=parent.page, parent=parent, status=status)

    answer = client.post(f"{QUEUE}answer/{reply.pk}/", {"text": "It does."})

    body = answer.content.decode()
    assert "Publish that first" in body
    assert ">\nIt does.</textarea>" in body
    assert "(not published)" in body
    assert Comment.objects.count() == 2
    reply.refresh_from_db()
    assert reply.status == status


@pytest.mark.parametrize(
    "website", ["ftp://x.example/", "https://bank.example@evil.example/"]
)
def test_no_moderator_makes_a_link_that_deceives(client, waiting, website):
    sign_in(client)

    client.post(
        f"{QUEUE}edit/{waiting[0].pk}/",
        {"name": "Ada", "website": website, "text": "Mended."},
    )

    assert Comment.objects.get(pk=waiting[0].pk).website == ""


def test_an_answer_of_the_clinic_without_a_name_is_edited(client):
    sign_in(client)
    first = make.comment()
    reply = make.comment(page=first.page, parent=first, name="", by_clinic=True)

    client.post(f"{QUEUE}edit/{reply.pk}/", {"name": "", "text": "Mended."})

    reply.refresh_from_db()
    assert (reply.name, reply.text) == ("", "Mended.")
    assert "The reply of The clinic is changed." in shown(client)


def test_a_visitors_reply_keeps_a_name(client, waiting):
    sign_in(client)

    client.post(f"{QUEUE}edit/{waiting[0].pk}/", {"name": "", "text": "Mended."})

    assert Comment.objects.get(pk=waiting[0].pk).text == "Waiting number 1."


@pytest.mark.parametrize("deed", ["answer", "edit"])
@pytest.mark.parametrize("text", ["", "  ", "\u200b\u2060", "\u200d"])
def test_a_text_that_nobody_could_see_is_refused(client, waiting, deed, text):
    sign_in(client)
    reply = waiting[0]

    answer = client.post(
        f"{QUEUE}{deed}/{reply.pk}/", {"name": "Ada", "website": "", "text": text}
    )

    assert answer.status_code == 200
    assert "This field is required." in answer.content.decode()
    assert list(reply.replies.all()) == []
    reply.refresh_from_db()
    assert (reply.text, reply.status) == ("Waiting number 1.", "waiting")
