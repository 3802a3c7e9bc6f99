import re
from collections.abc import Sequence

from django.conf import settings
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.actions import ActionRegistry
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.userbar import BaseItem, ContentCheckerItem
from wagtail.admin.views.bulk_action import BulkAction
from wagtail.admin.views.pages.copy import CopyView
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.documents.models import Document
from wagtail.log_actions import LogActionRegistry
from wagtail.models import Page
from wagtail.query import PageQuerySet
from wagtail.rich_text.feature_registry import FeatureRegistry
from wagtail.rich_text.pages import PageLinkHandler
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import CreateView, SnippetViewSet

from core.admin import bulk_actions, page_limits, site_roots, token_history
from core.admin.api_tokens import NEW_KEY
from core.admin.choosers import SnippetChooser
from core.admin.content_checker import PreviewChecker
from core.admin.file_deletion import DeleteFile, require_unused
from core.admin.filters import limit_user_filters
from core.admin.internal_api import AdminDocuments, AdminImages
from core.admin.preview_together import PreviewTogether
from core.admin.visible_pages import visible_pages
from core.front_end_previews import allow_frame
from core.left_pages import leave_page
from core.models import ChosenResult, Image, SearchSynonyms
from core.reserved_slugs import TAKEN, is_taken

limit_user_filters()


class PublicPageLinkHandler(PageLinkHandler):
    """Link handler for templates that gives no URL to pages which are not public.

    For texts that belong to no page (of a person, a place), as ``PageData.html`` does
    for pages. The tag ``prose`` then replaces the link by its text.
    """

    @classmethod
    def get_many(cls, attrs_list: list[dict[str, str]]) -> list[Page | None]:
        keys = [attrs.get("id", "") for attrs in attrs_list]
        known = [key for key in keys if re.fullmatch(r"[0-9]{1,18}", key)]
        public = Page.objects.live().public().filter(pk__in=known)
        pages = {str(page.pk): page for page in public}
        return [pages.get(key) for key in keys]


@hooks.register("insert_global_admin_css")
def add_admin_css() -> SafeString:
    return format_html(
        '<link rel="stylesheet" href="{}">', static("core/admin/admin.css")
    )


@hooks.register("insert_global_admin_js")
def add_admin_scripts() -> SafeString:
    return scripts(
        "uploads",
        "clipboard",
        "pasted",
        "small_figures",
        "pasting_note",
        "plain_pasting",
    )


@hooks.register("insert_editor_js")
def add_editor_scripts() -> SafeString:
    return scripts(
        "editing", "unsaved", "locked", "tabbing", "pasting", "front_end_preview"
    )


def scripts(*names: str) -> SafeString:
    return format_html_join(
        "\n",
        '<script src="{}"></script>',
        ((static(f"core/admin/{name}.js"),) for name in names),
    )


@hooks.register("construct_help_menu")
def hide_release_notes(request: HttpRequest, menu_items: list[MenuItem]) -> None:
    menu_items[:] = [
        item for item in menu_items if not item.name.startswith("whats-new-in-wagtail")
    ]


@hooks.register("register_help_menu_item")
def show_the_version() -> MenuItem:
    """The version, as an item that leads nowhere; Wagtail's menus hold only links."""
    return MenuItem(
        f"Gait {settings.VERSION}",
        "#",
        name="gait-version",
        icon_name="info-circle",
        order=1300,
        attrs={
            "aria-disabled": "true",
            "data-controller": "w-action",
            "data-action": "w-action#noop:prevent:stop",
        },
    )


@hooks.register("before_move_page")
def refuse_reserved_slug(
    request: HttpRequest, page: Page, destination: Page
) -> HttpResponse | None:
    if not is_taken(page.slug, destination):
        return None
    messages.error(request, TAKEN % page.slug)
    return redirect("wagtailadmin_pages:edit", page.pk)


@hooks.register("register_actions")
def register_limited_actions(registry: ActionRegistry) -> None:
    for model in (Image, Document):
        registry.register(model, DeleteFile)
    registry.register(Page, page_limits.UnpublishFewPages)
    registry.register(Page, site_roots.DeletePage)


hooks.register("register_bulk_action", PreviewTogether)
# After that of Wagtail, which it replaces.
hooks.register("register_bulk_action", bulk_actions.DeletePages, order=1)


@hooks.register("before_bulk_action")
def refuse_bulk_deletion(
    request: HttpRequest, action_type: str, objects: Sequence[Model], action: BulkAction
) -> None:
    if action_type == "delete" and action.model in {Image, Document}:
        require_unused(objects)


