"""Tokens of certain sites: they see and write the pages of these alone."""

import pytest

from core.models import Scope
from tests import make
from tests.api.test_token_scopes import DRAFTS, second_site, send

pytestmark = [pytest.mark.django_db, pytest.mark.each_database]


@pytest.mark.parametrize("scopes", [DRAFTS, [Scope.PUBLISH]])
def test_a_token_of_one_site_sees_and_writes_its_pages_alone(client, scopes):
    site, there = second_site()
    here = make.article("Here", live=False)
    key = make.token(None, *scopes, sites=[site])

    listed = send(client, key, "GET", "pages/").json()["items"]

    assert {each["id"] for each in listed} == {site.root_page_id, there.pk}
    assert (
        send(client, key, "PATCH", f"pages/{there.pk}/", {"title": "New"}).status_code
        == 200
    )
    for method, path, body in [
        ("GET", f"pages/{here.pk}/", None),
        ("GET", f"pages/{here.pk}/?version=draft", None),
        ("GET", f"pages/{here.pk}/revisions/", None),
        ("PATCH", f"pages/{here.pk}/", {"title": "New"}),
    ]:
        assert send(client, key, method, path, body).status_code == 404


def test_a_token_of_one_site_reaches_no_other_by_parents_and_places(client):
    site, there = second_site()
    key = make.token(None, Scope.PUBLISH, sites=[site])
    home = make.home().pk
    meta = {"type": "home.StandardPage", "parent_id": home}
    image = make.image()

    for method, path, body in [
        ("POST", "pages/", {"title": "New", "meta": meta}),
        ("POST", "pages/", {"title": "New", "meta": {**meta, "parent_id": 1}}),
        ("POST", f"pages/{there.pk}/actions/move/", {"destination_id": home}),
        ("POST", f"pages/{there.pk}/actions/copy/", {"destination_id": home}),
        ("POST", f"pages/{there.pk}/actions/create_alias/", {"destination_id": home}),
        ("DELETE", f"images/{image.pk}/", None),
        ("POST", "redirects/", {"old_path": "/a", "redirect_link": "/b"}),
        ("DELETE", f"sites/{site.pk}/", None),
    ]:
        answer = send(client, key, method, path, body)

        assert answer.status_code == 403, (method, path, answer.text)
    published = send(client, key, "POST", f"pages/{there.pk}/actions/publish/")
    assert published.status_code == 200


def test_a_token_of_a_deleted_site_is_left_without_pages(client):
    site, _ = second_site()
    key = make.token(sites=[site])
    site.delete()

    assert send(client, key, "GET", "pages/").json()["items"] == []
