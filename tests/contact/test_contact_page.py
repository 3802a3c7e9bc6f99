import pytest

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


def test_more_places_cost_no_more_queries(count_queries):
    page = make.contact_page()
    make.clinic()
    few = count_queries(page.url)

    make.clinic(places=[{**make.PLACE, "name": f"Place {n}"} for n in range(6)])

    assert count_queries(page.url) == few


def test_navigation_leads_to_published_pages_only(client):
    contact = make.contact_page()
    draft = make.standard_page(title="Draft page", live=False)
    outside = {"label": "Portal", "url": "https://portal.example/"}
    links = [
        ("link", {"label": "Contact us", "page": contact}),
        ("link", {"label": "Soon", "page": draft}),
        ("link", outside),
    ]
    make.clinic(header_navigation=links, footer_navigation=links)

    page = reading.html(client.get("/"))

    for part in (page.header, page.footer):
        shown = {link.get_text(strip=True): link["href"] for link in part.select("a")}
        assert shown["Contact us"] == "/contact/"
        assert shown["Portal"] == "https://portal.example/"
        assert "Soon" not in shown
