"""Databases of earlier releases, in tests/releases, are migrated and then used."""

import json
import lzma
import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.db import connection

pytestmark = [pytest.mark.slow, pytest.mark.each_database]

ROOT = Path(__file__).parent.parent
RELEASES = sorted(
    path.name.removesuffix(".sqlite3.xz")
    for path in Path(__file__).with_name("releases").glob("*.sqlite3.xz")
)
CONTENT = {
    "0.1.0": {
        "refusal": [],
        "waiting": [],
        "articles": 15,
        "replies": 7,
        "answers": ["Ada Moss"],
        "accounts": 4,
    },
}
# In one process: starting it anew for each step takes most of the time.
STEPS = """
import json
from django.core.management import call_command
from django.test import Client
from articles.models import ArticlePage
from comments.models import Comment
from contact.models import Submission
from core import schema_comparison
from core.models import User

refusal = schema_comparison.differences()
call_command("migrate", verbosity=0, interactive=False)
client = Client(headers={"host": "localhost"})

def status(path):
    return client.get(path, follow=True).status_code

article = ArticlePage.objects.live().order_by("pk").first()
article.save_revision().publish()
client.force_login(User.objects.get(email="admin@gait.example"))
print(json.dumps({
    "refusal": refusal,
    "waiting": schema_comparison.waiting_migrations(),
    "articles": ArticlePage.objects.live().count(),
    "replies": Comment.objects.filter(status="published").count(),
    "answers": [s.answers[0]["value"] for s in Submission.objects.all()],
    "accounts": User.objects.count(),
    "statuses": {path: status(path) for path in [
        "/", article.url, "/articles/?q=walking", "/search/?q=walking",
        "/api/v2/pages/", "/api/v3/pages/", f"/api/v3/pages/{article.pk}/",
        f"/admin/pages/{article.pk}/edit/",
    ]},
}))
"""


@pytest.fixture
def database_url():
    """Address of an empty database on the server of the tests; empty for SQLite."""
    if connection.vendor == "sqlite":
        yield ""
        return
    server = "postgres://{USER}@{HOST}:{PORT}/".format(**settings.DATABASES["default"])
    name = f"gait_upgrade_{os.getpid()}"
    with psycopg.connect(server + "postgres", autocommit=True) as database:
        database.execute(f"CREATE DATABASE {name}")
        yield server + name
        database.execute(f"DROP DATABASE {name} WITH (FORCE)")


def restore(release, database_url, folder):
    name = f"{release}.postgresql.sql.xz" if database_url else f"{release}.sqlite3.xz"
    content = lzma.decompress(ROOT.joinpath("tests/releases", name).read_bytes())
    if database_url:
        with psycopg.connect(database_url) as database:
            database.execute(content.decode())
    else:
        folder.joinpath("gait.sqlite3").write_bytes(content)


@pytest.mark.parametrize("release", RELEASES)
def test_a_database_of_an_earlier_release_upgrades(release, database_url, tmp_path):
    restore(release, database_url, tmp_path)

    answer = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "manage.py", "shell", "--no-imports", "--command", STEPS],
        cwd=ROOT,
        env={
            "DATA_DIR": str(tmp_path),
            "DATABASE_URL": database_url,
            "PATH": os.environ["PATH"],
        },
        check=False,
        capture_output=True,
        text=True,
    )

    assert answer.returncode == 0, answer.stderr
    found = json.loads(answer.stdout.splitlines()[-1])
    assert set(found.pop("statuses").values()) == {200}
    assert found == CONTENT[release]
