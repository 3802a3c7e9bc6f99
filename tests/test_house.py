"""Rules over all apps, for what no linter checks."""

import configparser
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import get_commands, load_command_class

ROOT = Path(__file__).resolve().parent.parent


def our_apps():
    floors = configparser.ConfigParser()
    floors.read(ROOT / ".importlinter")
    return floors["importlinter"]["root_packages"].split()


APPS = our_apps()
VAGUE_NAMES = {"utils", "helpers", "common", "mixins"}
MOST_LINES = 400
# Written by tools, or data.
GENERATED = {"requirements.txt", "requirements-dev.txt"}


def python_files():
    for app in [*APPS, "tests"]:
        yield from (ROOT / app).rglob("*.py")


def texts():
    for pattern in ["*.md", "*.txt", "*.in", "*.toml", "Makefile", ".ci/run"]:
        yield from ROOT.glob(pattern)
    for folder in [*APPS, "templates", "tests", "docs"]:
        for path in (ROOT / folder).rglob("*"):
            # What npm has installed is not ours.
            if "node_modules" in path.parts:
                continue
            if path.suffix in {".py", ".html", ".css", ".js", ".md", ".toml", ".json"}:
                yield path


def names(paths):
    return sorted(str(path.relative_to(ROOT)) for path in paths)


def our_models():
    return [model for model in apps.get_models() if model._meta.app_label in APPS]


def test_no_module_has_a_name_that_says_nothing():
    assert names(path for path in python_files() if path.stem in VAGUE_NAMES) == []


def test_no_module_is_too_long_to_read():
    long = (
        path
        for path in python_files()
        if "migrations" not in path.parts
        and len(path.read_text().splitlines()) > MOST_LINES
    )

    assert names(long) == []


def test_settings_are_never_read_with_a_second_default():
    lenient = re.compile(r"(getattr|hasattr)\(\s*settings\b")

    assert names(p for p in python_files() if lenient.search(p.read_text())) == []


def test_nothing_is_left_to_do_in_a_comment():
    left = re.compile(r"\b(TODO|FIXME|XXX)\b")
    own = Path(__file__)

    assert names(p for p in texts() if p != own and left.search(p.read_text())) == []


def test_no_file_names_a_package_registry_or_a_place_on_somebodys_machine():
    private = re.compile(r"(pypi\.org|registry\.npmjs|/(?:root|work)/|/home/[a-z]+/)")
    own = Path(__file__)

    assert names(p for p in texts() if p != own and private.search(p.read_text())) == []


def test_docstrings_begin_with_the_thing_or_the_deed():
    paraphrase = re.compile(
        r'^ *"""(What|Whether|Who|Whoever|Where|How|Nobody)\b', re.M
    )
    ours = [p for p in texts() if p.suffix == ".py" and ROOT / "tests" not in p.parents]

    assert len(ours) > 300
    assert names(p for p in ours if paraphrase.search(p.read_text())) == []


def test_every_requirement_is_pinned():
    for name in GENERATED:
        lines = (ROOT / name).read_text().splitlines()
        wanted = [line for line in lines if line and not line.startswith(("#", " "))]

        assert [line for line in wanted if "==" not in line] == []


def test_every_direct_requirement_says_why_it_is_there():
    for path in ROOT.glob("requirements*.in"):
        lines = path.read_text().splitlines()
        wanted = [line for line in lines if line and not line.startswith(("#", "-"))]

        assert [line for line in wanted if " # " not in line] == []


def test_the_readme_names_only_doors_that_exist():
    doors = re.findall(
        r"^([a-z-]+):.* ## ", (ROOT / "Makefile").read_text(), re.MULTILINE
    )

    named = re.findall(
        r"^make ([a-z-]+)", (ROOT / "README.md").read_text(), re.MULTILINE
    )

    assert set(named) - set(doors) == set()


@pytest.mark.parametrize("model", our_models(), ids=lambda model: model._meta.label)
def test_a_model_says_what_it_is_in_the_admin(model):
    assert model.__str__ is not object.__str__


@pytest.mark.parametrize(
    "command", sorted(name for name, app in get_commands().items() if app in APPS)
)
def test_a_command_of_ours_says_what_it_does(command):
    assert load_command_class(get_commands()[command], command).help


# In a process of its own, as the worker is: requests import more than it does.
NOT_IMPORTED = """
import json, sys, django
django.setup()
print(json.dumps([name for name in sys.argv[1:] if name not in sys.modules]))
"""


def test_a_signal_s_receivers_are_connected_also_where_no_request_is_answered(tmp_path):
    with_receivers = [
        ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for app in APPS
        for path in (ROOT / app).rglob("*.py")
        if "@receiver(" in path.read_text()
    ]

    answer = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-c", NOT_IMPORTED, *with_receivers],
        cwd=ROOT,
        env={
            "DJANGO_SETTINGS_MODULE": "cms.settings.test",
            "DATA_DIR": str(tmp_path),
            "PATH": "",
        },
        check=True,
        capture_output=True,
        text=True,
    )

    assert with_receivers
    assert json.loads(answer.stdout) == []
