"""Report of what changed for visitors, and where each change shows."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import django_filters
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.db.models import F, QuerySet, Value
from django.db.models.functions import Concat
from django.forms import RadioSelect
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.ui.tables import Column, DateColumn, Table, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

from core.page_data import under
from delivery import tracking
from delivery.changed_objects import hidden_from, kind_choices
from delivery.models import ContentChange
from delivery.reported_changes import ReportedChange, last_entries, reported
from delivery.shown_places import Places, documents_with

TITLE = "Public changes"
PERIODS = [("1", "Today and yesterday"), ("7", "The last 7 days")]
OTHER = "other"
# More changes than these are found by the filters alone.
MOST_LISTED = 1000
# Sorting so many entries costs more than looking for them among those of other kinds.
MANY = 5000
# More addresses than these are counted, but not listed.
SHOWN = 500


@dataclass(frozen=True)
class Told:
    """A system outside that a change is told to, with the time at which it took it.

    ``told_at`` is None while it did not; ``url`` leads to the messages.
    """

    name: str
    told_at: datetime | None
    problem: str = ""
    url: str = ""


_tellers: list[Callable[[ContentChange], list[Told]]] = []


def register_teller(teller: Callable[[ContentChange], list[Told]]) -> None:
    """Registers a function that says which systems a change is told to."""
    if teller not in _tellers:
        _tellers.append(teller)


# Any: the type of users is a setting.
def may_read(user: Any) -> bool:
    """True for those who work on pages; they see only what is public."""
    return bool(
        page_permission_policy.user_has_any_permission(
            user, ["add", "change", "publish"]
        )
    )


class ReportMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return may_read(request.user)


def offered_kinds() -> list[tuple[str, str]]:
    return [*kind_choices(), (OTHER, "Other")]


class Filters(WagtailFilterSet):
    changed_at = django_filters.ChoiceFilter(
        label="Changed",
        choices=PERIODS,
        empty_label="At any time",
        method="limit_period",
        widget=RadioSelect,
    )
    kind = django_filters.ChoiceFilter(
        label="Kind", choices=offered_kinds, method="limit_kind"
    )

    class Meta:
        model = ContentChange
        fields: list[str] = []

    def limit_period(self, rows: QuerySet, name: str, days: str) -> QuerySet:
        first = timezone.localtime() - timedelta(days=int(days))
        return rows.filter(changed_at__gte=first.replace(hour=0, minute=0, second=0))

    def limit_kind(self, rows: QuerySet, name: str, kind: str) -> QuerySet:
        if kind != OTHER:
            return of_kind(rows, kind)
        # By their names, for the index.
        others = tracking.listed_kinds() - dict(kind_choices()).keys()
        return rows.filter(kind__in=others)


def of_kind(rows: QuerySet[ContentChange], kind: str) -> QuerySet[ContentChange]:
    """Those of the rows with this kind.

    By the index of kinds, SQLite would read and sort all of them. Where they are many,
    it reads the newest entries of all kinds until it has enough.
    """
    found = ContentChange.objects.filter(kind=kind)
    is_indexed = connection.vendor != "sqlite" or found[:MANY].count() < MANY
    value = F("kind") if is_indexed else Concat("kind", Value(""))
    return rows.alias(read_kind=value).filter(read_kind=kind)


class NewestPages(WagtailPaginator):
    """Pages of the newest changes: counting all would read the whole feed."""

    @cached_property
    def count(self) -> int:
        return self.object_list[:MOST_LISTED].count()


class ChangeReport(ReportView):
    page_title = TITLE
    paginator_class = NewestPages
    header_icon = "history"
    index_url_name = "public_changes"
    index_results_url_name = "public_changes_results"
    results_template_name = "delivery/admin/change_report_results.html"
    model = ContentChange
    filterset_class = Filters
    default_ordering = ["-number", "-pk"]
    list_export: list[str] = []

    def dispatch(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        if not may_read(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn("what", label="What", get_url=places_url),
            Column("action", label="Action"),
            # Hidden on narrow screens, in favour of the name, which leads to it.
            Column("address", label="Address", classname="queue-wide change-address"),
            DateColumn("changed_at", label="When", width="15%"),
        ]

    def get_base_queryset(self) -> QuerySet[ContentChange]:
        return last_entries(readable(self.request.user))

    def get_table(self, object_list: Iterable[ContentChange]) -> Table:
        return super().get_table(reported(list(object_list), self.request.user))


def readable(user: Any) -> QuerySet[ContentChange]:
    """Finished changes; of private pages and redirects to them, for superusers only."""
    changes = ContentChange.objects.exclude(number=None)
    hidden = hidden_from(user)
    if not hidden:
        return changes
    private = Page.objects.filter(under(hidden)).values("pk")
    leading_there = Redirect.objects.filter(redirect_page__in=private).values("pk")
    return changes.exclude(kind="page", object_id__in=private).exclude(
        kind="redirect", object_id__in=leading_there
    )


def places_url(change: ReportedChange) -> str:
    return reverse("public_change", args=[change.pk])


def places(request: HttpRequest, pk: int) -> HttpResponse:
    """Lists the addresses whose answers show, or may show, the changed object."""
    if not may_read(request.user):
        raise PermissionDenied
    entry = get_object_or_404(readable(request.user), pk=pk)
    [change] = reported([entry], request.user)
    found = Places(documents_with(entry.tags))
    shown = found.first(SHOWN)
    return render(
        request,
        "delivery/admin/change.html",
        {
            "page_title": change.what,
            "header_icon": "history",
            "breadcrumbs_items": [
                {"url": reverse("wagtailadmin_home"), "label": "Home"},
                {"url": reverse("public_changes"), "label": TITLE},
                {"url": "", "label": change.what},
            ],
            "change": change,
            "told": [told for teller in _tellers for told in teller(entry)],
            "total": len(found),
            "pages": [each for each in shown if each.is_page],
            "answers": [each for each in shown if not each.is_page],
            "shown": SHOWN,
        },
    )


ADDRESS = "reports/public-changes/"
urlpatterns = [
    path(ADDRESS, ChangeReport.as_view(), name="public_changes"),
    path(
        f"{ADDRESS}results/",
        ChangeReport.as_view(results_only=True),
        name="public_changes_results",
    ),
    path(f"{ADDRESS}<int:pk>/", places, name="public_change"),
]
