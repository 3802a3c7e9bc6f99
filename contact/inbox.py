"""Inbox of form submissions in the admin: list, export, detail view and actions."""

from codecs import BOM_UTF8
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

import django_filters
from django import forms
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import Case, Q, QuerySet, When
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic import IndexView, WagtailAdminTemplateMixin
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from contact import submission_actions
from contact.models import FormPage, Submission
from contact.models.submissions import URGENT_NEWS, Status, clock
from core.models import User
from core.models.users import signed_in_user
from public_forms.spreadsheets import cell
from public_forms.text_cleaning import tidy

HANDLE, EXPORT, DELETE = (
    f"contact.{name}_submission" for name in ("handle", "export", "delete")
)


class SubmissionPolicy(ModelPermissionPolicy):
    """Policy with one permission to read and handle; adding is denied."""

    def user_has_permission(self, user: User | AnonymousUser, action: str) -> bool:
        rights = {"view": HANDLE, "change": HANDLE, "delete": DELETE}
        return action in rights and user.has_perm(rights[action])


register_permission_policy(Submission, SubmissionPolicy(Submission))


def colleagues() -> QuerySet[User]:
    """Users who may handle submissions."""
    return User.objects.with_perm(HANDLE).order_by("email")


class InboxFilter(WagtailFilterSet):
    """Filters of the inbox; new submissions by default, all of them in a search."""

    # The search form submits the filter, so the default cannot be told from a choice.
    status = django_filters.ChoiceFilter(
        label="Status",
        choices=[(Status.NEW, "New; all in a search"), *Status.choices[1:]],
        initial=Status.NEW,
        empty_label="All",
        method="by_status",
    )
    # By ``id``: for a relation such as ``page_ptr``, Django does not check that the
    # number fits an integer column, and SQLite raises OverflowError.
    page = django_filters.ModelChoiceFilter(
        label="Form", queryset=FormPage.objects.all(), to_field_name="id"
    )
    place = django_filters.AllValuesFilter(label="Place")
    assigned_to = django_filters.ModelChoiceFilter(
        label="Assigned to", queryset=User.objects.none()
    )
    is_urgent = django_filters.BooleanFilter(label="Somebody may be in danger")
    spam_signals = django_filters.BooleanFilter(
        label="Looks like rubbish", method="by_spam_signal"
    )
    created_at = django_filters.DateFromToRangeFilter(
        label="Came in", widget=DateRangePickerWidget
    )

    class Meta:
        model = Submission
        fields: list[str] = []

    # Any: QueryDict or None, as django-filter passes it.
    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        data = data.copy() if data is not None else QueryDict(mutable=True)
        data.setdefault("status", Status.NEW)
        super().__init__(data, **kwargs)
        self.filters["assigned_to"].extra["queryset"] = colleagues()

    def by_status(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        is_search = self.data.get("q", "").strip()
        is_any = value == Status.NEW and is_search
        return queryset if is_any else queryset.filter(status=value)

    def by_spam_signal(self, queryset: QuerySet, name: str, value: bool) -> QuerySet:
        """Filters by spam signals; urgent submissions never count as spam."""
        is_spam = ~Q(spam_signals=[]) & Q(is_urgent=False)
        return queryset.filter(is_spam if value else ~is_spam)


class FormColumn(TitleColumn):
    """Column with the form's title, and a warning on urgent submissions."""

    cell_template_name = "contact/admin/form_cell.html"


class InboxView(IndexView):
    template_name = "contact/admin/desk.html"
    filterset_class = InboxFilter
    page_title = "Messages"
    show_other_searches = False
    is_searchable = True
    columns = [
        FormColumn("form_title", label="Form", url_name="submissions:edit"),
        Column(
            "created_at",
            label="Came in",
            accessor=lambda each: clock(each.created_at),
            sort_key="created_at",
        ),
        Column("place", label="Place", sort_key="place", classname="queue-wide"),
        Column("get_status_display", label="Status", sort_key="status"),
        Column("assigned_to", label="Assigned to", classname="queue-wide"),
        Column("spam_signal_line", label="Looks like rubbish", classname="queue-wide"),
    ]

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if self.is_export and not request.user.has_perm(EXPORT):
            raise PermissionDenied

    @cached_property
    def show_export_buttons(self) -> bool:
        return self.request.user.has_perm(EXPORT)

    def get_base_queryset(self) -> QuerySet:
        # Answers are not shown in the list, so they are not decrypted.
        return (
            Submission.objects.select_related("assigned_to")
            .defer("answers")
            .order_by("-created_at", "pk")
        )

    def order_queryset(self, queryset: QuerySet) -> QuerySet:
        """Sorts urgent new messages first, then as asked."""
        ordered = super().order_queryset(queryset)
        first = Case(When(URGENT_NEWS, then=0), default=1)
        return ordered.order_by(first, *ordered.query.order_by)

    def search_queryset(self, queryset: QuerySet) -> QuerySet:
        """Searches the newest in Python, as the database cannot search encrypted text."""
        if not self.is_searching:
            return queryset
        newest = queryset.defer(None).prefetch_related("notes")[
            : submission_actions.MAX_SEARCHED
        ]
        found = submission_actions.matching(newest, self.search_query)
        return queryset.filter(pk__in=found)

    def render_to_response(
        self, context: dict[str, Any], **kwargs: Any
    ) -> HttpResponse:
        if not self.is_export:
            return super().render_to_response(context, **kwargs)
        rows = list(context["object_list"].defer(None))
        submission_actions.log_export(rows, by=self.request.user)
        self.list_export = headings(rows)
        return self.as_spreadsheet(rows, self.request.GET.get("export"))

    def stream_csv(self, queryset: Sequence[Submission]) -> Iterator[bytes]:
        # Without a byte order mark Excel assumes the local 8-bit encoding.
        yield BOM_UTF8
        yield from super().stream_csv(queryset)

    def to_row_dict(self, item: Submission) -> dict[str, str]:
        answers = answers_by_heading(item)
        return {
            heading: cell(
                COMMON_COLUMNS[heading](item)
                if heading in COMMON_COLUMNS
                else answers.get(heading)
            )
            for heading in self.list_export
        }

    def get_heading(self, queryset: Sequence[Submission], field: str) -> str:
        return cell(field)


def local_minute(moment: datetime | None) -> str:
    """Local time to the minute in ISO 8601, which spreadsheets parse; else empty."""
    return timezone.localtime(moment).isoformat(timespec="minutes") if moment else ""


# Columns of an export by heading. Any: a value that ``cell`` accepts.
COMMON_COLUMNS: dict[str, Callable[[Submission], Any]] = {
    "Form": lambda each: each.form_title,
    "Came in": lambda each: local_minute(each.created_at),
    "Place": lambda each: each.place,
    "Status": lambda each: each.get_status_display(),
    "Assigned to": lambda each: each.assigned_to,
    "Handled": lambda each: local_minute(each.handled_at),
    "Somebody may be in danger": lambda each: "Yes" if each.is_urgent else "",
}


def answers_by_heading(submission: Submission) -> dict[str, str]:
    """Answers by column heading; questions with the same label share a column."""
    answers: dict[str, list[str]] = {}
    for line in submission.lines:
        is_ours = line.label in COMMON_COLUMNS
        heading = f"{line.label} (answer)" if is_ours else line.label
        answers.setdefault(heading, []).append(line.text)
    return {heading: "\n".join(texts) for heading, texts in answers.items()}


def headings(rows: Iterable[Submission]) -> list[str]:
    """Headings of an export: the common columns, then each question once."""
    questions = dict.fromkeys(
        heading for row in rows for heading in answers_by_heading(row)
    )
    return [*COMMON_COLUMNS, *questions]


class NoteForm(forms.Form):
    text = forms.CharField(
        label="Note", max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )

    def clean_text(self) -> str:
        text = tidy(self.cleaned_data["text"])
        if not text:
            # Only invisible characters.
            raise forms.ValidationError("Write something.")
        return text


class SubmissionView(WagtailAdminTemplateMixin, TemplateView):
    """Detail view of a submission; each view is logged."""

    template_name = "contact/admin/submission.html"
    page_title = "Message"
    header_icon = "mail"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        require_permission(request, HANDLE)
        self.submission = get_object_or_404(
            Submission.objects.select_related("assigned_to", "handled_by", "page"),
            pk=kwargs["pk"],
        )
        submission_actions.log_view(self.submission, by=signed_in_user(request))
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context_data(**kwargs),
            "submission": self.submission,
            "notes": self.submission.notes.select_related("written_by"),
            "colleagues": colleagues(),
            "note_form": NoteForm(),
            "may_delete": self.request.user.has_perm(DELETE),
        }

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return breadcrumbs(self.submission)


