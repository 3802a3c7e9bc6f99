import datetime
import json

import pytest

from tests import make, reading

pytestmark = pytest.mark.django_db

HOSTILE = "</script><script>alert(1)</script><!-- \u2028 & \" ' {{ 7|add:7 }} \u202e"


def test_an_articles_linked_data_says_what_its_page_shows(client):
    make.clinic()
    article = make.article(
        author=make.person("Ana Ruiz", credentials="RN", role="Nurse"),
        reviewer=make.person(
            "Maya Lindqvist", credentials="MD", same_as="https://register.example/7"
        ),
        last_reviewed=datetime.date(2026, 10, 1),
        topics=[make.topic("Sciatica", is_condition=True), make.topic("Exercise")],
    )

    response = client.get(article.url)

    page = reading.json_ld(response)["MedicalWebPage"]
    assert page["@type"] == ["MedicalWebPage", "Article"]
    assert page["headline"] == reading.html(response).h1.get_text(strip=True)
    assert page["description"] == article.summary
    assert page["url"] == "http://localhost/articles/can-walking-ease-lower-back-pain/"
    assert page["datePublished"] == "2026-10-01T09:00:00+00:00"
    assert page["lastReviewed"] == "2026-10-01"
    assert page["reviewedBy"]["name"] == "Maya Lindqvist"
    assert page["reviewedBy"]["honorificSuffix"] == "MD"
    assert page["reviewedBy"]["sameAs"] == "https://register.example/7"
    assert page["reviewedBy"]["worksFor"] == {"@id": "http://localhost/#clinic"}
    assert page["author"]["url"] == "http://localhost/people/ana-ruiz/"
    assert page["author"]["jobTitle"] == "Nurse"
    assert [(topic["@type"], topic["name"]) for topic in page["about"]] == [
        ("Thing", "Exercise"),
        ("MedicalCondition", "Sciatica"),
    ]
    assert page["audience"]["audienceType"] == "Patient"
    assert page["publisher"] == {"@id": "http://localhost/#clinic"}


def test_an_articles_linked_data_cites_its_references(client):
    response = client.get(make.article().url)

    assert reading.json_ld(response)["MedicalWebPage"]["citation"] == [
        {
            "@type": "CreativeWork",
            "name": "Walking and back pain",
            "publisher": {"@type": "Organization", "name": "Journal of Walking"},
            "datePublished": "2024",
            "url": "https://journal.example/walking",
        }
    ]


@pytest.mark.parametrize(
    ("opens", "closes", "said"),
    [
        (datetime.time(20), datetime.time(2), ("20:00", "02:00")),
        (datetime.time(8), datetime.time(0), ("08:00", "00:00")),
        (datetime.time(0), datetime.time(0), ("00:00", "23:59")),
    ],
)
def test_hours_over_midnight_stand_as_search_engines_read_them(
    client, opens, closes, said
):
    hours = [{"days": ["sa"], "opens": opens, "closes": closes}]
    make.clinic(places=[{**make.PLACE, "hours": hours}])

    clinic = reading.json_ld(client.get(make.article().url))["MedicalClinic"]

    [shown] = clinic["openingHoursSpecification"]
    assert (shown["opens"], shown["closes"]) == said


def test_closed_days_and_special_hours_to_come_are_told_to_search_engines(client):
    today, day = make.clinic().today, datetime.timedelta(days=1)
    special = [
        {"name": "Past", "first_day": today - day, "closed": True},
        {
            "name": "Holidays",
            "first_day": today,
            "last_day": today + day,
            "closed": True,
        },
        {
            "first_day": today + 2 * day,
            "opens": datetime.time(0),
            "closes": datetime.time(0),
        },
    ]
    place = {**make.PLACE, "special_hours": special}
    make.clinic(places=[place, place])

    clinic = reading.json_ld(client.get(make.article().url))["MedicalClinic"]

    for shown in (clinic, clinic["department"][0]):
        assert shown["specialOpeningHoursSpecification"] == [
            {
                "@type": "OpeningHoursSpecification",
                "name": "Holidays",
                "validFrom": str(today),
                "validThrough": str(today + day),
                "opens": "00:00",
                "closes": "00:00",
            },
            {
                "@type": "OpeningHoursSpecification",
                "validFrom": str(today + 2 * day),
                "validThrough": str(today + 2 * day),
                "opens": "00:00",
                "closes": "23:59",
            },
        ]


def test_the_publisher_is_the_clinic_with_its_place_and_hours(client):
    make.clinic(
        logo=make.image(),
        social_profiles=[
            ("profile", {"label": "Mastodon", "url": "https://social.example/@larch"})
        ],
    )
    article = make.article()

    clinic = reading.json_ld(client.get(article.url))["MedicalClinic"]

    assert clinic["@id"] == "http://localhost/#clinic"
    assert clinic["name"] == "Larch Spine Clinic"
    assert clinic["telephone"] == "+14045550126"
    assert clinic["address"] == {
        "@type": "PostalAddress",
        "streetAddress": "12 Larch Street",
        "addressLocality": "Atlanta",
        "addressRegion": "GA",
        "postalCode": "30303",
        "addressCountry": "US",
    }
    assert clinic["openingHoursSpecification"] == [
        {
            "@type": "OpeningHoursSpecification",
            "dayOfWeek": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"],
            "opens": "08:30",
            "closes": "17:00",
        }
    ]
    assert clinic["sameAs"] == ["https://social.example/@larch"]
    assert clinic["logo"]["url"].startswith("http://localhost/media/")


