import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.models import APIToken, ModelLogEntry, Page, Site

from core.models import TokenAccess, User
from home.models import HomePage
from tests import make

pytestmark = pytest.mark.django_db

NEW = "/admin/api-tokens/new/"
KEY = re.compile(r"wagtail_[0-9A-Za-z]{33}")


def whoami(client, key):
    headers = {"Authorization": f"Bearer {key}"}
    return client.get("/api/v3/whoami/", headers=headers).status_code


def create(editor, **fields):
    owner = User.objects.get()
    given = {"name": "Agent", "user": owner.pk, "expires_at": ""}
    return editor.post(NEW, {**given, **fields})


def edit_of(token):
    return reverse("wagtailusers_api_tokens:edit", args=[token.pk])


def new_key_of(token):
    return reverse("wagtailusers_api_tokens:new_key", args=[token.pk])


def second_site():
    other = HomePage(title="Other", slug="other", hero_heading="Elsewhere")
    Page.objects.get(depth=1).add_child(instance=other)
    return Site.objects.create(hostname="other.example", root_page=other)


def test_a_token_is_made_with_scopes_and_an_expiry_and_shown_once(editor, client):
    expires_at = (timezone.localtime() + timedelta(days=2)).strftime("%Y-%m-%d %H:%M")

    answer = create(
        editor, scopes=["read:drafts", "write:drafts"], expires_at=expires_at
    )

    access = TokenAccess.objects.get()
    assert access.scopes == ["read:drafts", "write:drafts"]
    assert f"{timezone.localtime(access.expires_at):%Y-%m-%d %H:%M}" == expires_at
    assert access.is_for_all_sites
    [key] = set(KEY.findall(answer.text))
    assert whoami(client, key) == 200
    assert key not in editor.get(edit_of(access.token)).text
    assert "read:drafts, write:drafts" in editor.get("/admin/api-tokens/").text


def test_the_form_of_a_new_token_offers_a_year_and_ticks_nothing(editor):
    shown = editor.get(NEW).text

    in_a_year = timezone.localtime() + timedelta(days=365)
    assert f'value="{in_a_year:%Y-%m-%d}' in shown
    assert "checked" not in shown
    assert "id_is_for_all_sites" not in shown


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"scopes": ["everything"]}, "everything is not one of the available choices"),
        ({"expires_at": "2020-01-01 10:00"}, "This time has passed"),
        ({"expires_at": "tomorrow"}, "Enter a valid date/time"),
        ({"name": ""}, "This field is required"),
        ({"name": "N" * 256}, "at most 255 characters"),
        ({"user": "999999"}, "not one of the available choices"),
        ({"sites": []}, "Choose a site, or tick"),
        ({"sites": ["999999"]}, "999999 is not one of the available choices"),
    ],
)
def test_a_wrong_form_makes_no_token_and_says_why(editor, fields, words):
    second_site()
    all_sites = {} if "sites" in fields else {"is_for_all_sites": "on"}

    answer = create(editor, **{"name": "Agent 7", **all_sites, **fields})

    assert words in answer.text
    assert not APIToken.objects.exists()
    assert "Agent 7" in answer.text or "name" in fields


def test_a_token_is_limited_to_sites_and_stays_so_when_they_are_deleted(editor):
    site = second_site()
    create(editor, scopes=["publish"], sites=[site.pk])
    access = TokenAccess.objects.get()
    assert [*access.sites.all()] == [site]
    site.delete()

    shown = editor.get(edit_of(access.token)).text
    saved = editor.post(edit_of(access.token), {"name": "Agent", "scopes": ["publish"]})

    [box] = re.findall(r"<input[^>]*id_is_for_all_sites[^>]*>", shown)
    assert "checked" not in box
    assert "Choose a site, or tick" in saved.text
    assert not TokenAccess.objects.get().is_for_all_sites


def test_name_scopes_and_expiry_are_changed(editor):
    key = make.token(User.objects.get())
    token = APIToken.objects.get()

    answer = editor.post(
        edit_of(token),
        {"name": "Other", "scopes": ["forms"], "expires_at": "2020-01-01 10:00"},
    )

    assert answer.status_code == 302
    token = APIToken.objects.select_related("access").get()
    assert (token.name, token.access.scopes) == ("Other", ["forms"])
    assert whoami(editor, key) == 401
    assert "expired" in editor.get(edit_of(token)).text


def test_a_token_of_wagtail_gets_scopes_by_its_form(editor):
    owner = User.objects.get()
    token, _ = APIToken.create_token(user=owner, name="stock")

    assert "what is public" in editor.get("/admin/api-tokens/").text
    editor.post(edit_of(token), {"name": "stock", "scopes": ["forms"]})

    assert TokenAccess.objects.get().scopes == ["forms"]


