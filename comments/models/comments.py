import re

from django.conf import settings
from django.contrib.contenttypes.fields import GenericRelation
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.text import Truncator

from comments.querysets import CommentQuerySet
from comments.screening import Reason
from public_forms.text_cleaning import as_html

# HTTP(S) without a user name, which could disguise the host:
# https://bank.example@evil.example/
PLAIN_URL = re.compile(r"https?://(?![^/?#]*@)", re.IGNORECASE)


class Status(models.TextChoices):
    WAITING = "waiting", "Waiting"
    PUBLISHED = "published", "Published"
    SPAM = "spam", "Spam"
    BIN = "bin", "In the bin"


class Verdict(models.TextChoices):
    """Akismet's verdict; stored as an empty string if it was not asked."""

    PENDING = "pending", "Not answered yet"
    HAM = "ham", "No spam"
    SPAM = "spam", "Spam"
    DISCARD = "discard", "Blatant spam"
    UNAVAILABLE = "unavailable", "No verdict"


class Comment(models.Model):
    """A reply to a page, by a visitor or by the clinic; answers are one level deep.

    ``text`` is plain text, and is converted to paragraphs and links on output. E-mail
    address, IP address and user agent are shown to moderators and sent to the spam
    filter, and never published.
    """

    page = models.ForeignKey(
        "wagtailcore.Page", on_delete=models.CASCADE, related_name="replies"
    )
    parent = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="replies",
        verbose_name="in answer to",
    )
    name = models.CharField(max_length=80)
    email = models.EmailField("e-mail", blank=True)
    website = models.URLField(blank=True)
    text = models.TextField(max_length=5000)
    # The clinic's own answers.
    person = models.ForeignKey(
        "clinic.Person",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name="answers for the clinic",
    )
    by_clinic = models.BooleanField(default=False, editable=False)
    status = models.CharField(
        max_length=12, choices=Status.choices, default=Status.WAITING, editable=False
    )
    is_urgent = models.BooleanField(default=False, editable=False)
    # Values of comments.screening.Reason: why it waits in the moderation queue.
    held_for = models.JSONField(default=list, blank=True, editable=False)
    verdict = models.CharField(
        max_length=12, choices=Verdict.choices, blank=True, editable=False
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    consented_at = models.DateTimeField(null=True, editable=False)
    edited_at = models.DateTimeField(null=True, editable=False)
    decided_at = models.DateTimeField(null=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        editable=False,
    )
    announced_at = models.DateTimeField(null=True, editable=False)
    # Set when the content was erased; the row stays while it has answers.
    erased_at = models.DateTimeField(null=True, editable=False)
    address = models.GenericIPAddressField(null=True, editable=False)
    user_agent = models.CharField(max_length=300, blank=True, editable=False)
    referrer = models.CharField(max_length=300, blank=True, editable=False)
    # Cascades on any deletion, because log entries hold names and texts.
    history = GenericRelation(
        "wagtailcore.ModelLogEntry",
        for_concrete_model=False,
        related_query_name="replies",
    )

    objects = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = "reply"
        verbose_name_plural = "replies"
        ordering = ["created_at", "pk"]
        permissions = [("moderate_comment", "Can moderate replies")]
        default_permissions = ()
        indexes = [
            models.Index(
                fields=["page", "status", "created_at"], name="comments_comment_thread"
            ),
            models.Index(
                fields=["status", "-is_urgent", "created_at"],
                name="comments_comment_queue",
            ),
            models.Index(fields=["email"], name="comments_comment_writer"),
            # For the newest published reply, which dates each public response.
            models.Index(fields=["status", "-id"], name="comments_comment_newest"),
            # For the moderators' lists of those that were decided.
            models.Index(
                fields=["status", "-created_at", "-id"], name="comments_comment_latest"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status="published", is_urgent=True)
                | Q(decided_by__isnull=False)
                | Q(decided_at__isnull=False),
                name="comments_comment_urgent_ones_are_decided",
                violation_error_message=(
                    "A person decides whether an urgent reply is published."
                ),
            )
        ]

    def __str__(self) -> str:
        return f"{self.writer}: {Truncator(self.text).chars(60)}"

    def clean(self) -> None:
        super().clean()
        if self.parent and self.parent.parent_id:
            raise ValidationError({"parent": "An answer can't be answered in turn."})
        if self.parent and self.parent.page_id != self.page_id:
            raise ValidationError({"parent": "That reply stands on another page."})

    @property
    def html(self) -> SafeString:
        """The text as HTML paragraphs; markup in it is escaped."""
        return as_html(self.text)

    @property
    def link(self) -> str | None:
        """The website, unless a user name in the URL disguises its host."""
        return self.website if PLAIN_URL.match(self.website) else None

    @property
    def writer(self) -> str:
        """The displayed name of the author."""
        if self.person:
            return self.person.full_name
        return self.name or ("The clinic" if self.by_clinic else "Somebody")

    @property
    def held_labels(self) -> list[str]:
        """Labels of the reasons why it waits, for moderators."""
        labels = dict(Reason.choices)
        return [labels.get(reason, reason) for reason in self.held_for]
