"""Collections keep their tree whatever they are called."""

import pytest
from wagtail.models import Collection

pytestmark = pytest.mark.django_db

PLACES = "/admin/collections"


def save(client, name, *, collection=None, parent=None):
    parent = parent or Collection.get_first_root_node()
    typed = {"name": name, "parent": parent.pk}
    address = f"{PLACES}/{collection.pk}/" if collection else f"{PLACES}/add/"
    assert client.post(address, typed).status_code == 302
    return Collection.objects.get(name=name)


@pytest.fixture
def renamed(admin_client):
    """Three collections, whose order is no longer that of their names."""
    first, *_ = [save(admin_client, name) for name in ("Backs", "Hips", "Knees")]
    return save(admin_client, "Shoulders", collection=first)


def test_a_collection_is_added_after_another_was_renamed(admin_client, renamed):
    save(admin_client, "Jaws")

    assert Collection.find_problems() == ([], [], [], [], [])


def test_a_collection_is_moved_among_some_that_were_renamed(admin_client, renamed):
    inner = save(admin_client, "Jaws", parent=renamed)

    save(admin_client, "Jaws and necks", collection=inner)

    assert Collection.find_problems() == ([], [], [], [], [])
    inner.refresh_from_db()
    assert inner.depth == 2
