from typing import Self

from wagtail.contrib.settings.models import BaseSiteSetting
from wagtail.models import Site


class SiteSettings(BaseSiteSetting):
    """Abstract base of site settings that are not created on reading."""

    class Meta:
        abstract = True

    @classmethod
    def of(cls, site_id: int | None) -> Self:
        """The settings of a site, else an unsaved instance with the defaults.

        Wagtail creates the row, even for a visitor's GET. ``None``: no site matches the
        request's host.
        """
        stored = cls.base_queryset().filter(site_id=site_id).first()
        return stored or cls(site_id=site_id)

    @classmethod
    def for_site(cls, site: Site | None) -> Self:
        """The settings of a site, under the name that Wagtail calls."""
        return cls.of(site and site.pk)
