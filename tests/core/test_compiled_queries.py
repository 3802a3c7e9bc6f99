from threading import Thread

import pytest
from django.core.exceptions import FieldError
from django.db import connection
from wagtail.models import Page

from core.compiled_queries import CompiledQuery
from tests import make

pytestmark = pytest.mark.django_db


@CompiledQuery
def titles(keys, *, live):
    return Page.objects.filter(pk__in=keys, live=live).values_list("title", flat=True)


@CompiledQuery
def at_slug(slug):
    return Page.objects.select_related("locale").filter(slug=slug)


def test_a_compiled_query_gives_the_rows_of_the_values_of_each_call():
    first, second = make.article(title="First"), make.article(title="Second")

    assert titles([first.pk], live=True) == ["First"]
    assert titles([second.pk], live=True) == ["Second"]
    assert titles([second.pk, first.pk], live=True) == ["First", "Second"]


def test_lists_of_about_the_same_length_share_a_compilation():
    first, second = make.article(title="First"), make.article(title="Second")
    compiled = []

    def build(keys):
        compiled.append(len(keys))
        return Page.objects.filter(pk__in=keys).values_list("title", flat=True)

    query, keys = CompiledQuery(build), [first.pk, second.pk, *range(10**6, 10**6 + 98)]

    assert [sorted(query(keys[:number])) for number in (1, 2, 3, 5, 24, 25, 100)] == [
        ["First"],
        *([["First", "Second"]] * 6),
    ]
    assert compiled == [1, 2, 3, 6, 24, 32, 128]
    for number in range(1, 101):
        query(keys[:number])
    assert sorted(compiled) == [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128]


def test_long_lists_are_not_filled_up():
    # PostgreSQL takes 65,535 parameters.
    keys = range(10**6, 10**6 + 50_000)

    assert titles(keys, live=True) == []


def test_what_is_fixed_is_part_of_the_query():
    draft = make.article(title="Draft", live=False)

    assert titles([draft.pk], live=True) == []
    assert titles([draft.pk], live=False) == ["Draft"]


def test_a_compiled_query_of_no_values_has_no_rows(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert titles([], live=True) == []


def test_a_compiled_query_gives_objects_with_their_relations(
    django_assert_num_queries,
):
    make.article(title="First", slug="first")
    make.article(title="Second", slug="second")

    with django_assert_num_queries(2):
        found = [*at_slug("first"), *at_slug("second")]
        codes = {page.locale.language_code for page in found}

    assert [page.title for page in found] == ["First", "Second"]
    assert len(codes) == 1


def test_a_lookup_that_changes_its_value_is_refused():
    query = CompiledQuery(lambda path: Page.objects.filter(path__startswith=path))

    with pytest.raises(FieldError):
        query("0001")


def test_another_thread_uses_a_connection_of_its_own():
    # From the migrations, so that other connections see it.
    root = Page.get_first_root_node()
    found = titles([root.pk], live=True)

    def read():
        found.extend(titles([root.pk], live=True))
        connection.close()

    thread = Thread(target=read)
    thread.start()
    thread.join()

    assert found == [root.title, root.title]
