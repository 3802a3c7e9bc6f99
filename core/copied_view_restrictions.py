"""View restrictions of copied pages and aliases: each page's copy has its own."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from wagtail.actions.copy_page import CopyPageAction
from wagtail.actions.create_alias import CreatePageAliasAction
from wagtail.models import Page, PageViewRestriction

from core.models import User

Make = Callable[..., Page]


def keep() -> None:
    """Replaces what Wagtail calls for each page of a tree, whatever began the copy."""
    CopyPageAction._copy_page = _with_restrictions(CopyPageAction._copy_page)
    CreatePageAliasAction._create_alias = _with_restrictions(
        CreatePageAliasAction._create_alias
    )


def _with_restrictions(make: Make) -> Make:
    """Any: Wagtail's action, and what it passes on for its own use."""

    @wraps(make)
    def run(action: Any, page: Page, *args: Any, **kwargs: Any) -> Page:
        # Wagtail gives to every copy the restrictions of the page that the action
        # began with.
        began_with, action.page = action.page, page
        try:
            made = make(action, page, *args, **kwargs)
        finally:
            action.page = began_with
        if not made.view_restrictions.exists():
            _copy(page, to=made, by=action.user)
        return made

    return run


def _copy(page: Page, *, to: Page, by: User | None) -> None:
    """Also below a page with restrictions of its own, where Wagtail leaves them out."""
    for restriction in page.view_restrictions.all():
        copied = PageViewRestriction(
            page=to,
            restriction_type=restriction.restriction_type,
            password=restriction.password,
        )
        copied.save(user=by)
        copied.groups.set(restriction.groups.all())
