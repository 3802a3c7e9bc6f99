"""Edit conflicts of pages: detection of a newer revision by another user."""

import datetime

from django.db import transaction
from django.db.models import Q
from django.http import HttpResponse
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.timezone import localtime
from django.utils.translation import gettext
from wagtail.admin import messages
from wagtail.admin.auth import require_admin_access
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.utils import get_user_display_name
from wagtail.admin.views.pages.edit import EditView
from wagtail.models import Page, Revision

from core.models.tokens import revisions_of_tokens

NEWER_VERSION = (
    "%(name)s saved a newer version at %(time)s, while you were writing. Your text stands "
    "below as you left it, but it is not saved. Look at the newer version, then save once "
    "more to put yours in its place; the other one stays in the page's history."
)


NOT_BY_ITSELF = "A step of a workflow is decided with its own button."


class EditPage(EditView):
    """Page edit view that refuses to overwrite a newer revision without confirmation.

    Wagtail's view refuses only autosaves. Its script polls every ten seconds for newer
    revisions and asks for confirmation before the next save; ``editing.js`` sends the
    confirmed revision as ``replaces_revision``.
    """

    @transaction.atomic
    def form_valid(self, form: WagtailAdminPageForm) -> HttpResponse:
        if self.expects_json_response and "action-workflow-action" in self.request.POST:
            # Autosave submits the whole form; a workflow action needs a click.
            return self.json_error_response("invalid_action", NOT_BY_ITSELF)
        self.lock_page()
        if self.expects_json_response and self.is_out_of_date:
            return self.json_error_response(
                "invalid_revision", gettext("Saving will overwrite a newer version.")
            )
        if self.is_out_of_date and (newer := self.newer) and not self.has_seen(newer):
            return self.refuse(form, newer)
        return super().form_valid(form)

    def lock_page(self) -> None:
        """Locks the page until the transaction ends; reads its latest revision again.

        Another request may have saved since this one began.
        """
        page = Page.objects.select_for_update().get(pk=self.real_page_record.pk)
        self.latest_revision = page.get_latest_revision()
        for known in ("latest_revision_created_at", "is_out_of_date"):
            self.__dict__.pop(known, None)

    def refuse(self, form: WagtailAdminPageForm, newer: Revision) -> HttpResponse:
        form.restore_required_fields()
        self.show_conflict(newer)
        # Keeps the old revision time: Wagtail asks again, and autosave stays off.
        self.latest_revision_created_at = self.request.POST.get(
            "loaded_revision_created_at", ""
        )
        self.has_unsaved_changes = True
        return self.render_to_response(self.get_context_data())

    @cached_property
    def newer(self) -> Revision | None:
        """The latest revision by another user since the form was opened, else None.

        Own revisions do not count: an autosave may be in progress during a publication.
        Those of own tokens do.
        """
        page = self.real_page_record
        is_by_others = ~Q(user=self.request.user) | Q(pk__in=revisions_of_tokens(page))
        by_others = page.revisions.filter(is_by_others)
        opened_at = parse_time(self.request.POST.get("loaded_revision_created_at", ""))
        if opened_at:
            by_others = by_others.filter(created_at__gt=opened_at)
        return by_others.select_related("user").order_by("-created_at", "-pk").first()

    def has_seen(self, newer: Revision) -> bool:
        """True if the form was sent again from a message about the newer version."""
        seen = self.request.POST.get("replaces_revision")
        return seen in {str(newer.pk), str(self.latest_revision.pk)}

    def show_conflict(self, newer: Revision) -> None:
        name = get_user_display_name(newer.user) or "Somebody"
        if newer.user_id == self.request.user.pk:
            name = "One of your API tokens"
        time = date_format(localtime(newer.created_at), "TIME_FORMAT")
        messages.error(
            self.request,
            NEWER_VERSION % {"name": name, "time": time},
            buttons=[
                messages.button(
                    self.get_edit_url(), "See the newer version", new_window=True
                )
            ],
        )


def parse_time(written: str) -> datetime.datetime | None:
    try:
        return datetime.datetime.fromisoformat(written)
    except ValueError:
        return None


edit_page = require_admin_access(EditPage.as_view())
