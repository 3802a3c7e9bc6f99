"""The moderators' desk in the admin: what waits, and what they do with it."""

from collections import Counter
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

import django_filters
from django import forms
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
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
from wagtail.models import ModelLogEntry, Page
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from clinic.models import Person
from comments import moderation
from comments.forms import WebsiteField
from comments.models import Comment
from comments.models.comments import Status
from comments.querysets import CommentQuerySet
from core.versioned_forms import VersionedForm
from public_forms.forms import TidyLine, TidyText

# Decided at once; more than a page of the list holds.
MOST_AT_ONCE = 200
UNDO = "comments.undo"
HIDDEN = (
    "Nobody would see your answer: the reply that this one answers is not published. "
    "Publish that first, then send this again."
)

DEEDS = {
    "publish": (moderation.publish, "published"),
    "spam": (moderation.mark_spam, "moved to spam"),
    "bin": (moderation.put_in_bin, "moved to the bin"),
}


class ModerationPolicy(ModelPermissionPolicy):
    """One right for all that moderators do; replies are added and deleted elsewhere."""

    def user_has_permission(self, user: AbstractBaseUser, action: str) -> bool:
        return action in {"change", "view"} and user.has_perm(moderation.MODERATE)


register_permission_policy(Comment, ModerationPolicy(Comment))


def replied_pages(request: HttpRequest) -> QuerySet:
    return Page.objects.filter(pk__in=Comment.objects.values("page")).order_by("title")


class QueueFilter(WagtailFilterSet):
    page = django_filters.ModelChoiceFilter(label="On", queryset=replied_pages)
    created_at = django_filters.DateFromToRangeFilter(
        label="Came in", widget=DateRangePickerWidget
    )

    class Meta:
        model = Comment
        fields = ["page", "is_urgent", "by_clinic", "created_at"]


class QueueView(IndexView):
    """Shows what waits, until another tab is chosen; looks for words in all of them."""

    template_name = "comments/admin/queue.html"
    results_template_name = "comments/admin/queue_results.html"
    filterset_class = QueueFilter
    page_title = "Replies"
    show_other_searches = False
    is_searchable = True

    def get_base_queryset(self) -> CommentQuerySet:
        return Comment.objects.select_related("page", "parent", "person", "decided_by")

    @cached_property
    def found(self) -> CommentQuerySet:
        """Wherever they are."""
        return self.search_queryset(self.filter_queryset(self.get_base_queryset()))

    def get_queryset(self) -> CommentQuerySet:
        if self.where == Status.WAITING:
            return self.found.waiting()
        here = self.found.filter(status=self.where) if self.where else self.found
        return here.order_by("-created_at", "-pk")

    @cached_property
    def where(self) -> str:
        """The empty one is everywhere."""
        chosen = self.request.GET.get("status")
        if chosen in Status.values:
            return chosen
        return "" if self.is_looking else Status.WAITING

    @property
    def is_looking(self) -> bool:
        return self.is_searching or self.is_filtering

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context_data(**kwargs),
            "tabs": self.tabs(),
            "everywhere": not self.where,
            "undo": len(self.request.session.get(UNDO, {})),
            "here": self.address(),
        }

    def tabs(self) -> list[dict[str, Any]]:
        rows = self.found.order_by().values_list("status").annotate(Count("pk"))
        numbers = dict(rows)
        everywhere = {"": "Everywhere"} if self.is_looking else {}
        return [
            {
                "label": label,
                "number": numbers.get(value, 0) if value else sum(numbers.values()),
                "url": self.address(status=value, p=None),
                "is_here": value == self.where,
            }
            for value, label in {**everywhere, **dict(Status.choices)}.items()
        ]

    def address(self, **changed: str | None) -> str:
        """The whole desk with this search, also where only its results were asked for."""
        asked = {**self.request.GET.dict(), **changed, "_w_filter_fragment": None}
        query = urlencode({name: value for name, value in asked.items() if value})
        return f"{self.index_url}?{query}" if query else self.index_url


class OneReply(WagtailAdminTemplateMixin, FormView):
    """A page about one reply with a form."""

    header_icon = "comment"
    replies = Comment.objects.select_related("page", "parent", "person")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        refuse_others(request)
        self.comment = get_object_or_404(self.replies, pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context_data(**kwargs),
            "comment": self.comment,
            "desk": desk(self.request),
        }

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [
            {"url": reverse("wagtailadmin_home"), "label": "Home"},
            {"url": reverse("replies:index"), "label": "Replies"},
            {"url": "", "label": self.page_title, "sublabel": self.comment.writer},
        ]

    def get_success_url(self) -> str:
        return desk(self.request)


