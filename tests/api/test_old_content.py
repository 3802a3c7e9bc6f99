"""Content that is incomplete, or older than the code, is shown as far as it goes."""

import json

import pytest
from django.db import connection
from wagtail.models import Revision

from articles.models import ArticlePage
from tests import make

pytestmark = pytest.mark.django_db


def write(page, **columns):
    """Straight into the table, past all that checks."""
    for name, value in columns.items():
        text = value if isinstance(value, str) else json.dumps(value)
        with connection.cursor() as cursor:
            cursor.execute(
                f'UPDATE articles_articlepage SET "{name}" = %s WHERE page_ptr_id = %s',
                [text, page.pk],
            )


OLD = {
    "a block type that is gone": {"sections": [{"type": "gone", "value": {"a": 1}}]},
    "a value that is gone": {"sections": [{"type": "prose", "value": {}, "id": "1"}]},
    "a value of another kind": {
        "sections": [
            {"type": "prose", "value": "text", "id": "1"},
            {"type": "table", "value": [], "id": "2"},
            {"type": "steps", "value": {"items": "x"}, "id": "3"},
        ]
    },
    "no value at all": {"sections": [{"type": "quote", "id": "1"}]},
    "parts of another kind": {
        "benefits": [{"type": "benefits", "value": None, "id": "1"}],
        "safety": [{"type": "safety", "value": [], "id": "1"}],
        "call_to_action": [{"type": "call_to_action", "value": "x", "id": "1"}],
        "references": [{"type": "reference", "value": {"year": "never"}, "id": "1"}],
    },
    "lists without ids": {
        "benefits": [
            {"type": "benefits", "value": {"items": [{"title": "Old"}]}, "id": "1"}
        ]
    },
    "a picture and a page that are gone": {
        "safety": [{"type": "safety", "value": {"image": 999_999}, "id": "1"}],
        "call_to_action": [
            {
                "type": "call_to_action",
                "value": {"links": [{"label": "x", "page": 999_999}]},
                "id": "1",
            }
        ],
    },
    "truth values where there are ids": {
        "safety": [{"type": "safety", "value": {"image": True}, "id": "1"}],
        "call_to_action": [
            {
                "type": "call_to_action",
                "value": {"links": [{"label": "x", "page": True}]},
                "id": "1",
            }
        ],
    },
    "a text where there is a stream now": {"sections": json.dumps("<p>Old.</p>")},
    "an object where there is a stream now": {"sections": {}},
    "a summary that is too long": {"summary": "Long " * 400},
    "links to nowhere": {
        "introduction": '<p><a linktype="page" id="999999">x</a>'
        '<a linktype="document" id="9">y</a><a linktype="gone" id="1">z</a></p>'
    },
}
# The APIs read the stored form and take anything; Wagtail's blocks draw the page.
NO_VERSION_WROTE = {"no value at all", "parts of another kind"}


@pytest.mark.parametrize("kind", OLD)
def test_old_content_leaves_the_rest(client, kind):
    article = make.article("Walking")
    write(article, **OLD[kind])

    for path in (
        f"/api/v3/pages/{article.pk}/",
        f"/api/v3/articles/{article.slug}/",
        f"/api/v2/pages/{article.pk}/",
        "/api/v2/pages/?type=articles.ArticlePage&fields=*",
        "/api/v3/articles/",
    ):
        answer = client.get(path)

        assert answer.status_code == 200, (path, answer.content)
        assert "Walking" in answer.text
    assert len(client.get(f"/api/v3/pages/{article.pk}/").json()["breadcrumbs"]) == 2


@pytest.mark.parametrize("kind", sorted(OLD.keys() - NO_VERSION_WROTE))
def test_visitors_read_the_rest_of_old_content(client, kind):
    article = make.article("Walking")
    write(article, **OLD[kind])

    page = client.get(article.url)

    assert page.status_code == 200
    assert "Walking" in page.text


def test_a_half_written_draft_is_shown_to_its_author(client):
    article = make.article("Walking")
    draft = ArticlePage.objects.get(pk=article.pk)
    draft.title, draft.summary, draft.introduction = "Half", "", ""
    draft.benefits = [("benefits", {"heading": "", "items": []})]
    draft.sections = [("prose", {"heading": "", "body": ""}), ("picture", {})]
    draft.save_revision(clean=False)
    key = make.token()
    headers = {"Authorization": f"Bearer {key}"}
    path = f"/api/v3/pages/{article.pk}/?version=draft"

    answer = client.get(path, headers=headers)

    assert answer.status_code == 200, answer.content
    assert answer.json()["title"] == "Half"
    assert answer.json()["benefits"]["items"] == []

    revision = Revision.objects.latest("pk")
    revision.content["sections"] = json.dumps([{"type": "gone", "value": 1}])
    del revision.content["summary"]
    revision.save()

    assert client.get(path, headers=headers).status_code == 200
