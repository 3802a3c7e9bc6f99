"""Copy of a page tree in one transaction per page, published at the end."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from wagtail.actions.copy_page import CopyPageAction
from wagtail.actions.create_alias import CreatePageAliasAction
from wagtail.coreutils import find_available_slug
from wagtail.log_actions import log
from wagtail.models import Page, PageLogEntry
from wagtail.signals import page_published

from core.models import User

Make = Callable[..., Page]


class NotCopied(Exception):
    """Nothing was copied; the message says why."""


def copy_tree(
    source: Page,
    *,
    to: Page,
    title: str = "",
    slug: str = "",
    publish: bool,
    alias: bool = False,
    by: User,
    key: UUID,
) -> Page:
    """Copies all pages as drafts, then publishes copies of live pages.

    Returns the first page of the copy. Each draft has its own transaction, so that
    other writes are not blocked and editors see the progress. Without a ``title`` the
    copy keeps that of the source, without a ``slug`` it gets the next free one. With
    ``alias`` it consists of aliases, which always keep the title and are published.
    ``key`` is the translation key of the copy: a retry removes what a killed run left.
    Raises NotCopied; after any error no page is left.
    """
    if done := _finished(key):
        return done
    remove(key)
    try:
        make = _alias if alias else _copy
        copies = _copy_all(source, to, make, title=title, slug=slug, by=by, key=key)
        if alias:
            _publish_aliases(copies, by=by)
        elif publish:
            _publish(copies, by=by)
    except Exception:
        remove(key)
        raise
    return copies[source]


def remove(key: UUID) -> None:
    for page in Page.objects.filter(translation_key=key):
        page.specific.delete()


def _finished(key: UUID) -> Page | None:
    """The copy, if an earlier run has published it.

    Wagtail publishes a first alias alone, without a log entry, when its original is
    published meanwhile.
    """
    copies = Page.objects.filter(translation_key=key, live=True)
    logged = PageLogEntry.objects.filter(action="wagtail.publish")
    return copies.filter(pk__in=logged.values("page")).first()


def _copy_all(
    source: Page, to: Page, make: Make, *, title: str, slug: str, by: User, key: UUID
) -> dict[Page, Page]:
    """Copies by source page, parents before children."""
    slug = slug or find_available_slug(to, source.slug)
    if to.get_children().filter(slug=slug).exists():
        raise NotCopied(f"The address “{slug}” is taken there.")
    changes = {"slug": slug, "translation_key": key}
    if title:
        # Set in the draft as well, whose title may differ.
        changes["title"] = title
    copies = {source: make(source, to, by=by, changes=changes)}
    by_path = {source.path: copies[source]}
    for page in source.get_descendants().order_by("path"):
        parent = by_path[page.path[: -page.steplen]]
        copies[page] = by_path[page.path] = make(page, parent, by=by, changes={})
    return copies


@transaction.atomic
def _copy(page: Page, to: Page, *, by: User, changes: dict[str, object]) -> Page:
    action = CopyPageAction(
        page.specific,
        to=Page.objects.get(pk=to.pk),
        update_attrs=changes,
        keep_live=False,
        user=by,
    )
    return action.execute(skip_permission_checks=True)


@transaction.atomic
def _alias(page: Page, to: Page, *, by: User, changes: dict[str, object]) -> Page:
    """An alias that is not public yet, although its original may be."""
    action = CreatePageAliasAction(
        page.specific,
        parent=Page.objects.get(pk=to.pk),
        update_slug=changes.get("slug"),
        user=by,
    )
    alias = action.execute(skip_permission_checks=True)
    key = changes.get("translation_key", alias.translation_key)
    Page.objects.filter(pk=alias.pk).update(live=False, translation_key=key)
    return alias


@transaction.atomic
def _publish_aliases(aliases: dict[Page, Page], *, by: User) -> None:
    """Publishes the aliases of those originals that are live now."""
    keys = [alias.pk for alias in aliases.values()]
    for start in range(0, len(keys), 500):
        some = Page.objects.filter(pk__in=keys[start : start + 500])
        some.filter(alias_of__live=True).update(live=True)
        for alias in some.live().specific(defer=True):
            log(instance=alias, action="wagtail.publish", user=by)


@transaction.atomic
def _publish(copies: dict[Page, Page], *, by: User) -> None:
    """Publishes the drafts as Wagtail's own action would, in bulk updates."""
    now = timezone.now()
    live = [page for page in copies if page.live]
    for changed in (False, True):
        keys = [
            copies[page].pk for page in live if page.has_unpublished_changes == changed
        ]
        for start in range(0, len(keys), 500):
            _make_live(keys[start : start + 500], now, changed=changed)
    keys = [copies[page].pk for page in live]
    for copy in Page.objects.filter(pk__in=keys).specific().iterator(chunk_size=100):
        revision = copy.live_revision
        log(instance=copy, action="wagtail.publish", user=by, revision=revision)
        page_published.send(sender=type(copy), instance=copy, revision=revision)


def _make_live(keys: list[int], now: datetime, *, changed: bool) -> None:
    Page.objects.filter(pk__in=keys).update(
        live=True,
        has_unpublished_changes=changed,
        first_published_at=now,
        last_published_at=now,
        live_revision=F("latest_revision"),
    )