class DeleteSubmissionView(WagtailAdminTemplateMixin, TemplateView):
    """Confirmation view for a deletion; it shows no answers."""

    template_name = "contact/admin/delete.html"
    page_title = "Delete a message"
    header_icon = "bin"

    def dispatch(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        require_permission(request, DELETE)
        self.submission = get_object_or_404(Submission, pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        submission_actions.delete([self.submission], by=signed_in_user(request))
        messages.success(request, "The message is deleted.")
        return redirect("submissions:index")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "submission": self.submission}

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [*breadcrumbs(self.submission), {"url": "", "label": "Delete"}]


def breadcrumbs(submission: Submission) -> list[dict[str, str]]:
    message = reverse("submissions:edit", args=[submission.pk])
    return [
        {"url": reverse("wagtailadmin_home"), "label": "Home"},
        {"url": reverse("submissions:index"), "label": "Messages"},
        {"url": message, "label": submission.form_title},
    ]


def require_permission(request: HttpRequest, permission: str) -> None:
    if not request.user.has_perm(permission):
        raise PermissionDenied


@require_POST
def apply_action(request: HttpRequest, pk: str) -> HttpResponse:
    require_permission(request, HANDLE)
    submission = get_object_or_404(Submission, pk=pk)
    action = ACTIONS.get(request.POST.get("do", ""))
    if action:
        action(request, submission)
    return redirect("submissions:edit", pk)


def handle(request: HttpRequest, submission: Submission) -> None:
    submission_actions.mark_handled(submission, by=signed_in_user(request))
    messages.success(request, "Marked as handled.")


def reopen(request: HttpRequest, submission: Submission) -> None:
    submission_actions.reopen(submission, by=signed_in_user(request))
    messages.success(request, "It is new again.")


def assign(request: HttpRequest, submission: Submission) -> None:
    chosen = request.POST.get("to", "")
    known = chosen.isascii() and chosen.isdecimal() and len(chosen) < 19
    colleague = colleagues().filter(pk=int(chosen)).first() if known else None
    submission_actions.assign(submission, to=colleague, by=signed_in_user(request))
    words = f"Assigned to {colleague}." if colleague else "Assigned to nobody."
    messages.success(request, words)


def note(request: HttpRequest, submission: Submission) -> None:
    form = NoteForm(request.POST)
    if form.is_valid():
        text = form.cleaned_data["text"]
        submission_actions.add_note(submission, text=text, by=signed_in_user(request))
        messages.success(request, "Your note is kept.")
    else:
        messages.error(request, "A note has between 1 and 2,000 characters.")


ACTIONS = {"handle": handle, "reopen": reopen, "assign": assign, "note": note}


class SubmissionViewSet(ModelViewSet):
    model = Submission
    name = "submissions"
    icon = "mail"
    index_view_class = InboxView
    index_template_name = InboxView.template_name
    index_results_template_name = IndexView.results_template_name
    filterset_class = InboxFilter
    list_display = InboxView.columns
    export_filename = "messages"
    copy_view_enabled = False
    add_to_reference_index = False

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("<uuid:pk>/", SubmissionView.as_view(), name="edit"),
            path("<uuid:pk>/act/", apply_action, name="act"),
            path("<uuid:pk>/delete/", DeleteSubmissionView.as_view(), name="delete"),
            path("<uuid:pk>/history/", self.history_view, name="history"),
            path(
                "<uuid:pk>/history/results/",
                self.history_results_view,
                name="history_results",
            ),
        ]
