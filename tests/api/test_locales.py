"""The languages of a site by API v3; Gait has one."""

import pytest
from wagtail.models import Locale

from tests import make
from tests.api.test_hostile_input import refused
from tests.api.test_writing import send

pytestmark = pytest.mark.django_db

LOCALES = "/api/v3/locales/"


def test_the_language_of_the_site_is_listed(owner):
    [language] = owner.get(LOCALES).json()["items"]

    assert language["language_code"] == Locale.objects.get().language_code
    assert language["is_default"]
    assert owner.get(f"{LOCALES}{language['id']}/").json() == language


@pytest.mark.parametrize("code", ["fr", "", "x" * 3000, None, [], 7])
def test_a_language_that_is_not_in_the_settings_is_refused(owner, code):
    one = f"{LOCALES}{Locale.objects.get().pk}/"

    for method, path in (("POST", LOCALES), ("PUT", one)):
        assert refused(send(owner, method, path, {"language_code": code}))
    assert Locale.objects.count() == 1


@pytest.mark.parametrize("languages", [[("en", "English"), ("fr", "French")]])
def test_languages_of_the_settings_are_added_changed_and_deleted(
    owner, settings, languages
):
    settings.WAGTAIL_CONTENT_LANGUAGES = settings.LANGUAGES = languages

    made = send(owner, "POST", LOCALES, {"language_code": "fr"})
    one = f"{LOCALES}{made.json()['id']}/"
    kept = send(owner, "PUT", one, {"language_code": "fr"})
    deleted = owner.delete(one)

    assert (made.status_code, kept.status_code, deleted.status_code) == (201, 200, 204)


def test_the_only_language_is_not_deleted(owner):
    answer = owner.delete(f"{LOCALES}{Locale.objects.get().pk}/")

    assert refused(answer)
    assert answer.status_code == 422
    assert Locale.objects.count() == 1


def test_only_who_may_manage_languages_reads_or_writes_them(client):
    one = f"{LOCALES}{Locale.objects.get().pk}/"
    editor = {"Authorization": f"Bearer {make.token(make.member('Editors'))}"}
    body = {"language_code": "en"}

    for method, path in (
        ("GET", LOCALES),
        ("GET", one),
        ("POST", LOCALES),
        ("PUT", one),
        ("DELETE", one),
    ):
        sent = body if method in {"POST", "PUT"} else {}
        assert send(client, method, path, sent).status_code == 401, (method, path)
        assert send(client, method, path, sent, **editor).status_code == 403, method
