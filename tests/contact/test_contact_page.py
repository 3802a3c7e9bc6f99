import datetime
import zoneinfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.formats import date_format
from wagtail.models import PageViewRestriction

from tests import make, reading

pytestmark = pytest.mark.django_db


def test_the_contact_page_shows_how_to_reach_the_clinic(client):
    make.clinic()
    page = make.contact_page()

    response = client.get(page.url)

    words = reading.words(response)
    for part in (
        "Come and see us.",
        "Downtown clinic",
        "12 Larch Street",
        "Atlanta, GA 30303",
        "Monday to Friday",
        "8:30 am",
        "Beside the library.",
        "hello@clinic.example",
        "Call 911.",
    ):
        assert part in words
    soup = reading.html(response)
    assert soup.select_one('main a[href="tel:+14045550126"]')
    assert soup.select_one('main a[href="https://map.example/larch"]')


def test_the_page_works_before_anybody_has_described_the_clinic(client):
    page = make.contact_page()

    response = client.get(page.url)

    assert "Come and see us." in reading.words(response)
    assert "MedicalClinic" not in reading.json_ld(response)


@pytest.mark.parametrize(
    ("reach", "words"),
    [
        ({}, "Please call us to find out"),
        ({"phone": ""}, "Please write to us to find out"),
        ({"phone": "", "email": ""}, ""),
    ],
)
def test_without_places_it_asks_for_no_more_than_it_offers(client, reach, words):
    make.clinic(places=(), **reach)
    page = make.contact_page()

    said = reading.words(client.get(page.url))

    assert words in said
    assert ("Please" in said) is bool(words)


def test_a_place_without_a_number_of_its_own_shows_the_clinics(client):
    own = {**make.PLACE, "name": "Uptown", "phone": "+14045550142"}
    make.clinic(places=[make.PLACE, own])
    page = make.contact_page()

    places = reading.html(client.get(page.url)).select(".place")

    numbers = [each.select_one("a[href^=tel]")["href"] for each in places]
    assert numbers == ["tel:+14045550126", "tel:+14045550142"]


def test_more_places_cost_no_more_queries(count_queries):
    page = make.contact_page()
    link = f'<p><a linktype="page" id="{page.pk}">Beside us.</a></p>'
    place = {**make.PLACE, "directions": link}
    make.clinic(places=[place])
    few = count_queries(page.url)

    make.clinic(places=[{**place, "name": f"Place {n}"} for n in range(6)])

    assert count_queries(page.url) == few


def test_navigation_leads_to_public_pages_only(client):
    contact = make.contact_page()
    draft = make.standard_page(title="Draft page", live=False)
    board = make.standard_page(title="Board", slug="board")
    PageViewRestriction.objects.create(page=board, restriction_type="login")
    links = [
        ("link", {"label": "Contact us", "page": contact}),
        ("link", {"label": "Soon", "page": draft}),
        ("link", {"label": "Board", "page": board}),
        ("link", {"label": "Portal", "url": "https://portal.example/"}),
    ]
    to_board = f'<p><a linktype="page" id="{board.pk}">Board</a></p>'
    make.clinic(
        header_navigation=links,
        footer_navigation=links,
        disclaimer=to_board,
        privacy_page=board,
    )

    for path in ("/", contact.url, make.article().url, "/search/"):
        page = reading.html(client.get(path))
        for part in (page.header, page.footer):
            shown = {
                link.get_text(strip=True): link["href"]
                for link in part.select("a[href]")
            }
            assert shown["Contact us"] == "/contact/"
            assert shown["Portal"] == "https://portal.example/"
            assert "Soon" not in shown
        assert "/board/" not in str(page)


@pytest.mark.parametrize("path", ["/", "/search/", "/nothing/"])
def test_a_longer_navigation_costs_no_more_queries(client, path):
    pages = [make.standard_page(title=f"Page {n}", slug=f"page-{n}") for n in range(3)]
    links = [("link", {"label": page.title, "page": page}) for page in pages]

    def cost(number):
        make.clinic(header_navigation=links[:number], footer_navigation=links[:number])
        client.get(path)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).text.count("/page-") == 2 * number
        return len(queries)

    assert cost(1) == cost(3)


def test_the_page_says_until_when_a_place_is_open_in_the_clinics_time(client, settings):
    settings.TIME_ZONE = "Pacific/Kiritimati"
    now = timezone.localtime()
    always = {
        "days": ["mo", "tu", "we", "th", "fr", "sa", "su"],
        "opens": datetime.time(0),
        "closes": datetime.time(23, 59, 59),
    }
    today = ["mo", "tu", "we", "th", "fr", "sa", "su"][now.weekday()]
    make.clinic(
        places=[
            {**make.PLACE, "name": "Open", "hours": [always]},
            {**make.PLACE, "name": "Later", "hours": [{**always, "days": [today]}]},
            {**make.PLACE, "name": "None", "hours": []},
        ]
    )
    page = make.contact_page()

    states = reading.html(client.get(page.url)).select(".place .state")

    assert [each.get_text(strip=True) for each in states] == [
        "Open today until11:59 pm",
        "Open today until11:59 pm",
    ]


