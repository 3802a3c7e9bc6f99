from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.migrations.executor import MigrationExecutor
from django.db.models.signals import post_migrate, pre_migrate

# Of what searches read from memory as long as nothing of it has changed.
VERSION_OF_SEARCHES = (
    "(SELECT MAX(number) FROM delivery_cachetag "
    "WHERE name IN ('synonyms', 'chosen-results', 'gait'))"
)


class DeliveryConfig(AppConfig):
    """App that records how public content changes and what answers depend on.

    The last of the installed apps: the others register their tables before.
    """

    name = "delivery"

    def ready(self) -> None:
        # These import models, which need the app registry. Importing checks registers
        # them.
        from core import last_changes
        from core.api import deleted, public_changes
        from core.site_search import index_state
        from delivery import (
            checks,  # noqa: F401
            collection,
            deleted_pages,
            own_changes,
            sync,
            tracked_tables,
        )
        from delivery.models import CacheTag, PageTime

        tracked_tables.track_other_page_types()
        collection.connect()
        last_changes.register(tags=CacheTag, pages=PageTime)
        deleted.register(sync.was_deleted, deleted_pages.was_deleted_at)
        public_changes.register(
            mark=own_changes.mark, has_changed_since=own_changes.has_changed_since
        )
        index_state.register_version(VERSION_OF_SEARCHES)
        pre_migrate.connect(remove_triggers, sender=self)
        post_migrate.connect(install_triggers, sender=self)


def remove_triggers(using: str, plan: list[Any], **kwargs: Any) -> None:
    """Receiver of ``pre_migrate``. Any: arguments of the signal."""
    from delivery import triggers

    if plan:
        triggers.remove(using)


def install_triggers(using: str, **kwargs: Any) -> None:
    """Receiver of ``post_migrate``.

    Leaves a database of an older schema, to which one may migrate back, without triggers.
    """
    from delivery import triggers

    migrations = MigrationExecutor(connections[using])
    if not migrations.migration_plan(migrations.loader.graph.leaf_nodes()):
        triggers.install(using)
