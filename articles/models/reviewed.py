"""Clinical review of a page: its fields, its signature and their protection.

See docs/decisions/0011-who-signs-a-clinical-review.md.
"""

import datetime
from typing import Any, NamedTuple

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models.signals import pre_delete
from django.dispatch import receiver
from django.utils.dateparse import parse_date
from wagtail.log_actions import log
from wagtail.models import PageLogEntry, Revision

from articles import review
from clinic import notices
from clinic.models import ClinicSettings, Person
from clinic.page_data import ClinicPageData
from core.models import User
from core.models.pages import PageMixin

FIELDS = ("reviewer", "last_reviewed", "next_review_due")
SIGN, WITHDRAW = "articles.sign", "articles.withdraw_signature"


class Signature(NamedTuple):
    """Primary key of the person who signed, and the date; both None if unsigned."""

    reviewer_id: int | None
    day: datetime.date | None


UNSIGNED = Signature(None, None)


class Reviewed(PageMixin):
    """Mixin for a page that a clinician signs.

    Every save of the page or of a revision takes ``reviewer`` and ``last_reviewed``
    from the database. Only ``sign``, ``withdraw_signatures`` and ``record_review`` change
    them.
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

    # A copied page has not been reviewed.
    exclude_fields_in_copy = [*FIELDS]

    # Set by the admin on a manual save; False on autosave.
    is_manual_save = False
    _recorded: Signature | None = None
    _signed_by: User | None = None

    class Meta:
        abstract = True

    @property
    def signature(self) -> Signature:
        return Signature(self.reviewer_id, self.last_reviewed)

    @property
    def is_signed(self) -> bool:
        """True if reviewer and date are both set; only then is the review shown."""
        return None not in self.signature

    @property
    def review_status(self) -> review.ReviewStatus:
        if self.next_review_due is None:
            # Without a look at the clock, which would end answers at midnight.
            return "never"
        return review.review_status(
            self.next_review_due, today=ClinicPageData.of(self).today
        )

    @property
    def review_notice(self) -> str | None:
        """Words for readers if the signed review is overdue and the clinic says so."""
        day = self.last_reviewed if self.is_signed else None
        if day is None or self.review_status != "overdue":
            return None
        if not ClinicPageData.of(self).announces_overdue_reviews:
            return None
        return notices.overdue_review(day)

    def today(self) -> datetime.date:
        """Today's date in the clinic's time zone."""
        return ClinicSettings.for_site(self.get_site()).today

    def clean(self) -> None:
        super().clean()
        if self.last_reviewed and self.last_reviewed > self.today():
            message = (
                "This day lies ahead. Enter the day the clinician read the article."
            )
            raise ValidationError({"last_reviewed": message})

    def record_review(
        self, *, reviewer: Person | None, day: datetime.date | None
    ) -> None:
        """Sets the review for the next saves of this instance, without a log entry.

        For the demo, imports and tests, where no user signs.
        """
        self.reviewer, self.last_reviewed = reviewer, day
        self._recorded = self.signature

    def sign(self, *, by: User) -> None:
        """Signs the text of this instance with today's date, as the user's person.

        Takes effect when the next revision is saved. Raises ``PermissionDenied`` if the
        account is not linked to a person.
        """
        person = person_of(by)
        if person is None:
            raise PermissionDenied("This account is not linked to a person.")
        self.record_review(reviewer=person, day=self.today())
        self._signed_by = by

    @transaction.atomic
    def withdraw_signatures(self, *, by: User) -> None:
        """Removes the person's own signatures from the page and its aliases at once.

        Also from all stored revisions, so that reverting to one does not restore it.
        Raises ``PermissionDenied`` like ``sign``.
        """
        person = person_of(by)
        if person is None:
            raise PermissionDenied("This account is not linked to a person.")
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
        """Saves only the signature fields, here and on the aliases of this page."""
        self.save(update_fields=[*FIELDS], clean=False)
        for alias in type(self).objects.filter(alias_of=self.pk):
            alias.save_signature()

    @transaction.atomic
    def show_signature_of_revision(self, revision: Revision) -> None:
        """Sets the signature that saving an older revision would keep, for its form."""
        self._set_signature(self._signature_for_revision(revision))

    def may_be_withdrawn_by(self, person: Person) -> bool:
        """True if the page or its latest revision carries this person's signature."""
        own = type(self).objects.filter(pk=self.pk, reviewer=person)
        return self.reviewer_id == person.pk or own.exists()

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        update_fields = kwargs.get("update_fields")
        if update_fields is not None and self._is_alias_conversion(update_fields):
            kwargs["update_fields"] = update_fields = [*update_fields, *FIELDS]
        if update_fields is None or set(FIELDS) & set(update_fields):
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
        if self._signed_by and self.reviewer:
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
            original = self._stored_row(self.alias_of_id)
            return original.signature if original else UNSIGNED
        if self._recorded:
            return self._recorded
        stored = self._stored_row(self.pk)
        if stored is None or stored.alias_of_id:
            # New, or an alias that is being converted into a page.
            return UNSIGNED
        if self.live and self.live_revision_id and self._is_being_published(stored):
            return self._signature_in_revision(self.live_revision_id)
        return stored.signature

    def _signature_for_revision(self, previous: Revision | None) -> Signature:
        """The signature of the next revision; ``previous`` is one that is reverted to.

        A reverted revision keeps its signature only if the page or its latest revision
        still has the same one; otherwise another text has been signed since.
        """
        if self._recorded:
            return self._recorded
        stored = self._stored_row(self.pk)
        if stored is None:
            return UNSIGNED
        newest = stored.signature
        if stored.has_unpublished_changes and stored.latest_revision_id:
            newest = self._signature_in_revision(stored.latest_revision_id)
        if previous is None:
            return newest
        in_force = {newest, stored.signature} if stored.live else {newest}
        own = self._signature_in_revision(previous.pk)
        return own if own in in_force else UNSIGNED

    def _is_being_published(self, stored: "Reviewed") -> bool:
        """True on publication, even of the same revision: its text may have changed."""
        return (self.live_revision_id, self.last_published_at) != (
            stored.live_revision_id,
            stored.last_published_at,
        )

    def _stored_row(self, key: int | None) -> "Reviewed | None":
        """The current row with the columns used here, locked by SELECT FOR UPDATE."""
        columns = ("reviewer_id", "last_reviewed", "alias_of_id", "live")
        revisions = ("has_unpublished_changes", "latest_revision", "live_revision")
        rows = type(self).objects.select_for_update()
        rows = rows.only(*columns, *revisions, "last_published_at")
        return rows.filter(pk=key).first()

    def _signature_in_revision(self, revision_id: int) -> Signature:
        """The signature in a stored revision; without the reviewer if deleted since."""
        revisions = self.revisions.filter(pk=revision_id)
        content = revisions.values_list("content", flat=True).first() or {}
        reviewer, day = content.get("reviewer"), content.get("last_reviewed")
        if reviewer and not Person.objects.filter(pk=reviewer).exists():
            reviewer = None
        return Signature(reviewer, parse_date(day) if day else None)

    def _is_alias_conversion(self, update_fields: list[str]) -> bool:
        """True if this save converts an alias into a page of its own."""
        return not self.alias_of_id and bool(
            {"alias_of", "alias_of_id"} & {*update_fields}
        )

    def _log(
        self, action: str, by: User, person: Person, revision: Revision | None = None
    ) -> None:
        data = {"person": {"id": person.pk, "name": person.full_name}}
        log(instance=self, action=action, user=by, revision=revision, data=data)


@receiver(pre_delete)
def unsign_aliases(
    sender: type[models.Model], instance: models.Model, **signal: Any
) -> None:
    """Unsigns the aliases of a deleted page, which become pages of their own."""
    if issubclass(sender, Reviewed):
        aliases = sender.objects.filter(alias_of=instance.pk)
        aliases.update(reviewer=None, last_reviewed=None, next_review_due=None)


def person_of(user: User | AnonymousUser | None) -> Person | None:
    """The person as whom an account signs; None if none is linked, or with a token."""
    if getattr(user, "api_token", None):
        return None
    return getattr(user, "person", None)


def has_signed(person: Person) -> bool:
    """True if the person has signed a page or an unpublished draft."""
    signing = PageLogEntry.objects.filter(action=SIGN, data__person__id=person.pk)
    return person.reviewed_articles.exists() or signing.exists()
