"""Topics and people by API v3, as Wagtail's client for it writes them."""

import pytest
from django.contrib.auth.models import Permission
from wagtail.models import ModelLogEntry

from articles.models import Topic
from clinic.models import Person
from core.models import Scope
from tests import make
from tests.api.test_hostile_input import WRONG_KEYS, refused
from tests.api.test_writing import send

pytestmark = pytest.mark.django_db

TOPICS = "/api/v3/snippets/articles.Topic/"
PEOPLE = "/api/v3/snippets/clinic.Person/"


def test_a_topic_is_written_read_changed_and_deleted(owner):
    made = send(owner, "POST", TOPICS, {"name": "Knees", "slug": "knees"})
    path = f"{TOPICS}{made.json()['id']}/"
    changed = send(owner, "PATCH", path, {"description": "What helps a knee."})
    read, listed = owner.get(path).json(), owner.get(TOPICS).json()
    deleted = owner.delete(path)

    assert made.status_code == 201
    assert changed.json() == read
    assert (read["name"], read["description"]) == ("Knees", "What helps a knee.")
    assert read["meta"]["type"] == "articles.Topic"
    assert read["meta"]["detail_url"].endswith(path)
    assert (listed["count"], listed["items"]) == (1, [read])
    assert deleted.status_code == 204
    assert refused(owner.get(path))


def test_a_person_is_written_with_a_picture_and_markdown(owner):
    image = make.image()
    body = {
        "name": "Maya Lindqvist",
        "slug": "maya",
        "photo_id": image.pk,
        "biography": {"format": "db_markdown", "content": "She **listens**."},
    }

    made = send(owner, "POST", PEOPLE, body).json()

    assert made["photo"]["id"] == image.pk
    assert "<b>listens</b>" in made["biography"]
    assert Person.objects.get().biography == made["biography"]


@pytest.mark.parametrize(
    "biography",
    [
        "<li>x</li>",
        "<p><b>a<p>b</p></b></p>",
        "<p><a href='javascript:alert(1)'>x</a></p>",
        "<p><a href='//elsewhere.example'>x</a></p>",
        "<script>alert(1)</script>",
        "x" * 50_001,
        {"content": "<li>x</li>"},
        {"format": "db_markdown", "content": "[x](javascript:alert(1))"},
        {"format": "db_markdown", "content": "a\n" * 100_000},
        {"format": "html", "content": "x"},
        {"format": ["db_html"], "content": "x"},
        {"format": "db_html", "content": None},
        {"format": "db_html", "content": "x", "more": 1},
    ],
)
def test_a_text_that_the_editor_cannot_make_is_refused(owner, biography):
    person = make.person()

    answer = send(owner, "PATCH", f"{PEOPLE}{person.pk}/", {"biography": biography})

    assert refused(answer)
    assert answer.json()["errors"][0]["path"][:2] == ["body", "biography"]
    person.refresh_from_db()
    assert person.biography == "<p>She listens.</p>"


def test_each_write_is_in_the_history_by_its_author(owner):
    made = send(owner, "POST", TOPICS, {"name": "Knees", "slug": "knees"}).json()
    send(owner, "PATCH", f"{TOPICS}{made['id']}/", {"name": "Knee"})
    owner.delete(f"{TOPICS}{made['id']}/actions/delete/")

    written = ModelLogEntry.objects.order_by("pk").values_list("action", "user__email")
    assert [*written] == [
        (f"wagtail.{action}", "admin@clinic.example")
        for action in ("create", "edit", "delete")
    ]


