"""Values that no tag tells of, for no public answer shows them."""

import random

import pytest

from delivery import tracking
from tests.delivery.changing import rows
from tests.delivery.test_kept_answers import public_site
from tests.delivery.wsgi import ask, django, seen

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def answers(addresses):
    """Django's own answers, as far as a cache may keep them."""
    found = {address: ask(django(), address) for address in addresses}
    return {
        address: seen(answer)
        for address, answer in found.items()
        if "public" in answer.headers.get("cache-control", "")
    }


def change_all(table, field):
    """Changes a column in each row that has another value to take; tells if one had."""
    done, keys = False, table.model._base_manager.values_list("pk", flat=True)
    for number, key in enumerate([*keys]):
        try:
            rows.write(rows.set_column, random.Random(number), table, field, key)
            done = True
        except IndexError:
            continue
    return done


def test_no_public_answer_shows_the_value_of_a_private_column():
    addresses = public_site()
    # The first answers draw pictures.
    answers(addresses)
    before = answers(addresses)

    changed = {
        (table.name, field.column)
        for table in tracking.tables.values()
        for field in table.model._meta.local_concrete_fields
        if field.column in table.private and change_all(table, field)
    }

    after = answers(addresses)
    assert {each for each in before if after.get(each) != before[each]} == set()
    assert len(before) > 100
    assert len(changed) > 20, changed
