import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from wagtail.models import GroupPagePermission, Page

from tests import make

pytestmark = pytest.mark.django_db

WITHOUT_PUBLISHING = ["Editors", "Clinical reviewers"]


def delete_in_the_admin(client, page, member):
    client.force_login(member)
    client.post(reverse("wagtailadmin_pages:delete", args=[page.pk]))


def delete_among_many(client, page, member):
    client.force_login(member)
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
    client.post(f"{url}?id={page.pk}")


def delete_by_api(client, page, member):
    token = make.token(member)
    client.delete(
        f"/api/v3/pages/{page.pk}/actions/delete/",
        headers={"Authorization": f"Bearer {token}"},
    )


def delete_by_the_admins_own_api(client, page, member):
    client.force_login(member)
    client.post(
        reverse("wagtailadmin_api:pages:action", args=[page.pk, "delete"]),
        "{}",
        content_type="application/json",
    )


every_way = pytest.mark.parametrize(
    "delete",
    [
        delete_in_the_admin,
        delete_among_many,
        delete_by_api,
        delete_by_the_admins_own_api,
    ],
)


@every_way
@pytest.mark.parametrize("group", WITHOUT_PUBLISHING)
def test_nobody_without_publishing_deletes_a_colleagues_draft(client, delete, group):
    draft = make.article(
        "Not yet published", live=False, owner=make.user("a@b.example")
    )

    delete(client, draft, make.member(group))

    assert Page.objects.filter(pk=draft.pk).exists()


@every_way
@pytest.mark.parametrize("group", WITHOUT_PUBLISHING)
def test_the_owner_deletes_a_draft(client, delete, group):
    member = make.member(group)
    draft = make.article("Not yet published", live=False, owner=member)

    delete(client, draft, member)

    assert not Page.objects.filter(pk=draft.pk).exists()


@every_way
def test_a_moderator_deletes_a_colleagues_draft(client, delete):
    draft = make.article(
        "Not yet published", live=False, owner=make.user("a@b.example")
    )

    delete(client, draft, make.member("Moderators"))

    assert not Page.objects.filter(pk=draft.pk).exists()


@every_way
def test_the_owner_does_not_delete_a_page_with_a_colleagues_below(client, delete):
    editors = Group.objects.get(name="Editors")
    member = make.member("Editors")
    GroupPagePermission.objects.create(
        group=editors, page=make.home(), permission_type="bulk_delete"
    )
    section = make.standard_page(live=False, owner=member)
    make.standard_page(
        title="Below", parent=section, live=False, owner=make.user("a@b.example")
    )

    delete(client, section, member)

    assert Page.objects.filter(pk=section.pk).exists()


@pytest.mark.parametrize("group", WITHOUT_PUBLISHING)
def test_nobody_is_offered_to_delete_what_is_not_theirs(client, group):
    draft = make.article("Not yet published", live=False)
    client.force_login(make.member(group))

    shown = client.get(reverse("wagtailadmin_pages:edit", args=[draft.pk]))

    assert shown.status_code == 200
    assert reverse("wagtailadmin_pages:delete", args=[draft.pk]) not in (
        shown.content.decode()
    )