def test_a_renamed_topic_leads_on_from_its_former_address(owner):
    topic = make.topic()

    send(owner, "PATCH", f"{TOPICS}{topic.pk}/", {"slug": "backs"})

    assert owner.get("/topics/back-pain/").status_code == 301


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({"name": "Back pain"}, ["body", "name"]),
        ({"name": ""}, ["body", "name"]),
        ({"name": None}, ["body", "name"]),
        ({"name": []}, ["body", "name"]),
        ({"name": "x" * 81}, ["body", "name"]),
        ({"slug": "no slug"}, ["body", "slug"]),
        ({"description": "x" * 301}, ["body", "description"]),
        ({"is_condition": "perhaps"}, ["body", "is_condition"]),
        ({"pk": 7}, ["body", "pk"]),
        ({"articles": []}, ["body", "articles"]),
    ],
)
def test_a_topic_that_cannot_be_is_refused(owner, body, path):
    make.topic()
    other = make.topic("Necks")

    answer = send(owner, "PATCH", f"{TOPICS}{other.pk}/", body)

    assert refused(answer)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["path"] == path
    assert Topic.objects.get(pk=other.pk).name == "Necks"


@pytest.mark.parametrize("photo", [999_999, -1, "x", [], 10**40])
def test_a_picture_that_is_none_is_refused_by_its_name(owner, photo):
    person = make.person()

    answer = send(owner, "PATCH", f"{PEOPLE}{person.pk}/", {"photo_id": photo})

    assert refused(answer)
    if photo != 10**40:
        assert answer.json()["errors"][0]["path"] == ["body", "photo_id"]


def test_the_account_of_a_person_is_neither_shown_nor_written(owner):
    person = make.person(user=make.user())
    path = f"{PEOPLE}{person.pk}/"

    written = send(owner, "PATCH", path, {"user": None})

    assert refused(written)
    assert "editor@clinic.example" not in owner.get(path).text
    assert "user" not in owner.get(path).json()


def test_the_identity_of_a_signatory_is_an_administrator_s(client):
    person = make.person(user=make.user("maya@clinic.example"))
    path = f"{PEOPLE}{person.pk}/"
    member = make.member("Editors")
    member.user_permissions.add(Permission.objects.get(codename="delete_person"))
    editor = {"Authorization": f"Bearer {make.token(member)}"}

    renamed = send(client, "PATCH", path, {"name": "Somebody else"}, **editor)
    written = send(client, "PATCH", path, {"biography": "<p>New.</p>"}, **editor)
    deleted = client.delete(path, headers=editor)

    assert (renamed.status_code, written.status_code) == (422, 200)
    assert renamed.json()["errors"][0]["path"] == ["body", "name"]
    assert "Only an administrator" in deleted.json()["detail"]
    assert Person.objects.get().name == "Maya Lindqvist"


def test_what_articles_name_is_not_deleted(owner):
    topic, person = make.topic(), make.person()
    make.article(topics=[topic], author=person)

    for path in (f"{TOPICS}{topic.pk}/", f"{PEOPLE}{person.pk}/"):
        for address in (path, f"{path}actions/delete/"):
            answer = owner.delete(address)

            assert refused(answer)
            assert answer.status_code == 422
    assert (Topic.objects.count(), Person.objects.count()) == (1, 1)


def test_only_who_may_edit_them_in_the_admin_reads_or_writes_them(client):
    topic = make.topic()
    reader = {"Authorization": f"Bearer {make.token(make.user())}"}
    addresses = [
        ("GET", TOPICS),
        ("GET", f"{TOPICS}{topic.pk}/"),
        ("POST", TOPICS),
        ("PATCH", f"{TOPICS}{topic.pk}/"),
        ("DELETE", f"{TOPICS}{topic.pk}/"),
        ("DELETE", f"{TOPICS}{topic.pk}/actions/delete/"),
    ]

    for method, path in addresses:
        body = {} if method in {"GET", "DELETE"} else {"name": "Mine", "slug": "mine"}
        assert send(client, method, path, body).status_code == 401, (method, path)
        answer = send(client, method, path, body, **reader)
        assert answer.status_code == 403, (method, path)
    assert [*Topic.objects.values_list("name", flat=True)] == ["Back pain"]