@pytest.mark.parametrize(("overlap", "old_works"), [("0", 401), ("3600", 200)])
def test_a_new_key_replaces_the_old_one(editor, overlap, old_works):
    owner = User.objects.get()
    old = make.token(owner, "read:drafts")
    token = APIToken.objects.get()
    assert editor.get(new_key_of(token)).status_code == 200

    answer = editor.post(new_key_of(token), {"overlap": overlap})

    [new] = set(KEY.findall(answer.text))
    assert answer["Cache-Control"].count("no-store") == 1
    assert (whoami(editor, new), whoami(editor, old)) == (200, old_works)
    assert TokenAccess.objects.get().scopes == ["read:drafts"]
    assert ModelLogEntry.objects.filter(action="core.new_token_key").count() == 1
    TokenAccess.objects.update(previous_key_valid_until=timezone.now())
    assert whoami(editor, old) == 401


def test_the_key_before_the_last_one_stops_with_another_new_key(editor):
    owner = User.objects.get()
    first = make.token(owner)
    token = APIToken.objects.get()

    for _ in range(2):
        editor.post(new_key_of(token), {"overlap": "604800"})

    assert whoami(editor, first) == 401


def test_both_keys_stop_when_the_token_is_revoked(editor):
    owner = User.objects.get()
    old = make.token(owner)
    token = APIToken.objects.get()
    [new] = set(KEY.findall(editor.post(new_key_of(token), {"overlap": "604800"}).text))

    editor.post(reverse("wagtailusers_api_tokens:delete", args=[token.pk]))

    assert (whoami(editor, old), whoami(editor, new)) == (401, 401)
    assert editor.get(new_key_of(token)).status_code == 404
    assert "revoked" in editor.get("/admin/api-tokens/").text


@pytest.mark.parametrize(
    "end",
    [
        lambda owner: TokenAccess.objects.update(expires_at=timezone.now()),
        lambda owner: User.objects.filter(pk=owner.pk).update(is_active=False),
        lambda owner: owner.delete(),
    ],
    ids=["expired", "closed account", "deleted account"],
)
def test_both_keys_stop_with_the_token_and_with_its_owner(client, end):
    owner = make.superuser("somebody@clinic.example")
    old = make.token(owner)
    later = timezone.now() + timedelta(hours=1)
    new = TokenAccess.objects.get().replace_key(old_valid_until=later)
    assert (whoami(client, old), whoami(client, new)) == (200, 200)

    end(owner)

    assert (whoami(client, old), whoami(client, new)) == (401, 401)


def test_a_wrong_overlap_changes_nothing(editor):
    owner = User.objects.get()
    key = make.token(owner)

    answer = editor.post(new_key_of(APIToken.objects.get()), {"overlap": "999999999"})

    assert "999999999 is not one of the available choices" in answer.text
    assert whoami(editor, key) == 200


def test_a_key_is_replaced_by_those_alone_who_may_manage_the_token(client):
    make.token(make.superuser())
    token = APIToken.objects.get()
    other = make.member("Editors")
    other.user_permissions.add(
        *Permission.objects.filter(codename__in=["change_apitoken", "change_user"])
    )
    client.force_login(other)

    answer = client.post(new_key_of(token), {"overlap": "0"})

    assert answer.status_code == 302
    assert answer["Location"] == reverse("wagtailadmin_home")
    assert not TokenAccess.objects.exclude(previous_key_hash=None).exists()


def test_the_list_of_tokens_costs_no_more_queries_with_more_of_them(
    editor, count_queries
):
    owner = User.objects.get()
    make.token(owner)
    few = count_queries("/admin/api-tokens/")
    for _ in range(5):
        make.token(owner)

    assert count_queries("/admin/api-tokens/") == few


def test_the_command_makes_a_token_with_limits(client, capsys):
    make.superuser()
    site = second_site()

    call_command(
        *("api_tokens", "create", "--user", "admin@clinic.example", "--name", "Agent"),
        *("--scope", "read:drafts", "--scope", "forms"),
        *("--site", "other.example", "--days", "7"),
    )

    access = TokenAccess.objects.get()
    assert access.scopes == ["read:drafts", "forms"]
    assert [*access.sites.all()] == [site]
    assert not access.is_for_all_sites
    assert timedelta(days=6) < access.expires_at - timezone.now() < timedelta(days=7)
    assert whoami(client, capsys.readouterr().out.strip()) == 200
    call_command("api_tokens", "list")
    assert "Agent" in capsys.readouterr().out


@pytest.mark.parametrize(
    "wrong",
    [
        ("--site", "unknown.example"),
        ("--days", "0"),
        ("--days", "99999999999"),
        ("--scope", "everything"),
    ],
)
def test_the_command_makes_no_token_of_wrong_limits(wrong):
    make.superuser()

    with pytest.raises(CommandError):
        call_command(
            *("api_tokens", "create", "--user", "admin@clinic.example"),
            *("--name", "Agent", *wrong),
        )

    assert not APIToken.objects.exists()
