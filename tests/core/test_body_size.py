"""Bodies that are larger than any form of ours, on every address that takes one."""

import json

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import PageViewRestriction

from tests import make
from tests.contact.filling_in import TYPED

pytestmark = pytest.mark.django_db

URLENCODED = "application/x-www-form-urlencoded"
MEGABYTE = 1024 * 1024


def addresses():
    make.clinic()
    article, form = make.article(), make.form_page()
    password = PageViewRestriction.PASSWORD
    gate = article.view_restrictions.create(restriction_type=password, password="x")
    return [
        f"/forms/{form.pk}/",
        f"/replies/{article.pk}/",
        f"/_util/authenticate_with_password/{gate.pk}/{article.pk}/",
        reverse("wagtailadmin_login"),
        reverse("wagtailadmin_password_reset"),
        form.url,
        "/nothing/",
    ]


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["urlencoded", "multipart"])
def test_a_form_over_five_megabytes_is_called_too_large(client, kind):
    text = "x" * (5 * MEGABYTE + 1)

    for address in addresses():
        if kind == "multipart":
            answer = client.post(address, {"message": text})
        else:
            answer = client.post(address, f"m={text}", content_type=URLENCODED)

        assert answer.status_code == 413, address
        assert "That is too large" in answer.text
        assert answer["Cache-Control"] == "no-store"


def test_a_form_below_five_megabytes_is_called_too_long_with_the_way_back(client):
    make.clinic()
    form = make.form_page()

    answer = client.post(f"/forms/{form.pk}/", {**TYPED, "message": "x" * 4 * MEGABYTE})

    assert answer.status_code == 413
    assert f'href="{form.url}">To the form' in answer.text


def test_an_api_calls_a_body_of_six_megabytes_too_large(client):
    make.clinic()
    form = make.form_page()
    body = json.dumps({"message": "x" * 6 * MEGABYTE})

    for path in (f"/api/v3/forms/{form.pk}/submissions/", "/api/v3/comments/"):
        answer = client.post(path, body, content_type="application/json")

        assert answer.status_code == 413
        assert answer["Content-Type"] == "application/problem+json"
        assert "1 MB" in answer.json()["detail"]


def test_the_admin_takes_a_large_file_and_refuses_as_much_text():
    browser = Client(raise_request_exception=False)
    browser.force_login(make.superuser())
    text = {"title": "x" * (5 * MEGABYTE + 1)}

    assert browser.post(reverse("wagtailimages:add"), text).status_code == 413
