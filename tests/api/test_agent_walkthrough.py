"""The walk-through of docs/agents.md, by a program that knows the OpenAPI document alone."""

import json
import re
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from articles.models import ArticlePage
from core.models import Scope
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.each_database]

GUIDE = Path(__file__).parent.parent.parent / "docs" / "agents.md"
STEP = re.compile(
    r"^`(\w+)(\?[^`]*)?` → (\d{3})\n(?:\n```json\n(.*?)^```\n)?",
    re.MULTILINE | re.DOTALL,
)


class Agent:
    """A client of the API that takes each request from the OpenAPI document."""

    def __init__(self, client, key):
        self.client, self.key = client, key
        self.document = client.get("/api/v3/openapi.json").json()
        self.operations = {
            described["operationId"]: (method, path, described)
            for path, methods in self.document["paths"].items()
            for method, described in methods.items()
        }

    def call(self, operation, query="", *, body=None, if_match=None, **names):
        """The answer; a request that the document does not allow is not sent."""
        method, path, described = self.operations[operation]
        self.check(described, query, body)
        headers = {"Authorization": f"Bearer {self.key}"}
        if if_match:
            headers["If-Match"] = if_match
        return self.client.generic(
            method.upper(),
            path.format(**names) + query,
            "" if body is None else json.dumps(body),
            content_type="application/json",
            headers=headers,
        )

    def check(self, described, query, body):
        known = {each["name"] for each in described.get("parameters", ())}
        assert set(re.findall(r"[?&](\w+)=", query)) <= known
        content = described.get("requestBody", {}).get("content", {})
        if body is None:
            assert not described.get("requestBody", {}).get("required")
            return
        schema = content["application/json"]["schema"]
        whole = {**schema, "components": self.document["components"]}
        Draft202012Validator(whole).validate(body)

    def check_answer(self, operation, answer):
        """The answer has a status and a shape of the document."""
        responses = self.operations[operation][2]["responses"]
        described = responses[str(answer.status_code)]
        if "$ref" in described:
            name = described["$ref"].rpartition("/")[2]
            described = self.document["components"]["responses"][name]
        [content] = described["content"].values()
        whole = {**content["schema"], "components": self.document["components"]}
        Draft202012Validator(whole).validate(answer.json())


def filled(body, names):
    """The body with the ids of answers before in place of their names."""
    if isinstance(body, dict):
        return {name: filled(value, names) for name, value in body.items()}
    if isinstance(body, list):
        return [filled(each, names) for each in body]
    return names.get(body, body) if isinstance(body, str) else body


def first(answer):
    return answer.json()["items"][0]["id"]


# The names that the guide gives to what is found.
FOUND = {
    "pages_list": ("PARENT", first),
    "topics_list": ("TOPIC", first),
    "images_list": ("IMAGE", first),
    "pages_create": ("PAGE", lambda answer: answer.json()["id"]),
}


@pytest.fixture
def walked(client):
    """The answers of all steps, by their operation and query, and the number of pages."""
    make.clinic()
    make.index()
    make.article(topics=[make.topic("Back pain")], author=make.person())
    make.image()
    writer = make.member("Editors", "agent@clinic.example")
    key = make.token(writer, Scope.READ_DRAFTS, Scope.WRITE_DRAFTS, name="agent")
    agent = Agent(client, key)
    names, answers, body, etag = {}, {}, None, None
    for operation, query, status, written in STEP.findall(GUIDE.read_text()):
        if written:
            body = json.loads(written)
        takes_body = "requestBody" in agent.operations[operation][2]
        answer = agent.call(
            operation,
            query,
            body=filled(body, names) if takes_body else None,
            if_match=etag if operation == "pages_update" else None,
            page_id=names.get("PAGE"),
        )
        assert answer.status_code == int(status), (operation, query, answer.content)
        agent.check_answer(operation, answer)
        etag = answer.get("ETag", etag)
        if (
            operation in FOUND
            and answer.status_code in {200, 201}
            and not query.startswith("?dry")
        ):
            name, found = FOUND[operation]
            names[name] = found(answer)
        answers.setdefault(operation + query, []).append(
            (answer, ArticlePage.objects.count())
        )
    return names, answers


def test_the_walk_ends_with_a_draft_that_waits_for_a_person(client, walked):
    names, answers = walked

    page = ArticlePage.objects.get(pk=names["PAGE"])
    assert not page.live
    assert page.current_workflow_state.status == "in_progress"
    latest = page.get_latest_revision_as_object()
    assert latest.summary.endswith("Begin with five.")
    assert [each.pk for each in latest.topics.all()] == [names["TOPIC"]]
    assert latest.hero_image_id == names["IMAGE"]
    [(refused, _)] = answers["pages_actions_publish"]
    assert "publish" in refused["WWW-Authenticate"]
    assert client.get(f"/api/v3/articles/{page.slug}/").status_code == 404
    assert client.get(f"/articles/{page.slug}.md").status_code == 404


def test_a_dry_run_stores_nothing_and_names_what_is_wrong(walked):
    _, answers = walked

    (wrong, before), (right, after) = answers["pages_create?dry_run=true"]

    assert before == after == 1
    [error] = wrong.json()["errors"]
    assert error["path"][1:5] == ["benefits", "items", 1, "description"]
    differing = {each["path"][0] for each in right.json()["difference"]}
    assert {"title", "summary", "benefits", "sections", "references"} <= differing


def test_the_steps_of_the_guide_are_all_found():
    operations = [each[0] for each in STEP.findall(GUIDE.read_text())]

    assert len(operations) == GUIDE.read_text().count("→") == 13
