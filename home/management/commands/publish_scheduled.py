import logging
from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.utils import timezone
from wagtail.management.commands import publish_scheduled
from wagtail.models import DraftStateMixin, Page, Revision

from core.transactions import repeated

logger = logging.getLogger("gait.publishing")


class Command(publish_scheduled.Command):
    """Wagtail's command, safe to run concurrently and tolerant of errors.

    Each row is locked and checked again before the change; rows locked by another run
    are skipped. An error is logged, and the other rows are processed.
    """

    help = "Publishes pages and takes them off whose time has come. Run it each minute."

    def handle(self, *args: Any, **options: Any) -> None:
        if options["dryrun"]:
            return super().handle(*args, **options)
        for model in models_with_schedule():
            for pk in keys(expired(model), "expire_at"):
                attempt(unpublish_expired, model, pk)
        for pk in keys(due(), "approved_go_live_at"):
            attempt(publish, pk)
        return None


# Any: the arguments of ``change``.
def attempt(change: Callable[..., None], *args: Any) -> None:
    try:
        change(*args)
    except Exception:
        logger.exception("Not published or taken off in time: %s", args)


def models_with_schedule() -> list[type[models.Model]]:
    others = [
        model
        for model in apps.get_models()
        if issubclass(model, DraftStateMixin) and not issubclass(model, Page)
    ]
    return [Page, *others]


def expired(model: type[models.Model]) -> models.QuerySet:
    return model._default_manager.filter(live=True, expire_at__lt=timezone.now())


def due() -> models.QuerySet[Revision]:
    return Revision.objects.filter(approved_go_live_at__lt=timezone.now())


def keys(rows: models.QuerySet, order: str) -> list[Any]:
    """Primary keys in order. Any: of the model's own type."""
    return list(rows.order_by(order).values_list("pk", flat=True))


@repeated
@transaction.atomic
def unpublish_expired(model: type[models.Model], pk: Any) -> None:
    """Unpublishes a row if it is still expired. Any: as in ``keys``."""
    rows = expired(model).select_for_update(skip_locked=True)
    if found := rows.filter(pk=pk).first():
        found.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")


@repeated
@transaction.atomic
def publish(pk: int) -> None:
    rows = due().select_for_update(skip_locked=True)
    if revision := rows.filter(pk=pk).first():
        revision.publish(log_action="wagtail.publish.scheduled")
