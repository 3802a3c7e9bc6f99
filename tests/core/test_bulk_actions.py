"""Bulk actions of the admin: what their addresses may name."""

import pytest
from wagtail.models import Page, Workflow

from tests import make, reading

pytestmark = [pytest.mark.django_db, pytest.mark.each_database]

LIST = "/admin/bulk/wagtailcore/page"


def test_all_pages_below_none_are_not_found(editor):
    for parent in ("", "all", "999999"):
        for name in ("preview", "delete"):
            address = f"{LIST}/{name}/?id=all&childOf={parent}"
            assert editor.get(address).status_code == 404, address
            assert editor.post(address).status_code in {404, 405}, address


def test_all_pages_that_a_search_finds_are_chosen_at_once(editor):
    found, other = make.article("Sciatica"), make.article("Walking")
    above = make.index().pk

    address = f"{LIST}/unpublish/?id=all&childOf={above}&q=sciatica"
    asked = reading.html(editor.get(address))
    editor.post(address)

    assert "Sciatica" in asked.text
    assert "Walking" not in asked.text
    assert list(Page.objects.filter(live=False)) == [found.page_ptr]
    assert Page.objects.get(pk=other.pk).live


def test_a_page_and_one_below_it_are_deleted_together(editor):
    above = make.standard_page()
    below = make.standard_page(parent=above, title="Below")
    beside = make.standard_page(title="Beside", slug="beside")
    keys = [below.pk, above.pk, beside.pk]

    editor.post(f"{LIST}/delete/?" + "&".join(f"id={key}" for key in keys))

    assert not Page.objects.filter(pk__in=keys).exists()


@pytest.mark.parametrize("way", ["itself", "with its index"])
def test_a_page_that_waits_for_its_review_is_not_published(client, way):
    draft, other = make.article("In review", live=False), make.article("B", live=False)
    workflow = Workflow.objects.get(name="Clinical review, then publication")
    draft.save_revision()
    workflow.start(draft, make.superuser())
    client.force_login(make.member("Moderators"))
    chosen = (
        f"id={draft.pk}&id={other.pk}" if way == "itself" else f"id={make.index().pk}"
    )

    answer = client.post(
        f"{LIST}/publish/?{chosen}", {"include_descendants": "on"}, follow=True
    )

    assert "“In review” is locked" in reading.messages(answer)
    assert not Page.objects.filter(pk__in=[draft.pk, other.pk], live=True).exists()
