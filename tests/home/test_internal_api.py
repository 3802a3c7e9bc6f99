"""Wagtail's admin API: copies of trees within the request, and locked pages."""

import json

import pytest
from wagtail.models import Page

from tests import make
from tests.home.test_tree_copies import NUMBER, copied, pages_below

pytestmark = pytest.mark.django_db

SLUGS = {"copy": "slug", "create_alias": "update_slug"}


def ask(editor, page, action, **wanted):
    return editor.post(
        f"/admin/api/main/pages/{page.pk}/action/{action}/",
        json.dumps({SLUGS.get(action, "slug"): "guides", **wanted}),
        content_type="application/json",
    )


@pytest.mark.parametrize("action", SLUGS)
@pytest.mark.parametrize(("below", "status"), [(NUMBER - 1, 201), (NUMBER, 400)])
def test_a_large_tree_is_refused_in_words(editor, settings, action, below, status):
    answer = ask(editor, pages_below(below), action, recursive=True)

    assert answer.status_code == status
    assert copied().count() == (below + 1 if status == 201 else 0)
    if status == 400:
        [said] = answer.json()["recursive"]
        assert f"with {settings.BACKGROUND_COPY_PAGES} or more below" in said


@pytest.mark.parametrize("action", SLUGS)
def test_a_page_of_a_large_tree_is_copied_alone(editor, action):
    answer = ask(editor, pages_below(NUMBER), action)

    assert answer.status_code == 201
    assert copied().count() == 1


@pytest.mark.usefixtures("as_migrated")
@pytest.mark.parametrize("action", SLUGS)
def test_a_small_tree_is_copied_whole_or_not_at_all(editor, action, monkeypatch):
    guide, save = pages_below(NUMBER - 1), Page.save
    before = Page.objects.count()
    editor.raise_request_exception = False

    def fail(page, *args, **kwargs):
        if page.slug == "draft":
            raise ZeroDivisionError
        return save(page, *args, **kwargs)

    monkeypatch.setattr(Page, "save", fail)

    assert ask(editor, guide, action, recursive=True).status_code == 500
    assert Page.objects.count() == before


def test_translations_are_off(editor):
    answer = ask(
        editor, make.article(), "copy_for_translation", locale="de", recursive=True
    )

    assert answer.status_code == 404


def test_a_locked_page_is_neither_published_nor_reverted(editor):
    page = make.article("Draft", live=False)
    page.locked, page.locked_by = True, make.user("other@clinic.example")
    first = page.save_revision()
    page.save()

    for action, wanted in [
        ("publish", {}),
        ("revert_to_page_revision", {"revision_id": first.pk}),
    ]:
        assert ask(editor, page, action, **wanted).status_code == 403, action
    assert not Page.objects.get(pk=page.pk).live
    assert page.revisions.count() == 1
    Page.objects.update(locked=False)
    assert ask(editor, page, "publish").status_code == 200
