from collections.abc import Sequence

from django.contrib.auth.models import Permission
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from wagtail import hooks
from wagtail.actions import ActionRegistry
from wagtail.admin.ui.tables import Column
from wagtail.log_actions import LogActionRegistry, LogFormatter
from wagtail.models import ModelLogEntry
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from clinic.deletion_guard import DeletePerson, require_no_signatory
from clinic.models import Person
from clinic.models.people import LINK
from core.admin.choosers import SnippetChooser


class PersonViewSet(SnippetViewSet):
    model = Person
    chooser_viewset_class = SnippetChooser
    icon = "user"
    add_to_admin_menu = True
    menu_order = 220
    list_display = [
        "name",
        Column("credentials", label="Credentials", sort_key="credentials"),
        # Hidden on narrow screens, in favour of the name.
        Column("role", label="Role", sort_key="role", classname="queue-wide"),
    ]


register_snippet(PersonViewSet)


@hooks.register("register_log_actions")
def register_link_log_action(actions: LogActionRegistry) -> None:
    actions.register_action(LINK)(LinkFormatter)


class LinkFormatter(LogFormatter):
    label = "Link account"

    def format_message(self, log_entry: ModelLogEntry) -> str:
        before, after = log_entry.data["from"], log_entry.data["to"]
        if after is None:
            return f"No longer linked to the account {before}"
        return f"Linked to the account {after}" + (
            f", before: {before}" if before else ""
        )


@hooks.register("register_permissions")
def register_link_permission() -> QuerySet[Permission]:
    """Permission that the group form offers."""
    return Permission.objects.filter(
        content_type__app_label="clinic", codename="link_account"
    )


@hooks.register("before_delete_snippet")
def refuse_deleting_signatories(
    request: HttpRequest, instances: Sequence[Model]
) -> None:
    people = [each for each in instances if isinstance(each, Person)]
    require_no_signatory(people, by=request.user)


@hooks.register("register_actions")
def register_guarded_deletion(registry: ActionRegistry) -> None:
    registry.register(Person, DeletePerson)
