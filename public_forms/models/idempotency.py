from django.db import models


class IdempotencyKey(models.Model):
    """The answer to a submission, stored by the idempotency key of its sender."""

    # Digest of the endpoint and the sender's key.
    key = models.CharField(max_length=64, unique=True)
    # Digest of the submission: the same key with other content is an error.
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
