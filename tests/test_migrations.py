"""The tables of our apps can be taken away and made again, in any database."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests import make

ROOT = Path(make.__file__).parent.parent
RIGHTS = """
from django.contrib.auth.models import Group
for group in Group.objects.order_by("name"):
    print(group, *sorted(group.permissions.values_list("codename", flat=True)))
"""


@pytest.fixture
def manage(tmp_path):
    def run(*words):
        return subprocess.run(  # noqa: S603 - our own words
            [sys.executable, "manage.py", *words],
            cwd=ROOT,
            env={"DATA_DIR": str(tmp_path), "PATH": ""},
            check=True,
            capture_output=True,
            text=True,
        ).stdout

    return run


def test_our_apps_go_and_come_back_with_the_same_rights(manage):
    manage("migrate", "--verbosity", "0")
    before = manage("shell", "--no-imports", "--command", RIGHTS)

    for app in ("articles", "comments", "contact", "intake"):
        manage("migrate", app, "zero", "--verbosity", "0")
    without = manage("shell", "--no-imports", "--command", RIGHTS)
    manage("migrate", "--verbosity", "0")

    assert "Front desk" in before
    assert "handle_submission" not in without
    assert manage("shell", "--no-imports", "--command", RIGHTS) == before
