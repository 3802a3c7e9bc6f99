from typing import Any, ClassVar, Self

from django.db.models import QuerySet
from wagtail.contrib.settings.models import BaseSiteSetting
from wagtail.models import Site

from core import dependencies
from core.compiled_queries import CompiledQuery
from core.shared_values import shared


class SiteSettings(BaseSiteSetting):
    """Abstract base of site settings that are not created on reading."""

    # The cache tag that each change of such settings touches.
    list_tag: ClassVar[str]

    class Meta:
        abstract = True

    @classmethod
    def of(cls, site_id: int | None) -> Self:
        """The settings of a site, else an unsaved instance with the defaults.

        Wagtail creates the row, even for a visitor's GET. ``None``: no site matches the
        request's host.
        """
        return shared((cls._meta.label, site_id), lambda: cls._of(site_id))

    @classmethod
    def _of(cls, site_id: int | None) -> Self:
        # Any: mypy does not know that a class has a hash.
        model: Any = cls
        # The joined rows add tags of their own.
        with dependencies.narrowed(cls.list_tag):
            stored = [] if site_id is None else _of_site(site_id, model=model)
        return stored[0] if stored else cls(site_id=site_id)

    @classmethod
    def for_site(cls, site: Site | None) -> Self:
        """The settings of a site, under the name that Wagtail calls."""
        return cls.of(site and site.pk)


@CompiledQuery
def _of_site(site_id: int, *, model: type[SiteSettings]) -> QuerySet[SiteSettings]:
    # A site has one row.
    return model.base_queryset().filter(site_id=site_id)
