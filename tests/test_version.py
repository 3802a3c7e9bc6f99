import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

import cms

ROOT = Path(__file__).resolve().parent.parent
CHANGELOG = ROOT / "CHANGELOG.md"
CLIENT = ROOT / "clients/typescript/package.json"


def test_the_newest_entry_of_the_changelog_is_the_version():
    newest = re.search(r"^## (\S+)", CHANGELOG.read_text(), re.MULTILINE)

    assert newest[1] == cms.__version__ == settings.VERSION


def test_the_typescript_client_has_the_version():
    assert json.loads(CLIENT.read_text())["version"] == cms.__version__


@pytest.mark.django_db
def test_the_document_of_the_api_says_the_version(client):
    document = client.get("/api/v3/openapi.json").json()

    assert document["info"]["version"] == cms.__version__


@pytest.mark.django_db
def test_the_admins_help_says_the_version(editor):
    page = editor.get(reverse("wagtailadmin_home")).content.decode()

    assert json.dumps(f"Gait {cms.__version__}") in page
