"""Names of deleted accounts: who approved or published an article stays named."""

from collections.abc import Callable
from typing import Any

from django.core.cache import cache
from django.db.models.fields.related_descriptors import ForwardManyToOneDescriptor
from wagtail.models import PageLogEntry, TaskState, WorkflowState

from core.models import FormerUser, User

CACHE_KEY = "former-users"
STEPS_CACHE_KEY = "former-users-workflow-steps"
# As Wagtail logs it. The log keeps the number of a deleted account.
STARTED = "wagtail.workflow.start"
FINISHED = tuple(f"wagtail.workflow.{how}" for how in ("approve", "reject", "cancel"))


def remember(instance: User, **signal: Any) -> None:
    """A receiver of ``pre_delete``; Any: what it sends besides."""
    FormerUser.objects.update_or_create(
        user_id=instance.pk, defaults={"name": str(instance)}
    )
    cache.delete_many([CACHE_KEY, STEPS_CACHE_KEY])


def name(user_id: int) -> str:
    """As Wagtail's ``get_deleted_user_display_name``, in place of which it is called.

    All are read at once, for a history may name several.
    """
    names = cache.get(CACHE_KEY)
    if names is None:
        names = dict(FormerUser.objects.values_list("user_id", "name"))
        cache.set(CACHE_KEY, names)
    return f"{names.get(user_id, f'user {user_id}')} (account deleted)"


class NamedAfterDeletion(ForwardManyToOneDescriptor):
    """A relation to a user that gives a stand-in where the account was deleted.

    ``find`` gives the number of that account, if any, for an object without a user.
    """

    def __init__(self, field: Any, find: Callable[[Any], int | None]) -> None:
        super().__init__(field)
        self.find = find

    def __get__(self, instance: Any, cls: type | None = None) -> Any:
        """Any, here and above: as Django's descriptors of any model."""
        user = super().__get__(instance, cls)
        if user is not None:
            return user
        number = self.find(instance)
        return number and User(pk=number, first_name=name(number), is_active=False)


def name_in_workflows() -> None:
    """Wagtail shows, in place of a deleted account, that nobody did it."""
    for model, relation, find in (
        (TaskState, "finished_by", lambda state: _steps()[1].get(state.pk)),
        (WorkflowState, "requested_by", lambda state: _steps()[0].get(state.pk)),
    ):
        field = model._meta.get_field(relation)
        setattr(model, relation, NamedAfterDeletion(field, find))


def _steps() -> tuple[dict[int, int], dict[int, int]]:
    """Deleted accounts by what they started and by what they finished.

    All are read at once, as in ``name``.
    """
    known = cache.get(STEPS_CACHE_KEY)
    if known is None:
        begun, finished = _logged(STARTED), _logged(*FINISHED)
        first = TaskState.objects.filter(pk__in=begun)
        started = {
            workflow: begun[step]
            for step, workflow in first.values_list("pk", "workflow_state")
        }
        known = started, finished
        cache.set(STEPS_CACHE_KEY, known)
    return known


def _logged(*actions: str) -> dict[int, int]:
    """Deleted accounts by the step of a workflow that they acted on."""
    deleted = FormerUser.objects.values("user_id")
    entries = PageLogEntry.objects.filter(action__in=actions, user_id__in=deleted)
    steps = entries.values_list("data__workflow__task_state_id", "user_id")
    return {step: user for step, user in steps if step is not None}
