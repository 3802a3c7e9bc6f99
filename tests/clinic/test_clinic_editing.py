"""A moderator at the clinic's settings, by HTTP."""

import html

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from clinic.blocks import Weekday
from clinic.models import ClinicSettings
from tests import make, reading

pytestmark = pytest.mark.django_db


@pytest.fixture
def moderator(client):
    member = make.member("Moderators")
    client.force_login(member)
    return client


def place(*, days="mo", opens="08:30", closes="17:00", **fields):
    hours = {"days": days, "opens": opens, "closes": closes}
    return {
        "name": "Downtown clinic",
        "street": "12 Larch Street",
        "city": "Atlanta",
        "region": "GA",
        "postcode": "30303",
        "country": "US",
        "phone": "",
        "hours": listed(hours),
        "special_hours": listed(),
        "hours_note": "",
        "map_url": "",
        "directions": rich_text("<p>Beside the library.</p>"),
        **fields,
    }


def listed(*values):
    return {
        "count": str(len(values)),
        **{
            str(number): {"value": value, "order": str(number), "deleted": ""}
            for number, value in enumerate(values)
        },
    }


def special(first_day, last_day="", *, opens="", closes="", name="", **fields):
    return {
        "name": name,
        "first_day": first_day,
        "last_day": last_day,
        "opens": opens,
        "closes": closes,
        **fields,
    }


def closed(first_day, last_day="", **fields):
    return special(first_day, last_day, closed="on", **fields)


def save(client, *, places=(), header=(), **fields):
    form = nested_form_data(
        {
            "name": "Larch Spine Clinic",
            "legal_name": "",
            "phone": "(404) 555-0126",
            "email": "hello@clinic.example",
            "logo": "",
            "places": streamfield([("place", each) for each in places]),
            "social_profiles": streamfield([]),
            "header_navigation": streamfield([("link", each) for each in header]),
            "footer_navigation": streamfield([]),
            "emergency_wording": rich_text("<p>Call 911.</p>"),
            "disclaimer": rich_text("<p>This is no medical advice.</p>"),
            "announce_overdue_reviews": "on",
            **fields,
        }
    )
    return client.post(address(), form)


def edit(client):
    return client.get(address())


def address():
    site = make.site()
    return reverse("wagtailsettings:edit", args=["clinic", "clinicsettings", site.pk])


def test_the_clinic_is_described_and_shows_on_every_page(moderator):
    article = make.article()

    answer = save(moderator, places=[place()])

    assert answer.status_code == 302
    moderator.logout()
    page = moderator.get(article.url)
    assert reading.html(page).find("a", href="tel:+14045550126")
    assert "12 Larch Street" in page.content.decode()


def test_an_impossible_number_is_refused_in_words_and_nothing_is_lost(moderator):
    answer = save(moderator, phone="555-CALL-NOW")

    text = answer.content.decode()
    assert answer.status_code == 200
    assert "This is no phone number that can be dialled" in text
    assert "555-CALL-NOW" in text
    assert "Larch Spine Clinic" in text
    assert not ClinicSettings.objects.filter(name="Larch Spine Clinic").exists()


@pytest.mark.parametrize("number", ["555-CALL-NOW", "12", "404 555 01267890", "+999 1"])
def test_a_number_that_cannot_be_dialled_is_refused(number):
    with pytest.raises(ValidationError, match="no phone number that can be dialled"):
        ClinicSettings(name="Larch Spine Clinic", phone=number).full_clean()


def test_a_place_may_be_open_past_midnight_or_round_the_clock(moderator):
    times = [
        ("20:00", "02:00"),
        ("08:00", "00:00"),
        ("00:00", "00:00"),
        ("17:00", "08:30"),
    ]

    answer = save(moderator, places=[place(opens=o, closes=c) for o, c in times])

    assert answer.status_code == 302
    kept = [each.value["hours"] for each in ClinicSettings.for_site(make.site()).places]
    assert times == [
        (f"{hours['opens']:%H:%M}", f"{hours['closes']:%H:%M}") for [hours] in kept
    ]


def test_each_place_says_what_is_wrong_with_it(moderator):
    answer = save(
        moderator,
        places=[
            place(phone="555-CALL-NOW"),
            place(opens="08:30", closes="08:30"),
            place(days=[]),
            place(country="XX"),
        ],
    )

    text = answer.text
    assert text.count("This is no phone number that can be dialled") == 1
    assert "555-CALL-NOW" in text
    assert text.count("For round the clock enter 00:00 twice") == 1
    assert text.count("This field is required") == 1
    assert text.count("No country has these two letters") == 1
    assert not ClinicSettings.for_site(make.site()).places


def test_closed_days_and_special_hours_are_kept_as_entered(moderator):
    days = [
        closed("2031-12-25", "2031-12-26", name="Christmas"),
        special("2031-12-24", opens="08:00", closes="12:00"),
        special("2031-12-31", opens="20:00", closes="02:00"),
        special("2031-12-30", "2031-12-30", opens="00:00", closes="00:00"),
        # What is past does no harm.
        closed("2001-01-01"),
    ]

    answer = save(moderator, places=[place(special_hours=listed(*days))])

    assert answer.status_code == 302
    kept = ClinicSettings.for_site(make.site()).main_place["special_hours"]
    assert [each["name"] for each in kept] == ["Christmas", "", "", "", ""]
    assert [each["closed"] for each in kept] == [True, False, False, False, True]


