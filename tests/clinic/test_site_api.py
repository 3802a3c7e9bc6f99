import pytest

from clinic.models import ClinicSettings
from tests import make

pytestmark = pytest.mark.django_db


def link(label, *, page=None, url=""):
    return "link", {"label": label, "page": page, "url": url}


def test_both_apis_say_the_same_of_the_site(client):
    make.clinic()

    assert client.get("/api/v2/site/").json() == client.get("/api/v3/site/").json()


def test_the_site_says_who_the_clinic_is_and_where(client):
    make.clinic(
        disclaimer="<p>No advice.</p>",
        logo=make.image(),
        time_zone="America/New_York",
    )

    said = client.get("/api/v3/site/").json()

    assert said["url"] == "http://localhost"
    clinic = said["clinic"]
    assert clinic["name"] == "Larch Spine Clinic"
    assert clinic["phone"] == {"display": "(404) 555-0126", "uri": "tel:+14045550126"}
    assert clinic["email"] == "hello@clinic.example"
    assert clinic["disclaimer"] == "<p>No advice.</p>"
    assert clinic["logo"]["src"].startswith("http://localhost/media/")
    (place,) = clinic["places"]
    assert place["city"] == "Atlanta"
    assert place["hours"] == [
        {
            "days": ["mo", "tu", "we", "th", "fr"],
            "opens": "08:30",
            "closes": "17:00",
        }
    ]
    assert clinic["time_zone"] == "America/New_York"
    assert said["locales"] == [{"language_code": "en-gb", "name": "British English"}]


def test_the_navigation_leads_only_to_what_is_public(client):
    contact = make.contact_page()
    draft = make.article("Secret draft", live=False)
    make.clinic(
        header_navigation=[
            link("Contact", page=contact),
            link("Draft", page=draft),
            link("Shop", url="https://shop.example"),
        ],
        footer_navigation=[link("Home", page=make.home())],
    )

    navigation = client.get("/api/v3/site/").json()["navigation"]

    assert navigation["header"] == [
        {"label": "Contact", "url": "http://localhost/contact/", "kind": "contact"},
        {"label": "Shop", "url": "https://shop.example", "kind": "external"},
    ]
    assert [each["label"] for each in navigation["footer"]] == ["Home"]


def test_a_site_without_a_clinic_says_so(client):
    make.home()

    for api in ("v2", "v3"):
        said = client.get(f"/api/{api}/site/").json()

        assert said["clinic"] is None
        assert said["navigation"] == {"header": [], "footer": []}


def test_content_that_is_older_than_the_code_leaves_the_rest(client):
    make.clinic()
    clinic = ClinicSettings.objects.get()
    ClinicSettings.objects.filter(pk=clinic.pk).update(
        places=[
            {"type": "gone", "value": {}},
            {"type": "place", "value": {"name": "Here"}},
        ],
        header_navigation=[{"type": "link", "value": {"label": None}}],
        social_profiles=[{"type": "profile", "value": {}}],
        phone="12",
    )

    for api in ("v2", "v3"):
        answer = client.get(f"/api/{api}/site/")

        assert answer.status_code == 200, answer.content
        said = answer.json()
        assert [each["name"] for each in said["clinic"]["places"]] == ["Here"]
        assert said["clinic"]["phone"] is None
        assert said["navigation"]["header"] == []
