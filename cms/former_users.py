"""Names of deleted accounts: who approved or published an article stays named."""

from typing import Any

from django.core.cache import cache

from cms.models import FormerUser, User

CACHE_KEY = "former-users"


def remember(instance: User, **signal: Any) -> None:
    """A receiver of ``pre_delete``; Any: what it sends besides."""
    FormerUser.objects.update_or_create(
        user_id=instance.pk, defaults={"name": str(instance)}
    )
    cache.delete(CACHE_KEY)


def name(user_id: int) -> str:
    """As Wagtail's ``get_deleted_user_display_name``, in place of which it is called.

    All are read at once, for a history may name several.
    """
    names = cache.get(CACHE_KEY)
    if names is None:
        names = dict(FormerUser.objects.values_list("user_id", "name"))
        cache.set(CACHE_KEY, names)
    return f"{names.get(user_id, f'user {user_id}')} (account deleted)"
