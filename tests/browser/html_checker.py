"""The Nu HTML Checker, which the W3C runs for all."""

import json
import shutil
import subprocess
from pathlib import Path

CHECKER = Path(__file__).with_name("node_modules") / "vnu-jar/build/dist/vnu.jar"
MISTAKEN = '<!DOCTYPE html><html lang="en"><title>A</title><p><p id="a b">'


def findings(sources, folder):
    """Lines of text on all that it finds in the HTML of pages by name, warnings too.

    A page with mistakes is among them, to show that it does find some.
    """
    files = [folder / f"{file_name(path)}.html" for path in (*sources, "mistaken")]
    for file, source in zip(files, (*sources.values(), MISTAKEN), strict=True):
        file.write_text(source)
    assert len(set(files)) == len(files)
    found = _check(files)
    mistakes = [each for each in found if each.startswith("mistaken.html, line 1:")]
    assert mistakes
    return [each for each in found if each not in mistakes]


def file_name(path):
    return path.strip("/").translate(str.maketrans("/?=&%", "-----")) or "home"


def _check(files):
    java = shutil.which("java")
    assert java, "Install Java: apt-get install default-jre-headless"
    assert CHECKER.exists(), "Install the HTML checker: make browser"
    words = ["-jar", str(CHECKER), "--format", "json", "--exit-zero-always"]
    answer = subprocess.run(  # noqa: S603 - our own words
        [java, *words, *map(str, files)], capture_output=True, check=True
    )
    return [
        f"{Path(found['url']).name}, line {found.get('lastLine')}: "
        f"{found['message']} {found.get('extract', '')}"
        for found in json.loads(answer.stderr)["messages"]
    ]
