"""Every page of the demo through the Nu HTML Checker."""

import pytest
from django.template.loader import render_to_string

from tests.browser import html_checker

pytestmark = pytest.mark.browser


def test_the_html_of_every_page_is_valid(open_context, demo, tmp_path):
    client = open_context().request
    sources = {name: render_to_string(f"{name}.html") for name in ("500", "503")}
    for path, status in demo.pages.items():
        answer = client.get(path)
        assert answer.status == status, path
        sources[path] = answer.text()

    assert html_checker.findings(sources, tmp_path) == []
