"""The admin of webhooks: form, secret, test, log, and what changes were told to."""

import re

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from standardwebhooks.webhooks import Webhook
from wagtail.models import ModelLogEntry

from delivery.models import ContentChange, ContentVersion
from outbox import retention
from outbox.forms import EndpointForm
from outbox.models import Delivery, Endpoint, Event
from tests import make, reading
from tests.delivery import feed
from tests.outbox.conftest import pass_time, save

pytestmark = pytest.mark.django_db

FIELDS = {
    "name": "Website",
    "url": "https://site.example/hook",
    "events": [Event.CONTENT_CHANGED],
    "is_active": "on",
}


@pytest.fixture
def boss(client):
    client.force_login(make.superuser())
    return client


def said(answer):
    return " ".join(reading.html(answer).get_text(" ").split())


def add(boss, **changed):
    return boss.post(reverse("webhooks:add"), {**FIELDS, **changed}, follow=True)


def url_of(name, endpoint):
    return reverse(f"outbox_{name}", args=[endpoint.pk])


def test_a_webhook_is_added_and_its_secret_is_shown_once(boss):
    answer = add(boss)
    endpoint = Endpoint.objects.get()
    assert answer.redirect_chain[-1][0] == url_of("secret", endpoint)
    assert endpoint.secret not in answer.content.decode()

    shown = boss.post(url_of("secret", endpoint), {"do": "show"})
    again = boss.post(url_of("secret", endpoint), {"do": "show"}, follow=True)

    assert endpoint.secret in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    assert endpoint.secret not in again.content.decode()
    assert endpoint.secret not in boss.get(url_of("secret", endpoint)).content.decode()


def test_a_secret_is_replaced_with_an_overlap(boss):
    add(boss)
    endpoint = Endpoint.objects.get()
    before = endpoint.secret
    boss.post(url_of("secret", endpoint), {"do": "show"})

    digest = endpoint.secret_digest
    form = {"do": "replace", "digest": digest}
    shown = boss.post(url_of("secret", endpoint), form)

    endpoint.refresh_from_db()
    assert endpoint.secret != before
    assert endpoint.secret in shown.content.decode()
    assert endpoint.keys(timezone.now()) == [endpoint.secret, before]
    again = boss.post(url_of("secret", endpoint), form, follow=True)
    assert "was replaced already" in said(again)
    after = Endpoint.objects.get()
    assert (after.secret, after.previous_secret) == (endpoint.secret, before)


def test_the_history_says_who_saw_and_replaced_a_secret_and_not_which(boss):
    add(boss)
    endpoint = Endpoint.objects.get()
    boss.post(url_of("secret", endpoint), {"do": "show"})
    form = {"do": "replace", "digest": endpoint.secret_digest}
    boss.post(url_of("secret", endpoint), form)
    boss.post(url_of("secret", endpoint), form)

    history = boss.get(reverse("webhooks:history", args=[endpoint.pk]))

    for words in ("Saw the secret", "Replaced the secret"):
        assert said(history).count(words) == 1
    logged = str([*ModelLogEntry.objects.values()]) + history.content.decode()
    assert "whsec_" not in logged


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("name", "", "This field is required."),
        ("url", "", "This field is required."),
        ("url", "site.example/hook", "Enter a whole address"),
        ("url", "ftp://site.example/", "Enter a whole address"),
        ("url", "https://", "Enter a whole address"),
        ("url", "https://site.example:port/", "Enter a whole address"),
        ("url", "https://me:secret@site.example/", "Leave out the user"),
        ("url", "https://site.example/a b", "characters that none can have"),
        ("url", "https://site.example/" + "x" * 500, "at most 500 characters"),
        ("events", [], "This field is required."),
        ("events", ["purge"], "Select a valid choice"),
    ],
)
def test_what_does_not_work_is_refused_and_what_was_typed_stays(
    boss, field, value, words
):
    answer = add(boss, **{field: value})

    assert words in said(answer)
    assert not Endpoint.objects.exists()
    kept = "url" if field == "name" else "name"
    assert reading.html(answer).select_one(f"#id_{kept}")["value"] == FIELDS[kept]


def test_names_of_hosts_without_a_dot_are_addresses_too(boss):
    add(boss, url="http://nextjs:3000/api/revalidate")

    assert Endpoint.objects.get().url == "http://nextjs:3000/api/revalidate"


