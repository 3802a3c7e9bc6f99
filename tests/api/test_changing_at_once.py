"""Two who change the same page by the API: one wins, the other is told."""

import pytest

from tests import make
from tests.api.test_hostile_input import refused
from tests.api.test_writing import send

pytestmark = pytest.mark.django_db

DRAFT = "?version=draft"


def test_of_two_who_change_a_page_the_later_is_told(owner):
    article = make.article("Walking")
    path = f"/api/v3/pages/{article.pk}/"
    read = {query: owner.get(path + query).headers["ETag"] for query in ("", DRAFT)}
    assert read[""] == read[DRAFT]
    tag = {"If-Match": read[""]}

    first = send(owner, "PATCH", path, {"title": "First"}, **tag)
    second = send(owner, "PATCH", path, {"title": "Second"}, **tag)

    assert first.status_code == 200
    assert refused(second)
    assert second.status_code == 412
    assert owner.get(path + DRAFT).json()["title"] == "First"
    again = {"If-Match": owner.get(path).headers["ETag"]}
    assert send(owner, "PATCH", path, {"title": "Second"}, **again).status_code == 200


def test_a_page_that_was_changed_keeps_what_was_to_be_done_to_it(owner):
    article = make.article("Walking")
    path = f"/api/v3/pages/{article.pk}/"
    tag = owner.get(path).headers["ETag"]
    article.title = "Changed in the admin"
    article.save_revision()
    before = owner.get(path).headers["ETag"]

    for method, address in [
        ("PATCH", path),
        ("DELETE", path),
        ("POST", f"{path}actions/publish/"),
        ("POST", f"{path}actions/unpublish/"),
        ("DELETE", f"{path}actions/delete/"),
    ]:
        answer = send(owner, method, address, {}, **{"If-Match": tag})
        assert answer.status_code == 412, (method, address)

    assert owner.get(path).headers["ETag"] == before != tag


@pytest.mark.parametrize(
    "known_as",
    ["{}", "W/{}", '"other", {}', '"a,b",{}', ',"", {} ,', "*", " * "],
)
def test_a_page_in_the_state_that_was_read_is_changed(owner, known_as):
    path = f"/api/v3/pages/{make.article().pk}/"
    given = known_as.format(owner.get(path).headers["ETag"])

    for action in ("unpublish", "publish"):
        address = f"{path}actions/{action}/"
        assert send(owner, "POST", address, {}).status_code == 200
    assert owner.get(path).headers["ETag"] not in given
    given = known_as.format(owner.get(path).headers["ETag"])
    answer = send(owner, "PATCH", path, {"title": "New"}, **{"If-Match": given})

    assert answer.status_code == 200


MALFORMED = [
    *("", " ", "3", "nonsense", "'3'", '"3', '3"', "W/3", 'w/"3"', '"a" "b"', '"a b"'),
    *('"a"b', '*, "a"', "**", ",", '"a", b', '""*', '"a\\", "b"; "c"'),
]


@pytest.mark.parametrize("given", MALFORMED)
def test_a_condition_that_is_no_etag_is_refused_in_words(owner, given):
    path = f"/api/v3/pages/{make.article('Walking').pk}/"
    snippet = f"/api/v3/snippets/articles.Topic/{make.topic().pk}/"

    for method, address in [
        ("PATCH", path),
        ("POST", f"{path}actions/unpublish/"),
        ("DELETE", path),
        ("PATCH", snippet),
        ("DELETE", snippet),
    ]:
        answer = send(owner, method, address, {}, **{"If-Match": given})

        assert refused(answer)
        assert answer.status_code == 400, (method, address)
        [error] = answer.json()["errors"]
        assert error["path"] == ["header", "If-Match"]
        assert "with its quotes" in error["message"]


def test_a_condition_for_what_is_not_there_tells_nothing(owner):
    for path in ("pages/99999/", "snippets/articles.Topic/99999/"):
        answer = send(owner, "PATCH", f"/api/v3/{path}", {}, **{"If-Match": '"3"'})

        assert answer.status_code == 404


def test_a_write_answers_with_the_state_that_it_made(owner):
    made = send(
        owner,
        "POST",
        "/api/v3/pages/",
        {
            "title": "Privacy",
            "meta": {"type": "home.StandardPage", "parent_id": make.home().pk},
        },
    )
    path = f"/api/v3/pages/{made.json()['id']}/"
    answer = made

    for method, rest, body in [
        ("PATCH", "", {"title": "Your privacy"}),
        ("POST", "actions/publish/", {}),
        ("POST", "actions/unpublish/", {}),
        ("DELETE", "", {}),
    ]:
        tag = answer.headers["ETag"]
        assert tag == owner.get(path).headers["ETag"]
        answer = send(owner, method, path + rest, body, **{"If-Match": tag})
        assert answer.status_code in {200, 204}, answer.content


def test_a_copy_is_answered_with_its_own_state(owner):
    path = f"/api/v3/pages/{make.article().pk}/actions/copy/"

    made = send(owner, "POST", path, {})

    again = owner.get(f"/api/v3/pages/{made.json()['id']}/")
    assert made.headers["ETag"] == again.headers["ETag"]
