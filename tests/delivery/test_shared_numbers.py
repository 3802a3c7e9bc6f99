"""Totals of lists, which the answers of a worker share."""

import json

import pytest

from articles.models import ArticlePage
from tests import make
from tests.delivery import feed
from tests.delivery.wsgi import ask

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("/api/v2/pages/?limit=1", "/api/v2/pages/?limit=2"),
        ("/api/v2/redirects/?limit=1", "/api/v2/redirects/?limit=2"),
        ("/api/v3/pages/?limit=1", "/api/v3/pages/?limit=2"),
        ("/api/v3/redirects/?limit=1", "/api/v3/redirects/?limit=2"),
        (
            "/api/v3/articles/?facets=true&limit=1",
            "/api/v3/articles/?facets=true&limit=2",
        ),
        ("/articles/?topic=back", "/topics/back/"),
    ],
)
def test_a_list_is_counted_once_for_several_answers(
    article, application, first, second
):
    article.topics.add(make.topic("Back"))
    feed.settle()

    answers = [ask(application, address) for address in (first, second)]

    assert [each.status for each in answers] == [200, 200]
    assert answers[1].queries < answers[0].queries


def test_a_change_shows_in_the_total_of_a_list_made_after_it(article, application):
    make.article("Sitting")
    feed.settle()
    before = number_in(ask(application, "/api/v3/pages/?limit=1"))

    ArticlePage.objects.filter(pk=article.pk).update(live=False)
    feed.settle()

    assert number_in(ask(application, "/api/v3/pages/?limit=2")) == before - 1


def number_in(answer):
    return json.loads(answer.content)["count"]
