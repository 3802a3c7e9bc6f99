import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError
from wagtail.models import Page, Site

from articles.models import ArticlePage, Topic
from core.models import User
from home.demo import content
from tests import make
from tests.home.demo import everything, load

ARTICLES = list(content.articles())


def test_a_site_with_other_content_is_left_alone(db):
    make.article("Our own article")
    before = everything()

    with pytest.raises(CommandError) as refusal:
        load()

    assert "“Our own article”" in str(refusal.value)
    assert "--beside-other-content" in str(refusal.value)
    assert everything() == before


@pytest.mark.slow
def test_beside_other_content_and_in_production_nobody_can_sign_in(db, settings):
    settings.IN_PRODUCTION = True
    ours = make.article("Our own article", topics=[make.topic("Back pain")])
    default = make.site()

    load(beside_other_content=True, port=8123)

    second = Site.objects.get(is_default_site=False)
    assert second.root_url == "http://demo.localhost:8123"
    assert second.root_page.get_descendants().type(ArticlePage).count() == len(ARTICLES)
    assert Site.objects.get(is_default_site=True).root_page == default.root_page
    assert ArticlePage.objects.get(title="Our own article") == ours
    assert Topic.objects.filter(name="Back pain").count() == 1
    assert not User.objects.exists()


def test_what_fails_half_way_leaves_nothing_behind(db):
    # Has the address that the demo's home page wants.
    Page.get_first_root_node().add_child(instance=Page(title="X", slug="ellery-bay"))
    before = everything()

    with pytest.raises(ValidationError):
        load(beside_other_content=True)

    assert everything() == before


# --- What is written ----------------------------------------------------------------
