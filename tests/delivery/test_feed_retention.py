from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from clinic.models import Person
from delivery.models import ContentChange
from tests import make
from tests.delivery import feed

pytestmark = pytest.mark.django_db


def entries(person):
    return ContentChange.objects.filter(kind="person", object_id=person.pk)


@pytest.mark.parametrize(("days", "kept"), [(6.9, 3), (7.1, 1), (89.9, 1), (90.1, 0)])
def test_old_changes_are_reduced_to_the_last_one_and_then_deleted(days, kept):
    person = make.person()
    for role in ("Nurse", "Surgeon"):
        Person.objects.update(role=role)
    feed.settle()
    entries(person).update(changed_at=timezone.now() - timedelta(days=days))

    call_command("delete_expired_data")

    assert entries(person).count() == kept
    assert kept != 1 or entries(person).get().action == "changed"


def test_the_feed_of_other_objects_stays():
    one, other = make.person(), make.person("Ada Moss")
    feed.settle()
    ContentChange.objects.update(changed_at=timezone.now() - timedelta(days=8))

    call_command("delete_expired_data")

    assert entries(one).exists()
    assert entries(other).exists()
