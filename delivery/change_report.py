"""Report of what changed for visitors, and where each change shows."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import django_filters
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.forms import RadioSelect
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

from core.page_data import hidden_paths, under
from delivery import tracking
from delivery.models import ContentChange, StoredDocument

TITLE = "Public changes"
PERIODS = [("1", "Today and yesterday"), ("7", "The last 7 days")]
# Names of kinds that do not read as words.
KINDS = {"site": "site settings", "everything": "all content"}
# Kinds whose objects have no view restrictions.
NAMED = {"person", "topic"}
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


class Filters(WagtailFilterSet):
    changed_at = django_filters.ChoiceFilter(
        label="Changed",
        choices=PERIODS,
        empty_label="At any time",
        method="limit_period",
        widget=RadioSelect,
    )
    kind = django_filters.ChoiceFilter(label="Kind", choices=lambda: kind_choices())

    class Meta:
        model = ContentChange
        fields: list[str] = []

    def limit_period(self, rows: QuerySet, name: str, days: str) -> QuerySet:
        first = timezone.localtime() - timedelta(days=int(days))
        return rows.filter(changed_at__gte=first.replace(hour=0, minute=0, second=0))


def kind_choices() -> list[tuple[str, str]]:
    """All kinds: those of the entries alone would be looked for in the whole feed."""
    tracked = {table.listed_kind for table in tracking.tables.values()}
    kinds = tracked - {tracking.UNLISTED} | {"everything"}
    return [(kind, kind_name(kind)) for kind in sorted(kinds)]


def kind_name(kind: str) -> str:
    return KINDS.get(kind, kind.replace("-", " ")).capitalize()


def what(change: ContentChange) -> str:
    """Kind and number of the changed object, or its name where everybody may know it."""
    if change.name:
        return f"{kind_name(change.kind)} “{change.name}”"
    number = f" {change.object_id}" if change.object_id else ""
    return f"{kind_name(change.kind)}{number}"


def add_names(changes: Iterable[ContentChange]) -> None:
    """Adds the names of people and topics, which are not private, as ``name``."""
    by_kind = defaultdict(list)
    for change in changes:
        by_kind[change.kind].append(change)
    for table in tracking.tables.values():
        if table.kind in NAMED and table.key == "id":
            same = by_kind[table.kind]
            found = table.model._default_manager.in_bulk([it.object_id for it in same])
            for change in same:
                change.name = str(found.get(change.object_id, ""))


def address(change: ContentChange) -> str:
    """The object's path; both if it moved; empty for what has none."""
    before, after = change.path_before, change.path_after
    moved = before and after and before != after
    return f"{before} → {after}" if moved else after or before


class ChangeReport(ReportView):
    page_title = TITLE
    header_icon = "history"
    index_url_name = "public_changes"
    index_results_url_name = "public_changes_results"
    results_template_name = "delivery/admin/change_report_results.html"
    model = ContentChange
    filterset_class = Filters
    default_ordering = "-number"
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
            TitleColumn("what", label="What", accessor=what, get_url=places_url),
            Column(
                "action",
                label="Action",
                accessor="get_action_display",
                # Hidden on narrow screens.
                classname="queue-wide",
            ),
            Column("address", label="Address", accessor=address),
            DateColumn("changed_at", label="When", width="15%"),
        ]

    def get_base_queryset(self) -> QuerySet[ContentChange]:
        return readable(self.request.user).order_by("-number", "-pk")

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(*args, **kwargs)
        add_names(context["object_list"])
        return context


def readable(user: Any) -> QuerySet[ContentChange]:
    """Finished changes; those of pages with a view restriction for superusers only."""
    changes = ContentChange.objects.exclude(number=None)
    hidden = hidden_paths()
    if user.is_superuser or not hidden:
        return changes
    private = Page.objects.filter(under(hidden)).values("pk")
    return changes.exclude(kind="page", object_id__in=private)


def places_url(change: ContentChange) -> str:
    return reverse("public_change", args=[change.pk])


def places(request: HttpRequest, pk: int) -> HttpResponse:
    """Lists the addresses whose answers show, or may show, the changed object."""
    if not may_read(request.user):
        raise PermissionDenied
    change = get_object_or_404(readable(request.user), pk=pk)
    add_names([change])
    found = documents_with(change.tags)
    addresses = found.order_by("address").values_list("address", flat=True).distinct()
    total = addresses.count()
    shown = addresses[:SHOWN]
    return render(
        request,
        "delivery/admin/change.html",
        {
            "page_title": what(change),
            "header_icon": "history",
            "breadcrumbs_items": [
                {"url": reverse("wagtailadmin_home"), "label": "Home"},
                {"url": reverse("public_changes"), "label": TITLE},
                {"url": "", "label": what(change)},
            ],
            "change": change,
            "address": address(change),
            "told": [told for teller in _tellers for told in teller(change)],
            "total": total,
            "pages": [each for each in shown if not each.startswith("/api/")],
            "answers": [each for each in shown if each.startswith("/api/")],
            "shown": SHOWN,
        },
    )


def documents_with(tags: list[str]) -> QuerySet[StoredDocument]:
    """The stored documents with one of the tags."""
    wanted = Q(pk__in=[])
    for tag in tags:
        wanted |= Q(tags__contains=f" {tag} ")
    return StoredDocument.objects.filter(wanted)


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
