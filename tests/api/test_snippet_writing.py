"""Topics and people written in the shape that is read, tried, and guarded by ETags."""

import pytest

from articles.models import Topic
from clinic.models import Person
from core.api.v3.rich_text import KEY_ATTRIBUTE
from core.models import Scope
from tests import make
from tests.api.test_snippets import PEOPLE, TOPICS
from tests.api.test_workflows import with_token
from tests.api.test_writing import send
from tests.api.test_writing_articles import problems

pytestmark = pytest.mark.django_db


def patch(client, row, body, query="", **headers):
    start = TOPICS if isinstance(row, Topic) else PEOPLE
    return send(client, "PATCH", f"{start}{row.pk}/{query}", body, **headers)


@pytest.mark.parametrize(
    "biography",
    [
        {"html": "<p>She <b>listens</b>.</p>"},
        {"markdown": "She **listens**."},
        "<p>She <b>listens</b>.</p>",
    ],
)
def test_a_biography_is_written_as_html_or_markdown(owner, biography):
    body = {"name": "Maya", "slug": "maya", "biography": biography}

    made = send(owner, "POST", PEOPLE, body).json()
    changed = patch(owner, make.person(), {"biography": biography}).json()

    for read in (made, changed):
        html = KEY_ATTRIBUTE.sub("", read["biography"])
        assert html == "<p>She <b>listens</b>.</p>"


@pytest.mark.parametrize(
    "biography",
    [
        {"html": "<script>x</script>"},
        {"markdown": "# Title"},
        {"markdown": "a\n" * 6000},
        {"html": "<p>x</p>", "markdown": "x"},
        {"text": "x"},
        {"html": None},
        {"html": ["x"]},
        [],
        None,
        7,
        {"html": '<p><a linktype="page" id="999999">x</a></p>'},
    ],
)
def test_a_biography_that_cannot_be_is_refused_by_its_name(owner, biography):
    person = make.person()

    answer = patch(owner, person, {"biography": biography})

    assert {each[:1] for each in problems(answer)} == {("biography",)}
    assert Person.objects.get().biography == person.biography


def test_what_is_read_is_sent_back_and_nothing_differs(owner):
    person, topic = make.person(photo=make.image()), make.topic()

    for row, start in ((person, PEOPLE), (topic, TOPICS)):
        read = owner.get(f"{start}{row.pk}/").json()
        answer = patch(owner, row, read, "?dry_run=true")

        assert answer.status_code == 200, answer.content
        assert answer.json() == {"would_store": read, "difference": []}
        assert patch(owner, row, read).json() == read


def test_a_person_is_tried_without_being_kept(owner):
    person, picture = make.person(), make.image()
    body = {"name": "Maya L.", "slug": "ml", "photo": {"id": picture.pk}}

    tried = patch(owner, person, body, "?dry_run=true")
    made = send(owner, "POST", f"{PEOPLE}?dry_run=true", body)

    assert tried.json()["difference"] == [
        {"path": ["name"], "before": "Maya Lindqvist", "after": "Maya L."},
        {"path": ["slug"], "before": "maya-lindqvist", "after": "ml"},
        {"path": ["photo_id"], "before": None, "after": picture.pk},
    ]
    assert made.status_code == 200
    assert made.json()["would_store"]["photo"]["id"] == picture.pk
    assert "ETag" not in tried
    person = Person.objects.get()
    assert (person.name, person.photo_id) == ("Maya Lindqvist", None)
    assert owner.get("/people/ml/").status_code == 404
    assert owner.get("/people/maya-lindqvist/").status_code == 200


def test_a_refusal_is_the_same_when_it_is_tried(owner):
    topic, other = make.topic(), make.topic("Necks")

    for query in ("", "?dry_run=true"):
        assert set(problems(patch(owner, other, {"name": topic.name}, query))) == {
            ("name",)
        }
        hidden = patch(owner, make.person("A" + query[1:4]), {"photo": {"id": 99}})
        assert set(problems(hidden)) == {("photo_id",)}
    for wrong in ("", "1x", "perhaps"):
        answer = patch(owner, other, {"name": "Neck"}, f"?dry_run={wrong}")
        assert answer.status_code in {400, 422}, wrong
    assert Topic.objects.get(pk=other.pk).name == "Necks"


def test_a_token_without_publish_tries_nothing(client):
    topic = make.topic()
    drafts = with_token(client, make.superuser(), Scope.READ_DRAFTS, Scope.WRITE_DRAFTS)

    assert patch(drafts, topic, {"name": "x"}, "?dry_run=true").status_code == 403


def test_a_version_that_was_not_read_is_not_overwritten(owner):
    topic = make.topic()
    path = f"{TOPICS}{topic.pk}/"
    first = owner.get(path)["ETag"]
    changed = patch(owner, topic, {"name": "Backs"}, **{"If-Match": first})

    for answer in (
        patch(owner, topic, {"name": "Mine"}, **{"If-Match": first}),
        patch(owner, topic, {"name": "Mine"}, "?dry_run=1", **{"If-Match": first}),
        owner.delete(path, headers={"If-Match": first}),
        owner.delete(f"{path}actions/delete/", headers={"If-Match": '"x"'}),
    ):
        assert answer.status_code == 412
    assert changed["ETag"] == owner.get(path)["ETag"] != first
    assert Topic.objects.get().name == "Backs"
    # As the admin saves it.
    Topic.objects.update(description="New")
    assert owner.get(path)["ETag"] != changed["ETag"]
    latest = owner.get(path)["ETag"]
    assert owner.delete(path, headers={"If-Match": latest}).status_code == 204
    gone = patch(owner, topic, {"name": "x"}, **{"If-Match": latest})
    assert gone.status_code == 404


def test_an_etag_tells_nothing_to_those_who_may_not_write(client):
    topic = make.topic()
    with_token(client, make.user(), Scope.PUBLISH)

    for tag in ('"x"', "*"):
        assert patch(client, topic, {}, **{"If-Match": tag}).status_code == 403
