from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import ArticlePage
from tests import make

INDEXES = ("wagtailsearch_indexentry", "wagtailcore_referenceindex")


def indexes_asked(save):
    with CaptureQueriesContext(connection) as captured:
        save()
    asked = [each["sql"] for each in captured]
    return {name for name in INDEXES if any(name in sql for sql in asked)}


def test_a_draft_leaves_the_indexes_alone_and_its_publication_writes_them(db):
    image = make.image()
    article = make.article("Walking")
    article.title = "Swimming"
    article.hero_image = image

    assert indexes_asked(article.save_revision) == set()
    assert found("swimming") == []
    assert list(image.get_usage()) == []

    assert indexes_asked(article.get_latest_revision().publish) == {*INDEXES}
    assert found("swimming") == [article]
    assert [page.pk for page, _ in image.get_usage()] == [article.pk]


def test_a_field_that_is_saved_alone_is_indexed(db):
    article = make.article("Walking")

    article.title = "Swimming"
    article.save(update_fields=["title"])

    assert found("swimming") == [article]


def found(query):
    return list(ArticlePage.objects.all().search(query))
