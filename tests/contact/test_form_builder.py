import pytest

from public_forms.json_schema import describe
from tests import make
from tests.contact.filling_in import fresh

pytestmark = pytest.mark.django_db


def ask(questions, **options):
    """One form that asks all these questions, pairs of a kind and what was typed."""
    make.clinic()
    page = make.form_page(
        questions=[
            (f"Question {n}", kind, {**choices(kind), **options})
            for n, (kind, _) in enumerate(questions)
        ]
    )
    values = {
        f"question_{n}": typed
        for n, (_, typed) in enumerate(questions)
        if typed is not None
    }
    return page.get_form({"consent": "on", "form_token": fresh(), **values})


def said(form):
    assert form.is_valid(), form.errors
    return [each["value"] for each in form.answers]


CHOICES = {"choices": "Red\nGreen\nBlue"}


def choices(kind):
    return CHOICES if kind in {"dropdown", "radio", "checkboxes"} else {}


KEPT = [
    ("singleline", " Ada\u202e \u200bMoss ", "Ada Moss"),
    ("singleline", "Ada\r\nBcc: x", "Ada Bcc: x"),
    ("singleline", "<script>alert(1)</script>", "<script>alert(1)</script>"),
    ("singleline", "=1+1", "=1+1"),
    ("singleline", "x" * 255, "x" * 255),
    ("multiline", "a\r\n\r\n\r\n\r\nb\u2066c", "a\n\nbc"),
    ("multiline", "x" * 2000, "x" * 2000),
    ("email", "Ada@Mail.example ", "Ada@Mail.example"),
    ("phone", "(404) 555-0199", "+14045550199"),
    ("phone", "+44 20 7946 0018", "+442079460018"),
    ("place", "Downtown clinic", "Downtown clinic"),
    ("dropdown", "Green", "Green"),
    ("radio", "Green", "Green"),
    ("checkboxes", ["Red", "Blue"], ["Red", "Blue"]),
    ("checkbox", "on", "Yes"),
    ("date", "2026-12-24", "2026-12-24"),
    ("number", "12.50", "12.50"),
    ("number", "1e5", "100000"),
    ("number", "-3", "-3"),
]


def test_an_answer_is_kept_as_people_read_it():
    form = ask([(kind, typed) for kind, typed, _ in KEPT])

    assert said(form) == [kept for _, _, kept in KEPT]


def test_a_question_that_was_passed_over_says_what_to_do():
    to_do = {
        "multiline": "Fill in “What {brings} multiline?”.",
        "date": "Fill in “What {brings} date?”.",
        "dropdown": "Choose an answer to “What {brings} dropdown?”.",
        "checkboxes": "Choose at least one of “What {brings} checkboxes?”.",
        "checkbox": "Tick “What {brings} checkbox?”.",
    }
    make.clinic()
    page = make.form_page(
        questions=[(f"What {{brings}} {each}?", each, choices(each)) for each in to_do]
    )

    form = page.get_form({"consent": "on", "form_token": fresh()})

    assert list(form.errors.values()) == [[words] for words in to_do.values()]


REFUSED = [
    ("singleline", "\u200b\u2060"),
    ("singleline", "x" * 256),
    ("multiline", "\u202e"),
    ("multiline", "x" * 2001),
    ("email", "ada@"),
    ("email", "ada@mail.example\nBcc: x@mail.example"),
    ("email", "<ada@mail.example>"),
    ("phone", "911"),
    ("phone", "call me"),
    ("phone", "9" * 10_000),
    ("place", "Another clinic"),
    ("dropdown", "green"),
    ("radio", "Red\nGreen"),
    ("checkboxes", ["Red", "Black"]),
    ("checkbox", ""),
    ("date", "2026-02-30"),
    ("date", "0000-00-00"),
    ("date", "9" * 500),
    ("number", "NaN"),
    ("number", "Infinity"),
    ("number", "1e999999999"),
    ("number", "1" * 16),
    ("number", "twelve"),
    *((kind, None) for kind in ("singleline", "email", "phone", "radio", "date")),
]