def test_further_places_are_departments_with_numbers_of_their_own(client):
    branch = {**make.PLACE, "name": "North branch", "phone": "+14045550199"}
    make.clinic(places=[make.PLACE, branch])

    clinic = reading.json_ld(client.get(make.contact_page().url))["MedicalClinic"]

    assert clinic["telephone"] == "+14045550126"
    assert [
        (department["name"], department["telephone"])
        for department in clinic["department"]
    ] == [("North branch", "+14045550199")]


def test_questions_are_marked_up_only_where_a_page_has_them(client):
    item = {"question": "How far?", "answer": "<p>As far as you <b>like</b>.</p>"}
    asked = make.article(
        "Asked", sections=[("questions", {"heading": "Asked", "items": [item]})]
    )
    unasked = make.article("Unasked")

    questions = reading.json_ld(client.get(asked.url))["FAQPage"]["mainEntity"]

    assert questions[0]["name"] == "How far?"
    assert questions[0]["acceptedAnswer"]["text"] == "As far as you like."
    assert "FAQPage" not in reading.json_ld(client.get(unasked.url))


def test_the_breadcrumbs_are_those_of_the_page(client):
    article = make.article("Walking")

    response = client.get(article.url)

    crumbs = reading.json_ld(response)["BreadcrumbList"]["itemListElement"]
    shown = [
        crumb.get_text(strip=True)
        for crumb in reading.html(response).select(".breadcrumbs li")
    ]
    assert [crumb["name"] for crumb in crumbs] == shown
    assert [crumb["item"] for crumb in crumbs] == [
        "http://localhost/",
        "http://localhost/articles/",
        "http://localhost/articles/walking/",
    ]


def test_a_profile_lies_below_the_people(client):
    make.home()
    make.person("Maya Lindqvist")

    response = client.get("/people/maya-lindqvist/")

    crumbs = reading.html(response).select(".breadcrumbs a")
    assert [(each.get_text(strip=True), each["href"]) for each in crumbs] == [
        ("Larch Clinic", "/"),
        ("Our people", "/people/"),
    ]
    listed = reading.json_ld(response)["BreadcrumbList"]["itemListElement"]
    assert [each["item"] for each in listed] == [
        "http://localhost/",
        "http://localhost/people/",
        "http://localhost/people/maya-lindqvist/",
    ]


def test_the_home_page_says_how_to_search_the_site(client):
    make.clinic()

    site = reading.json_ld(client.get(make.home().url))["WebSite"]

    assert site["name"] == "Larch Spine Clinic"
    assert site["potentialAction"]["target"] == (
        "http://localhost/search/?q={search_term_string}"
    )


KINDS = {
    "/": "WebPage",
    "/articles/": "CollectionPage",
    "/articles/walking/": "MedicalWebPage",
    "/contact/": "ContactPage",
    "/privacy/": "WebPage",
    "/topics/back-pain/": "CollectionPage",
    "/people/": "CollectionPage",
    "/people/maya-lindqvist/": "ProfilePage",
    "/search/": "SearchResultsPage",
}


def test_every_page_says_what_it_is_and_who_publishes_it(client):
    make.clinic()
    make.article(
        "Walking",
        topics=[make.topic("Back pain")],
        author=make.person("Maya Lindqvist"),
    )
    make.contact_page()
    make.standard_page()

    for path, kind in KINDS.items():
        response = client.get(path)

        nodes = reading.json_ld(response)
        assert nodes[kind]["url"] == f"http://localhost{path}"
        assert nodes[kind]["publisher"]["@id"] == nodes["MedicalClinic"]["@id"]
        assert reading.canonical(response) == f"http://localhost{path}"
        assert reading.html(response).title.get_text(strip=True)
        assert len(reading.html(response).find_all("h1")) == 1


def test_a_profile_says_who_the_person_is(client):
    make.clinic()
    make.person("Maya Lindqvist", credentials="MD, FAANS", role="Neurosurgeon")

    nodes = reading.json_ld(client.get("/people/maya-lindqvist/"))

    assert nodes["ProfilePage"]["mainEntity"]["@id"] == nodes["Person"]["@id"]
    assert nodes["Person"]["honorificSuffix"] == "MD, FAANS"
    assert nodes["Person"]["jobTitle"] == "Neurosurgeon"


def test_linked_data_is_ascii_so_that_no_parser_ends_a_line_early(client):
    article = make.article(f"Title {HOSTILE}", slug="article")

    page = client.get(article.url).content.decode()

    data = page.partition('<script type="application/ld+json">')[2]
    data = data.partition("</script>")[0]
    assert data.isascii()
    assert "\\u2028" in data
    assert "<" not in data
    json.loads(data)
