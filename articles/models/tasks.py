"""Workflow task in which a clinician reviews and signs an article."""

import datetime
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from wagtail.forms import TaskStateCommentForm
from wagtail.models import GroupApprovalTask, Page, TaskState

from articles.models.reviewed import Reviewed, person_of
from clinic.models import Person
from core.admin_errors import Refused
from core.models import User
from core.models.tokens import revisions_of_tokens

# Name, label, and True if a dialog asks for a comment.
Action = tuple[str, str, bool]

CHANGED_SINCE_OPENED = (
    "The article has changed since you opened the dialog, so it is neither approved nor "
    "signed. Read the newest version, then approve it."
)
BY_A_PERSON = (
    "A clinical review is approved by a person in the admin, not with a token."
)


def now() -> str:
    return timezone.now().isoformat()


class ApprovalForm(TaskStateCommentForm):
    """Comment form with the time at which the clinician opened the dialog."""

    opened_at = forms.CharField(required=False, widget=forms.HiddenInput, initial=now)


class ClinicalReviewTask(GroupApprovalTask):
    """Approval task that signs the article if the approver is linked to a person."""

    # API v3 does not offer them to tokens.
    actions_of_people = {"approve"}

    class Meta:
        verbose_name = "clinical review task"
        verbose_name_plural = "clinical review tasks"

    @classmethod
    def get_description(cls) -> str:
        return (
            "Members of the chosen groups approve; those whose account is linked to a "
            "clinician sign the article's review with it"
        )

    def get_actions(self, obj: Page, user: User) -> list[Action]:
        actions = super().get_actions(obj, user)
        if not is_reviewed(obj):
            return actions
        others = [action for action in actions if action[0] != "approve"]
        if others == actions:
            return actions
        return [*others, *approve_actions(person_of(user))]

    def get_form_for_action(self, action: str) -> type[forms.Form]:
        if action == "approve":
            return ApprovalForm
        return super().get_form_for_action(action)

    def get_template_for_action(self, action: str) -> str:
        if action == "approve":
            return "articles/admin/approve.html"
        return super().get_template_for_action(action)

    @transaction.atomic
    def on_action(
        self,
        task_state: TaskState,
        user: User,
        action_name: str,
        *,
        opened_at: Any = "",
        **kwargs: Any,
    ) -> None:
        """Signs on approval; raises PermissionDenied for a token.

        Any: the data of the dialog, passed on to Wagtail.
        """
        if action_name == "approve" and user.api_token:
            raise PermissionDenied(BY_A_PERSON)
        if action_name == "approve" and person_of(user):
            self._sign(task_state, user, parse_timestamp(opened_at))
        super().on_action(task_state, user, action_name, **kwargs)

    def _sign(
        self, task_state: TaskState, user: User, since: datetime.datetime | None
    ) -> None:
        key = task_state.workflow_state.object_id
        page = Page.objects.select_for_update().get(pk=key)
        if not is_reviewed(page):
            return
        if since is None or changed_by_others(page, user, since):
            raise Refused(
                CHANGED_SINCE_OPENED, see=edit_url(page), label="Open its form"
            )
        article = page.get_latest_revision_as_object()
        article.sign(by=user)
        revision = article.save_revision(user=user, clean=False)
        TaskState.objects.filter(pk=task_state.pk).update(revision=revision)
        # Wagtail continues with the latest revision, and may have cached another.
        task_state.refresh_from_db()


def is_reviewed(page: Page) -> bool:
    """True if the page type takes clinical reviews; the page need not be specific."""
    kind = getattr(page, "specific_class", None)
    return kind is not None and issubclass(kind, Reviewed)


def approve_actions(person: Person | None) -> list[Action]:
    if person:
        return [("approve", f"Approve and sign as {person.full_name}", True)]
    return [
        ("approve", "Approve without signing", False),
        ("approve", "Approve with comment, without signing", True),
    ]


def parse_timestamp(value: Any) -> datetime.datetime | None:
    """Parses an ISO 8601 time with UTC offset, else None. Any: untrusted input."""
    try:
        parsed = datetime.datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return None
    return parsed if parsed.tzinfo else None


def changed_by_others(page: Page, user: User, since: datetime.datetime) -> bool:
    """True if another person or a token, the user's own among them, saved since."""
    later = page.revisions.filter(created_at__gt=since)
    by_others = ~Q(user=user) | Q(pk__in=revisions_of_tokens(page))
    return later.filter(by_others).exists()


def edit_url(page: Page) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])
