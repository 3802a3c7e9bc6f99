from django.db import models


class RateLimitCount(models.Model):
    """How often somebody has handed something in since a moment.

    In the database and not in the cache, because on a small server each worker has a
    cache of its own, and a limit that each worker counts for itself is none.
    """

    # What is limited and a digest of who; no address is kept here.
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
