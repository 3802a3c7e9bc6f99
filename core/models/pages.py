import logging
from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar, Literal

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models, transaction
from django.db.models import QuerySet
from django.dispatch import Signal
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import cached_property
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.api import APIField
from wagtail.images.models import AbstractImage
from wagtail.models import Page, PageViewRestriction, Revision
from wagtail.search import index

from core import (
    aliases,
    dependencies,
    front_end_previews,
    last_changes,
    page_data,
    publish_checks,
    reserved_slugs,
    site_root_paths,
)
from core.admin_errors import Refused
from core.images.responsive import PictureData
from core.page_context import page_context
from core.page_forms import PageCopyForm, PageForm
from core.page_permissions import PagePermissions
from core.page_routing import is_by_path, locale_with, page_below
from core.representations import (
    alternates,
    link_header,
    page_response,
    wants_markdown,
)
from core.search.query_words import joined_words
from core.seo import Node, Seo, describe, for_own_page, page_nodes
from core.serializers import (
    BreadcrumbsField,
    PublishedAtField,
    SeoField,
    UpdatedAtField,
)
from core.site_root_paths import shared_site_root_paths

logger = logging.getLogger("gait.publishing")

# Sent with ``instance``, ``url_path_before`` and ``url_path_after`` in the transaction
# that changes the URL of a page and of its descendants.
page_address_changed = Signal()
# Evaluated once, as making an empty queryset costs as much as reading a row.
NO_RESTRICTIONS = PageViewRestriction.objects.none()
ALIAS = (
    "This page is an alias: it always says what its original says. Change the "
    "original, or convert this page into an ordinary one first."
)


# Base of mixins for pages. Any, as Page is to mypy: a mixin uses what Page has, but must
# not inherit from it, or Django adds the generic relations of Page once more.
PageMixin: Any = models.Model


