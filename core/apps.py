from corsheaders.signals import check_request_enabled
from django.apps import AppConfig
from django.core.signals import request_started
from django.db.backends.signals import connection_created
from django.db.models.signals import post_delete, post_migrate, post_save, pre_delete
from django_tasks.signals import task_started
from ninja import Schema
from wagtail.contrib.redirects.apps import WagtailRedirectsAppConfig
from wagtail.signals import (
    page_slug_changed,
    post_page_move,
    pre_page_move,
    task_approved,
)

from core import request_cache


class CoreConfig(AppConfig):
    """App of everything that pages of any site need."""

    name = "core"
    default = True
    verbose_name = "Gait"

    def import_models(self) -> None:
        # Before any schema is declared: its subclasses inherit the configuration.
        Schema.model_config["defer_build"] = True
        super().import_models()

    def ready(self) -> None:
        # These import models, which need the app registry. Importing checks registers
        # them.
        from core import (
            charsets,
            checks,  # noqa: F401
            child_relations,
            collection_order,
            copied_view_restrictions,
            cors,
            draft_saves,
            host_names,
            page_indexes,
            page_key_lookups,
            path_lookups,
            postgresql_timestamps,
            private_pages,
            reserved_slugs,
            schedule,
            site_root_paths,
            stream_reading,
            view_paths,
        )
        from core.admin import token_history
        from core.admin.api_tokens import replace_screens
        from core.api.tokens import require_publishing_token
        from core.api.v3 import detail_urls, page_types
        from core.images import responsive
        from core.search import fallback
        from core.site_search import admin_search, documents

        # Before Wagtail's app of redirects imports the API.
        page_types.add_to_schemas()
        detail_urls.add_site()
        charsets.patch()
        child_relations.patch()
        path_lookups.register()
        page_key_lookups.register()
        host_names.check_sites()
        site_root_paths.tag_site_root_paths()
        site_root_paths.lead_to_front_ends()
        view_paths.patch_pages()
        stream_reading.patch()
        draft_saves.patch()
        collection_order.patch()
        responsive.encode_avif_fast()
        check_request_enabled.connect(cors.is_front_end)
        connection_created.connect(postgresql_timestamps.read_by_python)
        for signal in (request_started, task_started):
            signal.connect(request_cache.clear)
        fallback.register(admin_search.keys)
        post_save.connect(documents.index_saved)
        post_delete.connect(documents.remove_deleted)
        post_migrate.connect(page_indexes.create, sender=self)
        post_migrate.connect(documents.build_after_migration, sender=self)
        pre_page_move.connect(reserved_slugs.check_move)
        task_approved.connect(require_publishing_token)
        copied_view_restrictions.patch_copy_actions()
        private_pages.hide_aliases()
        schedule.clear_past_ends()
        replace_screens()
        token_history.connect()
        name_former_users()


def name_former_users() -> None:
    """Patches histories and reports to show the names of deleted accounts."""
    from wagtail.admin.views.reports import aging_pages
    from wagtail.models import audit_log

    from core import former_users
    from core.models import User

    pre_delete.connect(former_users.store_name, sender=User)
    former_users.name_in_workflows()
    for module in (audit_log, aging_pages):
        module.get_deleted_user_display_name = former_users.name


class RedirectsConfig(WagtailRedirectsAppConfig):
    """Wagtail's redirects app, without redirects that reveal the title of a draft."""

    def ready(self) -> None:
        super().ready()
        # These import models, which need the app registry.
        from wagtail.contrib.redirects import signal_handlers as made

        from core.models.pages import page_address_changed
        from core.redirect_lists import replace_import_formats
        from core.redirect_targets import check_targets
        from core.redirects import BatchedRedirectCreator, create_redirects

        check_targets()
        replace_import_formats()
        made.BatchRedirectCreator = BatchedRedirectCreator
        # Wagtail sends its signal after the commit, so a failure would lose the
        # redirects; page_address_changed is sent in the transaction.
        page_slug_changed.disconnect(made.autocreate_redirects_on_slug_change)
        post_page_move.disconnect(made.autocreate_redirects_on_page_move)
        for signal in (page_address_changed, post_page_move):
            signal.connect(create_redirects)
