from django.db import models


class TakesReplies(models.Model):
    """For a page that visitors may reply to."""

    comments_open = models.BooleanField(
        "visitors may reply",
        default=True,
        help_text="Where replies are closed for the whole site, this opens none.",
    )

    reply_panels = ["comments_open"]

    class Meta:
        abstract = True
