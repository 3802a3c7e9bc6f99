"""Detection of edit conflicts for models without revisions.

Pages have revisions; see ``core.admin.edit_conflicts``.
"""

from typing import Any

from django import forms
from django.db.models import Model
from django.http import QueryDict
from django.utils.formats import date_format
from django.utils.timezone import localtime
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.utils import get_user_display_name
from wagtail.log_actions import registry
from wagtail.models import ModelLogEntry

NEWER_VERSION = (
    "%(name)s saved this on %(time)s, after you had opened it. What you typed stands "
    "below, but it is not saved. Open this form in a second window to see the newer "
    "version, then save once more to put yours in its place."
)


def newest_change(instance: Model) -> ModelLogEntry | None:
    """The log entry of the last save in the admin; None if there is none."""
    if instance.pk is None:
        return None
    saves = registry.get_logs_for_instance(instance).filter(content_changed=True)
    return saves.select_related("user").first()


class VersionedForm(WagtailAdminModelForm):
    """Base form class that detects a save by another user since it was opened.

    The first save over a newer version is refused with a message; the next one is
    accepted.
    """

    data: QueryDict
    opened_version = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.newest = newest_change(self.instance)
        self.initial["opened_version"] = self.version

    @property
    def version(self) -> str:
        return str(self.newest.pk) if self.newest else ""

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if self.newest and values.get("opened_version") != self.version:
            self.data = self.data.copy()
            self.data[self.add_prefix("opened_version")] = self.version
            self.add_error(None, conflict_message(self.newest))
        return values


def conflict_message(newer: ModelLogEntry) -> str:
    name = get_user_display_name(newer.user) or "Somebody"
    time = date_format(localtime(newer.timestamp), "DATETIME_FORMAT")
    return NEWER_VERSION % {"name": name, "time": time}
