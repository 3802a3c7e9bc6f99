"""The user bar of a preview on the front end, and previews of several drafts."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from tests import make
from tests.api.previewing import ADMIN, DRAFT, SHOWS_DRAFTS, shown, token_at
from tests.articles import writing
from tests.core.front_ends import front_end

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _front_end():
    front_end(preview_url=SHOWS_DRAFTS)


def together(admin, *pages, **parameters):
    address = "/admin/bulk/wagtailcore/page/preview/"
    return admin.get(address, {"id": [page.pk for page in pages], **parameters})


def test_several_drafts_are_shown_together(client, admin):
    first = make.article(live=False, slug="first")
    second = make.article(title="Another", live=False, slug="second")
    second.title = "Saved"
    second.save_revision()

    led = together(admin, first, second)
    [token] = parse_qs(urlsplit(led["Location"]).query)["token"]

    assert "private, no-store" in led["Cache-Control"]
    found = shown(client, token, path="/articles/second/").json()
    assert found["page"]["title"] == "Saved"
    assert found["pages"] == [
        {"id": first.pk, "title": first.title, "path": "/articles/first/"},
        {"id": second.pk, "title": "Saved", "path": "/articles/second/"},
    ]
    assert shown(client, token).json()["page"]["id"] == first.pk
    assert shown(client, token, path="/articles/third/").status_code == 404


def test_drafts_that_cannot_be_shown_together_are_refused_in_words(client, admin):
    pages = [make.article(slug=f"a{number}", live=False) for number in range(21)]

    many = together(admin, *pages, next="/admin/pages/")
    stranger = Client()
    stranger.force_login(make.member("Front desk", "desk@clinic.example"))
    front_end(preview_url="")
    nowhere = together(admin, *pages[:2])

    assert (many.status_code, many["Location"]) == (302, "/admin/pages/")
    assert nowhere["Location"] == "/admin/"
    words = admin.get("/admin/").content.decode()
    assert "At most 20 pages" in words
    assert "has entered its address for drafts" in words
    assert together(stranger, pages[0]).get("Location", "/admin/") == "/admin/"
    assert admin.post("/admin/bulk/wagtailcore/page/preview/?id=1").status_code == 405


def test_it_takes_the_place_of_none_of_wagtails_actions(admin):
    listed = admin.get(f"/admin/pages/{make.index().pk}/").content.decode()

    actions = re.findall(r"/admin/bulk/wagtailcore/page/(\w+)/", listed)
    assert actions == ["move", "delete", "publish", "unpublish", "preview"]


def bar(client, token, **parameters):
    return client.get("/api/v3/preview/user_bar/", {"token": token, **parameters})


def test_the_user_bar_belongs_to_who_made_the_token(client, admin, someone):
    article = make.article(live=False)
    token = token_at(admin, reverse("wagtailadmin_pages:view_draft", args=[article.pk]))

    answer = bar(client, token)
    in_panel = bar(client, token, panel="true").json()["html"]

    assert answer["Cache-Control"] == "private, no-store"
    html = answer.json()["html"]
    assert f'href="{ADMIN}/admin/pages/{article.pk}/edit/"' in html
    assert f'src="{ADMIN}/static/wagtailadmin/js/userbar' in html
    assert 'href="/' not in html
    assert 'src="/' not in html
    assert f'"allowedOrigins": ["{ADMIN}", "https://www.clinic.example"]' in html
    assert "/edit/" not in in_panel
    someone.groups.clear()
    assert bar(client, token).status_code == 403


def test_the_user_bar_of_a_page_that_was_never_saved_leads_to_no_page(client, admin):
    kind = ["articles", "articlepage", make.index().pk]
    address = reverse("wagtailadmin_pages:preview_on_add", args=kind)
    admin.post(address, writing.form(title=DRAFT, slug="new"))

    html = bar(client, token_at(admin, address)).json()["html"]

    assert f'href="{ADMIN}/admin/"' in html
    assert "/admin/pages/" not in html
