"""Messages to a webhook while PostgreSQL restarts under the server and the worker."""

from functools import partial

import pytest

from tests.outbox import receivers
from tests.production.processes import wait_until

pytestmark = pytest.mark.production

ADD = """
from outbox import change_messages
from outbox.models import Endpoint, Event

Endpoint.objects.create(
    name="Website",
    url="{url}/hook",
    events=[Event.CONTENT_CHANGED, Event.REPLY_RECEIVED, Event.FORM_SUBMITTED],
    number=change_messages.current_version(),
)
"""


@pytest.fixture
def told(stack):
    """A receiver that the worker tells of all events from now on."""
    worker = stack.units["gait-worker"]
    worker.stop()
    stack.environment["WEBHOOK_NETWORKS"] = "127.0.0.0/8"
    with receivers.receiver() as receiver:
        words = ADD.format(url=receiver.url)
        stack.manage("shell", "--no-imports", "--command", words)
        worker.start()
        yield receiver
        worker.stop()
    del stack.environment["WEBHOOK_NETWORKS"]
    for table in ("attempt", "delivery", "endpoint"):
        stack.execute(f"DELETE FROM outbox_{table}")
    worker.start()


def test_a_restart_of_the_database_loses_no_message(stack, told, load):
    for mode in ("immediate", "fast"):
        load.wait_for_more()
        stack.stop_database(mode)
        stack.start_database()
        stack.wait_until_it_serves()
    load.wait_until_all_is_well()
    load.wait_for_more()
    load.stop()
    wait_until(partial(is_all_sent, stack), what="The end of the messages")

    receivers.assert_each_once_and_in_order(told)
    stored = load.stored()
    assert stored == load.acknowledged
    assert ids_of("reply.received", told) == replies(stack, stored)
    assert ids_of("form.submitted", told) == submissions(stack, stored)
    assert last_told(told, load.page) == last_changed(stack, load.page)


def is_all_sent(stack):
    [[is_behind]] = stack.sql(
        "SELECT EXISTS (SELECT FROM outbox_delivery WHERE status = 'waiting') OR "
        "(SELECT number FROM outbox_endpoint) "
        "< (SELECT number FROM delivery_contentversion)"
    )
    return not is_behind


def ids_of(event, receiver):
    """The ids that messages of a type name; of a repeat, once."""
    named = {each.id: body for each, body in zip_of(receiver) if body["type"] == event}
    ids = [body["data"]["id"] for body in named.values()]
    assert len(ids) == len(set(ids))
    return set(ids)


def zip_of(receiver):
    return zip(receiver.accepted, receiver.bodies, strict=True)


def replies(stack, stored):
    rows = stack.sql("SELECT id, text FROM comments_comment WHERE status <> 'spam'")
    return {pk for pk, text in rows if text in stored}


def submissions(stack, stored):
    rows = stack.sql("SELECT id::text FROM contact_submission WHERE is_news")
    return {pk for [pk] in rows if pk in stored}


def last_told(receiver, pk):
    changes = [
        change
        for body in receiver.bodies
        for change in body["data"].get("changes", [])
        if (change["kind"], change["id"]) == ("page", pk)
    ]
    return changes[-1]["changed_at"].rstrip("Z")


def last_changed(stack, pk):
    [[text]] = stack.sql(
        "SELECT TO_CHAR(MAX(changed_at) AT TIME ZONE 'UTC', "
        "'YYYY-MM-DD\"T\"HH24:MI:SS.MS') FROM delivery_contentchange "
        "WHERE kind = 'page' AND object_id = %s",
        pk,
    )
    return text
