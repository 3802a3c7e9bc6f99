"""Pages copied and moved with a token: refused by field, never with a 500."""

import pytest
from wagtail.models import Page

from tests import make
from tests.api.test_hostile_input import refused
from tests.api.test_old_content import write
from tests.api.test_writing import send

pytestmark = pytest.mark.django_db

COPIES = ("copy", "create_alias")


def published(**fields):
    article = make.article(**fields)
    article.save_revision().publish()
    return article


def act(client, page, action, body):
    return send(client, "POST", f"/api/v3/pages/{page.pk}/actions/{action}/", body)


@pytest.mark.parametrize("action", COPIES)
def test_a_copy_with_a_used_slug_is_refused_by_its_field(owner, action):
    article = published()
    before = Page.objects.count()

    answer = act(owner, article, action, {"slug": article.slug})

    assert refused(answer)
    assert answer.status_code == 422
    assert ["body", "slug"] in [each["path"] for each in answer.json()["errors"]]
    assert Page.objects.count() == before


@pytest.mark.parametrize("action", COPIES)
@pytest.mark.parametrize("article", [make.article, published])
def test_a_copy_of_what_is_incomplete_names_what_is_missing(owner, article, action):
    old = article()
    write(old, summary="")

    answer = act(owner, old, action, {"slug": "copied"})

    assert refused(answer)
    assert ["body", "summary"] in [each["path"] for each in answer.json()["errors"]]
    assert not Page.objects.filter(slug="copied").exists()


def test_nothing_is_moved_beside_the_root_of_the_tree(owner):
    article, root = make.article(), Page.objects.get(depth=1)

    for where in ({}, {"position": "left"}, {"position": "last-sibling"}):
        answer = act(owner, article, "move", {"destination_id": root.pk, **where})

        assert refused(answer)
        assert [each["path"] for each in answer.json()["errors"]] == [
            ["body", "destination_id"]
        ]
    article.refresh_from_db()
    assert article.get_parent().pk == make.index().pk
