"""Admin screens of front ends' keys."""

from django.http import HttpResponse
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import CreateView, DeleteView
from wagtail.admin.viewsets.model import ModelViewSet

from public_forms.models import FrontEndKey


class CreateKey(CreateView):
    """Makes a key and shows it once."""

    def save_instance(self) -> FrontEndKey:
        row: FrontEndKey = self.form.save(commit=False)
        self.key = row.make_key()
        row.save()
        return row

    def save_action(self) -> HttpResponse:
        self.template_name = "public_forms/admin/front_end_key.html"
        shown = self.get_context_data(key=self.key, row=self.object)
        response = self.render_to_response(shown)
        response["Cache-Control"] = "private, no-store"
        return response


class DeleteKey(DeleteView):
    # Any: as Django's.
    @property
    def confirmation_message(self) -> str:
        return (
            "Visitors of this front end then count as one client, and what it sends "
            "with the key is refused."
        )


class FrontEndKeyViewSet(ModelViewSet):
    model = FrontEndKey
    name = "front_end_keys"
    url_prefix = "front-end-keys"
    icon = "key"
    menu_label = "Front ends' keys"
    menu_order = 603
    add_to_settings_menu = True
    add_to_reference_index = False
    copy_view_enabled = False
    inspect_view_enabled = False
    form_fields = ["name", "site"]
    add_view_class = CreateKey
    delete_view_class = DeleteKey
    list_display = [
        "name",
        Column("beginning", label="Key", classname="queue-wide"),
        Column("site", label="Site"),
        Column("created_at", label="Created", classname="queue-wide"),
        Column("last_used_at", label="Last used"),
    ]
    list_filter: list[str] = []
    search_fields: list[str] = []
