"""Names of deleted accounts stay in histories and reports."""

import pytest
from django.core.cache import cache

from cms.models import FormerUser, User
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def published():
    """An article that somebody published whose account is deleted afterwards."""
    reviewer = make.superuser("maya@clinic.example")
    reviewer.first_name, reviewer.last_name = "Maya", "Lindqvist"
    reviewer.save()
    article = make.article()
    article.save_revision(user=reviewer, log_action=True).publish(user=reviewer)
    return article, User.objects.get(pk=reviewer.pk)


def shown(editor, article):
    paths = [f"/admin/pages/{article.pk}/history/", "/admin/reports/site-history/"]
    return [editor.get(path).content.decode() for path in paths]


@pytest.mark.parametrize("how", ["the account", "all at once", "in the admin"])
def test_histories_name_whoever_published_after_the_account_is_deleted(
    editor, published, how
):
    article, reviewer = published
    key = reviewer.pk
    {
        "the account": lambda: reviewer.delete(),
        "all at once": lambda: User.objects.filter(pk=reviewer.pk).delete(),
        "in the admin": lambda: editor.post(f"/admin/users/delete/{reviewer.pk}/"),
    }[how]()

    assert not User.objects.filter(pk=key).exists()
    for page in shown(editor, article):
        assert "Maya Lindqvist (account deleted)" in page
        assert f"user {key}" not in page


def test_the_report_of_old_pages_names_them_too(editor, published):
    _, reviewer = published
    reviewer.delete()

    body = editor.get("/admin/reports/aging-pages/").content.decode()

    assert "Maya Lindqvist (account deleted)" in body


def test_an_account_deleted_before_names_were_kept_shows_its_number(editor, published):
    article, reviewer = published
    key = reviewer.pk
    reviewer.delete()
    FormerUser.objects.all().delete()
    cache.clear()

    for page in shown(editor, article):
        assert f"user {key} (account deleted)" in page


def test_a_history_costs_the_same_however_many_left(count_queries, client):
    client.force_login(make.superuser())
    article = make.article()
    costs = []
    for number in range(4):
        leaver = make.superuser(f"n{number}@x.example")
        article.save_revision(user=leaver, log_action=True)
        leaver.delete()
        costs.append(count_queries(f"/admin/pages/{article.pk}/history/"))

    assert costs[1] == costs[3]
