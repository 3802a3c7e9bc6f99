"""Filters by user in the admin, limited to users whose work the viewer may see."""

from collections.abc import Callable, Iterator
from functools import wraps

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from wagtail.admin.views.pages.listing import PageFilterSet
from wagtail.admin.views.reports.locked_pages import LockedPagesReportFilterSet
from wagtail.admin.views.reports.workflows import WorkflowReportFilterSet
from wagtail.log_actions import registry as log_action_registry
from wagtail.models import Page, PageLogEntry
from wagtail.permissions import page_permission_policy

from core.models import User
from core.models.users import signed_in_user

# Wagtail offers all users who ever owned, edited, locked or submitted any page.
BY_PERSON = (
    (PageFilterSet, "owner"),
    (PageFilterSet, "edited_by"),
    (LockedPagesReportFilterSet, "locked_by"),
    (WorkflowReportFilterSet, "requested_by"),
)


def known_users(user: User) -> QuerySet[User]:
    """Users whose work the user can see: in a history, or as a page's owner."""
    if user.is_superuser:
        return User.objects.all()
    pages = page_permission_policy.explorable_instances(user).order_by()
    owners = pages.exclude(owner=None).values("owner")
    is_known = Q(pk__in=owners) | Q(pk=user.pk)
    for entries in visible_entries(user):
        is_known |= Q(Exists(entries.filter(user=OuterRef("pk"))))
    return User.objects.filter(is_known)


def visible_entries(user: User) -> Iterator[QuerySet]:
    """The entries of all histories that the user may see, in several querysets.

    Wagtail's ``viewable_by_user`` lists all pages that the user may see; here each entry
    of a page is looked at, until one is found.
    """
    for model in log_action_registry.get_log_entry_models():
        entries = model.objects.viewable_by_user(user)
        if model is PageLogEntry:
            seen = page_permission_policy.explorable_instances(user).order_by()
            page = Page.objects.filter(pk=OuterRef("page_id"))
            yield model.objects.filter(Exists(page.filter(pk__in=seen.values("pk"))))
            deleted = model.objects.filter(deleted=True).values("page_id")
            yield entries.filter(page_id__in=deleted)
        else:
            yield entries


def limit_user_filters() -> None:
    """Patches Wagtail's filters in all views that use them."""
    for filters, name in BY_PERSON:
        by_person = filters.base_filters[name]
        by_person.queryset = _narrowed(by_person.queryset)


def _narrowed(
    offered: Callable[[HttpRequest], QuerySet[User]],
) -> Callable[[HttpRequest], QuerySet[User]]:
    @wraps(offered)
    def known(request: HttpRequest) -> QuerySet[User]:
        users = known_users(signed_in_user(request)).order_by().values("pk")
        return offered(request).filter(pk__in=users)

    return known
