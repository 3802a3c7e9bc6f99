"""Background tasks that take too long for a request."""

from uuid import UUID

from typing_extensions import TypedDict
from wagtail.models import APIToken, Page

from core.api import tokens
from core.models import TokenAccess, User
from home import tree_copies
from public_forms.task_retries import later


class CopyResult(TypedDict):
    """Result of a copy: the id of its first page and the number of pages."""

    page: int
    pages: int


@later(
    does="Copy a page with all that is below it",
    on=tree_copies.NotCopied,
    retry_delays_seconds=(),
)
def copy_tree(
    page_id: int,
    parent_id: int,
    user_id: int,
    *,
    title: str,
    slug: str,
    publish: bool,
    key: str,
    alias: bool = False,
    token: int | None = None,
) -> CopyResult:
    pages = Page.objects.in_bulk([page_id, parent_id])
    user = _acting(user_id, token)
    if len(pages) < 2 or user is None:
        raise tree_copies.NotCopied(
            "The page, the place for its copy, an account or a token was deleted or has "
            "ended."
        )
    page, parent = pages[page_id], pages[parent_id]
    if not page.permissions_for_user(user).can_copy_to(parent, recursive=True):
        raise tree_copies.NotCopied("The person who asked may no longer copy there.")
    may_publish = parent.permissions_for_user(user).can_publish_subpage()
    if alias and not may_publish:
        raise tree_copies.NotCopied(
            "The person who asked may no longer publish there, as an alias requires."
        )
    copy = tree_copies.copy_tree(
        page,
        to=parent,
        title=title,
        slug=slug,
        publish=publish and may_publish,
        alias=alias,
        by=user,
        key=UUID(key),
    )
    number = Page.objects.descendant_of(copy, inclusive=True).count()
    return {"page": copy.pk, "pages": number}


def _acting(user_id: int, token_id: int | None) -> User | None:
    """The person who asked, with the rights that the token leaves, if they used one."""
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if token_id is None or user is None:
        return user
    valid = APIToken.objects.select_related("user", "access").filter(revoked_at=None)
    token = valid.filter(pk=token_id, user=user).first()
    if token is None or TokenAccess.of(token).is_expired():
        return None
    return tokens.owner(token)
