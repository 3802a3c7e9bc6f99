"""Report of what visitors searched for and did not find, with what to do about it."""

from datetime import timedelta
from typing import Any

import django_filters
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.forms import RadioSelect
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.admin.views.reports import ReportView
from wagtail.permissions import page_permission_policy

from articles.models import ArticleIndexPage
from core.models import SearchWithoutResults
from core.site_search import without_results

TITLE = "Searches without results"
ADD_SYNONYMS = "core.add_searchsynonyms"
PERIODS = [("30", "The last 30 days"), ("90", "The last 90 days")]


# Any: the type of users is a setting.
def may_write_articles(user: Any) -> bool:
    """True for those who may add a page below an article index."""
    pages = page_permission_policy.instances_user_has_permission_for(user, "add")
    return pages.type(ArticleIndexPage).exists()


def may_read(user: Any) -> bool:
    """True for those who can do something about it."""
    return user.has_perm(ADD_SYNONYMS) or may_write_articles(user)


class ReportMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return may_read(request.user)


class Filters(WagtailFilterSet):
    last_on = django_filters.ChoiceFilter(
        label="Last searched for",
        choices=PERIODS,
        empty_label="At any time",
        method="limit_period",
        widget=RadioSelect,
    )

    class Meta:
        model = SearchWithoutResults
        fields: list[str] = []

    def limit_period(self, rows: QuerySet, name: str, days: str) -> QuerySet:
        first = timezone.localdate() - timedelta(days=int(days))
        return rows.filter(last_on__gte=first)


class ActionsColumn(Column):
    """Buttons of what the user may do about a search."""

    cell_template_name = "articles/admin/search_actions.html"

    # Any: the type of users is a setting.
    def __init__(self, user: Any) -> None:
        super().__init__("actions", label="What to do")
        self.may_add_synonyms = user.has_perm(ADD_SYNONYMS)
        self.may_write_articles = may_write_articles(user)

    # Any: Wagtail's context of a cell.
    def get_cell_context_data(
        self, instance: SearchWithoutResults, parent_context: dict[str, Any]
    ) -> dict[str, Any]:
        context = super().get_cell_context_data(instance, parent_context)
        request, words = parent_context["request"], instance.words
        if self.may_add_synonyms:
            query = urlencode({"words": words})
            add = reverse("wagtailsnippets_core_searchsynonyms:add")
            context["synonym_url"] = f"{add}?{query}"
        if self.may_write_articles:
            query = urlencode({"title": capfirst(words)})
            add = reverse("article_listing:choose_parent")
            context["article_url"] = f"{add}?{query}"
        report = reverse("searches_without_results")
        return {
            **context,
            "csrf_token": get_token(request),
            "next_url": f"{report}?{request.GET.urlencode()}",
        }


COLUMNS = [
    Column("words", label="Words", sort_key="words", classname="search-words"),
    Column("days", label="Days", sort_key="days"),
    Column(
        "last_month",
        label="Last in",
        sort_key="last_on",
        # Hidden on narrow screens, in favour of the buttons.
        classname="queue-wide",
    ),
]


class SearchReport(ReportView):
    page_title = TITLE
    header_icon = "search"
    index_url_name = "searches_without_results"
    index_results_url_name = "searches_without_results_results"
    results_template_name = "articles/admin/search_report_results.html"
    model = SearchWithoutResults
    filterset_class = Filters
    default_ordering = ["-days", "words"]
    list_export = ["words", "days", "last_month"]
    export_headings = {"words": "Words", "days": "Days", "last_month": "Last in"}
    export_filename = "searches-without-results"

    def dispatch(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        if not may_read(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def columns(self) -> list[Column]:
        return [*COLUMNS, ActionsColumn(self.request.user)]

    def get_base_queryset(self) -> QuerySet[SearchWithoutResults]:
        return without_results.shown()


@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Removes a search from the report, for a year."""
    if not may_read(request.user):
        raise PermissionDenied
    row = without_results.shown().filter(pk=pk).first()
    # None after a double click.
    if row is not None:
        messages.success(request, f"“{row.words}” is removed from the list.")
        without_results.remove(row)
    default = reverse("searches_without_results")
    return redirect(get_valid_next_url_from_request(request) or default)


ADDRESS = "reports/searches-without-results/"
urlpatterns = [
    path(ADDRESS, SearchReport.as_view(), name="searches_without_results"),
    path(
        f"{ADDRESS}results/",
        SearchReport.as_view(results_only=True),
        name="searches_without_results_results",
    ),
    path(f"{ADDRESS}remove/<int:pk>/", remove, name="remove_search_without_results"),
]