class EditForm(VersionedForm):
    website = WebsiteField(required=False, max_length=200, assume_scheme="https")

    class Meta:
        model = Comment
        fields = ["name", "website", "text"]
        field_classes = {"name": TidyLine, "text": TidyText}

    # Any: as Django calls it.
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The clinic may answer without one.
        self.fields["name"].required = not self.instance.by_clinic


class EditReply(OneReply):
    template_name = "comments/admin/edit.html"
    page_title = "Edit reply"
    form_class = EditForm
    # A form that was open would write back what its writer wanted erased.
    replies = OneReply.replies.filter(erased_at=None)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "instance": self.comment}

    def form_valid(self, form: EditForm) -> HttpResponse:
        values = {name: form.cleaned_data[name] for name in form.Meta.fields}
        if moderation.edit(self.comment, by=self.request.user, **values):
            # What stood there is in the history; what was done before is not the last.
            self.request.session.pop(UNDO, None)
            messages.success(
                self.request, f"The reply of {self.comment.writer} is changed."
            )
        return super().form_valid(form)


class AnswerForm(forms.Form):
    text = TidyText(label="The clinic's answer", max_length=5000, widget=forms.Textarea)


class AnswerReply(OneReply):
    template_name = "comments/admin/answer.html"
    page_title = "Answer"
    form_class = AnswerForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        person = Person.objects.filter(user=self.request.user).first()
        return {**super().get_context_data(**kwargs), "person": person}

    def form_valid(self, form: AnswerForm) -> HttpResponse:
        text = form.cleaned_data["text"]
        try:
            made = moderation.answer(self.comment, by=self.request.user, text=text)
        except moderation.HiddenThread:
            form.add_error("text", HIDDEN)
            return self.form_invalid(form)
        remember(self.request, made)
        messages.success(self.request, "Your answer is published.")
        return super().form_valid(form)


def refuse_others(request: HttpRequest) -> None:
    if not request.user.has_perm(moderation.MODERATE):
        raise PermissionDenied


@require_POST
def act(request: HttpRequest) -> HttpResponse:
    """One reply by its own button, or all that are ticked."""
    refuse_others(request)
    single = next((name for name in DEEDS if name in request.POST), "")
    name = single or request.POST.get("do", "")
    chosen = request.POST.getlist(single or "id")
    if name not in DEEDS:
        return redirect(desk(request))
    deed, words = DEEDS[name]
    comments = found(chosen)
    made = [deed(comment, by=request.user) for comment in comments]
    changed = [entry for entry in made if entry]
    if changed:
        remember(request, changed)
        messages.success(request, f"{counted(len(changed))} {words}.")
    if others := len(comments) - len(changed):
        messages.warning(request, f"{counted(others)} had been {words} before.")
    if not comments:
        messages.warning(request, "Tick the replies that you mean first.")
    return redirect(desk(request))


def remember(request: HttpRequest, step: Iterable[ModelLogEntry]) -> None:
    """By the reply's key, that of the decision."""
    request.session[UNDO] = {entry.object_id: entry.pk for entry in step}


@require_POST
def undo(request: HttpRequest) -> HttpResponse:
    refuse_others(request)
    decisions = request.session.pop(UNDO, {})
    places = Counter(
        moderation.undo(comment, decision=decisions[str(comment.pk)], by=request.user)
        for comment in found(decisions)
    )
    del places[None]
    if places:
        told = ", ".join(
            f"{counted(number)} {'is' if number == 1 else 'are'} under “{place.label}”"
            for place, number in places.items()
        )
        messages.success(request, f"Undone: {told}.")
    if others := len(decisions) - places.total():
        messages.warning(
            request, f"{counted(others)} left alone: decided anew since, or gone."
        )
    return redirect(desk(request))


def found(keys: Iterable[str]) -> list[Comment]:
    numbers = {int(key) for key in keys if key.isascii() and key.isdecimal()}
    known = [number for number in numbers if number < 2**63][:MOST_AT_ONCE]
    return list(Comment.objects.filter(pk__in=known).select_related("page"))


def counted(number: int) -> str:
    return "1 reply" if number == 1 else f"{number} replies"


def desk(request: HttpRequest) -> str:
    """As somebody left it: with the tab and the search."""
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
            path("act/", act, name="act"),
            path("undo/", undo, name="undo"),
            path("edit/<int:pk>/", EditReply.as_view(), name="edit"),
            path("answer/<int:pk>/", AnswerReply.as_view(), name="answer"),
            path("history/<int:pk>/", self.history_view, name="history"),
            path(
                "history/<int:pk>/results/",
                self.history_results_view,
                name="history_results",
            ),
        ]
