"""View restrictions of copied pages and aliases: each copy gets its original's."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from wagtail.actions.copy_page import CopyPageAction
from wagtail.actions.create_alias import CreatePageAliasAction
from wagtail.models import Page, PageViewRestriction

from core.models import User

Make = Callable[..., Page]


def patch_copy_actions() -> None:
    """Patches the methods that Wagtail calls for each page of a copied tree."""
    CopyPageAction._copy_page = _with_restrictions(CopyPageAction._copy_page)
    CreatePageAliasAction._create_alias = _with_restrictions(
        CreatePageAliasAction._create_alias
    )


# Any: Wagtail's action, and its further arguments.
def _with_restrictions(make: Make) -> Make:
    @wraps(make)
    def run(action: Any, page: Page, *args: Any, **kwargs: Any) -> Page:
        # Wagtail copies the restrictions of action.page, the root of the copied tree,
        # to every page.
        root, action.page = action.page, page
        try:
            made = make(action, page, *args, **kwargs)
        finally:
            action.page = root
        if not made.view_restrictions.exists():
            _copy(page, to=made, by=action.user)
        return made

    return run


def _copy(page: Page, *, to: Page, by: User | None) -> None:
    """Copies the restrictions, which Wagtail omits below a restricted page."""
    for restriction in page.view_restrictions.all():
        copied = PageViewRestriction(
            page=to,
            restriction_type=restriction.restriction_type,
            password=restriction.password,
        )
        copied.save(user=by)
        copied.groups.set(restriction.groups.all())
