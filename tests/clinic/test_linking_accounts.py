"""Only administrators say who a person is: the account, and the name under reviews."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse
from wagtail.test.utils.form_data import rich_text

from clinic.models import Person
from tests import make, reading

pytestmark = pytest.mark.django_db


def edit_address(person):
    return reverse("wagtailsnippets_clinic_person:edit", args=[person.pk])


def form(**fields):
    return {
        "name": "Somebody Else",
        "slug": "somebody-else",
        "credentials": "PhD",
        "role": "Surgeon",
        "photo": "",
        "biography": rich_text("<p>She listens.</p>"),
        "same_as": "https://register.example/other",
        "user": "",
        "opened_version": "",
        **fields,
    }


@pytest.fixture(params=["Editors", "Moderators"])
def member(client, request):
    """An account that may edit people, but not link accounts to them."""
    one = make.member(request.param, "member@clinic.example")
    client.force_login(one)
    return one


def test_no_editor_links_an_account(client, member):
    person = make.person()

    shown = reading.html(client.get(edit_address(person)))
    client.post(edit_address(person), form(user=member.pk))
    client.post(
        reverse("wagtailsnippets_clinic_person:add"), form(slug="x", user=member.pk)
    )

    assert shown.find(attrs={"name": "user"}) is None
    assert Person.objects.get(pk=person.pk).role == "Surgeon"
    assert Person.objects.filter(slug="x").exists()
    assert not Person.objects.filter(user__isnull=False).exists()


def test_no_editor_takes_an_account_away(client, member):
    account = make.user("maya@clinic.example")
    person = make.person(user=account)

    client.post(edit_address(person), form(user=""))

    assert Person.objects.get(pk=person.pk).user == account


def linked():
    return make.person(user=make.user("maya@clinic.example"))


def reviewer():
    person = make.person()
    make.article(reviewer=person)
    return person


@pytest.mark.parametrize("made", [linked, reviewer])
def test_no_editor_puts_another_name_under_a_signature(client, member, made):
    person = made()

    shown = reading.html(client.get(edit_address(person)))
    answer = client.post(edit_address(person), form())

    assert answer.status_code == 302
    person = Person.objects.get(pk=person.pk)
    assert person.full_name == "Maya Lindqvist, MD"
    assert person.same_as == ""
    assert person.role != "Surgeon"
    for name in ("name", "credentials", "role", "same_as"):
        assert shown.find(attrs={"name": name}).has_attr("disabled")
    assert "Only an administrator changes this" in shown.get_text()


def test_a_name_that_stands_under_nothing_is_an_editors(client, member):
    person = make.person()

    client.post(edit_address(person), form())

    assert Person.objects.get(pk=person.pk).full_name == "Somebody Else, PhD"


@pytest.mark.parametrize("bulk", [False, True])
def test_no_moderator_deletes_a_person_who_signs(client, bulk):
    person = linked()
    client.force_login(make.member("Moderators", "member@clinic.example"))
    address = reverse("wagtailsnippets_clinic_person:delete", args=[person.pk])
    if bulk:
        address = reverse("wagtail_bulk_action", args=["clinic", "person", "delete"])
        address += f"?id={person.pk}&next=/admin/"

    answer = client.post(address, follow=True)

    assert "Only an administrator deletes this entry" in reading.words(answer)
    assert Person.objects.filter(pk=person.pk).exists()


def test_an_administrator_links_and_renames_and_the_history_says_who(editor):
    account = make.user("maya@clinic.example", first_name="Maya")
    account.user_permissions.add(Permission.objects.get(codename="access_admin"))
    person = make.person()

    editor.post(edit_address(person), form(user=account.pk))
    newest = reading.html(editor.get(edit_address(person)))
    version = newest.find(attrs={"name": "opened_version"})["value"]
    editor.post(edit_address(person), form(opened_version=version))

    history = reverse("wagtailsnippets_clinic_person:history", args=[person.pk])
    words = reading.words(editor.get(history))
    assert "Linked to the account Maya (maya@clinic.example)" in words
    assert "No longer linked to the account Maya (maya@clinic.example)" in words
    assert Person.objects.get(pk=person.pk).full_name == "Somebody Else, PhD"


def test_a_group_may_be_given_the_right_and_has_it_not_from_the_first_day(editor):
    right = Permission.objects.get(codename="link_account")
    moderators = Group.objects.get(name="Moderators")

    shown = editor.get(reverse("wagtailusers_groups:edit", args=[moderators.pk]))

    assert not right.group_set.exists()
    assert "Can link accounts to people" in reading.words(shown)
