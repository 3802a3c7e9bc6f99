from django.db import models


class IdempotencyKey(models.Model):
    """What was answered to something handed in, so that a repeat is answered alike."""

    # A digest of where it was handed in and of the sender's key for it.
    key = models.CharField(max_length=64, unique=True)
    # A digest of what was handed in: the same key for something else is a mistake.
    fingerprint = models.CharField(max_length=64)
    answer = models.JSONField()
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        default_permissions = ()
        permissions = [
            ("manage_personal_data", "Can find and erase what visitors sent"),
            ("manage_background_work", "Can see failed work and try it again"),
        ]

    def __str__(self) -> str:
        return self.key
