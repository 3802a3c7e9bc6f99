from typing import Any, ClassVar

from django.contrib.auth import load_backend
from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models.functions import Lower
from django.http import HttpRequest
from wagtail.models import APIToken


class UserManager(BaseUserManager["User"]):
    """Manager of users identified by e-mail address, compared without case."""

    use_in_migrations = True

    def create_user(
        self, email: str, password: str | None = None, **fields: Any
    ) -> "User":
        """Creates a user; raises ValueError without an e-mail address."""
        if not email:
            raise ValueError("A user needs an e-mail address.")
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(
        self, email: str, password: str | None = None, **fields: Any
    ) -> "User":
        return self.create_user(
            email, password, **{"is_staff": True, "is_superuser": True, **fields}
        )

    def get_by_natural_key(self, email: str | None) -> "User":
        return self.get(email__iexact=email)

    def with_perm(self, permission: str) -> models.QuerySet["User"]:
        """Active users with a permission: their own, their group's, or as superuser."""
        # The backend with permissions; the other one only counts wrong passwords.
        # Any: its module can be imported only after the user model.
        backend: Any = load_backend("django.contrib.auth.backends.ModelBackend")
        return backend.with_perm(permission)


class User(AbstractUser):
    """User identified by e-mail address, without a user name."""

    # As Django documents it for a model without user names; its stubs do not know it.
    username = None  # type: ignore[assignment]
    email = models.EmailField(
        "e-mail address",
        unique=True,
        error_messages={"unique": "Somebody signs in with this address already."},
    )

    # The token through which a request to an API acts as this user.
    api_token: APIToken | None = None

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    # Django's stubs ask for a subclass of its manager, which needs user names.
    objects: ClassVar[UserManager] = UserManager()  # type: ignore[assignment]

    class Meta(AbstractUser.Meta):
        swappable = "AUTH_USER_MODEL"
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="core_user_email_any_case",
                violation_error_message="Somebody signs in with this address already.",
            ),
        ]

    def __str__(self) -> str:
        return self.get_full_name() or self.email

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Refuses a user of an API's request, whose rights a token may limit."""
        if self.api_token:
            raise RuntimeError("A request with a token does not save its owner.")
        super().save(*args, **kwargs)


def signed_in_user(request: HttpRequest) -> User:
    """The user of a request that needs one; raises PermissionDenied without."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


class FormerUser(models.Model):
    """The name of a deleted user, for histories and reports."""

    # Not a foreign key: the account is deleted. Ids are not reused.
    user_id = models.BigIntegerField(primary_key=True)
    name = models.CharField(max_length=310)

    def __str__(self) -> str:
        return self.name
