"""Signed tokens by which a front end reads drafts for some minutes.

A token names the editor for whom it was made: what that person may not see any more, it
does not show any more.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Self

from django.contrib.auth.base_user import AbstractBaseUser
from django.core import signing
from django.utils.crypto import constant_time_compare, salted_hmac

SALT = "gait.preview"
LIFETIME = timedelta(minutes=15)
LONGEST = 4000
FINGERPRINT_LENGTH = 16


@dataclass(frozen=True)
class PreviewToken:
    """``form`` is the key of a stored form (``FormState``), which nobody has saved.

    ``revisions``: the key of the revision to show, by page; None for a page that has
    none. ``admin_origin`` is where the editor works.
    """

    user_id: int
    fingerprint: str
    admin_origin: str
    expires_at: datetime
    form: int | None = None
    revisions: Mapping[int, int | None] = field(default_factory=dict)

    @classmethod
    def new(
        cls,
        user: AbstractBaseUser,
        *,
        admin_origin: str,
        now: datetime,
        form: int | None = None,
        revisions: Mapping[int, int | None] | None = None,
    ) -> Self:
        return cls(
            user.pk,
            _fingerprint(user),
            admin_origin,
            (now + LIFETIME).replace(microsecond=0),
            form,
            revisions or {},
        )

    @classmethod
    def read(cls, text: str, *, now: datetime) -> Self | None:
        """The token in a text; None if nobody here signed it, or it has expired."""
        if len(text) > LONGEST:
            return None
        try:
            stored = signing.loads(text, salt=SALT)
        except signing.BadSignature:
            return None
        user_id, fingerprint, origin, seconds, form, pairs = stored
        expires_at = datetime.fromtimestamp(seconds, UTC)
        if expires_at <= now:
            return None
        return cls(user_id, fingerprint, origin, expires_at, form, dict(pairs))

    def __str__(self) -> str:
        """The text for the URL."""
        return signing.dumps(
            [
                self.user_id,
                self.fingerprint,
                self.admin_origin,
                int(self.expires_at.timestamp()),
                self.form,
                list(self.revisions.items()),
            ],
            salt=SALT,
        )

    def is_of(self, user: AbstractBaseUser) -> bool:
        """False once the person has another password."""
        return constant_time_compare(self.fingerprint, _fingerprint(user))


def _fingerprint(user: AbstractBaseUser) -> str:
    return salted_hmac(SALT, user.password).hexdigest()[:FINGERPRINT_LENGTH]
