"""Reading of redirect lists; their import is tested in test_redirect_targets.py."""

import datetime
from contextlib import nullcontext

import pytest
from django.core.exceptions import ValidationError

from core.redirect_lists import CSV, cell_text, decode, padded
from core.redirect_targets import check_target


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, ""),
        (" a ", "a"),
        (0, "0"),
        (5.5, "5.5"),
        (datetime.date(2026, 2, 28), "2026-02-28"),
    ],
)
def test_a_cell_is_read_as_text(cell, text):
    assert cell_text(cell) == text


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"", ""),
        ("für".encode(), "für"),
        ("für".encode("cp1252"), "für"),
        (b"\xff\xfe" + "für".encode("utf-16-le"), "für"),
        (b"\xfe\xff" + "für".encode("utf-16-be"), "für"),
    ],
)
def test_the_encoding_is_found_by_the_content(data, text):
    assert decode(data) == text


@pytest.mark.parametrize(
    ("rows", "headers", "others"),
    [
        ([], [], []),
        ([["", None]], [], []),
        ([["from", "to"]], ["from", "to"], []),
        ([[None], ["from", "to"], ["/a", "/b"]], ["from", "to"], [["/a", "/b"]]),
        # A short row is padded, an empty one left out.
        ([["from", "to"], ["/a"], ["", " "]], ["from", "to"], [["/a", ""]]),
        ([["from", "to"], ["/a", ""]], ["from", "to"], [["/a", ""]]),
    ],
)
def test_rows_are_as_long_as_their_headers(rows, headers, others):
    dataset = padded(rows)

    assert dataset.headers == headers
    assert list(dataset) == others


@pytest.mark.parametrize(
    ("content", "row"),
    [
        ("from,to\n/a,/b", ["/a", "/b"]),
        ("from;to\n/a;/b", ["/a", "/b"]),
        ("from\tto\n/a\t/b", ["/a", "/b"]),
        ("\n\nfrom;to\r\n/a;/b\r\n", ["/a", "/b"]),
        ("from,to\r/a,/b\r", ["/a", "/b"]),
        # The first line decides.
        ("from;to\n/a?x=1,2;/b,c,d", ["/a?x=1,2", "/b,c,d"]),
        ("\ufeffto\n/a", ["/a"]),
        ('from,to\n"/a,b",/c', ["/a,b", "/c"]),
    ],
)
@pytest.mark.parametrize("is_binary", [True, False])
def test_a_list_is_divided_as_its_first_line(content, row, is_binary):
    dataset = CSV().create_dataset(content.encode() if is_binary else content)

    assert list(dataset) == [row]
    assert dataset.headers[-1] == "to"


@pytest.mark.parametrize(
    ("target", "is_valid"),
    [
        ("/", True),
        ("/articles/", True),
        ("/articles/?a=1&b=//c#d", True),
        ("https://other.example/x", True),
        ("http://other.example", True),
        ("", False),
        ("articles/", False),
        ("//other.example/", False),
        ("/\\other.example/", False),
        ("/a\\b", False),
        ("/a b", False),
        ("/a\n", False),
        ("javascript:alert(1)", False),
    ],
)
def test_a_target_is_an_absolute_url_or_a_path(target, is_valid):
    refused = pytest.raises(
        ValidationError, check=lambda problem: problem.code == "invalid"
    )

    with nullcontext() if is_valid else refused:
        check_target(target)
