from wagtail.models import Page

from articles.serializers import CardData, card
from core.serializers import PageField


class FeaturedArticlesField(PageField):
    """The public ones among the featured articles of the home page."""

    def to_representation(self, page: Page) -> list[CardData]:
        return [card(each) for each in page.page_data.featured]
