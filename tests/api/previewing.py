"""Previews in the admin, and the drafts that a front end reads for their tokens."""

from urllib.parse import parse_qs, urlsplit

from django.urls import reverse

from tests.delivery.changing.forms import form_data

SHOWS_DRAFTS = "https://www.clinic.example/preview/"
DRAFT = "Nobody has saved this"
ADMIN = "http://testserver"


def typed(admin, article, **changed):
    """The preview's address after somebody has typed into the form."""
    address = reverse("wagtailadmin_pages:preview_on_edit", args=[article.pk])
    form = form_data(admin.get(f"/admin/pages/{article.pk}/edit/"))
    answer = admin.post(address, {**form, **changed})
    assert answer.json()["is_valid"]
    return address


def token_at(admin, address):
    """The token with which the admin leads to the front end."""
    led = admin.get(address)
    assert led.status_code == 302
    assert led["Location"].startswith(f"{SHOWS_DRAFTS}?token=")
    [token] = parse_qs(urlsplit(led["Location"]).query)["token"]
    return token


def shown(client, token, **parameters):
    return client.get("/api/v3/preview/", {"token": token, **parameters})