def test_a_new_webhook_is_not_told_of_earlier_changes(boss, receiver, work):
    make.article("Earlier")
    feed.settle()

    add(boss, url=receiver.url)
    work()
    assert receiver.taken == []
    make.article("Later")
    work()

    assert b"later" in receiver.taken[0].body
    assert b"earlier" not in receiver.taken[0].body


def test_a_test_is_sent_signed_and_its_answer_shown(boss, receiver, work):
    add(boss, url=receiver.url)
    endpoint = Endpoint.objects.get()

    page = boss.post(url_of("messages", endpoint), {"do": "test"}, follow=True)
    assert "within seconds" in said(page)
    work()

    [taken] = receiver.taken
    assert Webhook(endpoint.secret).verify(taken.body, taken.headers)["type"] == "test"
    shown = said(boss.get(page.redirect_chain[-1][0]))
    assert "Accepted: it answered 200." in shown
    assert '"status": "ok"' in shown


def test_what_failed_is_shown_and_sent_again(boss, receiver, work):
    add(boss, url=receiver.url)
    endpoint = Endpoint.objects.get()
    receiver.mood = "failing"
    make.article()
    work()
    delivery = Delivery.objects.get()
    screen = url_of("messages", endpoint)
    assert "It answered 500." in said(boss.get(screen))
    assert "out of order" in said(
        boss.get(reverse("outbox_message", args=[delivery.pk]))
    )
    assert "has accepted no message" in said(boss.get(reverse("wagtailadmin_home")))

    receiver.mood = "up"
    answer = boss.post(screen, {"do": "again"}, follow=True)
    work()

    assert "1 will be sent within seconds." in said(answer)
    assert [each.id for each in receiver.accepted] == [delivery.message_id]
    assert "has accepted no" not in said(boss.get(reverse("wagtailadmin_home")))


def test_one_message_is_sent_again(boss, receiver, work):
    add(boss, url=receiver.url)
    make.article()
    work()
    delivery = Delivery.objects.get()

    boss.post(reverse("outbox_message", args=[delivery.pk]))
    work()

    assert [each.id for each in receiver.accepted] == [delivery.message_id] * 2


def test_a_webhook_that_was_switched_off_starts_anew_when_it_is_switched_on(
    boss, receiver, work
):
    add(boss, url=receiver.url)
    receiver.mood = "gone"
    make.article()
    work()
    assert "Switched off after failures" in said(boss.get(reverse("webhooks:index")))

    receiver.mood = "up"
    save(boss, {**FIELDS, "url": receiver.url})
    work()

    assert len(receiver.accepted) == 1
    assert Endpoint.objects.get().state == "On"


def test_a_corrected_address_is_tried_at_once(boss, receiver, work):
    add(boss, url=f"{receiver.url}/wrong")
    receiver.refused = lambda request: request.path == "/wrong"
    make.article()
    work()

    save(boss, {**FIELDS, "url": f"{receiver.url}/right"})
    work()

    assert [each.path for each in receiver.accepted] == ["/right"]


def test_the_form_leaves_alone_what_workers_write(boss, receiver, work):
    add(boss, url=receiver.url)
    opened = Endpoint.objects.get()
    make.article()
    work()
    version = EndpointForm(instance=opened).initial["opened_version"]
    sent = {**FIELDS, "name": "Other", "opened_version": version}
    form = EndpointForm(sent, instance=opened)

    assert form.is_valid()
    form.save()

    after = Endpoint.objects.get()
    assert (after.name, after.number) == ("Other", feed.version())


def test_changes_are_told_from_the_time_on_when_they_were_asked_for(
    boss, receiver, work
):
    add(boss, url=receiver.url, events=[Event.REPLY_RECEIVED])
    make.article("Earlier")
    feed.settle()

    save(boss, {**FIELDS, "url": receiver.url})
    make.article("Later")
    work()

    assert b"later" in receiver.taken[0].body
    assert b"earlier" not in receiver.taken[0].body


def test_a_webhook_that_is_added_during_a_migration_hears_of_nothing_earlier(
    boss, receiver, work
):
    make.article("Earlier")
    feed.settle()
    version = feed.version()
    ContentVersion.objects.update(number=-version - 1)

    add(boss, url=receiver.url)

    assert Endpoint.objects.get().number == version + 1


