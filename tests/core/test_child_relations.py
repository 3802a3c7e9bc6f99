import pytest
from modelcluster import models
from modelcluster.forms import get_all_child_relations
from wagtail.models import Page

from articles.models import ArticlePage
from contact.models import FormPage

pytestmark = pytest.mark.django_db


def names(relations):
    return [each.name for each in relations]


@pytest.mark.parametrize("model", [Page, ArticlePage, FormPage])
def test_child_relations_are_those_that_modelcluster_finds(model):
    for given in (model, model(), model):
        found = models.get_all_child_relations(given)
        assert found == get_all_child_relations(model)


def test_child_relations_of_a_page_are_not_those_of_the_model_that_it_extends():
    models.get_all_child_relations(Page)
    models.get_all_child_m2m_relations(Page)

    assert "form_fields" in names(models.get_all_child_relations(FormPage))
    assert names(models.get_all_child_m2m_relations(ArticlePage)) == ["topics"]
    assert names(models.get_all_child_m2m_relations(Page)) == []
