import datetime

import pytest
from wagtail.blocks import StreamValue

from clinic.models import ClinicSettings
from tests import make

pytestmark = pytest.mark.django_db


def test_a_contact_page_says_where_the_clinic_is_and_when_it_is_open(read):
    make.clinic(places=[{**make.PLACE, "phone": "+14045550199"}])
    page = make.contact_page()

    said = read(page)

    assert said["introduction"] == "<p>Come and see us.</p>"
    assert said["phone"] == {"display": "(404) 555-0126", "uri": "tel:+14045550126"}
    assert said["email"] == "hello@clinic.example"
    [place] = said["places"]
    assert place.pop("id")
    # tests/clinic/test_next_openings.py
    assert len(place.pop("next_openings")) == 2
    assert place == {
        "name": "Downtown clinic",
        "street": "12 Larch Street",
        "city": "Atlanta",
        "region": "GA",
        "postcode": "30303",
        "country": "US",
        "phone": {"display": "(404) 555-0199", "uri": "tel:+14045550199"},
        "hours": [
            {
                "days": ["mo", "tu", "we", "th", "fr"],
                "opens": "08:30",
                "closes": "17:00",
            }
        ],
        "special_hours": [],
        "hours_note": "",
        "map_url": "https://map.example/larch",
        "directions": "<p>Beside the library.</p>",
    }


def test_a_contact_page_names_its_forms_in_the_order_of_the_tree(read, count_queries):
    page = make.contact_page()
    assert read(page)["forms"] == []
    first = make.form_page(introduction="<p>Ask <b>us</b>.</p>", purpose="appointment")
    make.form_page("Draft", live=False)
    make.HIDDEN["private"](make.form_page("Private"))
    path = f"/api/v3/pages/{page.pk}/"
    few = count_queries(path)
    make.form_page("Write to us")

    forms = read(page)["forms"]

    assert forms[0] == {
        "id": first.pk,
        "title": "Ask for an appointment",
        "summary": "Ask us.",
        "purpose": "appointment",
        "url": "http://localhost/contact/ask-for-an-appointment/",
        "form_url": f"http://localhost/api/v3/forms/{first.pk}/",
    }
    assert [each["title"] for each in forms[1:]] == ["Write to us"]
    assert count_queries(path) == few


def test_a_place_without_a_number_has_the_clinics(read):
    make.clinic()

    [place] = read(make.contact_page())["places"]

    assert place["phone"]["uri"] == "tel:+14045550126"


def test_before_anybody_described_the_clinic_its_contact_page_says_so(read):
    said = read(make.contact_page())

    assert (said["phone"], said["email"], said["places"]) == (None, None, [])


@pytest.mark.parametrize(
    "value", [{}, {"hours": [{"opens": "", "days": []}, {}]}, {"phone": "12"}]
)
def test_a_place_with_gaps_keeps_its_shape(read, value):
    clinic = make.clinic()
    block = ClinicSettings._meta.get_field("places").stream_block
    stored = StreamValue(block, [{"type": "place", "value": value}], is_lazy=True)
    ClinicSettings.objects.filter(pk=clinic.pk).update(places=stored)

    [place] = read(make.contact_page())["places"]

    assert place["name"] == ""
    assert place["map_url"] is None
    for hours in place["hours"]:
        assert hours == {"days": [], "opens": None, "closes": None}


def test_the_clinics_hours_are_times_of_day(read):
    hours = [{"days": ["sa"], "opens": datetime.time(9), "closes": datetime.time(12)}]
    make.clinic(places=[{**make.PLACE, "hours": hours}])

    [place] = read(make.contact_page())["places"]

    assert place["hours"][0]["opens"] == "09:00"


@pytest.mark.parametrize(
    ("opens", "closes", "said"),
    [
        (datetime.time(20), datetime.time(2), ("20:00", "02:00")),
        (datetime.time(8), datetime.time(0), ("08:00", "24:00")),
        (datetime.time(0), datetime.time(0), ("00:00", "24:00")),
    ],
)
def test_the_end_of_a_day_is_24_00(read, opens, closes, said):
    hours = [{"days": ["sa"], "opens": opens, "closes": closes}]
    make.clinic(places=[{**make.PLACE, "hours": hours}])

    [place] = read(make.contact_page())["places"]

    assert (place["hours"][0]["opens"], place["hours"][0]["closes"]) == said


def test_special_hours_that_are_to_come_are_told_the_next_first(read):
    clinic = make.clinic(time_zone="Pacific/Kiritimati")
    today = clinic.today
    make.clinic(places=[{**make.PLACE, "special_hours": special_days(today)}])

    [place] = read(make.contact_page())["places"]

    day = datetime.timedelta(days=1)
    assert place["special_hours"] == [
        {
            "name": "Long holidays",
            "first_day": str(today - 9 * day),
            "last_day": str(today),
            "closed": True,
            "opens": None,
            "closes": None,
        },
        {
            "name": "",
            "first_day": str(today + day),
            "last_day": str(today + day),
            "closed": False,
            "opens": "08:00",
            "closes": "24:00",
        },
    ]


def special_days(today):
    day = datetime.timedelta(days=1)
    return [
        {
            "first_day": today + day,
            "opens": datetime.time(8),
            "closes": datetime.time(0),
        },
        {"name": "Past", "first_day": today - day, "closed": True},
        {"name": "Past", "first_day": today - 3 * day, "last_day": today - 2 * day},
        {
            "name": "Long holidays",
            "first_day": today - 9 * day,
            "last_day": today,
            "closed": True,
        },
    ]


@pytest.mark.parametrize("value", [[], [{}], [{"first_day": "", "closed": True}]])
def test_special_hours_with_gaps_are_left_out(read, value):
    clinic = make.clinic()
    block = ClinicSettings._meta.get_field("places").stream_block
    place = {"type": "place", "value": {"special_hours": value}}
    stored = StreamValue(block, [place], is_lazy=True)
    ClinicSettings.objects.filter(pk=clinic.pk).update(places=stored)

    [place] = read(make.contact_page())["places"]

    assert place["special_hours"] == []
