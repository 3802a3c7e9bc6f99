from collections.abc import Sequence
from typing import Any

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from wagtail import hooks
from wagtail.actions import ActionRegistry
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn
from wagtail.admin.views.pages.listing import IndexView
from wagtail.admin.viewsets.base import ViewSet
from wagtail.admin.viewsets.pages import PageListingViewSet, PageViewSet
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import LogActionRegistry, LogFormatter
from wagtail.models import Page, PageLogEntry
from wagtail.permissions import page_permission_policy
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import EditView, SnippetViewSet, UsageView

from articles import search_report
from articles.admin_lists import ArticleExplorer, ArticleList
from articles.approval_messages import ApprovalView, add_signature_message
from articles.deletion_guard import (
    DeleteTopic,
    DeleteUnnamedPerson,
    require_unnamed,
    require_unused,
    topic_articles_url,
)
from articles.models import ArticlePage, Topic
from articles.models.reviewed import SIGN, WITHDRAW, Reviewed
from articles.titled_articles import ArticleParent, CreateArticle
from clinic.models import Person
from core.admin.choosers import SnippetChooser

MAX_REVIEWS = 10
UPDATED_COLUMN = "latest_revision_created_at"
# Columns of Wagtail left out here: one is the same for all articles, one is replaced.
OMITTED_COLUMNS = ("parent", UPDATED_COLUMN)


class TopicEditView(EditView):
    def get_usage_url(self) -> None:
        """No usage link: Wagtail does not count many-to-many uses (“Used 0 times”)."""

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        articles = Button(
            "Articles with this topic",
            url=topic_articles_url(self.object),
            icon_name="doc-full",
            priority=15,
        )
        return [*super().header_more_buttons, articles]


class TopicUsageView(UsageView):
    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return redirect(topic_articles_url(self.object))


class TopicViewSet(SnippetViewSet):
    model = Topic
    chooser_viewset_class = SnippetChooser
    edit_view_class = TopicEditView
    usage_view_class = TopicUsageView
    icon = "tag"
    add_to_admin_menu = True
    menu_order = 210
    list_display = [
        "name",
        # Hidden on narrow screens, in favour of the name.
        Column("description", label="Description", classname="queue-wide"),
        BooleanColumn("is_condition", label="Is a medical condition"),
    ]


register_snippet(TopicViewSet)


@hooks.register("before_delete_snippet")
def refuse_deleting_named_snippets(
    request: HttpRequest, instances: Sequence[Model]
) -> None:
    require_unused([each for each in instances if isinstance(each, Topic)])
    require_unnamed([each for each in instances if isinstance(each, Person)])


# After that of people alone, which it replaces.
@hooks.register("register_actions", order=1)
def register_guarded_deletion(registry: ActionRegistry) -> None:
    registry.register(Topic, DeleteTopic)
    registry.register(Person, DeleteUnnamedPerson)


class ArticlesMenuItem(MenuItem):
    """Menu item for users with a permission that the list requires."""

    def is_shown(self, request: HttpRequest) -> bool:
        return page_permission_policy.user_has_any_permission(
            request.user, IndexView.any_permission_required
        )


class ArticleListing(PageListingViewSet):
    """Admin list of all articles, below any index page."""

    name = "article_listing"
    url_prefix = "articles"
    model = ArticlePage
    icon = "doc-full"
    menu_label = "Articles"
    menu_item_class = ArticlesMenuItem
    choose_parent_view_class = ArticleParent
    index_view_class = ArticleList
    menu_order = 150
    add_to_admin_menu = True
    columns = [
        *(each for each in IndexView.base_columns if each.name not in OMITTED_COLUMNS),
        Column("next_review_due", label="Review due", sort_key="next_review_due"),
        DateColumn(
            UPDATED_COLUMN,
            label="Updated",
            sort_key=UPDATED_COLUMN,
            # Hidden on narrow screens, in favour of the title.
            classname="queue-wide",
        ),
    ]
    list_filter = ["topics", "author", "reviewer"]


class ArticleViews(PageViewSet):
    """Admin views of one article, with our workflow action view."""

    model = ArticlePage
    icon = "doc-full"
    add_view_class = CreateArticle
    index_view_class = ArticleExplorer
    workflow_action_view_class = ApprovalView


@hooks.register("register_admin_urls")
def register_search_report() -> list[URLPattern]:
    return search_report.urlpatterns


@hooks.register("register_reports_menu_item")
def offer_search_report() -> MenuItem:
    return search_report.ReportMenuItem(
        search_report.TITLE,
        reverse("searches_without_results"),
        icon_name="search",
        order=800,
    )


@hooks.register("register_admin_viewset")
def register_article_viewsets() -> list[ViewSet]:
    return [ArticleListing(), ArticleViews()]


class ReviewsDue(Component):
    """Dashboard panel of due clinical reviews that the user may edit, by due date."""

    order = 90
    template_name = "articles/admin/reviews_due.html"

    def get_context_data(self, parent_context: dict[str, Any]) -> dict[str, Any]:
        editable = page_permission_policy.instances_user_has_permission_for(
            parent_context["request"].user, "change"
        )
        today = timezone.localdate()
        articles = (
            ArticlePage.objects.live()
            .filter(pk__in=editable.values("pk"))
            .review_wanted(today=today)
            .without_content()
            .select_related("reviewer")
        )
        # A list, because slicing a queryset again repeats the query.
        shown = list(articles[: MAX_REVIEWS + 1])
        return {
            "articles": shown[:MAX_REVIEWS],
            "more": len(shown) > MAX_REVIEWS,
            "today": today,
        }


@hooks.register("construct_homepage_panels")
def show_reviews_due(request: HttpRequest, panels: list[Component]) -> None:
    panels.append(ReviewsDue())


@hooks.register("before_edit_page")
def mark_manual_save(request: HttpRequest, page: Page) -> None:
    """Marks manual saves; Wagtail's autosave is the one that asks for JSON."""
    if isinstance(page, Reviewed):
        page.is_manual_save = request.method == "POST" and request.accepts("text/html")


@hooks.register("before_edit_page")
def show_signature_of_old_revision(request: HttpRequest, page: Page) -> None:
    match = request.resolver_match
    key = match.kwargs.get("revision_id") if match else None
    if key and isinstance(page, Reviewed):
        page.show_signature_of_revision(page.revisions.get(pk=key))


@hooks.register("after_edit_page")
def add_message_after_approval_in_form(request: HttpRequest, page: Page) -> None:
    if request.POST.get("action-workflow-action"):
        add_signature_message(request, page)


class SignatureFormatter(LogFormatter):
    label = "Sign"

    def format_message(self, log_entry: PageLogEntry) -> str:
        return f"Signed as reviewed by {log_entry.data['person']['name']}"


class WithdrawalFormatter(LogFormatter):
    label = "Withdraw signature"

    def format_message(self, log_entry: PageLogEntry) -> str:
        return f"Withdrew the signature of {log_entry.data['person']['name']}"


@hooks.register("register_log_actions")
def register_signature_log_actions(actions: LogActionRegistry) -> None:
    actions.register_action(SIGN)(SignatureFormatter)
    actions.register_action(WITHDRAW)(WithdrawalFormatter)