class BasePage(Page):
    """Abstract base of all pages: SEO and sharing fields, publish checks, page data."""

    sharing_image = models.ForeignKey(
        "core.Image",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Shown when the page is shared. Left out: the page's main picture.",
    )
    canonical_override = models.URLField(
        "original address",
        blank=True,
        help_text=(
            "Only when this text was first published elsewhere: "
            "the full address of the original."
        ),
    )
    hide_from_search_engines = models.BooleanField(default=False)

    promote_panels = [
        MultiFieldPanel(
            [
                FieldPanel(
                    "slug",
                    heading="Address",
                    help_text=(
                        "The last part of the page's address; follows from the title. "
                        "For example “walking-and-back-pain”."
                    ),
                ),
                FieldPanel(
                    "seo_title",
                    heading="Title in search results",
                    help_text="Left out: the page's own title.",
                ),
                FieldPanel(
                    "search_description",
                    heading="Description in search results",
                    help_text=(
                        "One or two sentences. Left out: the page's summary, where it "
                        "has one."
                    ),
                ),
                "canonical_override",
                FieldPanel(
                    "hide_from_search_engines",
                    help_text=(
                        "Tick this for what nobody should find by searching, for "
                        "example a page that only patients get a link to."
                    ),
                ),
            ],
            heading="For search engines",
        ),
        FieldPanel("sharing_image"),
    ]
    base_form_class = PageForm
    copy_form_class = PageCopyForm

    search_fields = [*Page.search_fields, index.SearchField("words_without_hyphens")]

    api_fields = [
        APIField("published_at", serializer=PublishedAtField()),
        APIField("updated_at", serializer=UpdatedAtField()),
        APIField("breadcrumbs", serializer=BreadcrumbsField()),
        APIField("seo", serializer=SeoField()),
    ]

    # The ``kind`` of a link to such a page in the API.
    link_kind: ClassVar[Literal["contact", "page"]] = "page"

    # The page's types in schema.org and Open Graph.
    schema_type = "WebPage"
    open_graph_type = "website"
    # The field of the page's main image, if it has one.
    main_image_field: ClassVar[str | None] = None

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        reserved_slugs.check(self.slug, self.get_parent())

    def minimal_clean(self) -> None:
        super().minimal_clean()
        reserved_slugs.check(self.slug, self.get_parent())

    def permissions_for_user(self, user: AbstractBaseUser) -> PagePermissions:
        return PagePermissions(user, self)

    @cached_property
    def page_data(self) -> page_data.PageData:
        """The preloaded related objects of the page; see ``core.page_data``."""
        self.load_page_data([self])
        return self.__dict__["page_data"]

    @cached_property
    def updated_at(self) -> datetime | None:
        """The time of the last change of what the public sees of the page.

        Queries may annotate it.
        """
        return last_changes.time_of(last_changes.PAGE, self.pk)

    @classmethod
    def load_page_data(
        cls, pages: Sequence[Page], *, hidden: Sequence[str] | None = None
    ) -> None:
        """Loads the data of pages of this type in a constant number of queries."""
        page_data.load_as(cls, pages, hidden=hidden)

    @property
    def main_image_id(self) -> int | None:
        field = self.main_image_field
        return getattr(self, f"{field}_id") if field else None

    @property
    def main_image(self) -> AbstractImage | None:
        """The page's main image, with preloaded renditions."""
        return self.page_data.image(self.main_image_id)

    @property
    def language_code(self) -> str:
        """The code of the page's language, for example ``en-gb``."""
        return locale_with(self.locale_id).language_code

    @property
    def lead(self) -> str:
        """A summary of one or two plain sentences; empty by default."""
        return ""

    @property
    def words_without_hyphens(self) -> list[str]:
        """Hyphenated words as one word for the search index: "xray" for "X-ray"."""
        values = (
            field.get_value(self)
            for field in self.get_search_fields()
            if isinstance(field, index.SearchField)
            and field.field_name != "words_without_hyphens"
        )
        texts = (" ".join(v) if isinstance(v, list) else str(v or "") for v in values)
        return joined_words(" ".join(texts))

    def seo(self) -> Seo:
        """The page's SEO metadata, with absolute URLs."""
        data = self.page_data
        return describe(
            data,
            name=self.title,
            title=self.seo_title,
            description=self.search_description or self.lead,
            url=data.canonical_address,
            canonical_url=self.canonical_override,
            hidden=self.hide_from_search_engines or not data.is_public,
            trail=[
                {"title": page.title, "url": data.address(page) or ""}
                for page in data.ancestors
            ],
            picture=self.sharing_picture,
            kind=self.open_graph_type,
            nodes=self.structured_data(),
        )

    @cached_property
    def sharing_picture(self) -> PictureData | None:
        image = self.sharing_image_id or self.main_image_id
        return self.page_data.picture(image, "share")

    def structured_data(self) -> list[Node]:
        """The page's schema.org nodes, the page itself first."""
        return page_nodes(self)

    def route(self, request: HttpRequest, path_components: list[str]) -> Any:
        """As Wagtail, in two queries; a page that is not found depends on all pages."""
        try:
            with dependencies.narrowed():
                if path_components and is_by_path(BasePage.route, Page.route):
                    page = page_below(self, path_components)
                    if page is None:
                        raise Http404
                    return page.route(request, [])
                return super().route(request, path_components)
        except Http404:
            dependencies.add("pages")
            raise

    def get_url_parts(
        self, request: HttpRequest | None = None
    ) -> tuple[int, str | None, str | None] | None:
        # The tag is needed also where Wagtail finds the sites in the cache.
        with dependencies.narrowed("sites"):
            return super().get_url_parts(request)

    @property
    def site_id(self) -> int | None:
        """The key of the page's site; None if it has none."""
        parts = self.get_url_parts()
        return parts[0] if parts else None

    def _get_site_root_paths(
        self, cache_object: Any = None, **kwargs: Any
    ) -> list[Any]:
        """As Wagtail, from the values that answers share; hence Any."""
        cache_object = cache_object or kwargs.get("request") or self
        if not hasattr(cache_object, site_root_paths.ATTRIBUTE):
            setattr(cache_object, site_root_paths.ATTRIBUTE, shared_site_root_paths())
        return getattr(cache_object, site_root_paths.ATTRIBUTE)

    def get_view_restrictions(self) -> QuerySet[PageViewRestriction]:
        if not self.path.startswith(tuple(page_data.hidden_paths())):
            return NO_RESTRICTIONS
        with dependencies.narrowed("restrictions"):
            asked = super().get_view_restrictions()
            return asked | aliases.own_restrictions(self, asked)

    # Any: values of a template context.
    def get_context(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> dict[str, Any]:
        data = self.page_data
        context = {
            **super().get_context(request, *args, **kwargs),
            "seo": for_own_page(self.seo(), data.addresses),
            "breadcrumbs": [
                {"title": page.title, "url": data.path(page)} for page in data.ancestors
            ],
            "alternates": alternates(self, data) if data.is_public else [],
        }
        return {**context, **page_context(self, request, context)}

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """As Wagtail, or the Markdown for who prefers it; each names the others."""
        data = self.page_data
        if data.is_public and wants_markdown(request):
            return page_response(self, request)
        response = super().serve(request, *args, **kwargs)
        if shown := response.context_data["alternates"]:
            response["Link"] = link_header(shown, data)
        return response

    # Any: values of attributes.
    def make_preview_request(
        self,
        original_request: HttpRequest | None = None,
        preview_mode: str | None = None,
        extra_request_attrs: dict[str, Any] | None = None,
    ) -> HttpResponse:
        known = front_end_previews.attributes_from(original_request)
        return super().make_preview_request(
            original_request, preview_mode, {**known, **(extra_request_attrs or {})}
        )

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """As Wagtail, or a redirect to the front end that shows drafts."""
        led = front_end_previews.lead_to_front_end(self, request)
        return led or super().serve_preview(request, mode_name)

    def serve_password_required_response(
        self, request: HttpRequest, form: Form, action_url: str
    ) -> TemplateResponse:
        """The password form without the page's context, which reveals its content."""
        context = {"form": form, "action_url": action_url}
        return TemplateResponse(request, "wagtailcore/password_required.html", context)

    def save(self, clean: bool = True, **kwargs: Any) -> None:
        """Raises ``Incomplete`` if an incomplete revision would be published."""
        is_published = self.live and self.live_revision_id
        if clean and is_published and kwargs.get("update_fields") is None:
            publish_checks.require(self)
            clean = False
        super().save(clean=clean, **kwargs)

    def _update_descendant_url_paths(
        self, old_url_path: str, new_url_path: str
    ) -> None:
        """Sends ``page_address_changed``; Wagtail calls this when the slug changes."""
        super()._update_descendant_url_paths(old_url_path, new_url_path)
        page_address_changed.send(
            sender=type(self),
            instance=self,
            url_path_before=old_url_path,
            url_path_after=new_url_path,
        )

    def save_revision(self, *args: Any, **kwargs: Any) -> Revision:
        """Raises ``Refused`` for an alias, which has no revisions of its own."""
        if self.alias_of_id:
            raise Refused(
                ALIAS,
                see=reverse("wagtailadmin_pages:edit", args=[self.pk]),
                label="See the alias",
            )
        return super().save_revision(*args, **kwargs)

    def publish(self, revision: Revision, *args: Any, **kwargs: Any) -> None:
        """Raises ``Incomplete`` for an incomplete revision, also when it is scheduled.

        When a scheduled publication is due, the error is only logged, so that other
        pages that are due are published.
        """
        try:
            publish_checks.require(revision.as_object())
        except publish_checks.Incomplete as problem:
            if kwargs.get("log_action") != "wagtail.publish.scheduled":
                raise
            logger.error("Page %s was due: %s", self.pk, problem.messages[0])
            return
        # Otherwise a killed process could clear the schedule without publishing.
        with transaction.atomic():
            super().publish(revision, *args, **kwargs)