def test_what_is_no_answer_is_refused_at_its_question():
    form = ask(REFUSED)

    assert not form.is_valid()
    assert set(form.errors) == {f"question_{n}" for n in range(len(REFUSED))}
    assert all(len(str(said)) < 500 for said in form.errors.values())


def test_an_optional_question_may_be_left_empty():
    kinds = ("singleline", "multiline", "email", "phone", "place", "dropdown", "radio")
    empty = [
        (kind, typed) for kind in (*kinds, "date", "number") for typed in (None, "")
    ]

    assert said(ask([*empty, ("checkboxes", None)], required=False)) == []


def test_a_box_that_was_not_ticked_is_an_answer():
    assert said(ask([("checkbox", None)], required=False)) == ["No"]


def test_a_question_may_be_called_as_anything_of_djangos():
    labels = ("Prefix", "Field order", "Data", "Errors", "Page", "Answers", "Clean")
    make.clinic()
    page = make.form_page(questions=[(label, "singleline", {}) for label in labels])
    fields = [each.clean_name for each in page.form_fields.all()]

    form = page.get_form(
        {"consent": "on", "form_token": fresh(), **{name: name for name in fields}}
    )

    assert fields == [label.lower().replace(" ", "_") for label in labels]
    assert said(form) == fields


def test_names_tell_the_browser_what_to_fill_in():
    make.clinic()
    page = make.form_page(
        questions=[
            ("First name", "singleline", {}),
            ("Postcode", "singleline", {}),
            ("Best day", "date", {}),
        ]
    )

    ui = describe(page.get_form(), title=page.title)["ui"]

    assert {each["name"]: each["autocomplete"] for each in ui} == {
        "first_name": "given-name",
        "postcode": "postal-code",
        "best_day": "",
        "consent": "",
    }


def test_the_schema_says_what_the_form_takes():
    make.clinic()
    page = make.form_page(
        questions=[
            ("Name", "singleline", {"help_text": "As <in> your passport"}),
            ("Notes", "multiline", {"required": False}),
            ("E-mail", "email", {}),
            ("Phone", "phone", {}),
            ("Place", "place", {}),
            ("Colour", "radio", {**CHOICES, "required": False}),
            ("Colours", "checkboxes", CHOICES),
            ("Agreed", "checkbox", {}),
            ("Parking", "checkbox", {"required": False}),
            ("Day", "date", {}),
            ("Age", "number", {}),
        ]
    )

    described = describe(page.get_form(), title=page.title)

    schema = described["schema"]
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["additionalProperties"] is False
    assert set(schema["properties"]) - set(schema["required"]) == {
        "notes",
        "colour",
        "parking",
    }
    shapes = {
        name: {key: each[key] for key in each if key not in {"title", "description"}}
        for name, each in schema["properties"].items()
    }
    most = 10**15 - 1
    assert shapes == {
        "name": {"type": "string", "minLength": 1, "maxLength": 255},
        "notes": {"type": "string", "maxLength": 2000},
        "e_mail": {
            "type": "string",
            "minLength": 1,
            "maxLength": 254,
            "format": "email",
        },
        "phone": {"type": "string", "minLength": 1},
        "place": {"type": "string", "enum": ["Downtown clinic"]},
        "colour": {"type": "string", "enum": ["Red", "Green", "Blue"]},
        "colours": {
            "type": "array",
            "items": {"type": "string", "enum": ["Red", "Green", "Blue"]},
            "uniqueItems": True,
            "minItems": 1,
        },
        "agreed": {"type": "boolean", "const": True},
        "parking": {"type": "boolean"},
        "day": {"type": "string", "format": "date"},
        "age": {"type": "number", "minimum": -most, "maximum": most},
        "consent": {"type": "boolean", "const": True},
    }
    assert schema["properties"]["name"]["description"] == "As <in> your passport"
    assert [each["widget"] for each in described["ui"]] == [
        *("text", "textarea", "email", "tel", "select", "radio", "checkboxes"),
        *("checkbox", "checkbox", "date", "number", "checkbox"),
    ]