@hooks.register("before_bulk_action")
def refuse_bulk_changes_of_pages(
    request: HttpRequest, action_type: str, objects: Sequence[Model], action: BulkAction
) -> None:
    pages = [each for each in objects if isinstance(each, Page)]
    if action_type in page_limits.DONE:
        asked = action.cleaned_form.cleaned_data.get("include_descendants", False)
        page_limits.require_few(action_type, pages, descendants=asked)
        if action_type == "publish":
            bulk_actions.require_unlocked(pages, request.user, descendants=asked)
    if action_type == "delete":
        site_roots.require_no_site(pages)


@hooks.register("before_delete_page")
def refuse_deletion_of_site_root(request: HttpRequest, page: Page) -> None:
    site_roots.require_no_site([page])


@hooks.register("before_unpublish_page")
def refuse_unpublishing_many_pages(request: HttpRequest, page: Page) -> None:
    asked = bool(request.POST.get("include_descendants"))
    page_limits.require_few("unpublish", [page], descendants=asked)


@hooks.register("construct_wagtail_userbar")
def limit_accessibility_checker(
    request: HttpRequest, items: list[BaseItem], page: Page | None
) -> None:
    """Limits the accessibility checker to the page's content, which editors can fix."""
    items[:] = [
        PreviewChecker(in_editor=item.in_editor)
        if isinstance(item, ContentCheckerItem)
        else item
        for item in items
    ]


# After Wagtail's hook, whose handler it replaces.
@hooks.register("register_rich_text_features", order=1)
def register_public_page_links(features: FeatureRegistry) -> None:
    features.register_link_type(PublicPageLinkHandler)


# Before Wagtail's hook, which asks for passwords.
hooks.register("before_serve_page", leave_page, order=-1)


@hooks.register("before_edit_page")
def allow_preview_of_page(request: HttpRequest, page: Page) -> None:
    allow_frame(request, page)


@hooks.register("before_create_page")
def allow_preview_of_new_page(
    request: HttpRequest, parent: Page, page_class: type[Page]
) -> None:
    allow_frame(request, parent)


@hooks.register("construct_page_chooser_queryset")
def limit_page_chooser(pages: PageQuerySet, request: HttpRequest) -> PageQuerySet:
    visible = visible_pages(request.user).order_by()
    return pages.filter(pk__in=visible.values("pk"))


# After Wagtail's hook, whose endpoints they replace.
@hooks.register("construct_admin_api", order=1)
def register_admin_endpoints(router: WagtailAPIRouter) -> None:
    router.register_endpoint("images", AdminImages)
    router.register_endpoint("documents", AdminDocuments)


class CreateSynonyms(CreateView):
    """Form for new synonyms, with the words of the query string."""

    def get_initial(self) -> dict[str, str]:
        return {"words": self.request.GET.get("words", "")}


class SynonymsViewSet(SnippetViewSet):
    """Synonyms of the site search, in the settings menu."""

    model = SearchSynonyms
    add_view_class = CreateSynonyms
    chooser_viewset_class = SnippetChooser
    icon = "search"
    menu_label = "Search synonyms"
    add_to_settings_menu = True
    menu_order = 300
    list_display = ["words", "translation_of"]
    list_per_page = 100
    ordering = ["translation_of", "words"]


class ChosenResultViewSet(SnippetViewSet):
    """Results of the site search that come first, in the settings menu."""

    model = ChosenResult
    chooser_viewset_class = SnippetChooser
    icon = "pick"
    menu_label = "Chosen results"
    add_to_settings_menu = True
    menu_order = 301
    list_display = ["words", "page"]


register_snippet(SynonymsViewSet)
register_snippet(ChosenResultViewSet)


@hooks.register("before_copy_page")
def refuse_unknown_parent(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Shows the form of a copy again if its parent is missing: Wagtail answers 500."""
    if request.method != "POST":
        return None
    data = request.POST.copy()
    # The chooser of the form cannot show what is no key.
    if not re.fullmatch(r"\d{1,18}", data.get("new_parent_page", "")):
        data["new_parent_page"] = ""
    form = page.specific_class.copy_form_class(data, user=request.user, page=page)
    if form.is_valid() or "new_parent_page" in form.cleaned_data:
        return None
    return TemplateResponse(
        request, CopyView.template_name, {"page": page, "form": form}
    )


@hooks.register("register_log_actions")
def register_new_key_action(actions: LogActionRegistry) -> None:
    actions.register_action(NEW_KEY, "New key of an API token", "Key replaced")


@hooks.register("before_edit_page")
def show_work_of_tokens(request: HttpRequest, page: Page) -> None:
    token_history.show_unpublished_work(request, page)
