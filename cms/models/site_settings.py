from typing import Self

from wagtail.contrib.settings.models import BaseSiteSetting
from wagtail.models import Site


class SiteSettings(BaseSiteSetting):
    """Settings of a site; reading them writes nothing."""

    class Meta:
        abstract = True

    @classmethod
    def for_site(cls, site: Site | None) -> Self:
        """The site's row, else an unsaved one with the defaults.

        Wagtail creates the row, even for a visitor's GET. ``None``: no site answers
        the host of the request.
        """
        return cls.base_queryset().filter(site=site).first() or cls(site=site)
