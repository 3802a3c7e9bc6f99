"""Tasks of the worker that take longer than a request may."""

from uuid import UUID

from wagtail.models import Page

from cms.models import User
from home import copying
from intake.retries import later


@later(
    does="Copy a page with all that is below it",
    on=copying.NotCopied,
    waits_seconds=(),
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
) -> None:
    pages = Page.objects.in_bulk([page_id, parent_id])
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if len(pages) < 2 or user is None:
        raise copying.NotCopied("A page or the account of who asked was deleted.")
    page, parent = pages[page_id], pages[parent_id]
    if not page.permissions_for_user(user).can_copy_to(parent, recursive=True):
        raise copying.NotCopied("Who asked may no longer copy there.")
    may_publish = parent.permissions_for_user(user).can_publish_subpage()
    copying.copy_tree(
        page,
        to=parent,
        title=title,
        slug=slug,
        publish=publish and may_publish,
        by=user,
        key=UUID(key),
    )
