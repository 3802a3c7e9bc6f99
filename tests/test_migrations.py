"""The tables of our apps can be taken away and made again, on SQLite."""

import json
import lzma
import subprocess
import sys
from pathlib import Path

import pytest

from tests import make

pytestmark = pytest.mark.slow

ROOT = Path(make.__file__).parent.parent
RELEASE = ROOT / "tests/releases/0.1.0.sqlite3.xz"
# In one process: starting it anew for each step took most of the time.
STEPS = """
import json
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from delivery import triggers

def rights():
    return {
        group.name: sorted(group.permissions.values_list("codename", flat=True))
        for group in Group.objects.all()
    }

call_command("migrate", verbosity=0)
before = rights()
# All at once, as ``migrate`` renders the models anew for each app that it is given. It
# removes the triggers before.
triggers.remove("default")
apps = ("articles", "comments", "contact", "clinic", "outbox", "public_forms")
MigrationExecutor(connection).migrate([(app, None) for app in apps])
without = rights()
call_command("migrate", verbosity=0)
print(json.dumps([before, without, rights()]))
"""


def test_our_apps_go_and_come_back_with_the_same_rights(tmp_path):
    # Making all tables would take most of the time.
    made = lzma.decompress(RELEASE.read_bytes())
    tmp_path.joinpath("gait.sqlite3").write_bytes(made)
    answer = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "manage.py", "shell", "--no-imports", "--command", STEPS],
        cwd=ROOT,
        env={"DATA_DIR": str(tmp_path), "PATH": ""},
        check=True,
        capture_output=True,
        text=True,
    )
    before, without, after = json.loads(answer.stdout)

    assert "handle_submission" in before["Front desk"]
    assert "handle_submission" not in without.get("Front desk", [])
    assert after == before
