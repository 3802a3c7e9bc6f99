from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import cached_property
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page

from cms import loading

# The first path segments that the project's own URLs take; a page right under a
# site's root with such a slug could never be reached.
RESERVED_SLUGS = frozenset(
    {"admin", "api", "articles.atom", "documents", "media", "people", "robots.txt"}
    | {"search", "sitemap.xml", "static", "topics", "django-admin"}
)


class BasePage(Page):
    """What every page of Gait has: how it is found, shared and indexed."""

    sharing_image = models.ForeignKey(
        "cms.Image",
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
                "slug",
                "seo_title",
                "search_description",
                "canonical_override",
                "hide_from_search_engines",
            ],
            heading="For search engines",
        ),
        FieldPanel("sharing_image"),
    ]
    settings_panels = [*Page.settings_panels]

    class Meta:
        abstract = True

    @cached_property
    def parts(self) -> loading.Parts:
        """What the page shows beyond its own row; see ``cms.loading``."""
        self.load_parts([self])
        return self.__dict__["parts"]

    @classmethod
    def load_parts(
        cls, pages: Sequence[Page], *, hidden: Sequence[str] | None = None
    ) -> None:
        """Loads the parts of many pages of this type at once."""
        loading.load(pages, hidden=hidden)

    @property
    def main_image(self) -> "models.Model | None":
        """The picture that stands for the page, where it has one."""
        return None

    @property
    def lead(self) -> str:
        """The page in one or two plain sentences; empty where it has none."""
        return ""

    def clean(self) -> None:
        super().clean()
        if self.slug in RESERVED_SLUGS and self._is_below_a_site_root():
            raise ValidationError(
                {"slug": f"“{self.slug}” is taken by the site itself. Choose another."}
            )

    def _is_below_a_site_root(self) -> bool:
        parent = self.get_parent() if self.path else None
        return parent is not None and parent.sites_rooted_here.exists()
