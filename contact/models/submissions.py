import uuid
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format

from clinic.phone import as_phone
from contact.models.forms import FormPage
from contact.senders import email_digests
from public_forms.encrypted_fields import (
    EncryptedJSONField,
    EncryptedTextField,
    Unreadable,
)
from public_forms.spam_signals import SpamSignal


class Status(models.TextChoices):
    NEW = "new", "New"
    HANDLED = "handled", "Handled"


# Urgent and not handled yet.
URGENT_NEWS = Q(is_urgent=True, status=Status.NEW)


@dataclass(frozen=True)
class Line:
    label: str
    text: str

    @property
    def href(self) -> str:
        """mailto: or tel: URI of an e-mail address or phone number; else empty."""
        if "@" in self.text and is_address(self.text):
            return f"mailto:{quote(self.text, safe='@')}"
        phone = None if any(map(str.isalpha, self.text)) else as_phone(self.text)
        return phone["uri"] if phone else ""


def is_address(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


def clock(moment: datetime) -> str:
    """Local date and time for staff: “24 November 2026, 15:02”."""
    return date_format(timezone.localtime(moment), "j F Y, H:i")


class Submission(models.Model):
    """A submission of a form by a visitor.

    ``answers`` holds ``{"name", "label", "value"}`` for each question as it was at the
    time, so that the form may change; values are text, or lists of text.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    page = models.ForeignKey(
        FormPage,
        null=True,
        on_delete=models.SET_NULL,
        related_name="submissions",
        verbose_name="form",
    )
    form_title = models.CharField(max_length=255, editable=False)
    answers = EncryptedJSONField(default=list, editable=False)
    # Keyed digest of the address, to find submissions without storing it in plain text.
    email_digest = models.CharField(max_length=64, blank=True, editable=False)
    # Keyed digest of all answers, to find duplicates.
    fingerprint = models.CharField(max_length=64, blank=True, editable=False)
    place = models.CharField(max_length=120, blank=True, editable=False)
    status = models.CharField(
        max_length=12, choices=Status.choices, default=Status.NEW, editable=False
    )
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    # The text suggests that somebody may be in danger.
    is_urgent = models.BooleanField(default=False, editable=False)
    # Values of public_forms.spam_signals.SpamSignal.
    spam_signals = models.JSONField(default=list, editable=False)
    # False for spam and duplicates, which staff are not notified of.
    is_news = models.BooleanField(default=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    delete_on = models.DateField(editable=False, db_index=True)
    handled_at = models.DateTimeField(null=True, editable=False)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        editable=False,
    )
    announced_at = models.DateTimeField(null=True, editable=False)
    acknowledged_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        # The name used in the admin.
        verbose_name = "message"
        ordering = ["-created_at", "pk"]
        default_permissions = ()
        permissions = [
            ("handle_submission", "Can read and handle what visitors sent"),
            ("export_submission", "Can export what visitors sent"),
            ("delete_submission", "Can delete what visitors sent"),
        ]
        indexes = [
            models.Index(
                fields=["status", "-created_at"], name="contact_submission_desk"
            ),
            models.Index(fields=["email_digest"], name="contact_submission_sender"),
            models.Index(fields=["fingerprint"], name="contact_submission_alike"),
            models.Index(fields=["status", "is_news"], name="contact_submission_news"),
        ]

    def __str__(self) -> str:
        return f"{self.form_title}, {clock(self.created_at)}"

    @property
    def is_readable(self) -> bool:
        return not isinstance(self.answers, Unreadable)

    @property
    def spam_signal_labels(self) -> list[str]:
        labels = dict(SpamSignal.choices)
        return [labels.get(name, name) for name in self.spam_signals]

    @property
    def spam_signal_line(self) -> str:
        """Labels of the spam signals; empty if urgent, which never counts as spam."""
        return "" if self.is_urgent else ", ".join(self.spam_signal_labels)

    @property
    def email(self) -> str:
        """The address that matches the stored digest; empty if none was entered."""
        values = (each["value"] for each in self.answers if each["value"])
        texts = (value for value in values if isinstance(value, str))
        matching = (text for text in texts if self.email_digest in email_digests(text))
        return next(matching, "") if self.email_digest else ""

    @property
    def lines(self) -> list[Line]:
        """The answers as label and text, without empty ones."""
        return [
            Line(
                label=answer["label"],
                text=value if isinstance(value, str) else ", ".join(value),
            )
            for answer in self.answers
            if (value := answer["value"])
        ]


class SubmissionNote(models.Model):
    """A note by staff about a submission."""

    submission = models.ForeignKey(
        Submission, on_delete=models.CASCADE, related_name="notes"
    )
    text = EncryptedTextField(max_length=2000)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        editable=False,
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["created_at", "pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return clock(self.created_at)
