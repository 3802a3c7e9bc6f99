import re

from wagtail import hooks
from wagtail.models import Page
from wagtail.rich_text.feature_registry import FeatureRegistry
from wagtail.rich_text.pages import PageLinkHandler


class PublicPageLinkHandler(PageLinkHandler):
    """In templates: a link to a page that is not public leads nowhere.

    As ``cms.loading.Parts.html``, for texts that stand on no page: a person's, the
    clinic's.
    """

    @classmethod
    def get_many(cls, attrs_list: list[dict[str, str]]) -> list[Page | None]:
        keys = [attrs.get("id", "") for attrs in attrs_list]
        known = [key for key in keys if re.fullmatch(r"[0-9]{1,18}", key)]
        public = Page.objects.live().public().filter(pk__in=known)
        pages = {str(page.pk): page for page in public}
        return [pages.get(key) for key in keys]


# After Wagtail's own, which it replaces.
@hooks.register("register_rich_text_features", order=1)
def lead_to_public_pages_only(features: FeatureRegistry) -> None:
    features.register_link_type(PublicPageLinkHandler)