def test_a_token_that_may_not_publish_reads_them_alone(client):
    topic = make.topic()
    token = make.token(None, Scope.WRITE_DRAFTS)
    client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    path = f"{TOPICS}{topic.pk}/"

    assert client.get(path).status_code == 200
    assert send(client, "PATCH", path, {"name": "Mine"}).status_code == 403
    assert client.delete(path).status_code == 403
    assert Topic.objects.get().name == "Back pain"


@pytest.mark.parametrize(
    "kind",
    [
        "comments.Comment",
        "contact.Submission",
        "outbox.Endpoint",
        "wagtailcore.APIToken",
        "core.User",
        "core.SearchSynonyms",
        "core.ChosenResult",
        "articles.ArticlePage",
        "articles.topic",
        "nothing",
        "..",
        "%00",
        "x" * 3000,
    ],
)
def test_nothing_else_is_a_snippet(owner, kind):
    for rest in ("", "1/", "1/actions/publish/", "1/revisions/"):
        method = "POST" if "actions" in rest else "GET"

        assert refused(send(owner, method, f"/api/v3/snippets/{kind}/{rest}", {}))


@pytest.mark.parametrize(
    ("method", "rest"),
    [
        ("POST", "actions/publish/"),
        ("POST", "actions/unpublish/"),
        ("POST", "actions/revert/"),
        ("POST", "actions/copy_for_translation/"),
        ("GET", "revisions/"),
        ("GET", "revisions/1/"),
    ],
)
def test_that_there_are_no_versions_is_said_in_words(owner, method, rest):
    topic = make.topic()

    answer = send(owner, method, f"{TOPICS}{topic.pk}/{rest}", {})

    assert refused(answer)
    assert answer.json()["detail"].startswith("A topic has no drafts")


def test_a_list_is_searched_ordered_and_cut(owner):
    for name in ("Back pain", "Knee pain", "Sciatica"):
        make.topic(name)

    def names(query):
        items = owner.get(f"{TOPICS}?{query}").json()["items"]
        return [each["name"] for each in items]

    assert names("order=-name&limit=2") == ["Sciatica", "Knee pain"]
    assert names("order=name&limit=1&offset=1") == ["Knee pain"]
    assert {*names("search=pain")} == {"Back pain", "Knee pain"}


@pytest.mark.parametrize(
    "query",
    [
        "unknown=1",
        "name=Back pain",
        "limit=0",
        "limit=99999",
        "offset=-1",
        "order=nonsense",
        "order=user",
        "locale=en",
        "translation_of=1",
        "search=%00",
        "rich_text_format=db_html",
    ],
)
def test_a_wrong_query_of_a_list_is_refused(owner, query):
    make.topic()

    assert refused(owner.get(f"{TOPICS}?{query}"))


@pytest.mark.parametrize("key", WRONG_KEYS)
def test_a_key_that_is_none_is_refused(owner, key):
    make.topic()

    for method in ("GET", "PATCH", "DELETE"):
        body = {} if method != "PATCH" else {"name": "x"}
        assert refused(send(owner, method, f"{TOPICS}{key}/", body)), method


@pytest.mark.parametrize("meta", [None, [], "x", {"type": "clinic.Person"}, {"a": 1}])
def test_the_type_is_that_of_the_address(owner, meta):
    topic = make.topic()

    for method, path in (("POST", TOPICS), ("PATCH", f"{TOPICS}{topic.pk}/")):
        body = {"name": "New", "slug": "new", "meta": meta}
        answer = send(owner, method, path, body)

        assert refused(answer)
        assert answer.json()["errors"][0]["path"][:2] == ["body", "meta"]


def test_a_list_costs_no_more_with_its_length(owner, count_queries):
    make.person("Ada", photo=make.image())
    few = count_queries(PEOPLE)
    for number in range(10):
        make.person(f"Ada {number}", photo=make.image())

    assert count_queries(PEOPLE) == few
