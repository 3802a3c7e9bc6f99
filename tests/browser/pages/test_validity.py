"""Every page of the demo through the Nu HTML Checker, which the W3C runs for all."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from django.template.loader import render_to_string

from tests import browser

pytestmark = pytest.mark.browser

MISTAKEN = '<!DOCTYPE html><html lang="en"><title>A</title><p><p id="a b">'
CHECKER = (
    Path(browser.__file__).with_name("node_modules") / "vnu-jar/build/dist/vnu.jar"
)


@pytest.fixture
def check():
    """Gives what the checker finds in files, warnings too, as lines of text."""
    java = shutil.which("java")
    assert java, "Install Java: apt-get install default-jre-headless"
    assert CHECKER.exists(), "Install the HTML checker: make browser"

    def findings(files):
        words = ["-jar", str(CHECKER), "--format", "json", "--exit-zero-always"]
        answer = subprocess.run(  # noqa: S603 - our own words
            [java, *words, *map(str, files)], capture_output=True, check=True
        )
        return [
            f"{Path(found['url']).name}, line {found.get('lastLine')}: "
            f"{found['message']} {found.get('extract', '')}"
            for found in json.loads(answer.stderr)["messages"]
        ]

    return findings


def file_name(path):
    return path.strip("/").translate(str.maketrans("/?=&%", "-----")) or "home"


def test_the_html_of_every_page_is_valid(open_context, demo, check, tmp_path):
    client = open_context().request
    sources = {name: render_to_string(f"{name}.html") for name in ("500", "503")}
    for path, status in demo.pages.items():
        answer = client.get(path)
        assert answer.status == status, path
        sources[file_name(path)] = answer.text()
    assert len(sources) == len(demo.pages) + 2
    # Shows that the checker does find mistakes.
    sources["mistaken"] = MISTAKEN
    files = [tmp_path / f"{name}.html" for name in sources]
    for file, source in zip(files, sources.values(), strict=True):
        file.write_text(source)

    findings = check(files)

    mistakes = [each for each in findings if each.startswith("mistaken.html, line 1:")]
    assert mistakes
    assert findings == mistakes
