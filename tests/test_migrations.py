"""The tables of our apps can be taken away and made again, on SQLite."""

import json
import subprocess
import sys
from pathlib import Path

from tests import make

ROOT = Path(make.__file__).parent.parent
# In one process: starting it anew for each step took most of the time.
STEPS = """
import json
from django.contrib.auth.models import Group
from django.core.management import call_command

def migrate(*words):
    call_command("migrate", *words, verbosity=0)

def rights():
    return {
        group.name: sorted(group.permissions.values_list("codename", flat=True))
        for group in Group.objects.all()
    }

migrate()
before = rights()
for app in ("articles", "comments", "contact", "clinic", "public_forms"):
    migrate(app, "zero")
without = rights()
migrate()
print(json.dumps([before, without, rights()]))
"""


def test_our_apps_go_and_come_back_with_the_same_rights(tmp_path):
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
