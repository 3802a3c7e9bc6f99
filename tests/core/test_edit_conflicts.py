"""Two people at one page: one saves, the other is told and keeps the text."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from wagtail import hooks
from wagtail.test.utils.form_data import nested_form_data, rich_text

from contact.models import ContactPage
from core.models import User
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def page():
    page = make.contact_page()
    page.save_revision(user=make.user("ana@clinic.example", first_name="Ana"))
    return page


def opened(page):
    """What the form says of the version it was opened with."""
    revision = ContactPage.objects.get(pk=page.pk).get_latest_revision()
    return {
        "loaded_revision_id": str(revision.pk),
        "loaded_revision_created_at": revision.created_at.isoformat(),
    }


def save(client, page, title, **fields):
    form = nested_form_data(
        {
            "title": title,
            "slug": page.slug,
            "introduction": rich_text("<p>Come and see us.</p>"),
            "comments": {
                "TOTAL_FORMS": 0,
                "INITIAL_FORMS": 0,
                "MIN_NUM_FORMS": 0,
                "MAX_NUM_FORMS": "",
            },
            **fields,
        }
    )
    return client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), form)


def newest_title(page):
    page = ContactPage.objects.get(pk=page.pk)
    return page.get_latest_revision_as_object().title


def newer_version(page, title="From Ana"):
    page.title = title
    return page.save_revision(user=User.objects.get(first_name="Ana"))


def test_a_save_over_a_newer_version_is_refused_and_keeps_the_text(editor, page):
    as_opened = opened(page)
    newer_version(page)

    answer = save(editor, page, "From me", **as_opened)

    text = answer.content.decode()
    assert answer.status_code == 200
    assert "Ana saved a newer version" in text
    assert 'value="From me"' in text
    assert newest_title(page) == "From Ana"


def test_publishing_over_a_newer_version_is_refused_too(editor, page):
    as_opened = opened(page)
    newer_version(page)

    answer = save(editor, page, "From me", **as_opened, **{"action-publish": "1"})

    assert "Ana saved a newer version" in answer.content.decode()
    assert ContactPage.objects.get().title == "Contact"


@pytest.mark.parametrize("action", [{}, {"action-publish": "1"}])
def test_of_two_saves_at_the_same_time_one_is_refused(as_migrated, action):
    page = make.contact_page()
    page.save_revision(user=make.user("ana@clinic.example", first_name="Ana"))
    as_opened = opened(page)
    both_are_there = Barrier(2, timeout=10)

    def save_as(name):
        browser = Client()
        browser.force_login(make.superuser(f"{name}@clinic.example"))
        try:
            return save(browser, page, f"From {name}", **as_opened, **action)
        finally:
            connection.close()

    def wait_for_the_other(*asked):
        both_are_there.wait()

    # Wagtail calls it after it has looked for a newer version.
    with (
        hooks.register_temporarily("before_edit_page", wait_for_the_other),
        ThreadPoolExecutor(2) as people,
    ):
        answers = list(people.map(save_as, ["ben", "cara"]))

    assert sorted(answer.status_code for answer in answers) == [200, 302]
    refused = next(answer for answer in answers if answer.status_code == 200)
    assert "saved a newer version" in refused.content.decode()


def test_the_form_that_comes_back_is_as_old_as_it_was(editor, page):
    as_opened = opened(page)
    newer_version(page)

    answer = save(editor, page, "From me", **as_opened)

    assert as_opened["loaded_revision_created_at"] in answer.content.decode()


def test_autosave_stays_away_from_a_newer_version(editor, page):
    as_opened = opened(page)
    newer_version(page)

    answer = editor.post(
        reverse("wagtailadmin_pages:edit", args=[page.pk]),
        {"title": "From me", **as_opened},
        headers={"Accept": "application/json"},
    )

    assert answer.status_code == 400
    assert newest_title(page) == "From Ana"


def test_who_has_seen_the_newer_version_may_replace_it(editor, page):
    as_opened = opened(page)
    newer = newer_version(page)

    save(editor, page, "From me", **as_opened, replaces_revision=newer.pk)

    assert newest_title(page) == "From me"
    assert newer.as_object().title == "From Ana"


def test_a_third_version_asks_again(editor, page):
    as_opened = opened(page)
    seen = newer_version(page)
    newer_version(page, "From Ana again")

    save(editor, page, "From me", **as_opened, replaces_revision=seen.pk)

    assert newest_title(page) == "From Ana again"


def test_a_save_of_the_newest_version_goes_through(editor, page):
    answer = save(editor, page, "From me", **opened(page))

    assert answer.status_code == 302
    assert newest_title(page) == "From me"


def test_ones_own_newer_version_is_no_reason_to_refuse(client, page):
    client.force_login(User.objects.create_superuser("me@clinic.example"))
    as_opened = opened(page)
    page.save_revision(user=User.objects.get(email="me@clinic.example"))

    save(client, page, "From me", **as_opened)

    assert newest_title(page) == "From me"


def test_ones_own_version_does_not_hide_another_below_it(client, page):
    me = User.objects.create_superuser("me@clinic.example")
    client.force_login(me)
    as_opened = opened(page)
    newer_version(page)
    page.save_revision(user=me)

    answer = save(client, page, "From me", **as_opened)

    assert "Ana saved a newer version" in answer.content.decode()


def test_a_form_that_cannot_say_how_old_it_is_counts_as_old(editor, page):
    as_opened = opened(page)
    newer_version(page)

    for instant in ("", "soon", "2026-13-45T99:99"):
        odd = {**as_opened, "loaded_revision_created_at": instant}
        answer = save(editor, page, "From me", **odd)

        assert "Ana saved a newer version" in answer.content.decode(), instant


def test_strangers_do_not_see_the_form(client, page):
    answer = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))

    assert answer.status_code == 302
    assert "/admin/login/" in answer["Location"]


def test_a_save_over_a_version_of_an_own_token_is_refused(editor, page):
    as_opened = opened(page)
    me = User.objects.get(email="admin@clinic.example")
    Client().patch(
        f"/api/v3/pages/{page.pk}/",
        {"title": "From my token"},
        content_type="application/json",
        headers={"Authorization": f"Bearer {make.token(me)}"},
    )

    answer = save(editor, page, "From me", **as_opened)

    assert "One of your API tokens saved a newer version" in answer.content.decode()
    assert newest_title(page) == "From my token"