def test_impossible_special_hours_are_refused_in_words_and_are_still_there(moderator):
    wrong = {
        "This field is required": closed(""),
        "This is no day": closed("24.12."),
        "The last day comes before the first": closed("2031-12-25", "2031-12-24"),
        "Tick this, or enter when it opens and closes": special("2031-12-26"),
        "Enter when it closes, too": special("2031-12-27", opens="08:00"),
        "Enter when it opens, too": special("2031-12-28", closes="08:00"),
        "take the tick from": closed("2031-12-29", closes="12:00"),
        "For round the clock enter 00:00 twice": special(
            "2031-12-30", opens="08:00", closes="08:00"
        ),
        "for example 08:30": special("2031-12-31", opens="8 am", closes="12:00"),
    }
    days = [
        {**each, "name": f"Day {n} of rest"} for n, each in enumerate(wrong.values())
    ]

    answer = save(moderator, places=[place(special_hours=listed(*days))])

    assert answer.status_code == 200
    text = html.unescape(answer.text)
    assert [text.count(words) for words in wrong] == [1] * len(wrong)
    assert all(each["name"] in text for each in days)
    assert not ClinicSettings.for_site(make.site()).places


def test_a_day_that_is_in_the_list_twice_is_refused_in_words(moderator):
    lists = {
        "25 December 2031 is in the list twice": [
            closed("2031-12-25"),
            closed("2031-12-25"),
        ],
        "31 December 2031 is in the list twice": [
            closed("2031-12-31"),
            closed("2031-12-24", "2032-01-02"),
        ],
        "26 December 2031 is in the list twice": [
            closed("2031-12-24", "2031-12-26"),
            closed("2031-12-26", "2031-12-27"),
        ],
    }

    answer = save(
        moderator,
        places=[place(special_hours=listed(*days)) for days in lists.values()],
    )

    assert answer.status_code == 200
    assert [answer.text.count(words) for words in lists] == [1] * len(lists)
    assert not ClinicSettings.for_site(make.site()).places


def test_days_that_follow_each_other_and_of_two_places_are_no_overlap(moderator):
    lists = [
        [closed("2031-12-24", "2031-12-25"), closed("2031-12-26", "2031-12-27")],
        [closed("2031-12-26"), closed("2031-12-25")],
    ]

    answer = save(
        moderator, places=[place(special_hours=listed(*days)) for days in lists]
    )

    assert answer.status_code == 302


def test_what_is_no_time_of_day_is_refused_in_words_and_is_still_there(moderator):
    times = ["8 am", "4pm", "25:99", "soon"]

    answer = save(moderator, places=[place(opens=time) for time in times])

    assert answer.text.count("for example 08:30") == len(times)
    assert all(f"&quot;{time}&quot;" in answer.text for time in times)


def test_opening_hours_are_asked_for_in_the_browsers_own_fields(moderator):
    make.clinic()

    text = edit(moderator).content.decode()

    # In a list of several a plain click would let go of all others.
    assert text.count("type=\\&quot;checkbox\\&quot;") >= len(Weekday)
    assert text.count("type=\\&quot;time\\&quot;") == 4
    assert text.count("type=\\&quot;date\\&quot;") == 2
    # Wagtail's field puts the present time in the place of what it cannot read.
    assert "AdminTimeInput" not in text


def test_a_link_that_runs_a_script_is_refused(moderator):
    link = {"label": "Shop", "page": "", "url": "javascript:alert(1)"}

    answer = save(moderator, header=[link])

    assert "begins with https://" in answer.content.decode()


def test_a_new_number_shows_in_every_article_at_once(moderator, client):
    make.clinic()
    article = make.article()

    save(moderator, phone="(404) 555-0199")

    client.logout()
    assert "tel:+14045550199" in client.get(article.url).content.decode()
    for address in ("/api/v2/pages/{}/", "/api/v3/pages/{}/"):
        said = client.get(address.format(article.pk)).json()
        assert said["call_to_action"]["phone"]["uri"] == "tel:+14045550199"


@pytest.mark.parametrize(
    ("chosen", "status"), [("America/Los_Angeles", 302), ("America/Atlantis", 200)]
)
def test_only_a_time_zone_that_exists_is_taken(moderator, chosen, status):
    answer = save(moderator, time_zone=chosen)

    assert answer.status_code == status
    kept = ClinicSettings.for_site(make.site()).time_zone
    assert kept == (chosen if status == 302 else "")


def test_a_time_zone_is_chosen_by_its_city(moderator):
    page = reading.html(moderator.get(address()))

    area = page.find("optgroup", label="America")
    assert "Los Angeles" in area.get_text()
    assert "Argentina, Buenos Aires" in area.get_text()
    assert not page.find("option", value="Etc/GMT+8")
    areas = [each["label"] for each in area.parent.find_all("optgroup")]
    cities = [each["value"] for each in area.find_all("option")]
    assert (areas, cities) == (sorted(areas), sorted(cities))


def test_an_extension_is_refused_rather_than_dropped(moderator):
    answer = save(moderator, phone="(541) 555-0127 ext 5")

    assert "Leave the extension out" in answer.content.decode()
    assert "ext" in answer.content.decode()
    assert not ClinicSettings.for_site(make.site()).phone


def test_a_country_may_be_written_small(moderator):
    save(moderator, places=[place(country="us")])

    assert ClinicSettings.for_site(make.site()).main_place["country"] == "US"
