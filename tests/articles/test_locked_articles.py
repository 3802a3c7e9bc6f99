"""Locks of articles, which core/static/core/admin/locked.js reads from the form."""

import datetime

import pytest
from django.utils import timezone
from wagtail.models import Workflow

from tests import make

pytestmark = pytest.mark.django_db


def lock_by_hand(article):
    article.locked, article.locked_at = True, timezone.now()
    article.locked_by = make.superuser()
    article.save()


def lock_by_workflow(article):
    workflow = Workflow.objects.get(name="Clinical review, then publication")
    workflow.start(article, make.superuser())


def lock_by_schedule(article):
    article.go_live_at = timezone.now() + datetime.timedelta(days=1)
    article.save_revision().publish()


@pytest.mark.parametrize(
    ("lock", "group"),
    [
        (lock_by_hand, "Editors"),
        (lock_by_workflow, "Editors"),
        (lock_by_schedule, "Moderators"),
    ],
)
def test_the_form_of_a_locked_article_says_that_it_is_locked(client, lock, group):
    article = make.article()
    article.save_revision()
    article.refresh_from_db()
    address = f"/admin/pages/{article.pk}/edit/"
    client.force_login(make.member(group))
    before = client.get(address)

    lock(article)

    assert "content-locked" not in before.text
    assert "content-locked" in client.get(address).text