def test_what_is_sent_again_while_it_is_off_waits(boss, receiver):
    add(boss, url=receiver.url)
    endpoint = Endpoint.objects.get()
    boss.post(url_of("messages", endpoint), {"do": "test"})
    Endpoint.objects.update(is_active=False)

    for screen in (
        url_of("messages", endpoint),
        reverse("outbox_message", args=[Delivery.objects.get().pk]),
    ):
        answer = said(boss.post(screen, {"do": "again"}, follow=True))
        assert "It waits, as the webhook is switched off." in answer
        assert "within seconds" not in answer


def test_one_who_may_only_add_webhooks_comes_back_to_the_list(client):
    one = make.user("adder@clinic.example")
    codes = ["access_admin", "add_endpoint"]
    one.user_permissions.add(*Permission.objects.filter(codename__in=codes))
    client.force_login(one)

    answer = add(client)

    assert answer.redirect_chain == [(reverse("webhooks:index"), 302)]
    assert "created" in said(answer)


def test_the_log_is_paged_and_filtered(boss, receiver):
    add(boss, url=receiver.url)
    endpoint = Endpoint.objects.get()
    for _ in range(51):
        boss.post(url_of("messages", endpoint), {"do": "test"})

    screen = url_of("messages", endpoint)
    assert "Page 1 of 2" in said(boss.get(screen))
    assert "Page 2 of 2" in said(boss.get(f"{screen}?p=2"))
    assert "None." in said(boss.get(f"{screen}?status=given-up"))
    for query in ("?p=x", "?p=999999999999999999999", "?status=x"):
        assert boss.get(screen + query).status_code == 200


def test_the_report_of_changes_says_who_was_told_when(boss, receiver, work, settings):
    add(boss, url=receiver.url)
    settings.PURGE_URLS = [f"{receiver.url}/"]
    article = make.article("Walking")
    feed.settle()
    change = ContentChange.objects.filter(kind="page", object_id=article.pk).first()
    screen = reverse("public_change", args=[change.pk])
    assert "Website : not yet." in said(boss.get(screen))

    work()

    shown = said(boss.get(screen))
    assert re.search(r"Website : told \d+ \w+ 20\d\d, [\d:]{8}\.", shown)
    assert re.search(r"Cache at http://127\.0\.0\.1:\d+/ : told", shown)


def test_the_report_says_why_a_system_was_not_told(boss, receiver, work):
    add(boss, url=receiver.url)
    receiver.mood = "failing"
    article = make.article("Walking")
    work()

    change = ContentChange.objects.filter(kind="page", object_id=article.pk).first()
    shown = said(boss.get(reverse("public_change", args=[change.pk])))

    assert "Website : not yet. It answered 500." in shown


def test_the_lists_do_not_ask_more_for_more(boss):
    def queries(screen):
        boss.get(screen)
        with CaptureQueriesContext(connection) as asked:
            boss.get(screen)
        return len(asked)

    add(boss)
    screens = [
        reverse("webhooks:index"),
        reverse("outbox"),
        url_of("messages", Endpoint.objects.get()),
    ]
    boss.post(screens[-1], {"do": "test"})
    before = list(map(queries, screens))
    for n in range(5):
        add(boss, name=f"Website {n}")
    for endpoint in Endpoint.objects.all():
        for _ in range(3):
            boss.post(url_of("messages", endpoint), {"do": "test"})

    assert list(map(queries, screens)) == before


def test_caches_have_a_log_but_no_secret_and_no_test(boss, receiver, work, settings):
    settings.PURGE_URLS = [f"{receiver.url}/"]
    work()
    cache = Endpoint.objects.get()

    assert "Send a test" not in said(boss.get(url_of("messages", cache)))
    assert boss.post(url_of("messages", cache), {"do": "test"}).status_code == 404
    assert boss.get(url_of("secret", cache)).status_code == 404
    assert boss.get(reverse("webhooks:edit", args=[cache.pk])).status_code == 404
    assert boss.get(reverse("webhooks:delete", args=[cache.pk])).status_code == 404


def test_a_deleted_webhook_takes_its_messages_along(boss, receiver):
    add(boss, url=receiver.url)
    endpoint = Endpoint.objects.get()
    boss.post(url_of("messages", endpoint), {"do": "test"})

    boss.post(reverse("webhooks:delete", args=[endpoint.pk]))

    assert not Endpoint.objects.exists()
    assert not Delivery.objects.exists()


def test_old_messages_are_deleted(boss, receiver, work):
    add(boss, url=receiver.url)
    make.article()
    work()
    pass_time(days=29)
    assert retention.delete_expired(timezone.now()) == 0

    pass_time(days=2)

    assert retention.delete_expired(timezone.now()) == 1
