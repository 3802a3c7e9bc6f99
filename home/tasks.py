"""Background tasks that take too long for a request."""

from uuid import UUID

from typing_extensions import TypedDict
from wagtail.models import Page

from core.models import User
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
) -> CopyResult:
    pages = Page.objects.in_bulk([page_id, parent_id])
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if len(pages) < 2 or user is None:
        raise tree_copies.NotCopied(
            "The page, the place for its copy or an account was deleted."
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
