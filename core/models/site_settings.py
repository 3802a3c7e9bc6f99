from typing import Self

from wagtail.contrib.settings.models import BaseSiteSetting
from wagtail.models import Site


class SiteSettings(BaseSiteSetting):
    """Settings of a site; reading them writes nothing."""

    class Meta:
        abstract = True

    @classmethod
    def of(cls, site_id: int | None) -> Self:
        """The row of a site, else an unsaved one with the defaults.

        Wagtail creates the row, even for a visitor's GET. ``None``: no site answers
        the host of the request.
        """
        stored = cls.base_queryset().filter(site_id=site_id).first()
        return stored or cls(site_id=site_id)

    @classmethod
    def for_site(cls, site: Site | None) -> Self:
        """As ``of``, by the name that Wagtail calls."""
        return cls.of(site and site.pk)
