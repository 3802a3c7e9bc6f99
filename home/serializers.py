from wagtail.models import Page

from articles.serializers import Card, card
from core.api.serializers import PageField


class FeaturedArticlesField(PageField):
    """The articles that stand first on the home page, those that are public."""

    def to_representation(self, page: Page) -> list[Card]:
        return [card(each) for each in page.parts.featured]
