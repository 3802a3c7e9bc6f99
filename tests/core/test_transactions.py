"""Two who write at once: each gets its turn, and none an error."""

import io
import json
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, BrokenBarrierError

import pytest
from django.contrib.messages import get_messages, info
from django.contrib.messages.storage import default_storage
from django.db import IntegrityError, connection, connections, transaction
from django.http import HttpResponse
from django.test import Client, RequestFactory
from wagtail.models import Page
from wagtail.search.models import IndexEntry

from articles.models import ArticlePage
from comments.models import Comment
from core.models import User
from core.transactions import ATTEMPTS, repeated, repeated_view, transactional_view
from tests import make
from tests.comments.replying import send as reply

WRITERS = 4


def at_once(*calls):
    """Their results, in the order of the calls."""

    def run(call):
        try:
            return call()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(calls)) as people:
        return list(people.map(run, calls))


def by_api(user):
    token = make.token(user)
    return Client(headers={"Authorization": f"Bearer {token}"})


def in_admin(user):
    client = Client()
    client.force_login(user)
    return client


def patch(client, page, title):
    path = f"/api/v3/pages/{page.pk}/"
    body = json.dumps({"title": title})
    return client.patch(path, body, content_type="application/json").status_code


def pages_with_titles_of_average_length():
    """And nothing else in the search index."""
    pages = [make.article(f"Walking {n} 0") for n in range(WRITERS)]
    IndexEntry.objects.all().delete()
    for page in pages:
        page.save()
    return pages


def test_parallel_saves_through_the_api_are_all_stored(as_migrated):
    pages = pages_with_titles_of_average_length()
    clients = [by_api(make.superuser(f"o{n}@x.example")) for n in range(WRITERS)]

    def save(number):
        mine = clients[number], pages[number]
        return [patch(*mine, f"Resting {number} {turn}") for turn in range(2)]

    statuses = at_once(*(lambda n=n: save(n) for n in range(WRITERS)))

    assert {each for row in statuses for each in row} == {200}
    titles = set(Page.objects.values_list("draft_title", flat=True))
    assert titles >= {f"Resting {n} 1" for n in range(WRITERS)}


def test_saving_a_page_writes_no_other_pages_entry_in_the_search_index(as_migrated):
    if connection.vendor != "postgresql":
        return
    one, other, *_ = pages_with_titles_of_average_length()
    entry = "SELECT xmin::text FROM wagtailsearch_indexentry WHERE object_id = %s"

    def version():
        with connection.cursor() as cursor:
            cursor.execute(entry, [str(other.pk)])
            return cursor.fetchall()

    before = version()
    one.save()

    assert version() == before != []


def test_publishing_against_unpublishing_in_the_admin_is_no_error(as_migrated):
    article = make.article("Walking")
    article.save_revision().publish()
    one, other = (in_admin(make.superuser(f"{n}@x.example")) for n in range(2))
    unpublish = f"/admin/pages/{article.pk}/unpublish/"
    publish = f"/admin/bulk/wagtailcore/page/publish/?id={article.pk}"

    def often(client, path):
        return [client.post(path).status_code for _ in range(3)]

    statuses = at_once(lambda: often(one, unpublish), lambda: often(other, publish))

    assert {each for row in statuses for each in row} <= {200, 302}


def test_a_page_that_is_deleted_while_replies_arrive_is_no_error(as_migrated):
    make.reply_rules(first_time_writers_wait=False)
    article = make.article("Walking")
    editor = in_admin(make.superuser())

    def write(number):
        answers = [
            reply(
                Client(),
                article,
                text=f"I walk {number} {turn}.",
                email=f"{number}@x.example",
            )
            for turn in range(3)
        ]
        return [each.status_code for each in answers]

    delete = f"/admin/pages/{article.pk}/delete/"
    *written, deleted = at_once(
        *(lambda n=n: write(n) for n in range(5)),
        lambda: editor.post(delete).status_code,
    )

    assert deleted == 302
    assert {each for row in written for each in row} <= {303, 404, 429}
    assert not Page.objects.filter(pk=article.pk).exists()
    assert not Comment.objects.exists()


def both_in_each_others_way(wrapper):
    """Two requests that lock the same two accounts, each from another end."""
    accounts = [make.user(last_name="0"), make.user("two@x.example", last_name="0")]
    meet = Barrier(2)

    def view(request, order):
        for place in order:
            row = User.objects.select_for_update().get(pk=accounts[place].pk)
            User.objects.filter(pk=row.pk).update(last_name=int(row.last_name) + 1)
            try:
                meet.wait(timeout=1)
            except BrokenBarrierError:
                # The other one waits for us, or has gone.
                continue
        info(request, "Done.")
        return HttpResponse()

    def ask(order):
        request = RequestFactory().post("/")
        request.session = {}
        request._messages = default_storage(request)
        wrapper(view)(request, order)
        return [str(each) for each in get_messages(request)]

    said = at_once(lambda: ask((0, 1)), lambda: ask((1, 0)))
    names = User.objects.filter(pk__in=[each.pk for each in accounts])
    return said, list(names.values_list("last_name", flat=True))


def test_of_two_requests_that_wait_for_each_other_both_are_done_once(as_migrated):
    if connection.vendor != "postgresql":
        return

    said, counted = both_in_each_others_way(transactional_view)

    assert said == [["Done."], ["Done."]]
    assert counted == ["2", "2"]


def taken(times):
    """Work that finds its key taken so often."""
    taken = [f"{n}@x.example" for n in range(times)]
    tried = []

    def work(*args):
        email = f"{len(tried)}@x.example"
        tried.append(email)
        with transaction.atomic():
            if email in taken:
                make.user(email)
            make.user(email)
        return HttpResponse("Done.")

    return work, tried


@pytest.mark.parametrize("times", [0, 1, ATTEMPTS - 1])
def test_work_that_loses_races_is_repeated(as_migrated, times):
    work, tried = taken(times)

    repeated(work)()

    assert len(tried) == times + 1
    assert [user.email for user in User.objects.all()] == tried[-1:]


def test_work_that_never_succeeds_fails_in_the_end(as_migrated):
    work, tried = taken(times=ATTEMPTS)

    with pytest.raises(IntegrityError):
        repeated(work)()

    assert len(tried) == ATTEMPTS


@pytest.mark.django_db
def test_work_inside_another_transaction_runs_once():
    work, tried = taken(times=1)

    with pytest.raises(IntegrityError):
        repeated(work)()

    assert len(tried) == 1


def test_a_request_with_a_file_runs_once(as_migrated):
    work, tried = taken(times=1)
    request = RequestFactory().post("/", {"file": io.BytesIO(b"x")})

    with pytest.raises(IntegrityError):
        repeated_view(work)(request)

    assert len(tried) == 1


def test_an_error_that_is_not_about_others_is_not_repeated(as_migrated):
    tried = []
    make.article()

    def work():
        tried.append("once")
        ArticlePage.objects.update(summary=None)

    with pytest.raises(IntegrityError):
        repeated(work)()

    assert tried == ["once"]
