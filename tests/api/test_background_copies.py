"""Large trees copied with a token: taken by the worker, and asked after."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import APIToken, Page, PageLogEntry

from core.models import Scope, TokenAccess
from home import tree_copies
from public_forms import retention
from tests import make
from tests.api.test_token_scopes import second_site
from tests.api.test_writing import send
from tests.home.test_tree_copies import copied, fail_at, pages_below
from tests.working import tasks, work

pytestmark = pytest.mark.django_db

NUMBER = 3


@pytest.fixture
def guide():
    return pages_below(NUMBER)


def client_of(user):
    token = make.token(user)
    return Client(headers={"Authorization": f"Bearer {token}"})


def copy(client, page, *, headers=None, action="copy", **wanted):
    path = f"/api/v3/pages/{page.pk}/actions/{action}/"
    body = {"slug": "guides", "recursive": True, **wanted}
    return send(client, "POST", path, body, **headers or {})


def start(client, page, **wanted):
    answer = copy(client, page, **wanted)
    assert answer.status_code == 202, answer.content
    return answer["Location"]


def state(client, location):
    answer = client.get(location)
    assert answer.status_code == 200, answer.content
    return answer.json()


def watch(monkeypatch, client, location):
    """The states of a copy before each of its pages, in a list that fills."""
    seen, make_one = [], tree_copies._copy

    def watched(*args, **kwargs):
        seen.append(state(client, location))
        return make_one(*args, **kwargs)

    monkeypatch.setattr(tree_copies, "_copy", watched)
    return seen


def test_a_large_tree_is_taken_by_the_worker(owner, guide):
    answer = copy(owner, guide)

    said = answer.json()
    assert answer.status_code == 202
    assert said == {
        "id": str(tasks("READY").get().pk),
        "status": "queued",
        "pages_copied": 0,
        "pages_total": NUMBER + 1,
        "page": None,
        "problem": None,
        "detail_url": answer["Location"],
    }
    assert state(owner, answer["Location"]) == said
    assert not copied().exists()


def test_a_copy_that_is_done_names_the_new_page(owner, guide):
    location = start(owner, guide, title="All guides")
    work()

    said = state(owner, location)
    page = copied().get(slug="guides")
    assert said["status"] == "done"
    assert (said["pages_copied"], said["pages_total"]) == (NUMBER + 1, NUMBER + 1)
    assert said["page"]["id"] == page.pk
    assert owner.get(said["page"]["detail_url"]).json()["title"] == "All guides"
    assert copied().live().count() == NUMBER


def test_a_copy_goes_where_it_is_sent_and_stays_a_draft_if_asked(owner, guide):
    there = make.standard_page(slug="there")

    start(owner, guide, destination_id=there.pk, keep_live=False)
    work()

    copy = Page.objects.get(slug="guides")
    assert copy.get_parent().pk == there.pk
    assert not copy.get_descendants(inclusive=True).live().exists()


@pytest.mark.parametrize(("below", "status"), [(NUMBER - 1, 201), (NUMBER, 202)])
def test_a_tree_is_large_from_so_many_pages_below_it_on(owner, below, status):
    answer = copy(owner, pages_below(below))

    assert answer.status_code == status
    assert copied().count() == (below + 1 if status == 201 else 0)
    assert tasks("READY").count() == (status == 202)


def test_a_page_without_those_below_it_is_copied_at_once(owner, guide):
    answer = copy(owner, guide, recursive=False)

    assert answer.status_code == 201
    assert copied().count() == 1


REFUSED = [
    ({"slug": "guide"}, 422, ["body", "slug"]),
    ({"slug": "search"}, 422, ["body", "slug"]),
    ({"slug": "two words"}, 422, ["body", "slug"]),
    ({"title": "x" * 1000}, 422, ["body", "title"]),
    ({"destination_id": 999_999}, 404, None),
    ({"destination_id": "below"}, 422, None),
    ({"destination_id": "index"}, 403, None),
    ({"unknown": 1}, 422, ["body", "unknown"]),
]


@pytest.mark.parametrize(
    ("wanted", "status", "path", "below"),
    [*((*each, NUMBER) for each in REFUSED), (*REFUSED[0], NUMBER - 1)],
)
def test_a_large_copy_is_refused_as_a_small_one_is(owner, below, wanted, status, path):
    guide = pages_below(below)
    keys = {"below": guide.get_first_child().pk, "index": make.index().pk}
    wanted = {name: keys.get(value, value) for name, value in wanted.items()}
    before = Page.objects.count()

    answer = copy(owner, guide, **wanted)

    assert answer.status_code == status
    if path:
        assert path in [each["path"] for each in answer.json()["errors"]]
    assert Page.objects.count() == before
    assert not tasks("READY").exists()


@pytest.mark.parametrize("below", [NUMBER - 1, NUMBER])
def test_a_copy_is_published_only_by_people_who_may(below):
    guide, editor = pages_below(below), client_of(make.member("Editors"))

    assert copy(editor, guide).status_code == 403
    assert not tasks("READY").exists()
    assert copy(editor, guide, keep_live=False).status_code in {201, 202}
    work()
    assert (copied().count(), copied().live().count()) == (below + 1, 0)


@pytest.mark.parametrize("below", [NUMBER - 1, NUMBER])
def test_a_page_of_which_somebody_sees_nothing_is_not_copied(below):
    answer = copy(client_of(make.user()), pages_below(below))

    assert answer.status_code == 404
    assert not tasks("READY").exists()


def test_a_large_page_that_was_changed_since_is_not_copied(owner, guide):
    answer = copy(owner, guide, headers={"If-Match": '"another"'})

    assert answer.status_code == 412
    assert not tasks("READY").exists()


def test_only_the_person_who_asked_sees_how_far_it_is(owner, guide, client):
    location = start(owner, guide)
    other = client_of(make.superuser("other@clinic.example"))

    for moment in ("queued", "done"):
        assert state(owner, location)["status"] == moment
        assert other.get(location).status_code == 404
        assert Client().get(location).status_code == 401
        work()


@pytest.mark.parametrize(
    ("copy_id", "status"),
    [("0c9a52fe-9f0e-4d5c-8a55-7c1a3b9d2e10", 404), ("12", 400), ("x", 400)],
)
def test_a_copy_that_is_not_there_is_an_error(owner, copy_id, status):
    assert owner.get(f"/api/v3/pages/copies/{copy_id}/").status_code == status


def test_another_task_of_the_worker_is_no_copy(owner, guide):
    location = start(owner, guide)

    tasks("READY").update(task_path="home.tasks.other")

    assert owner.get(location).status_code == 404


def test_a_copy_that_runs_tells_how_far_it_is(owner, guide, monkeypatch):
    location = start(owner, guide)
    seen = watch(monkeypatch, owner, location)
    work()

    assert {each["status"] for each in seen} == {"running"}
    assert [each["pages_copied"] for each in seen] == list(range(NUMBER + 1))
    assert {each["pages_total"] for each in seen} == {NUMBER + 1}
    assert {each["page"] for each in seen} == {None}


def test_a_copy_that_failed_says_why(owner, guide):
    location = start(owner, guide)
    make.standard_page(slug="guides")
    work()

    said = state(owner, location)
    assert (said["status"], said["page"], said["pages_copied"]) == ("failed", None, 0)
    assert said["problem"] == "The address “guides” is taken there."


def test_a_copy_that_failed_by_our_own_mistake_tells_nothing_of_the_code(
    owner, guide, monkeypatch
):
    location = start(owner, guide)
    fail_at(monkeypatch, 3, ZeroDivisionError("secret"))
    work()

    said = state(owner, location)
    assert said["status"] == "failed"
    assert said["problem"] == "Something went wrong on our side. Nothing was copied."


def test_a_copy_whose_worker_was_stopped_waits_for_the_next(owner, guide, monkeypatch):
    location = start(owner, guide)
    with monkeypatch.context() as patch:
        fail_at(patch, 3, SystemExit())
        work()

    said = state(owner, location)
    assert (said["status"], said["problem"]) == ("queued", None)
    retention.requeue_abandoned(timezone.now())
    seen = watch(monkeypatch, owner, location)
    work()
    assert {each["status"] for each in seen} == {"running"}
    assert state(owner, location)["status"] == "done"


def test_copies_without_an_address_each_get_a_free_one(owner, guide):
    locations = [start(owner, guide, slug=None) for _ in range(2)]
    work()

    assert [state(owner, each)["status"] for each in locations] == ["done", "done"]
    slugs = guide.get_siblings().values_list("slug", flat=True)
    assert {"guide-1", "guide-2"} <= set(slugs)


def test_a_copy_without_a_title_keeps_that_of_the_draft(owner, guide):
    guide.title = "Guide, rewritten"
    guide.save_revision()

    start(owner, guide)
    work()

    new = copied().get(slug="guides")
    assert (new.title, new.draft_title) == ("Guide", "Guide, rewritten")


def test_a_copy_that_was_deleted_is_no_longer_named(owner, guide):
    location = start(owner, guide)
    work()

    Page.objects.get(slug="guides").delete()

    said = state(owner, location)
    assert (said["status"], said["page"]) == ("done", None)


def test_asking_costs_the_same_however_large_the_tree_is(owner, guide, count_queries):
    location = start(owner, guide)
    of_one = count_queries(location)
    for n in range(5):
        make.standard_page(parent=guide, title=f"More {n}", slug=f"more-{n}")

    assert count_queries(start(owner, guide)) == of_one


@pytest.mark.parametrize(("below", "status"), [(NUMBER - 1, 201), (NUMBER, 202)])
def test_a_large_tree_of_aliases_is_made_by_the_worker(owner, below, status):
    answer = copy(owner, pages_below(below), action="create_alias")

    assert answer.status_code == status
    assert copied().count() == (below + 1 if status == 201 else 0)
    work()
    assert (copied().count(), copied().live().count()) == (below + 1, below)
    assert not copied().filter(alias_of=None).exists()
    if status == 202:
        page = copied().get(slug="guides")
        assert state(owner, answer["Location"])["page"]["id"] == page.pk


@pytest.mark.parametrize("below", [NUMBER - 1, NUMBER])
@pytest.mark.parametrize(("wanted", "status", "path"), [REFUSED[0], REFUSED[5]])
def test_large_aliases_are_refused_as_small_ones_are(
    owner, below, wanted, status, path
):
    test_a_large_copy_is_refused_as_a_small_one_is(
        owner, below, {"action": "create_alias", **wanted}, status, path
    )


@pytest.mark.parametrize("below", [NUMBER - 1, NUMBER])
def test_aliases_are_made_only_by_people_who_may_publish(below):
    guide, editor = pages_below(below), client_of(make.member("Editors"))

    answer = copy(editor, guide, action="create_alias")

    assert answer.status_code == 403
    assert not tasks("READY").exists()


def test_large_aliases_without_an_address_get_a_free_one(owner, guide):
    start(owner, guide, action="create_alias", slug=None)
    work()

    assert guide.get_siblings().get(slug="guide-1").alias_of_id == guide.pk


def test_a_copy_by_the_worker_names_its_token_in_the_history(owner, guide):
    start(owner, guide)
    work()

    entries = PageLogEntry.objects.filter(page__in=copied().values("pk"))
    assert {each.data.get("token", {}).get("name") for each in entries} == {"app"}


def test_a_copy_whose_token_was_revoked_since_is_not_made(owner, guide):
    location = start(owner, guide)
    APIToken.objects.update(revoked_at=timezone.now())
    work()

    assert not copied().exists()
    other = client_of(APIToken.objects.get().user)
    assert "token" in state(other, location)["problem"]


@pytest.mark.parametrize(
    ("seconds_left", "is_made"), [(None, True), (60, True), (0, False), (-60, False)]
)
def test_a_copy_is_made_only_before_its_token_expires(
    owner, guide, seconds_left, is_made
):
    location = start(owner, guide)
    if seconds_left is not None:
        expires_at = timezone.now() + timedelta(seconds=seconds_left)
        TokenAccess.objects.update(expires_at=expires_at)
    work()

    assert copied().exists() == is_made
    said = state(client_of(APIToken.objects.get().user), location)
    assert said["status"] == ("done" if is_made else "failed")
    assert ("token" in (said["problem"] or "")) is not is_made


@pytest.mark.parametrize("of", ["the page", "the place for the copy", "both"])
def test_a_copy_between_sites_needs_a_token_of_both(owner, guide, of):
    there, _ = second_site()
    destination = there.root_page
    location = start(owner, guide, destination_id=destination.pk)
    sites = {"the page": [make.site()], "the place for the copy": [there]}
    access = TokenAccess.objects.get()
    access.is_for_all_sites = False
    access.save()
    access.sites.set(sites.get(of, [make.site(), there]))
    work()

    is_made = destination.get_children().filter(slug="guides").exists()
    assert is_made == (of == "both")
    said = state(client_of(APIToken.objects.get().user), location)
    assert said["status"] == ("done" if is_made else "failed")
    assert (said["problem"] is None) == is_made


def test_a_copy_whose_token_lost_the_scope_to_publish_stays_a_draft(owner, guide):
    start(owner, guide)
    TokenAccess.objects.update(scopes=[Scope.READ_DRAFTS, Scope.WRITE_DRAFTS])
    work()

    assert (copied().count(), copied().live().count()) == (NUMBER + 1, 0)
