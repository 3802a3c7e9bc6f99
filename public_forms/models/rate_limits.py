from django.db import models


class RateLimitCount(models.Model):
    """The number of submissions from one sender in one fixed window of a rate limit.

    In the database and not in the cache: without Redis each process has a cache of its
    own, and would count for itself.
    """

    # Kind, window length and a digest of the sender; no address is stored.
    key = models.CharField(max_length=120)
    window_starts_at = models.DateTimeField(db_index=True)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["key", "window_starts_at"],
                name="public_forms_ratelimitcount_one_a_window",
            )
        ]

    def __str__(self) -> str:
        return f"{self.key}: {self.count}"
