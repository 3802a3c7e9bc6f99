"""The clinical review of a page: its fields, its signature and the guard over both.

See docs/decisions/0011-who-signs-a-clinical-review.md.
"""

import datetime
from typing import Any, NamedTuple

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models.signals import pre_delete
from django.dispatch import receiver
from django.utils.dateparse import parse_date
from wagtail.log_actions import log
from wagtail.models import PageLogEntry, Revision

from articles import review
from clinic.models import ClinicSettings, Person
from core.models import User

FIELDS = ("reviewer", "last_reviewed", "next_review_due")
SIGN, WITHDRAW = "articles.sign", "articles.withdraw_signature"


class Signature(NamedTuple):
    """Key of the person who signed, and the day; both None where nobody did."""

    reviewer_id: int | None
    day: datetime.date | None


UNSIGNED = Signature(None, None)


class Reviewed(models.Model):
    """A page that a clinician signs.

    Whatever saves the page or a revision of it, ``reviewer`` and ``last_reviewed`` are
    read from what is stored. Only ``sign``, ``withdraw_signatures`` and
    ``record_review`` change them.
    """

    reviewer = models.ForeignKey(
        "clinic.Person",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="reviewed_articles",
        help_text="The clinician who checked it.",
    )
    last_reviewed = models.DateField(
        null=True, blank=True, help_text="The day the clinician read the article."
    )
    review_interval_months = models.PositiveSmallIntegerField(
        "review every … months",
        default=12,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
        help_text="From this and the last review follows when the next one is due.",
    )
    next_review_due = models.DateField(
        null=True, blank=True, editable=False, db_index=True
    )

    # A copy starts without a review.
    exclude_fields_in_copy = [*FIELDS]

    # Set by the admin where a person presses a button, not by its autosave.
    saved_by_hand = False
    _recorded: Signature | None = None
    _signed_by: User | None = None

    class Meta:
        abstract = True

    @property
    def signature(self) -> Signature:
        return Signature(self.reviewer_id, self.last_reviewed)

    @property
    def is_signed(self) -> bool:
        """True where both the reviewer and the day are known; only then it shows."""
        return None not in self.signature

    @property
    def review_status(self) -> review.ReviewStatus:
        return review.review_status(self.next_review_due, today=self.page_data.today)

    def today(self) -> datetime.date:
        """The day it is at the clinic."""
        return ClinicSettings.for_site(self.get_site()).today

    def clean(self) -> None:
        super().clean()
        if self.last_reviewed and self.last_reviewed > self.today():
            said = "This day lies ahead. Enter the day the clinician read the article."
            raise ValidationError({"last_reviewed": said})

    def record_review(
        self, *, reviewer: Person | None, day: datetime.date | None
    ) -> None:
        """Sets the review for the next saves of this instance.

        For stored content: the demo, imports, tests. Nobody signs by it, and nothing
        is logged.
        """
        self.reviewer, self.last_reviewed = reviewer, day
        self._recorded = self.signature

    def sign(self, *, by: User) -> None:
        """Signs the text of this instance, today, as the person of this account.

        Takes effect with the next save of a revision. Raises ``PermissionDenied``
        where the account is linked to nobody.
        """
        person = person_of(by)
        if person is None:
            raise PermissionDenied("This account is linked to no person.")
        self.record_review(reviewer=person, day=self.today())
        self._signed_by = by

    @transaction.atomic
    def withdraw_signatures(self, *, by: User) -> None:
        """Takes the person's own signatures off the page, its aliases and revisions.

        At once, and from all stored revisions, so that none of them brings one back.
        """
        person = person_of(by)
        if person is None:
            raise PermissionDenied("This account is linked to no person.")
        row = type(self).objects.select_for_update().get(pk=self.pk)
        for revision in self.revisions.filter(content__reviewer=person.pk):
            unsigned = dict.fromkeys(FIELDS)
            revision.content = {**revision.content, **unsigned}
            revision.save(update_fields=["content"])
        if row.reviewer_id == person.pk:
            row.record_review(reviewer=None, day=None)
            row.save_signature()
        if self.reviewer_id == person.pk:
            self.record_review(reviewer=None, day=None)
        self._log(WITHDRAW, by, person)

    def save_signature(self) -> None:
        """Writes the signature alone, and that of the aliases, which repeat it."""
        self.save(update_fields=[*FIELDS], clean=False)
        for alias in type(self).objects.filter(alias_of=self.pk):
            alias.save_signature()

    @transaction.atomic
    def show_signature_kept_from(self, revision: Revision) -> None:
        """For the form of an older version: with what it would be saved."""
        self._set_signature(self._signature_for_revision(revision))

    def may_be_withdrawn_by(self, person: Person) -> bool:
        """True where the page or its newest draft carries this person's signature."""
        own = type(self).objects.filter(pk=self.pk, reviewer=person)
        return self.reviewer_id == person.pk or own.exists()

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        written = kwargs.get("update_fields")
        if written is not None and self._is_converted(written):
            kwargs["update_fields"] = written = [*written, *FIELDS]
        if written is None or set(FIELDS) & set(written):
            self._set_signature(self._signature_for_row())
        super().save(*args, **kwargs)

    @transaction.atomic
    def save_revision(
        self,
        user: User | None = None,
        *args: Any,
        previous_revision: Revision | None = None,
        **kwargs: Any,
    ) -> Revision:
        self._set_signature(self._signature_for_revision(previous_revision))
        revision = super().save_revision(
            user, *args, previous_revision=previous_revision, **kwargs
        )
        if self._signed_by:
            self._log(SIGN, self._signed_by, self.reviewer, revision)
            self._signed_by = None
        return revision

    def _set_signature(self, signature: Signature) -> None:
        self.reviewer_id, self.last_reviewed = signature
        self.next_review_due = review.next_review_due(
            self.last_reviewed, self.review_interval_months
        )

    def _signature_for_row(self) -> Signature:
        if self.alias_of_id:
            original = self._stored(self.alias_of_id)
            return original.signature if original else UNSIGNED
        if self._recorded:
            return self._recorded
        stored = self._stored(self.pk)
        if stored is None or stored.alias_of_id:
            # New, or an alias that becomes a page of its own.
            return UNSIGNED
        if self.live and self.live_revision_id and self._is_published_anew(stored):
            return self._signature_in(self.live_revision_id)
        return stored.signature

    def _signature_for_revision(self, previous: Revision | None) -> Signature:
        """``previous``: the revision that is gone back to, if any.

        It keeps its signature only while that is in force, on the page or its newest
        draft: the text that was signed since is another one.
        """
        if self._recorded:
            return self._recorded
        stored = self._stored(self.pk)
        if stored is None:
            return UNSIGNED
        newest = stored.signature
        if stored.has_unpublished_changes and stored.latest_revision_id:
            newest = self._signature_in(stored.latest_revision_id)
        if previous is None:
            return newest
        in_force = {newest, stored.signature} if stored.live else {newest}
        own = self._signature_in(previous.pk)
        return own if own in in_force else UNSIGNED

    def _is_published_anew(self, stored: "Reviewed") -> bool:
        """True also for the same revision, which may hold another text than before."""
        return (self.live_revision_id, self.last_published_at) != (
            stored.live_revision_id,
            stored.last_published_at,
        )

    def _stored(self, key: int | None) -> "Reviewed | None":
        """The row as it is now, locked until the transaction ends."""
        columns = ("reviewer_id", "last_reviewed", "alias_of_id", "live")
        revisions = ("has_unpublished_changes", "latest_revision", "live_revision")
        rows = type(self).objects.select_for_update()
        rows = rows.only(*columns, *revisions, "last_published_at")
        return rows.filter(pk=key).first()

    def _signature_in(self, revision_id: int) -> Signature:
        """As a stored revision of this page has it; a deleted person has none."""
        revisions = self.revisions.filter(pk=revision_id)
        content = revisions.values_list("content", flat=True).first() or {}
        reviewer, day = content.get("reviewer"), content.get("last_reviewed")
        if not Person.objects.filter(pk=reviewer).exists():
            reviewer = None
        return Signature(reviewer, parse_date(day) if day else None)

    def _is_converted(self, written: list[str]) -> bool:
        """True where an alias becomes a page of its own."""
        return not self.alias_of_id and bool({"alias_of", "alias_of_id"} & {*written})

    def _log(
        self, action: str, by: User, person: Person, revision: Revision | None = None
    ) -> None:
        said = {"person": {"id": person.pk, "name": person.full_name}}
        log(instance=self, action=action, user=by, revision=revision, data=said)


@receiver(pre_delete)
def unsign_aliases(
    sender: type[models.Model], instance: models.Model, **signal: Any
) -> None:
    """An alias whose original is deleted becomes a page of its own, unsigned."""
    if issubclass(sender, Reviewed):
        aliases = sender.objects.filter(alias_of=instance.pk)
        aliases.update(reviewer=None, last_reviewed=None, next_review_due=None)


def person_of(user: User | None) -> Person | None:
    """The person whose account this is, and as whom it signs."""
    return getattr(user, "person", None)


def has_signed(person: Person) -> bool:
    """True for who signed a page, or a draft that is not published yet."""
    signing = PageLogEntry.objects.filter(action=SIGN, data__person__id=person.pk)
    return person.reviewed_articles.exists() or signing.exists()
