from django.apps import AppConfig
from django.core.signals import request_started
from django.db.models.signals import pre_delete
from django_tasks.signals import task_started
from wagtail.contrib.redirects.apps import WagtailRedirectsAppConfig
from wagtail.signals import page_slug_changed, post_page_move, pre_page_move

from core import request_cache


class CoreConfig(AppConfig):
    """It knows about what all apps share."""

    name = "core"
    default = True
    verbose_name = "Gait"

    def ready(self) -> None:
        # They need the models, which are there only now; importing checks registers
        # them.
        from core import (
            checks,  # noqa: F401
            copied_view_restrictions,
            private_pages,
            reserved_slugs,
            schedule,
        )
        from core.images import responsive

        responsive.encode_avif_fast()
        for signal in (request_started, task_started):
            signal.connect(request_cache.clear)
        pre_page_move.connect(reserved_slugs.check_move)
        copied_view_restrictions.keep()
        private_pages.hide_aliases()
        schedule.clear_past_ends()
        name_former_users()


def name_former_users() -> None:
    """Histories and reports say the name of somebody whose account was deleted."""
    from wagtail.admin.views.reports import aging_pages
    from wagtail.models import audit_log

    from core import former_users
    from core.models import User

    pre_delete.connect(former_users.remember, sender=User)
    former_users.name_in_workflows()
    for module in (audit_log, aging_pages):
        module.get_deleted_user_display_name = former_users.name


class RedirectsConfig(WagtailRedirectsAppConfig):
    """Wagtail's redirects, but none that would tell what a draft is called."""

    def ready(self) -> None:
        super().ready()
        # Models can be imported only now.
        from wagtail.contrib.redirects import signal_handlers as made

        from core.models.pages import page_address_changed
        from core.redirect_lists import use_in_imports
        from core.redirect_targets import check_targets
        from core.redirects import RedirectsInBatches, keep_old_addresses

        check_targets()
        use_in_imports()
        made.BatchRedirectCreator = RedirectsInBatches
        # Sent after the commit, so a failure would lose the old addresses; ours is sent
        # in the same transaction.
        page_slug_changed.disconnect(made.autocreate_redirects_on_slug_change)
        post_page_move.disconnect(made.autocreate_redirects_on_page_move)
        for signal in (page_address_changed, post_page_move):
            signal.connect(keep_old_addresses)
