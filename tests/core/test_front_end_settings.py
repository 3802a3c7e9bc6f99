"""The form on which a clinic enters the website that shows its pages."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from wagtail.models import Page, Site

from core.models import FrontEnd
from tests import make, reading
from tests.core.front_ends import front_end

pytestmark = pytest.mark.django_db

WEBSITE = "https://www.clinic.example"
SCREEN = "/admin/settings/core/frontend/{}/"
ENTERED = {"origin": WEBSITE, "path_pattern": "/{path}/", "own_pages": "redirect"}


@pytest.fixture
def save(client):
    client.force_login(make.superuser())

    def post(site=None, **changed):
        path = SCREEN.format((site or make.site()).pk)
        return client.post(path, {**ENTERED, **changed})

    return post


def other_site(hostname="heart.example"):
    home = make.standard_page(title="Heart", slug="heart")
    return Site.objects.create(hostname=hostname, port=443, root_page=home)


def stored():
    return FrontEnd.objects.get(site__is_default_site=True)


def test_an_administrator_enters_the_website(save):
    answer = save(path_pattern="/magazine/{path}", own_pages="noindex")

    assert answer.status_code == 302
    found = stored()
    assert found.origin == WEBSITE
    assert (found.path_pattern, found.own_pages) == ("/magazine/{path}", "noindex")


@pytest.mark.parametrize(
    ("written", "origin"),
    [
        ("https://www.clinic.example/", WEBSITE),
        ("  HTTPS://WWW.Clinic.Example  ", WEBSITE),
        ("https://www.clinic.example:443", WEBSITE),
        ("https://www.clinic.example:8443", f"{WEBSITE}:8443"),
        ("https://praxis-wä.example", "https://xn--praxis-w-7za.example"),
        ("http://localhost:3000", "http://localhost:3000"),
        ("http://clinic.localhost:3000", "http://clinic.localhost:3000"),
        ("http://127.0.0.1:80", "http://127.0.0.1"),
        ("http://192.168.1.4:4321", "http://192.168.1.4:4321"),
        ("http://[::1]:3000", "http://[::1]:3000"),
        ("http://[0:0::0001]:3000", "http://[::1]:3000"),
        ("", ""),
    ],
)
def test_the_address_is_stored_as_browsers_send_it(save, written, origin):
    assert save(origin=written).status_code == 302
    assert stored().origin == origin


@pytest.mark.parametrize(
    "written",
    [
        "www.clinic.example",
        "https://",
        "https://www.clinic.example/magazine",
        "https://www.clinic.example/?a=b",
        "https://www.clinic.example?",
        "https://www.clinic.example#a",
        "https://user:secret@www.clinic.example",
        "https://user@www.clinic.example",
        "https://@www.clinic.example",
        "https://*.clinic.example",
        "https://clinic",
        "http://8.8.8.8",
        "https://www.clinic.example:99999",
        "https://www.clinic.example:x",
        "https://www.clinic.example:0",
        "http://clinic;x.localhost",
        "http://-a.localhost",
        "http://a_b.localhost:3000",
        "http://[fe80::1%eth0]:3000",
        "https://www.clinic..example",
        "https://www.clinic.example\\@evil.example",
        "https://www.clinic.example evil.example",
        "https://www.clinic.example\tx",
        "https://-a.example",
        "https://[::1",
        "//www.clinic.example",
        "javascript:alert(1)",
        "ftp://www.clinic.example",
        "data:text/html,x",
        "https://" + "a" * 64 + ".example",
        "null",
        "*",
    ],
)
def test_what_is_no_address_of_a_website_is_refused_in_words(save, written):
    answer = save(origin=written)

    assert answer.status_code == 200
    assert "the beginning of the website" in answer.content.decode()
    assert reading.html(answer).find(id="id_origin")["value"] == written
    assert not FrontEnd.objects.exists()


def test_an_address_with_a_nul_or_of_any_length_is_refused(save):
    for written in ("https://a.example\0", "https://" + "a." * 5000 + "example"):
        assert save(origin=written).status_code in {200, 400}
    assert not FrontEnd.objects.exists()


def test_an_address_that_is_too_long_as_browsers_send_it_is_refused(save):
    host = "https://" + f"{'ü' * 20}." * 8 + "example"
    preview_url = f"{host}/{'a' * 60}/"
    assert len(preview_url) < 255

    answer = save(preview_url=preview_url)

    assert "at most 255 characters" in answer.content.decode()
    assert not FrontEnd.objects.exists()


@pytest.mark.parametrize(
    "written",
    ["http://www.clinic.example", "http://localhost.evil.example"],
)
def test_a_website_on_the_internet_is_encrypted(save, written):
    answer = save(origin=written)

    assert answer.status_code == 200
    assert "must begin with https://" in answer.content.decode()


@pytest.mark.parametrize(
    "pattern",
    [
        "",
        "magazine/{path}",
        "/magazine/",
        "/{path}/{path}",
        "/{path}/more",
        "//evil.example/{path}",
        "/../{path}",
        "/./{path}",
        "/a//{path}",
        "/\\{path}",
        "/?p={path}",
        "/#/{path}",
        "/a b/{path}",
        "/{path}.html",
        "/{slug}/",
        "https://evil.example/{path}",
        "/a\r\nb/{path}",
        # The sign of kelvins, which has a k as its small letter.
        "/\u212a/{path}",
    ],
)
def test_a_pattern_that_is_no_path_is_refused_in_words(save, pattern):
    answer = save(path_pattern=pattern)

    assert answer.status_code == 200
    assert not FrontEnd.objects.exists()


def test_both_fields_are_corrected_at_once(save):
    answer = save(origin="www.clinic.example", path_pattern="magazine")

    body = answer.content.decode()
    assert "the beginning of the website" in body
    assert "Begin with a slash" in body


def test_gait_never_leads_to_itself(save):
    other_site()

    for address in ("https://heart.example", "http://localhost"):
        answer = save(origin=address)

        assert "an address of Gait itself" in answer.content.decode()
        assert save(origin=address, path_pattern="/{path}").status_code == 200
    assert save(origin="http://localhost", path_pattern="/a/{path}").status_code == 302


def test_two_sites_share_a_website_only_at_different_addresses(save):
    other = other_site()
    save(path_pattern="/back/{path}/")

    same = save(other, path_pattern="/back/{path}")
    different = save(other, path_pattern="/heart/{path}")

    assert "has its pages at the same addresses" in same.content.decode()
    assert different.status_code == 302


def test_an_unknown_choice_is_refused(save):
    assert save(own_pages="everything").status_code == 200
    assert not FrontEnd.objects.exists()


@pytest.mark.parametrize(
    ("written", "stored_as"),
    [
        ("https://www.clinic.example/preview/", "https://www.clinic.example/preview/"),
        (
            " HTTPS://Drafts.Clinic.example/api/draft ",
            "https://drafts.clinic.example/api/draft",
        ),
        ("http://localhost:4321/preview/", "http://localhost:4321/preview/"),
        ("https://www.clinic.example/", "https://www.clinic.example/"),
        ("", ""),
    ],
)
def test_the_address_that_shows_drafts_is_stored(save, written, stored_as):
    assert save(preview_url=written).status_code == 302
    assert stored().preview_url == stored_as


@pytest.mark.parametrize(
    "written",
    [
        "https://www.clinic.example",
        "/preview/",
        "http://www.clinic.example/preview/",
        "https://www.clinic.example/preview/?a=b",
        "https://www.clinic.example/preview/#a",
        "https://www.clinic.example//evil/",
        "https://www.clinic.example/../",
        "https://user@www.clinic.example/preview/",
        "https://www.clinic.example\\@evil.example/preview/",
        "https://www.clinic.example/a b/",
        "javascript:alert(1)//x/",
        "https://" + "a" * 64 + ".example/preview/",
        "http://localhost/preview/",
    ],
)
def test_what_is_no_address_for_drafts_is_refused_in_words(save, written):
    answer = save(preview_url=written)

    assert answer.status_code == 200
    assert reading.html(answer).find(id="id_preview_url")["value"] == written
    assert not FrontEnd.objects.exists()


def test_drafts_are_shown_by_the_website_that_is_entered(save):
    answer = save(origin="", preview_url=f"{WEBSITE}/preview/")

    assert "Enter the address of the website, too" in answer.content.decode()
    assert not FrontEnd.objects.exists()


def test_only_administrators_enter_it(client):
    client.force_login(make.member("Moderators"))

    answer = client.post(SCREEN.format(make.site().pk), ENTERED)

    assert answer.status_code == 302
    assert not FrontEnd.objects.exists()


def test_code_that_stores_a_front_end_can_check_it():
    with pytest.raises(ValidationError):
        FrontEnd(site=make.site(), origin="http://www.clinic.example").full_clean()


def test_the_admin_leads_to_the_page_on_the_website(client):
    client.force_login(make.superuser())
    page = make.standard_page(slug="privacy")
    front_end(WEBSITE, path_pattern="/magazine/{path}")

    explorer = client.get(reverse("wagtailadmin_explore", args=[page.get_parent().pk]))
    form = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))

    for screen in (explorer, form):
        assert f'href="{WEBSITE}/magazine/privacy"' in screen.content.decode()


def test_the_preview_in_the_admin_stays(client):
    client.force_login(make.superuser())
    page = make.standard_page(title="Privacy", slug="privacy")
    front_end(WEBSITE)
    address = reverse("wagtailadmin_pages:view_draft", args=[page.pk])

    shown = client.get(address)

    assert shown.status_code == 200
    assert "Privacy" in reading.words(shown)
    assert Page.objects.get(pk=page.pk).url == f"{WEBSITE}/privacy/"
