from django.core.exceptions import ValidationError
from django.db import models
from wagtail.admin.panels import FieldPanel, HelpPanel
from wagtail.contrib.settings.models import register_setting
from wagtail.models import Collection, Site

from core.models.site_settings import SiteSettings
from core.shared_values import shared
from core.versioned_forms import VersionedForm

TAKEN = "“%s” has this collection, or one within it or around it. Choose another one."


@register_setting(icon="folder-open-inverse", order=4)
class SiteFiles(SiteSettings):
    """The collection of the pictures and documents that belong to a site."""

    collection = models.ForeignKey(
        Collection,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=(
            "Only if several websites are kept here: the collection that holds the "
            "pictures and documents of this one, with all collections within it. Empty: "
            "everything that no other website has for itself."
        ),
    )

    list_tag = "site-files"

    panels = [
        HelpPanel(
            "<p>Lists of pictures and documents that other programs read show those of "
            "one website. Pages may show any picture.</p>"
        ),
        FieldPanel("collection"),
    ]
    base_form_class = VersionedForm

    class Meta:
        verbose_name = "pictures and documents of the site"

    def __str__(self) -> str:
        return str(self.collection or "All that no other site has")

    def clean(self) -> None:
        """Raises ValidationError for files that another site has."""
        super().clean()
        if self.collection is None:
            return
        path = self.collection.path
        others = SiteFiles.objects.exclude(site_id=self.site_id)
        for other in others.exclude(collection=None).select_related("collection"):
            known = other.collection.path
            if path.startswith(known) or known.startswith(path):
                raise ValidationError({"collection": TAKEN % other.site})


def collection_paths() -> dict[int, str]:
    """The tree path of the collection of each site that has one, by the site's id."""
    return shared("collections of sites", _collection_paths)


def _collection_paths() -> dict[int, str]:
    stored = SiteFiles.objects.exclude(collection=None)
    return dict(stored.values_list("site_id", "collection__path"))


def of_site(files: models.QuerySet, site: Site | None) -> models.QuerySet:
    """The images or documents that belong to a site."""
    paths = collection_paths()
    own = paths.get(site.pk) if site else None
    if own:
        return files.filter(collection__path__startswith=own)
    for other in paths.values():
        files = files.exclude(collection__path__startswith=other)
    return files
