"""Pages whose titles a user of the admin may read."""

from django.contrib.auth.base_user import AbstractBaseUser
from wagtail.models import Page
from wagtail.permissions import page_permission_policy
from wagtail.query import PageQuerySet


def visible_pages(user: AbstractBaseUser) -> PageQuerySet:
    """Those that everybody may see, and those that the user finds in the explorer."""
    if user.is_superuser:
        return Page.objects.all()
    explorable = page_permission_policy.explorable_instances(user)
    public = Page.objects.live().public()
    return public | Page.objects.filter(pk__in=explorable.order_by().values("pk"))