def test_a_place_is_open_by_the_clinics_own_clock(client, settings):
    # It is never the same day in both.
    settings.TIME_ZONE = "Pacific/Pago_Pago"
    here = timezone.localtime(timezone=zoneinfo.ZoneInfo("Pacific/Kiritimati"))
    today = {
        "days": [["mo", "tu", "we", "th", "fr", "sa", "su"][here.weekday()]],
        "opens": datetime.time(0),
        "closes": datetime.time(23, 59, 59),
    }
    make.clinic(
        places=[{**make.PLACE, "hours": [today]}], time_zone="Pacific/Kiritimati"
    )
    page = make.contact_page()

    assert "Open today until" in reading.words(client.get(page.url))


ALWAYS = {
    "days": ["mo", "tu", "we", "th", "fr", "sa", "su"],
    "opens": datetime.time(0),
    "closes": datetime.time(0),
}


@pytest.mark.parametrize(
    ("opens", "closes", "words"),
    [
        (datetime.time(20), datetime.time(2), "8 pm to 2 am"),
        (datetime.time(8), datetime.time(0), "8 am to midnight"),
        (datetime.time(0), datetime.time(0), "Open 24 hours"),
    ],
)
def test_hours_read_as_people_say_them(client, opens, closes, words):
    hours = [{**ALWAYS, "opens": opens, "closes": closes}]
    make.clinic(places=[{**make.PLACE, "hours": hours}])

    soup = reading.html(client.get(make.contact_page().url))

    for table in soup.select("main .hours, footer .hours"):
        assert " ".join(table.td.get_text(" ", strip=True).split()) == words


def test_closed_days_to_come_are_shown_and_open_now_knows_them(client):
    today = make.clinic(time_zone="Pacific/Kiritimati").today
    day = datetime.timedelta(days=1)
    away = [
        {"name": "Past", "first_day": today - day, "closed": True},
        {"first_day": today + 9 * day, "last_day": today + 10 * day, "closed": True},
        {"name": "Founder’s day", "first_day": today, "closed": True},
    ]
    make.clinic(places=[{**make.PLACE, "hours": [ALWAYS], "special_hours": away}])
    page = make.contact_page()

    response = client.get(page.url)

    soup = reading.html(response)
    for part in (soup.select_one(".place"), soup.footer):
        rows = [
            " ".join(row.get_text(" ", strip=True).split())
            for row in part.select(".hours-special tbody tr")
        ]
        ends = [date_format(today + n * day, "j F Y") for n in (0, 9, 10)]
        assert rows == [
            f"{ends[0]} Founder’s day Closed",
            f"{ends[1]} to {ends[2]} Closed",
        ]
    state = soup.select_one(".place .state").get_text(" ", strip=True)
    assert state == "Closed now, opens tomorrow at midnight"
    assert "Past" not in reading.words(response)


def test_a_place_with_closed_days_alone_shows_them(client):
    today = make.clinic().today
    away = [{"name": "Day off", "first_day": today, "closed": True}]
    make.clinic(places=[{**make.PLACE, "hours": [], "special_hours": away}])

    words = reading.words(client.get(make.contact_page().url))

    assert "Day off Closed" in words
    assert "Closed now" not in words


def test_the_foot_of_a_page_shows_the_next_three_and_the_contact_page_all(client):
    today, day = make.clinic().today, datetime.timedelta(days=1)
    away = [{"first_day": today + n * day, "closed": True} for n in range(5)]
    make.clinic(places=[{**make.PLACE, "special_hours": away}])

    soup = reading.html(client.get(make.contact_page().url))

    assert len(soup.footer.select(".hours-special tbody tr")) == 3
    assert len(soup.main.select(".hours-special tbody tr")) == 5


def test_a_zone_that_is_known_no_more_leaves_the_rest(client):
    make.clinic(time_zone="America/Atlantis")
    page = make.contact_page()

    assert "Downtown clinic" in reading.words(client.get(page.url))
    assert client.get("/api/v3/site/").json()["clinic"]["time_zone"] == "UTC"


def test_the_first_form_stands_on_the_page_and_others_are_led_to(client):
    make.clinic()
    page = make.contact_page()
    make.form_page(parent=page)
    other = make.form_page("Write to us", parent=page, introduction="<p>Any time.</p>")
    make.form_page("Draft", parent=page, live=False)

    response = client.get(page.url)

    soup = reading.html(response)
    [form] = soup.select("form.handed-in")
    assert form.select_one("[name=your_name]")
    assert soup.select_one(".card a")["href"] == other.url
    assert "Any time." in reading.words(response)
    assert "Draft" not in reading.words(response)
    assert reading.words(response).count("Call 911.") == 1
    assert not response.cookies
    assert "public" in response["Cache-Control"]


def test_more_forms_cost_no_more_queries(count_queries):
    make.clinic()
    page = make.contact_page()
    make.form_page(parent=page)
    make.form_page("Write to us", parent=page)
    few = count_queries(page.url)

    for number in range(2):
        make.form_page(f"Form {number}", parent=page)

    assert count_queries(page.url) == few
