"""Limits of an API token within the rights of its owner: scopes, sites, expiry, keys."""

from datetime import datetime
from typing import ClassVar

from django.db import models, transaction
from django.db.models import QuerySet
from django.utils import timezone
from wagtail.models import APIToken, Page, PageLogEntry, Site
from wagtail.models.api import DISPLAY_PREFIX_LENGTH


class Scope(models.TextChoices):
    """Right of a token beyond reading what is public, if its owner has it."""

    READ_DRAFTS = "read:drafts", "Read drafts, earlier versions and private pages"
    WRITE_DRAFTS = "write:drafts", "Write drafts, which wait for a person to publish"
    PUBLISH = "publish", "Publish, and change or delete whatever readers see"
    REPLIES = "replies", "Hand in replies"
    FORMS = "forms", "Hand in forms"


# The answer to a write shows what was written, and publishing begins with a draft.
IMPLIED: dict[str, set[str]] = {
    Scope.WRITE_DRAFTS: {Scope.READ_DRAFTS},
    Scope.PUBLISH: {Scope.READ_DRAFTS, Scope.WRITE_DRAFTS},
}


# The key under which a log entry's data names the token that made it.
MARK = "token"


def revisions_of_tokens(page: Page) -> QuerySet:
    """The keys of the revisions of a page that were made with tokens."""
    entries = PageLogEntry.objects.filter(page=page.pk, data__has_key=MARK)
    return entries.exclude(revision=None).values("revision")


class TokenAccess(models.Model):
    """Limits of one of Wagtail's API tokens; a token without this row has no scope.

    ``sites`` counts unless ``is_for_all_sites``, so the deletion of a site never widens
    a token. ``previous_key_hash`` is the key before the last rotation.
    """

    token = models.OneToOneField(
        APIToken, on_delete=models.CASCADE, primary_key=True, related_name="access"
    )
    scopes: models.JSONField[list[str], list[str]] = models.JSONField(default=list)
    is_for_all_sites = models.BooleanField(default=True)
    sites = models.ManyToManyField(Site, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    previous_key_hash = models.CharField(max_length=64, null=True, unique=True)  # noqa: DJ001 - unique where it is set
    previous_key_valid_until = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager["TokenAccess"]] = models.Manager()

    def __str__(self) -> str:
        return str(self.token)

    @classmethod
    def of(cls, token: APIToken) -> "TokenAccess":
        """The limits of a token; without a row those of a token without scopes."""
        return getattr(token, "access", None) or cls(token=token)

    def has(self, scope: str) -> bool:
        implying = {name for name, implied in IMPLIED.items() if scope in implied}
        return bool({scope, *implying} & {*self.scopes})

    def is_expired(self, now: datetime | None = None) -> bool:
        return self.expires_at is not None and self.expires_at <= (
            now or timezone.now()
        )

    @transaction.atomic
    def replace_key(self, *, old_valid_until: datetime) -> str:
        """Gives the token a new key, which is returned this once.

        The old one works until a time; one from before it stops at once.
        """
        key = APIToken.generate_token()
        self.previous_key_hash = self.token.key_hash
        self.previous_key_valid_until = old_valid_until
        self.save()
        self.token.key_hash = APIToken.hash_token(key)
        self.token.prefix = key[:DISPLAY_PREFIX_LENGTH]
        self.token.save(update_fields=["key_hash", "prefix"])
        return key
