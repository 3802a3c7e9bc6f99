"""Form of a webhook in the admin."""

from typing import Any

from django import forms
from django.db import transaction
from django.utils import timezone

from core.versioned_forms import VersionedForm
from delivery import sync
from outbox import change_messages
from outbox.models import Endpoint, Event

CHOICES = [
    (event.value, event.label)
    for event in (Event.CONTENT_CHANGED, Event.REPLY_RECEIVED, Event.FORM_SUBMITTED)
]


class EndpointForm(VersionedForm):
    events = forms.MultipleChoiceField(
        label="Tell it when",
        choices=CHOICES,
        widget=forms.CheckboxSelectMultiple,
        initial=[Event.CONTENT_CHANGED],
    )

    # Any: as Django's.
    @transaction.atomic
    def save(self, commit: bool = True) -> Any:
        """Tells of what changes from now on, where changes were not told of before.

        Saves what the form has, as workers may have written the rest meanwhile.
        """
        endpoint = super().save(commit=False)
        if not endpoint.pk:
            self.begin_reading()
            endpoint.save()
            return endpoint
        list(Endpoint.objects.select_for_update().filter(pk=endpoint.pk))
        if "events" in self.changed_data and not self.told_changes:
            self.begin_reading()
            endpoint.save(update_fields=["number", "entry", "read_at"])
        if {"is_active", "url"} & {*self.changed_data}:
            endpoint.begin_anew()
        endpoint.save(update_fields=self._meta.fields)
        return endpoint

    @property
    def told_changes(self) -> bool:
        return Event.CONTENT_CHANGED in self.initial["events"]

    def begin_reading(self) -> None:
        self.instance.number = abs(change_messages.current_version())
        self.instance.entry = sync.LAST_ENTRY
        self.instance.read_at = timezone.now()

    class Meta:
        model = Endpoint
        fields = ["name", "url", "events", "is_active"]
