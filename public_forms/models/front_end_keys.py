from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.crypto import get_random_string, salted_hmac
from wagtail.models import Site

PREFIX = "gait_front_end_"
SECRET_LENGTH = 40
# Of a key, what lists show.
SHOWN_LENGTH = len(PREFIX) + 4


class FrontEndKey(models.Model):
    """Key by which a front end vouches for its visitors' addresses; its digest is stored.

    The key gives no right to read or write anything.
    """

    name = models.CharField(
        max_length=100, help_text="Where the front end runs, for example “Website”."
    )
    site = models.ForeignKey(
        Site, on_delete=models.CASCADE, related_name="front_end_keys"
    )
    key_hash = models.CharField(max_length=64, unique=True, editable=False)
    beginning = models.CharField("key", max_length=24, editable=False)
    created_at = models.DateTimeField("created", auto_now_add=True)
    last_used_at = models.DateTimeField("last used", null=True, editable=False)

    objects: ClassVar[models.Manager["FrontEndKey"]] = models.Manager()

    class Meta:
        verbose_name = "front end's key"
        verbose_name_plural = "front ends' keys"

    def __str__(self) -> str:
        return f"{self.name} ({self.beginning}…)"

    def make_key(self) -> str:
        """Sets a new key, which is returned this once; the caller saves."""
        key = PREFIX + get_random_string(SECRET_LENGTH)
        self.key_hash, self.beginning = digest(key), key[:SHOWN_LENGTH]
        return key

    @classmethod
    def with_key(cls, key: str) -> "FrontEndKey | None":
        """The row of a key, also of one from before SECRET_KEY was replaced."""
        secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
        digests = [digest(key, secret) for secret in secrets]
        return cls.objects.filter(key_hash__in=digests).first()


def digest(key: str, secret: str | bytes | None = None) -> str:
    salt = "public_forms.front_end_key"
    return salted_hmac(salt, key, secret=secret, algorithm="sha256").hexdigest()
