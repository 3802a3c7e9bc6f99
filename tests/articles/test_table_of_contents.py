import uuid

import pytest

from articles.models import ArticlePage
from articles.table_of_contents import of_article, of_sections

# A page that is made asks for its content type.
pytestmark = pytest.mark.django_db


def stream(name, *blocks):
    """As stored; a block is its type, its value and its id."""
    raw = [{"type": kind, "value": value, "id": key} for kind, value, key in blocks]
    return ArticlePage._meta.get_field(name).to_python(raw)


def sections(number, **value):
    return stream(
        "sections",
        *(
            ("prose", {"heading": f"Part {n}", "body": "", **value}, f"id-{n}")
            for n in range(1, number + 1)
        ),
    )


def article(number=3, *, references=False, **parts):
    source = ("reference", {"title": "A study"}, str(uuid.uuid4()))
    return ArticlePage(
        sections=sections(number),
        references=stream("references", *([source] if references else [])),
        **parts,
    )


def part(name, value):
    return {name: stream(name, (name, value, "its-own-id"))}


@pytest.mark.parametrize(("number", "shown"), [(0, 0), (1, 0), (3, 0), (4, 4), (5, 5)])
def test_headings_are_listed_from_four_on(number, shown):
    assert len(of_sections(sections(number))) == shown
    assert len(of_article(article(number))) == shown


def test_a_heading_leads_to_the_id_of_its_section():
    assert of_sections(sections(4))[0] == {"id": "id-1", "text": "Part 1"}


@pytest.mark.parametrize("name", ["benefits", "safety"])
def test_benefits_and_safety_count_and_have_anchors_of_their_own(name):
    headings = of_article(article(**part(name, {"heading": "Why"})))

    assert {"id": name, "text": "Why"} in headings
    assert len(headings) == 4


def test_references_count_as_the_fourth_heading_and_come_last():
    headings = of_article(article(references=True))

    assert headings[3] == {"id": "references", "text": "References"}
    assert of_article(article(references=False)) == []


def test_parts_are_in_the_order_of_the_page():
    parts = part("benefits", {"heading": "Why"}) | part("safety", {"heading": "Safe?"})

    headings = of_article(article(1, references=True, **parts))

    assert [each["id"] for each in headings] == [
        "benefits",
        "id-1",
        "safety",
        "references",
    ]


@pytest.mark.parametrize("heading", ["", None, 7, ["x"]])
def test_a_section_without_a_heading_of_text_is_left_out(heading):
    assert of_sections(sections(4, heading=heading)) == []


def test_a_section_that_is_no_struct_is_left_out():
    mixed = stream(
        "sections",
        *(("prose", {"heading": f"Part {n}"}, f"id-{n}") for n in range(4)),
        ("prose", "as in an old version", "id-5"),
        ("prose", None, "id-6"),
    )

    assert len(of_sections(mixed)) == 4


def test_a_section_without_an_id_leads_nowhere():
    blocks = [("prose", {"heading": f"Part {n}"}, None) for n in range(4)]

    assert {each["id"] for each in of_sections(stream("sections", *blocks))} == {""}
