import datetime

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from tests import make

pytestmark = pytest.mark.django_db

HEADING = "Clinical reviews due"


@pytest.fixture
def editor(client):
    member = make.member("Editors")
    client.force_login(member)
    return client


def reviewed(days_ago, title, **fields):
    day = timezone.localdate() - datetime.timedelta(days=days_ago)
    return make.article(title, last_reviewed=day, **fields)


def dashboard(client):
    return client.get("/admin/").content.decode()


def test_the_dashboard_names_what_is_due_with_the_most_urgent_first(editor):
    make.article("Never read", reviewer=None)
    reviewed(340, "Due soon")
    reviewed(500, "Overdue", reviewer=make.person())
    reviewed(10, "Just read")

    text = dashboard(editor)

    assert text.index("Overdue") < text.index("Due soon") < text.index("Never read")
    assert "Maya Lindqvist" in text
    assert "Just read" not in text


def test_without_a_review_due_the_dashboard_is_silent(editor):
    reviewed(10, "Just read")

    assert HEADING not in dashboard(editor)


def test_a_draft_waits_for_no_review(editor):
    make.article("A draft", live=False)

    assert HEADING not in dashboard(editor)


def test_who_may_not_edit_an_article_is_not_reminded_of_it(client):
    make.article("Never read")
    member = make.user()
    group = Group.objects.create(name="Librarians")
    group.permissions.add(
        *Group.objects.get(name="Editors").permissions.filter(codename="access_admin")
    )
    member.groups.add(group)
    client.force_login(member)

    assert HEADING not in dashboard(client)


def test_many_reviews_cost_no_more_queries_and_lead_to_the_list(editor, count_queries):
    make.articles(2)
    few = count_queries("/admin/")
    make.articles(9)

    assert count_queries("/admin/") == few
    assert "All articles by review date" in dashboard(editor)


def test_the_list_of_articles_is_put_in_order_by_review_date(editor):
    reviewed(10, "Just read")
    reviewed(500, "Overdue")

    text = editor.get("/admin/articles/?ordering=next_review_due").content.decode()

    assert text.index("Overdue") < text.index("Just read")


def test_the_list_of_articles_is_narrowed_by_topic(editor):
    topic = make.topic()
    make.article("On backs", topics=[topic])
    make.article("On necks")

    text = editor.get(f"/admin/articles/?topics={topic.pk}").content.decode()

    assert "On backs" in text
    assert "On necks" not in text
