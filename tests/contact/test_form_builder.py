import pytest

from contact.json_schema import describe
from tests import make
from tests.contact.filling_in import fresh

pytestmark = pytest.mark.django_db


def ask(kind, *, label="Question", typed=None, places=None, **options):
    """The form of one question, with what was typed."""
    make.clinic(**({} if places is None else {"places": places}))
    page = make.form_page(questions=[(label, kind, options)])
    values = {"consent": "on", "stamp": fresh()}
    if typed is not None:
        values["question"] = typed
    return page.get_form(values)


def said(form):
    assert form.is_valid(), form.errors
    return [each["value"] for each in form.answers]


CHOICES = {"choices": "Red\nGreen\nBlue"}


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
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
    ],
)
def test_an_answer_is_kept_as_people_read_it(kind, typed, kept):
    options = CHOICES if kind in {"dropdown", "radio", "checkboxes"} else {}

    assert said(ask(kind, typed=typed, **options)) == [kept]


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("multiline", "Fill in “What {brings} you?”."),
        ("date", "Fill in “What {brings} you?”."),
        ("dropdown", "Choose an answer to “What {brings} you?”."),
        ("checkboxes", "Choose at least one of “What {brings} you?”."),
        ("checkbox", "Tick “What {brings} you?”."),
    ],
)
def test_a_question_that_was_passed_over_says_what_to_do(kind, said):
    options = CHOICES if kind in {"dropdown", "checkboxes"} else {}

    form = ask(kind, label="What {brings} you?", **options)

    assert form.errors["what_brings_you"] == [said]


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
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
    ],
)
def test_what_is_no_answer_is_refused_at_its_question(kind, typed):
    options = CHOICES if kind in {"dropdown", "radio", "checkboxes"} else {}

    form = ask(kind, typed=typed, **options)

    assert not form.is_valid()
    assert list(form.errors) == ["question"]
    assert len(str(form.errors["question"])) < 500


@pytest.mark.parametrize(
    "kind",
    [
        *("singleline", "multiline", "email", "phone", "place", "dropdown", "radio"),
        *("checkboxes", "date", "number"),
    ],
)
def test_an_optional_question_may_be_left_empty(kind):
    options = CHOICES if kind in {"dropdown", "radio", "checkboxes"} else {}

    for typed in (None, ""):
        form = ask(kind, typed=typed, required=False, **options)
        if (kind, typed) != ("checkboxes", ""):
            assert said(form) == []


def test_a_box_that_was_not_ticked_is_an_answer():
    assert said(ask("checkbox", required=False)) == ["No"]


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("Prefix", "prefix"),
        ("Field order", "field_order"),
        ("Data", "data"),
        ("Errors", "errors"),
        ("Page", "page"),
        ("Answers", "answers"),
        ("Clean", "clean"),
    ],
)
def test_a_question_may_be_called_as_anything_of_djangos(label, name):
    make.clinic()
    page = make.form_page(questions=[(label, "singleline", {})])
    field = page.form_fields.get().clean_name

    form = page.get_form({field: "Ada", "consent": "on", "stamp": fresh()})

    assert field.lower() == name.lower()
    assert said(form) == ["Ada"]


def test_names_tell_the_browser_what_to_fill_in():
    make.clinic()
    page = make.form_page(
        questions=[
            ("First name", "singleline", {}),
            ("Postcode", "singleline", {}),
            ("Best day", "date", {}),
        ]
    )

    ui = describe(page.get_form())["ui"]

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

    described = describe(page.get_form())

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
