"""Names of deleted accounts, kept for histories, reports and workflows."""

from collections.abc import Callable
from typing import Any

from django.core.cache import cache
from django.db.models.fields.related_descriptors import ForwardManyToOneDescriptor
from wagtail.models import PageLogEntry, TaskState, WorkflowState

from core.models import FormerUser, User

CACHE_KEY = "former-users"
STEPS_CACHE_KEY = "former-users-workflow-steps"
# Wagtail's log actions. The log keeps the user id of a deleted account.
STARTED = "wagtail.workflow.start"
FINISHED = tuple(f"wagtail.workflow.{how}" for how in ("approve", "reject", "cancel"))


def store_name(instance: User, **signal: Any) -> None:
    """Receiver of ``pre_delete``. Any: further arguments of the signal."""
    FormerUser.objects.update_or_create(
        user_id=instance.pk, defaults={"name": str(instance)}
    )
    cache.delete_many([CACHE_KEY, STEPS_CACHE_KEY])


def name(user_id: int) -> str:
    """The name of a deleted user; replaces Wagtail's ``get_deleted_user_display_name``.

    All names are read and cached at once, because a history may show several.
    """
    names = cache.get(CACHE_KEY)
    if names is None:
        names = dict(FormerUser.objects.values_list("user_id", "name"))
        cache.set(CACHE_KEY, names)
    return f"{names.get(user_id, f'user {user_id}')} (account deleted)"


class NamedAfterDeletion(ForwardManyToOneDescriptor):
    """Foreign key descriptor that returns a placeholder user for a deleted account.

    ``find`` returns the deleted account's id for an object, else None.
    """

    def __init__(self, field: Any, find: Callable[[Any], int | None]) -> None:
        super().__init__(field)
        self.find = find

    def __get__(self, instance: Any, cls: type | None = None) -> Any:
        # Any, here and above: a descriptor works for any model.
        user = super().__get__(instance, cls)
        if user is not None:
            return user
        pk = self.find(instance)
        return pk and User(pk=pk, first_name=name(pk), is_active=False)


def name_in_workflows() -> None:
    """Patches workflow states to name deleted accounts; Wagtail shows no user."""
    for model, relation, find in (
        (TaskState, "finished_by", lambda state: _steps()[1].get(state.pk)),
        (WorkflowState, "requested_by", lambda state: _steps()[0].get(state.pk)),
    ):
        field = model._meta.get_field(relation)
        setattr(model, relation, NamedAfterDeletion(field, find))


def _steps() -> tuple[dict[int, int], dict[int, int]]:
    """Deleted users by the workflow they started, and by the step they finished.

    All are read and cached at once, as in ``name``.
    """
    known = cache.get(STEPS_CACHE_KEY)
    if known is None:
        starters, finished = _logged(STARTED), _logged(*FINISHED)
        first = TaskState.objects.filter(pk__in=starters)
        started = {
            workflow: starters[step]
            for step, workflow in first.values_list("pk", "workflow_state")
        }
        known = started, finished
        cache.set(STEPS_CACHE_KEY, known)
    return known


def _logged(*actions: str) -> dict[int, int]:
    """Deleted users by the workflow step (task state) that they acted on."""
    deleted = FormerUser.objects.values("user_id")
    entries = PageLogEntry.objects.filter(action__in=actions, user_id__in=deleted)
    steps = entries.values_list("data__workflow__task_state_id", "user_id")
    return {step: user for step, user in steps if step is not None}
