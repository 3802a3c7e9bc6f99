"""A page at which a site begins is not deleted: the site would go with it."""

import pytest
from django.urls import reverse
from wagtail.models import Page, Site

from tests import make, reading

pytestmark = pytest.mark.django_db


def bearer():
    return {"Authorization": f"Bearer {make.token()}"}


def second_site():
    page = make.standard_page(title="Heart", slug="heart")
    below = make.standard_page(title="Below", slug="below", parent=page)
    Site.objects.create(hostname="heart.example", root_page=below)
    return page, below


@pytest.fixture(params=["form", "bulk action", "API", "API action", "admin API"])
def delete_page(request, client):
    """Deletes a page in one of five ways, and returns what is said of it."""

    def by_form(page):
        client.force_login(make.superuser())
        address = reverse("wagtailadmin_pages:delete", args=[page.pk])
        return reading.messages(client.post(address, follow=True))

    def by_bulk_action(page):
        client.force_login(make.superuser())
        names = ["wagtailcore", "page", "delete"]
        address = (
            f"{reverse('wagtail_bulk_action', args=names)}?id={page.pk}&next=/admin/"
        )
        return reading.messages(client.post(address, follow=True))

    def by_api(page, rest=""):
        path = f"/api/v3/pages/{page.pk}/{rest}"
        return client.delete(path, headers=bearer()).text

    def by_admin_api(page):
        client.force_login(make.superuser())
        path = f"/admin/api/main/pages/{page.pk}/action/delete/"
        return client.post(path).text

    return {
        "form": by_form,
        "bulk action": by_bulk_action,
        "API": by_api,
        "API action": lambda page: by_api(page, "actions/delete/"),
        "admin API": by_admin_api,
    }[request.param]


@pytest.mark.parametrize("at", ["the page", "a page below"])
def test_a_page_at_which_a_site_begins_is_kept_with_the_site(delete_page, at):
    above, below = second_site()

    said = delete_page(below if at == "the page" else above)

    assert "heart.example begins at “Below”" in said
    assert Site.objects.filter(hostname="heart.example").exists()
    assert Page.objects.filter(pk__in=[above.pk, below.pk]).count() == 2


def test_a_page_is_deleted_once_the_site_begins_elsewhere(delete_page):
    above, below = second_site()
    Site.objects.filter(root_page=below).update(root_page=make.home())

    delete_page(above)

    assert not Page.objects.filter(pk__in=[above.pk, below.pk]).exists()
    assert Site.objects.count() == 2


def test_the_api_answers_what_keeps_a_page_as_what_keeps_a_picture(client):
    _, below = second_site()

    answer = client.delete(f"/api/v3/pages/{below.pk}/", headers=bearer())

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["path"] == ["body"]


def test_the_form_of_deletion_says_at_once_that_a_site_begins_there(client):
    client.force_login(make.superuser())
    _, below = second_site()
    address = reverse("wagtailadmin_pages:delete", args=[below.pk])

    assert "heart.example" in reading.messages(client.get(address, follow=True))
