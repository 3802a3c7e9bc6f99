"""Wagtail's report *Site history*, read by indexes instead of from all log entries."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.db.models import IntegerField, Q, QuerySet, Value
from wagtail.admin.filters import ContentTypeFilter
from wagtail.admin.views.reports.audit_logging import (
    LogEntriesView,
    SiteHistoryReportFilterSet,
)
from wagtail.log_actions import registry

# A log entry as Wagtail's view asks for it: its key, its time and its table. Any: values.
Row = dict[str, Any]


def visible_entries(model: Any, user: Any) -> QuerySet:
    """The entries of a table that a user may see.

    Wagtail looks up the page of each entry also for superusers. Any: models of a
    registry; the type of users is a setting.
    """
    if user.is_superuser:
        return model.objects.all()
    return model.objects.viewable_by_user(user)


def in_log(user: Any, field: str) -> Q:
    """Condition: a log entry that the user may see has the object in this field.

    Any: the type of users is a setting.
    """
    found = Q(pk__in=[])
    for model in registry.get_log_entry_models():
        entries = visible_entries(model, user).order_by()
        # Not EXISTS, for which PostgreSQL may read the whole table for each object.
        found |= Q(pk__in=entries.values(field))
    return found


class SiteHistoryFilters(SiteHistoryReportFilterSet):
    """Filter set with the users and types of visible log entries.

    Wagtail defines the method for users under a name that is never called, so it shows
    all of them.
    """

    object_type = ContentTypeFilter(
        label="Type",
        method="filter_object_type",
        queryset=lambda request: ContentType.objects.filter(
            in_log(request.user, "content_type")
        ).order_by("model"),
    )

    def get_users_queryset(self) -> QuerySet:
        users = get_user_model()
        found = users._default_manager.filter(in_log(self.request.user, "user"))
        return found.order_by(users.USERNAME_FIELD)

    def get_action_choices(self) -> list[tuple[str, str]]:
        used: set[str] = set()
        for model in registry.get_log_entry_models():
            entries = visible_entries(model, self.request.user).order_by()
            used.update(entries.values_list("action", flat=True).distinct())
        return [choice for choice in registry.get_choices() if choice[0] in used]


class NewestEntries:
    """Log entries of several tables as one list, the newest first.

    A slice reads so many entries of each table, by the index of their times.
    """

    ordered = True

    def __init__(self, tables: Sequence[QuerySet]) -> None:
        self._tables = [each.order_by("-timestamp", "-pk") for each in tables]

    def count(self) -> int:
        return sum(each.count() for each in self._tables)

    def __len__(self) -> int:
        return self.count()

    def __getitem__(self, rows: slice) -> list[Row]:
        return _sorted(each[: rows.stop] for each in self._tables)[rows]

    def __iter__(self) -> Iterator[Row]:
        return iter(_sorted(self._tables))


def _sorted(tables: Iterable[Iterable[Row]]) -> list[Row]:
    rows = chain.from_iterable(tables)
    return sorted(rows, key=lambda row: (row["timestamp"], row["pk"]), reverse=True)


class SiteHistory(LogEntriesView):
    filterset_class = SiteHistoryFilters

    def get_filtered_queryset(self) -> NewestEntries:
        self.log_models = list(registry.get_log_entry_models())
        return NewestEntries([*map(self._entries, range(len(self.log_models)))])

    def _entries(self, number: int) -> QuerySet:
        """The visible entries of one table; ``number`` is its place in ``log_models``."""
        entries = visible_entries(self.log_models[number], self.request.user)
        named = entries.values("pk", "timestamp").annotate(
            log_model_index=Value(number, output_field=IntegerField())
        )
        return self.filter_queryset(named)
