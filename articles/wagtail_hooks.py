from collections.abc import Sequence
from typing import Any

from django.db.models import Model, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from wagtail import hooks
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

from articles.approval_messages import Approval, say_whether_signed
from articles.models import ArticlePage, Topic
from articles.models.reviewed import SIGN, WITHDRAW, Reviewed
from clinic.models import Person
from core.admin.choosers import SnippetChooser
from core.admin_errors import Refused

REVIEWS_ON_DASHBOARD = 10
UPDATED = "latest_revision_created_at"
# Of Wagtail's columns: one that all articles share, one drawn in our own way.
ELSEWHERE = ("parent", UPDATED)


def articles_with(topic: Topic) -> str:
    return f"{reverse('article_listing:index')}?topics={topic.pk}"


class EditTopic(EditView):
    def get_usage_url(self) -> None:
        """Wagtail does not count what is ticked: it would say “Used 0 times”."""

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        articles = Button(
            "Articles with this topic",
            url=articles_with(self.object),
            icon_name="doc-full",
            priority=15,
        )
        return [*super().header_more_buttons, articles]


class TopicUsage(UsageView):
    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return redirect(articles_with(self.object))


class TopicViewSet(SnippetViewSet):
    model = Topic
    chooser_viewset_class = SnippetChooser
    edit_view_class = EditTopic
    usage_view_class = TopicUsage
    icon = "tag"
    add_to_admin_menu = True
    menu_order = 210
    list_display = [
        "name",
        # Left out on a telephone, where names need its room.
        Column("description", label="Description", classname="queue-wide"),
        BooleanColumn("is_condition", label="Is a medical condition"),
    ]


register_snippet(TopicViewSet)


@hooks.register("before_delete_snippet")
def keep_topics_that_are_used(request: HttpRequest, instances: Sequence[Model]) -> None:
    """Wagtail does not count what is ticked: it would say that nothing refers to it."""
    topics = [each for each in instances if isinstance(each, Topic)]
    number = ArticlePage.objects.filter(topics__in=topics).distinct().count()
    if number:
        have = "1 article has" if number == 1 else f"{number} articles have"
        raise Refused(
            f"{have} this topic. Take it from there first, then delete it.",
            see=articles_with(topics[0]),
            label="See the articles",
        )


@hooks.register("before_delete_snippet")
def keep_people_that_are_named(
    request: HttpRequest, instances: Sequence[Model]
) -> None:
    """Else articles would say at once that nobody wrote or checked them."""
    people = [each for each in instances if isinstance(each, Person)]
    named = Q(author__in=people) | Q(reviewer__in=people)
    articles = ArticlePage.objects.live().filter(named)
    first = articles.first()
    if first is None:
        return
    number = articles.count()
    name = (
        "1 published article names"
        if number == 1
        else f"{number} published articles name"
    )
    person = first.author if first.author in people else first.reviewer
    raise Refused(
        f"{name} this person as author or reviewer. Choose somebody else there first, "
        "then delete this one.",
        see=reverse("wagtailsnippets_clinic_person:usage", args=[person.pk]),
        label="See the articles",
    )


class ArticlesMenuItem(MenuItem):
    """For those whom the list does not send away."""

    def is_shown(self, request: HttpRequest) -> bool:
        return page_permission_policy.user_has_any_permission(
            request.user, IndexView.any_permission_required
        )


class ArticleListing(PageListingViewSet):
    """All articles in one list, whatever index they stand under."""

    name = "article_listing"
    url_prefix = "articles"
    model = ArticlePage
    icon = "doc-full"
    menu_label = "Articles"
    menu_item_class = ArticlesMenuItem
    menu_order = 150
    add_to_admin_menu = True
    columns = [
        *(each for each in IndexView.base_columns if each.name not in ELSEWHERE),
        Column("next_review_due", label="Review due", sort_key="next_review_due"),
        DateColumn(
            UPDATED,
            label="Updated",
            sort_key=UPDATED,
            # Left out on a telephone, where titles need its room.
            classname="queue-wide",
        ),
    ]
    list_filter = ["topics", "author", "reviewer"]


class ArticleViews(PageViewSet):
    """Wagtail's views of one article, among them ours."""

    model = ArticlePage
    icon = "doc-full"
    workflow_action_view_class = Approval


@hooks.register("register_admin_viewset")
def list_articles() -> list[ViewSet]:
    return [ArticleListing(), ArticleViews()]


class ReviewsDue(Component):
    """What the one who looks may edit and a clinician should read, most urgent first."""

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
        # A list, for a slice of a query asks anew.
        shown = list(articles[: REVIEWS_ON_DASHBOARD + 1])
        return {
            "articles": shown[:REVIEWS_ON_DASHBOARD],
            "more": len(shown) > REVIEWS_ON_DASHBOARD,
            "today": today,
        }


@hooks.register("construct_homepage_panels")
def show_reviews_due(request: HttpRequest, panels: list[Component]) -> None:
    panels.append(ReviewsDue())


@hooks.register("before_edit_page")
def tell_saves_by_hand(request: HttpRequest, page: Page) -> None:
    """Wagtail's autosave asks for JSON; nobody has pressed a button then."""
    if isinstance(page, Reviewed):
        page.saved_by_hand = request.method == "POST" and request.accepts("text/html")


@hooks.register("before_edit_page")
def show_what_an_old_version_keeps(request: HttpRequest, page: Page) -> None:
    key = request.resolver_match.kwargs.get("revision_id")
    if key and isinstance(page, Reviewed):
        page.show_signature_kept_from(page.revisions.get(pk=key))


@hooks.register("after_edit_page")
def say_so_after_an_approval_in_the_form(request: HttpRequest, page: Page) -> None:
    if request.POST.get("action-workflow-action"):
        say_whether_signed(request, page)


class Signed(LogFormatter):
    label = "Sign"

    def format_message(self, log_entry: PageLogEntry) -> str:
        return f"Signed as reviewed by {log_entry.data['person']['name']}"


class Withdrawn(LogFormatter):
    label = "Withdraw signature"

    def format_message(self, log_entry: PageLogEntry) -> str:
        return f"Withdrew the signature of {log_entry.data['person']['name']}"


@hooks.register("register_log_actions")
def name_what_clinicians_do(actions: LogActionRegistry) -> None:
    actions.register_action(SIGN)(Signed)
    actions.register_action(WITHDRAW)(Withdrawn)
