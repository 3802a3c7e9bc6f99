from datetime import datetime
from urllib.parse import urlsplit
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone
from django.utils.crypto import salted_hmac

from outbox import signing
from public_forms.encrypted_fields import EncryptedTextField


def check_address(url: str) -> None:
    """Raises a ValidationError unless it is an http address, with any name of a host.

    Django's validator refuses names without a dot, as networks of containers have.
    """
    try:
        parts = urlsplit(url)
        is_complete = parts.hostname and parts.port != 0
    except ValueError:
        is_complete = False
    if not is_complete or parts.scheme not in {"http", "https"}:
        raise ValidationError("Enter a whole address, as https://www.example.org/hook.")
    if parts.username or parts.password:
        raise ValidationError("Leave out the user and the password before the @.")
    if not url.isascii() or any(each.isspace() for each in url):
        raise ValidationError("The address has characters that none can have.")


# Objects or tags that stand in a line about a message.
MOST_NAMED = 5


class EndpointQuerySet(models.QuerySet["Endpoint"]):
    def webhooks(self) -> "EndpointQuerySet":
        return self.filter(kind=Endpoint.Kind.WEBHOOK)


class Event(models.TextChoices):
    """The types of messages, as ``type`` in their bodies."""

    CONTENT_CHANGED = "content.changed", "Public content was changed"
    REPLY_RECEIVED = "reply.received", "A reply was received"
    FORM_SUBMITTED = "form.submitted", "A form was submitted"
    TEST = "test", "Test"
    PURGE = "purge", "Purge of a cache"


class Endpoint(models.Model):
    """A receiver of messages about changes: a webhook, or a cache that is purged.

    ``number`` and ``entry`` are the position in the change feed up to which messages
    were written.
    """

    class Kind(models.TextChoices):
        WEBHOOK = "webhook", "Webhook"
        FASTLY = "fastly", "Fastly"
        CLOUDFLARE = "cloudflare", "Cloudflare"
        PURGE_URL = "purge-url", "Cache"
        BY_ADDRESS = "by-address", "Cache by address"

    kind = models.CharField(
        max_length=10, choices=Kind, default=Kind.WEBHOOK, editable=False
    )
    name = models.CharField(
        max_length=100, help_text="For your colleagues, for example “Website”."
    )
    url = models.CharField(
        "address",
        max_length=500,
        validators=[check_address],
        help_text="From your front-end developer. It begins with https://.",
    )
    events = models.JSONField("events", default=list)
    is_active = models.BooleanField(
        "switched on",
        default=True,
        help_text="While it is off, messages wait for up to 30 days.",
    )
    secret = EncryptedTextField(default=signing.new_secret, editable=False)
    # Empty where the secret was never replaced.
    previous_secret = EncryptedTextField(default="", blank=True, editable=False)
    previous_secret_until = models.DateTimeField(null=True, editable=False)
    is_secret_shown = models.BooleanField(default=False, editable=False)
    number = models.BigIntegerField(default=0, editable=False)
    entry = models.BigIntegerField(default=0, editable=False)
    read_at = models.DateTimeField(default=timezone.now, editable=False)
    # Since when nothing was accepted; empty after a message was.
    failing_since = models.DateTimeField(null=True, editable=False)
    failures = models.PositiveIntegerField(default=0, editable=False)
    retry_at = models.DateTimeField(null=True, editable=False)
    # Until then, a worker sends to it.
    leased_until = models.DateTimeField(null=True, editable=False)

    objects = EndpointQuerySet.as_manager()

    class Meta:
        verbose_name = "webhook"
        ordering = ["name", "pk"]
        constraints = [
            # Of workers that start at the same time, one adds it.
            models.UniqueConstraint(
                fields=["kind", "url"],
                condition=~models.Q(kind="webhook"),
                name="outbox_one_of_each_cache",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_webhook(self) -> bool:
        return self.kind == self.Kind.WEBHOOK

    @property
    def event_names(self) -> str:
        return ", ".join(Event(each).label for each in self.events)

    @property
    def state(self) -> str:
        """On, off or failing, for people."""
        if not self.is_active:
            return "Switched off after failures" if self.failing_since else "Off"
        return "Failing" if self.failing_since else "On"

    def keys(self, now: datetime) -> list[str]:
        """The secrets that sign messages now, the newest first."""
        until = self.previous_secret_until
        is_overlap = self.previous_secret and until and now < until
        return [self.secret, self.previous_secret] if is_overlap else [self.secret]

    @property
    def secret_digest(self) -> str:
        """Tells two secrets from each other, without telling them."""
        return salted_hmac("outbox.secret", self.secret).hexdigest()

    def begin_anew(self) -> None:
        """Forgets earlier failures; what waits is due now."""
        self.failing_since = self.retry_at = None
        self.failures = 0
        self.save(update_fields=["failing_since", "retry_at", "failures"])
        waiting = self.deliveries.filter(status=Delivery.Status.WAITING)
        waiting.update(due_at=timezone.now())


def new_message_id() -> str:
    return f"msg_{uuid4().hex}"


class Delivery(models.Model):
    """A message to one endpoint, sent until it is accepted or given up.

    ``subjects`` names the objects that it is about: messages about one object are sent
    in the order in which they were written.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", "Waiting"
        DELIVERED = "delivered", "Delivered"
        GIVEN_UP = "given-up", "Given up"

    endpoint = models.ForeignKey(
        Endpoint, on_delete=models.CASCADE, related_name="deliveries"
    )
    message_id = models.CharField(max_length=40, unique=True, default=new_message_id)
    event = models.CharField(max_length=30, choices=Event)
    # What the receiver reads; for a purge, its tags or addresses.
    body = models.JSONField(encoder=DjangoJSONEncoder)
    subjects = models.JSONField(default=list)
    # The version of the content that it tells of; 0 for what is no public content.
    number = models.BigIntegerField(default=0)
    status = models.CharField(max_length=9, choices=Status, default=Status.WAITING)
    created_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)
    attempts_made = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name_plural = "deliveries"
        indexes = [
            models.Index(
                fields=["endpoint", "id"],
                condition=models.Q(status="waiting"),
                name="outbox_waiting",
            ),
            models.Index(
                fields=["endpoint", "due_at"],
                condition=models.Q(status="waiting"),
                name="outbox_due",
            ),
            models.Index(
                fields=["endpoint"],
                condition=models.Q(status="given-up"),
                name="outbox_given_up",
            ),
            models.Index(fields=["number"], name="outbox_number"),
            models.Index(fields=["finished_at"], name="outbox_finished"),
        ]

    def __str__(self) -> str:
        return self.message_id

    @property
    def purged(self) -> list[str]:
        """The tags or addresses of a purge; none of another message."""
        if self.event != Event.PURGE:
            return []
        return [*self.body.get("tags", []), *self.body.get("addresses", [])]

    @property
    def about(self) -> str:
        """The first tags of a purge, or objects of a message, in words for people."""
        names = self.purged or self.subjects
        more = len(names) - MOST_NAMED
        rest = f" and {more} more" if more > 0 else ""
        return ", ".join(names[:MOST_NAMED]) + rest


class Attempt(models.Model):
    """One attempt to deliver a message, and the answer to it.

    ``status`` is None where there was no answer, and ``problem`` then says why.
    """

    delivery = models.ForeignKey(
        Delivery, on_delete=models.CASCADE, related_name="attempts"
    )
    made_at = models.DateTimeField(default=timezone.now)
    duration_ms = models.PositiveIntegerField()
    status = models.PositiveIntegerField(null=True)
    answer = models.TextField(blank=True)
    problem = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{self.delivery}: {self.status or self.problem}"
