"""Pages visible to a user of the admin."""

from django.contrib.auth.models import AnonymousUser
from wagtail.models import Page
from wagtail.permissions import page_permission_policy
from wagtail.query import PageQuerySet

from core.models import User


def visible_pages(user: User | AnonymousUser) -> PageQuerySet:
    """Public pages, and pages that the user may see in the explorer."""
    if user.is_superuser:
        return Page.objects.all()
    explorable = page_permission_policy.explorable_instances(user)
    public = Page.objects.live().public()
    return public | Page.objects.filter(pk__in=explorable.order_by().values("pk"))
