"""Moderation queue in the admin: list, actions, edit form and answer form."""

from collections import Counter
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

import django_filters
from django import forms
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.views.decorators.http import require_POST
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.admin.views.generic import IndexView, WagtailAdminTemplateMixin
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets import AdminPageChooser
from wagtail.models import ModelLogEntry, Page
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from clinic.models import Person
from comments import moderation
from comments.forms import WebsiteField
from comments.models import Comment
from comments.models.comments import Status
from comments.querysets import CommentQuerySet
from core.models import User
from core.models.users import signed_in_user
from core.references import as_id
from core.versioned_forms import VersionedForm
from public_forms.forms import TidyLine, TidyText

# Upper limit of replies in one bulk action; more than a page of the list holds.
MAX_SELECTED = 200
UNDO_SESSION_KEY = "comments.undo"
PARENT_NOT_PUBLISHED = (
    "Nobody would see your answer: the reply that this one answers is not published. "
    "Publish that first, then send this again."
)

ACTIONS = {
    "publish": (moderation.publish, "published"),
    "spam": (moderation.mark_spam, "moved to spam"),
    "bin": (moderation.put_in_bin, "moved to the bin"),
}


class ModerationPolicy(ModelPermissionPolicy):
    """Policy with one permission for all moderation; adding and deleting are denied."""

    def user_has_permission(self, user: User | AnonymousUser, action: str) -> bool:
        return action in {"change", "view"} and user.has_perm(moderation.MODERATE)


register_permission_policy(Comment, ModerationPolicy(Comment))


class PageChooser(AdminPageChooser):
    """Chooser of a page with replies; the value comes from the URL of the list.

    It shows the title of no other page, which might be a draft.
    """

    # Any: the arguments of a widget.
    def value_from_datadict(self, *args: Any) -> int | None:
        key = as_id(super().value_from_datadict(*args))
        return key if Comment.objects.filter(page=key).exists() else None


class QueueFilter(WagtailFilterSet):
    # No drop-down of the pages with a reply, of which there may be thousands.
    page = django_filters.ModelChoiceFilter(
        label="On",
        queryset=Page.objects.all(),
        widget=PageChooser,
    )
    created_at = django_filters.DateFromToRangeFilter(
        label="Came in", widget=DateRangePickerWidget
    )

    class Meta:
        model = Comment
        fields = ["page", "is_urgent", "by_clinic", "created_at"]


class QueueView(IndexView):
    """List of replies by status: the waiting ones by default; a search covers all."""

    template_name = "comments/admin/queue.html"
    results_template_name = "comments/admin/queue_results.html"
    filterset_class = QueueFilter
    page_title = "Replies"
    show_other_searches = False
    is_searchable = True

    def get_base_queryset(self) -> CommentQuerySet:
        return Comment.objects.select_related("page", "parent", "person", "decided_by")

    @cached_property
    def matching(self) -> CommentQuerySet:
        """Replies of any status that match the search and the filter."""
        return self.search_queryset(self.filter_queryset(self.get_base_queryset()))

    def get_queryset(self) -> CommentQuerySet:
        if self.status_tab == Status.WAITING:
            return self.matching.waiting()
        here = (
            self.matching.filter(status=self.status_tab)
            if self.status_tab
            else self.matching
        )
        return here.order_by("-created_at", "-pk")

    @cached_property
    def status_tab(self) -> str:
        """The status of the chosen tab; empty for all statuses."""
        chosen = self.request.GET.get("status")
        if chosen in Status.values:
            return chosen
        return "" if self.has_criteria else Status.WAITING

    @property
    def has_criteria(self) -> bool:
        return self.is_searching or self.is_filtering

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context_data(**kwargs),
            "tabs": self.tabs(),
            "everywhere": not self.status_tab,
            "undo": len(self.request.session.get(UNDO_SESSION_KEY, {})),
            "here": self.query_url(),
        }

    def tabs(self) -> list[dict[str, Any]]:
        rows = self.matching.order_by().values_list("status").annotate(Count("pk"))
        numbers = dict(rows)
        everywhere = {"": "Everywhere"} if self.has_criteria else {}
        return [
            {
                "label": label,
                "number": numbers.get(value, 0) if value else sum(numbers.values()),
                "url": self.query_url(status=value, p=None),
                "is_here": value == self.status_tab,
            }
            for value, label in {**everywhere, **dict(Status.choices)}.items()
        ]

    def query_url(self, **changed: str | None) -> str:
        """URL of the full list with the current query, also from the results fragment."""
        asked = {**self.request.GET.dict(), **changed, "_w_filter_fragment": None}
        query = urlencode({name: value for name, value in asked.items() if value})
        return f"{self.index_url}?{query}" if query else self.index_url


