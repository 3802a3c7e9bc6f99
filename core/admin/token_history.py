"""Marks of API tokens in histories: what was done with a token says so, for its owner."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models.signals import pre_save
from django.http import HttpRequest
from django.utils.html import format_html
from wagtail.admin import messages
from wagtail.admin.utils import get_user_display_name
from wagtail.models import BaseLogEntry, ModelLogEntry, Page, PageLogEntry

from core.models import User
from core.models.tokens import MARK

WRITTEN = (
    "With the token “{}” (API token), for {}, text of this draft was written that no "
    "person has published yet. Read it before you publish."
)


def connect() -> None:
    """Marks entries of both logs of Wagtail's, and shows the marks in all histories."""
    for model in (PageLogEntry, ModelLogEntry):
        pre_save.connect(mark, sender=model)
        model.message = MarkedMessage(model.message)


class MarkedMessage:
    """Descriptor of a log entry's message, with the token that made the entry."""

    # Any: Wagtail's cached property.
    def __init__(self, message: Any) -> None:
        self.message = message

    # Any: an entry, or None from the class itself.
    def __get__(self, entry: Any, model: type | None = None) -> Any:
        if entry is None:
            return self
        message, token = self.message.func(entry), entry.data.get(MARK)
        if not token:
            return message
        return format_html("{}, by {} (API token)", message, token["name"])


def mark(instance: BaseLogEntry, **signal: Any) -> None:
    """Adds the token to an entry of its owner's. Any: arguments of the signal."""
    user: User | AnonymousUser | None = instance.user
    if isinstance(user, User) and user.api_token:
        token = {"id": user.api_token.pk, "name": user.api_token.name}
        instance.data = {**instance.data, MARK: token}


def show_unpublished_work(request: HttpRequest, page: Page) -> None:
    """Tells an editor who opens a draft which token has written in it."""
    if request.method != "GET" or (page.live and not page.has_unpublished_changes):
        return
    if entry := _unpublished_work(page):
        name = entry.data[MARK]["name"]
        owner = get_user_display_name(entry.user) or entry.user_display_name
        messages.warning(request, WRITTEN.format(name, owner))


def _unpublished_work(page: Page) -> PageLogEntry | None:
    """The newest entry of a token that has made a revision since the last publication."""
    entries = PageLogEntry.objects.filter(page=page.pk, data__has_key=MARK)
    entries = entries.exclude(revision=None)
    if page.last_published_at:
        entries = entries.filter(timestamp__gt=page.last_published_at)
    return entries.select_related("user").order_by("-timestamp", "-pk").first()
