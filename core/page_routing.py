"""The page at a path below a home page, in two queries however deep it is."""

from collections.abc import Sequence
from functools import cache

from django.contrib.contenttypes.models import ContentType
from wagtail.models import Page, get_page_models


def page_below(home: Page, slugs: Sequence[str]) -> Page | None:
    """The specific page at this path below ``home``, or None.

    With the related objects that readers see (``api_select_related``).
    """
    # The slug has an index, the path not.
    candidates = Page.objects.filter(
        slug=slugs[-1],
        depth=home.depth + len(slugs),
        url_path=f"{home.url_path}{'/'.join(slugs)}/",
        path__startswith=home.path,
    )
    found = candidates.values_list("pk", "content_type_id").first()
    if found is None:
        return None
    key, content_type = found
    # None if the code of the page type is gone.
    model = ContentType.objects.get_for_id(content_type).model_class() or Page
    related = getattr(model, "api_select_related", ())
    return model._default_manager.select_related(*related).filter(pk=key).first()


@cache
def is_by_path(*routes: object) -> bool:
    """True if no page type finds the pages below it in another way than these."""
    return all(model.route in routes for model in get_page_models())
