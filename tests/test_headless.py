"""The tests that docs/headless.md names are there."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NAMED = re.compile(r"\[`(test_\w+)`\]\(\.\./(tests/[\w/]+\.py)\)")


def test_each_row_of_wagtails_headless_page_names_tests_that_exist():
    text = (ROOT / "docs/headless.md").read_text()
    named = NAMED.findall(text)

    assert len(named) > 30
    assert text.count("(../tests/") == len(named)
    missing = [
        (name, file)
        for name, file in named
        if f"def {name}(" not in (ROOT / file).read_text()
    ]
    assert missing == []