class ReplyFormView(WagtailAdminTemplateMixin, FormView):
    """Base of the admin views with a form for one reply."""

    header_icon = "comment"
    replies = Comment.objects.select_related("page", "parent", "person")

    def dispatch(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        require_moderator(request)
        self.comment = get_object_or_404(self.replies, pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context_data(**kwargs),
            "comment": self.comment,
            "desk": return_url(self.request),
        }

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [
            {"url": reverse("wagtailadmin_home"), "label": "Home"},
            {"url": reverse("replies:index"), "label": "Replies"},
            {"url": "", "label": self.page_title, "sublabel": self.comment.writer},
        ]

    def get_success_url(self) -> str:
        return return_url(self.request)


class EditForm(VersionedForm):
    website = WebsiteField(required=False, max_length=200, assume_scheme="https")

    class Meta:
        model = Comment
        fields = ["name", "website", "text"]
        field_classes = {"name": TidyLine, "text": TidyText}

    # Any: the arguments of ModelForm.
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The clinic's own answers may have no name.
        self.fields["name"].required = not self.instance.by_clinic


class ReplyEditView(ReplyFormView):
    template_name = "comments/admin/edit.html"
    page_title = "Edit reply"
    form_class = EditForm
    # A form opened before the erasure would write the erased data back.
    replies = ReplyFormView.replies.filter(erased_at=None)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "instance": self.comment}

    def form_valid(self, form: EditForm) -> HttpResponse:
        values = {name: form.cleaned_data[name] for name in form.Meta.fields}
        if moderation.edit(self.comment, by=signed_in_user(self.request), **values):
            # The previous text is in the history; the last decision cannot be undone now.
            self.request.session.pop(UNDO_SESSION_KEY, None)
            messages.success(
                self.request, f"The reply of {self.comment.writer} is changed."
            )
        return super().form_valid(form)


class AnswerForm(forms.Form):
    text = TidyText(label="The clinic's answer", max_length=5000, widget=forms.Textarea)


class ReplyAnswerView(ReplyFormView):
    template_name = "comments/admin/answer.html"
    page_title = "Answer"
    form_class = AnswerForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        person = Person.objects.filter(user=signed_in_user(self.request)).first()
        return {**super().get_context_data(**kwargs), "person": person}

    def form_valid(self, form: AnswerForm) -> HttpResponse:
        text = form.cleaned_data["text"]
        try:
            entries = moderation.answer(
                self.comment, by=signed_in_user(self.request), text=text
            )
        except moderation.HiddenThread:
            form.add_error("text", PARENT_NOT_PUBLISHED)
            return self.form_invalid(form)
        store_undo(self.request, entries)
        messages.success(self.request, "Your answer is published.")
        return super().form_valid(form)


def require_moderator(request: HttpRequest) -> None:
    if not request.user.has_perm(moderation.MODERATE):
        raise PermissionDenied


@require_POST
def apply_action(request: HttpRequest) -> HttpResponse:
    """Applies an action to one reply by its button, or to all ticked ones."""
    require_moderator(request)
    single = next((name for name in ACTIONS if name in request.POST), "")
    name = single or request.POST.get("do", "")
    chosen = request.POST.getlist(single or "id")
    if name not in ACTIONS:
        return redirect(return_url(request))
    action, words = ACTIONS[name]
    comments = selected_comments(chosen)
    by = signed_in_user(request)
    entries = [action(comment, by=by) for comment in comments]
    changed = [entry for entry in entries if entry]
    if changed:
        store_undo(request, changed)
        messages.success(request, f"{reply_count(len(changed))} {words}.")
    if others := len(comments) - len(changed):
        messages.warning(request, f"{reply_count(others)} had been {words} before.")
    if not comments:
        messages.warning(request, "Tick the replies that you mean first.")
    return redirect(return_url(request))


def store_undo(request: HttpRequest, step: Iterable[ModelLogEntry]) -> None:
    """Stores the log entry keys in the session, by reply, for undo."""
    request.session[UNDO_SESSION_KEY] = {entry.object_id: entry.pk for entry in step}


@require_POST
def undo(request: HttpRequest) -> HttpResponse:
    require_moderator(request)
    decisions = request.session.pop(UNDO_SESSION_KEY, {})
    by = signed_in_user(request)
    outcomes = [
        moderation.undo(comment, decision=decisions[str(comment.pk)], by=by)
        for comment in selected_comments(decisions)
    ]
    restored = Counter(status for status in outcomes if status)
    if restored:
        summary = ", ".join(
            f"{reply_count(number)} {'is' if number == 1 else 'are'} under “{status.label}”"
            for status, number in restored.items()
        )
        messages.success(request, f"Undone: {summary}.")
    if others := len(decisions) - restored.total():
        messages.warning(
            request, f"{reply_count(others)} left alone: decided anew since, or gone."
        )
    return redirect(return_url(request))


def selected_comments(keys: Iterable[str]) -> list[Comment]:
    known = {number for number in map(as_id, keys) if number}
    chosen = Comment.objects.filter(pk__in=[*known][:MAX_SELECTED])
    return list(chosen.select_related("page"))


def reply_count(number: int) -> str:
    return "1 reply" if number == 1 else f"{number} replies"


def return_url(request: HttpRequest) -> str:
    """URL of the list to return to, with its tab and search."""
    return get_valid_next_url_from_request(request) or reverse("replies:index")


class CommentViewSet(ModelViewSet):
    model = Comment
    name = "replies"
    icon = "comment"
    index_view_class = QueueView
    index_template_name = QueueView.template_name
    index_results_template_name = QueueView.results_template_name
    filterset_class = QueueFilter
    search_fields = ["name", "email", "text"]
    copy_view_enabled = False
    add_to_reference_index = False

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("act/", apply_action, name="act"),
            path("undo/", undo, name="undo"),
            path("edit/<int:pk>/", ReplyEditView.as_view(), name="edit"),
            path("answer/<int:pk>/", ReplyAnswerView.as_view(), name="answer"),
            path("history/<int:pk>/", self.history_view, name="history"),
            path(
                "history/<int:pk>/results/",
                self.history_results_view,
                name="history_results",
            ),
        ]
