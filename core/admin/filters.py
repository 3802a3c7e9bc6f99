"""Filters by user in the admin, limited to users whose work the viewer may see."""

from collections.abc import Callable
from functools import wraps

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from wagtail.admin.views.pages.listing import PageFilterSet
from wagtail.admin.views.reports.audit_logging import get_users_for_filter
from wagtail.admin.views.reports.locked_pages import LockedPagesReportFilterSet
from wagtail.admin.views.reports.workflows import WorkflowReportFilterSet
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
    active = get_users_for_filter(user).order_by().values("pk")
    pages = page_permission_policy.explorable_instances(user).order_by()
    owners = pages.exclude(owner=None).values("owner")
    return User.objects.filter(Q(pk__in=active) | Q(pk__in=owners) | Q(pk=user.pk))


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
