from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from contact.models import Person


class PersonViewSet(SnippetViewSet):
    model = Person
    icon = "user"
    add_to_admin_menu = True
    menu_order = 220
    list_display = ["name", "credentials", "role"]


register_snippet(PersonViewSet)
