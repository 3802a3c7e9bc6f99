"""One request publishes, unpublishes or moves a limited number of pages."""

import pytest
from wagtail.models import Page

from tests import make, reading

pytestmark = pytest.mark.django_db

LIMIT = 2


@pytest.fixture(autouse=True)
def _limit(settings):
    settings.PAGES_IN_ONE_REQUEST = LIMIT


def pages(number, *, live, parent=None):
    return [
        make.standard_page(
            parent=parent, title=f"Part {n}", slug=f"part-{n}", live=live
        )
        for n in range(number)
    ]


def in_bulk(editor, action, chosen, **form):
    ids = "&".join(f"id={page.pk}" for page in chosen)
    path = f"/admin/bulk/wagtailcore/page/{action}/?next=/admin/&{ids}"
    return reading.messages(editor.post(path, form, follow=True))


def live(chosen):
    return Page.objects.filter(pk__in=[page.pk for page in chosen]).live().count()


@pytest.mark.parametrize("number", [LIMIT, LIMIT + 1])
@pytest.mark.parametrize("action", ["publish", "unpublish"])
def test_so_many_pages_are_published_and_unpublished_in_one_step(
    editor, action, number
):
    chosen = pages(number, live=action == "unpublish")
    before = live(chosen)

    said = in_bulk(editor, action, chosen)

    if number == LIMIT:
        assert live(chosen) == (LIMIT if action == "publish" else 0)
    else:
        assert f"These are {LIMIT + 1} pages, and at most {LIMIT}" in said
        assert "Choose fewer." in said
        assert live(chosen) == before


@pytest.mark.parametrize("number", [LIMIT - 1, LIMIT])
@pytest.mark.parametrize("action", ["publish", "unpublish"])
def test_pages_below_count_where_they_are_meant_too(editor, action, number):
    above = make.standard_page(slug="above", live=action == "unpublish")
    below = pages(number, live=action == "unpublish", parent=above)
    # These are as they shall be.
    done = make.standard_page(parent=above, slug="done", live=action == "publish")
    before = live([above, done, *below])

    said = in_bulk(editor, action, [above], include_descendants="on")

    if number < LIMIT:
        assert live([above, *below]) == (LIMIT if action == "publish" else 0)
    else:
        assert "section by section" in said
        assert ("set its privacy" in said) == (action == "unpublish")
        assert live([above, done, *below]) == before


def test_a_page_with_many_below_it_is_published_alone(editor):
    above = make.standard_page(slug="above", live=False)
    below = pages(LIMIT + 1, live=False, parent=above)

    in_bulk(editor, "publish", [above])

    assert (live([above]), live(below)) == (1, 0)


@pytest.mark.parametrize("number", [LIMIT, LIMIT + 1])
def test_so_many_pages_are_moved_in_one_step(editor, number):
    chosen, there = pages(number, live=True), make.standard_page(slug="there")

    said = in_bulk(editor, "move", chosen, chooser=there.pk)

    moved = Page.objects.child_of(there).count()
    assert moved == (LIMIT if number == LIMIT else 0)
    assert ("are moved in one step" in said) == (number > LIMIT)


@pytest.mark.parametrize("number", [LIMIT - 1, LIMIT])
def test_the_form_that_unpublishes_a_page_counts_those_below_it(editor, number):
    above = make.standard_page(slug="above")
    below = pages(number, live=True, parent=above)

    answer = editor.post(
        f"/admin/pages/{above.pk}/unpublish/",
        {"include_descendants": "on"},
        follow=True,
    )

    refused = "section by section" in reading.messages(answer)
    assert refused == (number == LIMIT)
    assert live([above, *below]) == (number + 1 if refused else 0)
