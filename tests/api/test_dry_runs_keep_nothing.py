"""Dry runs of every operation that takes them leave database, files and mails alone."""

from pathlib import Path

import pytest
from django.apps import apps
from django.core.files.storage import default_storage
from wagtail.models import APIToken, Workflow, WorkflowPage

from cms.api import v3
from core.models import TokenAccess
from tests import make
from tests.api.test_writing import send
from tests.api.test_writing_articles import WRITTEN
from tests.delivery import feed

pytestmark = [pytest.mark.django_db, pytest.mark.each_database]

# Tell when a token was used last.
USED = {APIToken, TokenAccess}


def everything():
    """All rows and all files."""
    feed.settle()
    rows = {
        model._meta.label: list(model._default_manager.order_by("pk").values())
        for model in apps.get_models(include_auto_created=True)
        if model not in USED and model._meta.managed
    }
    root = Path(default_storage.location)
    return rows, sorted(str(each) for each in root.rglob("*") if each.is_file())


def dry_runs():
    """The operations that can be tried."""
    return {
        described["operationId"]
        for methods in v3.get_openapi_schema()["paths"].values()
        for described in methods.values()
        if any(each["name"] == "dry_run" for each in described.get("parameters", []))
    }


def requests():
    """Triples of method, path and body by operation, with all that each can do."""
    image = make.image(size=(700, 500))
    article, draft = make.article(hero_image=image), make.article("Other", live=False)
    topic, index = make.topic(), make.index().pk
    workflow = Workflow.objects.get(name="Clinical review, then publication")
    WorkflowPage.objects.create(page=make.index(), workflow=workflow)
    make.member("Clinical reviewers", "clinician@clinic.example")
    page = {
        **WRITTEN,
        "title": "Tried",
        "hero_image": make.image(size=(640, 360)).pk,
        "topics": [topic.pk],
        "author": {"id": make.person(photo=image).pk},
    }
    new = {"type": "articles.ArticlePage", "parent_id": index}
    publish = {"action": "publish"}
    steps = [
        {"action": "create", "page": {**page, "slug": "first", "meta": new}},
        {"action": "submit", "id": {"operation": 0}},
        {"action": "unpublish", "id": article.pk},
        {"action": "publish", "id": draft.pk},
        {"action": "move", "id": draft.pk, "parent_id": index},
    ]
    person = {"name": "New", "slug": "new", "role": "Nurse", "photo": image.pk}
    name = {"name": "Renamed", "slug": "renamed"}
    path = f"pages/{article.pk}/"
    return {
        "pages_create": ("POST", "pages/", {**page, "meta": {**new, **publish}}),
        "pages_update": ("PATCH", path, {**page, "slug": "away", "meta": publish}),
        "pages_batch": ("POST", "pages/batch/", {"operations": steps}),
        "snippets_create": ("POST", "snippets/clinic.Person/", person),
        "snippets_update": ("PATCH", f"snippets/articles.Topic/{topic.pk}/", name),
    }


def test_a_dry_run_of_anything_keeps_nothing(
    owner, mailoutbox, django_capture_on_commit_callbacks
):
    make.webhook()
    asked = requests()
    before = everything()

    for method, path, body in asked.values():
        with django_capture_on_commit_callbacks(execute=True) as after_commit:
            answer = send(owner, method, f"/api/v3/{path}?dry_run=true", body)

        assert answer.status_code == 200, answer.text
        assert after_commit == []
        assert everything() == before, path
    assert mailoutbox == []
    assert set(asked) == dry_runs()
    for method, path, body in asked.values():
        answer = send(owner, method, f"/api/v3/{path}", body)
        assert answer.status_code in {200, 201}, answer.text
