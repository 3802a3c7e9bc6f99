"""Page data with the clinic of the page's site."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import QuerySet
from wagtail.models import Page

from clinic.models import ClinicSettings
from clinic.structured_data import clinic_node
from core import clock, dependencies, page_data
from core.blocks import LinkData
from core.compiled_queries import CompiledQuery
from core.content_blocks import stream_list_data
from core.models import BasePage
from core.page_data.images import find_renditions
from core.references import References
from core.seo import Node
from core.shared_values import shared


class ClinicPageData(page_data.PageData):
    """Page data with the clinic; ``clinic`` is None until its settings are saved."""

    clinic: ClinicSettings | None = None

    @property
    def today(self) -> date:
        """Today's date in the clinic's time zone, else in the active one."""
        return self.clinic.today if self.clinic else clock.today()

    @property
    def announces_overdue_reviews(self) -> bool:
        """True if readers see a notice on articles past their review date."""
        return self.clinic.announce_overdue_reviews if self.clinic else True

    @property
    def privacy_url(self) -> str | None:
        """URL of the privacy page; requires ``whole_clinic`` in ``load``."""
        page = self.clinic and self.linked_page(self.clinic.privacy_page_id)
        return self.address(page or None)

    def of_clinic(self, name: str) -> Any:
        """A property of the clinic, which answers share; None without a clinic.

        Any: as the property.
        """
        if self.clinic is None:
            return None
        # Of the settings it has the tags, too.
        return shared(
            ("clinic", self.site_id, name),
            lambda: getattr(ClinicSettings.of(self.site_id), name),
        )

    @property
    def header(self) -> list[LinkData]:
        """Links of the header navigation, with paths as URLs."""
        return [self._with_path(each) for each in self.links("header_navigation")]

    @property
    def footer(self) -> list[LinkData]:
        return [self._with_path(each) for each in self.links("footer_navigation")]

    def links(self, navigation: str) -> list[LinkData]:
        """Navigation links to public targets; requires ``whole_clinic`` in ``load``."""
        if self.clinic is None:
            return []
        return stream_list_data(getattr(self.clinic, navigation), self)

    def _with_path(self, link_data: LinkData) -> LinkData:
        return {**link_data, "url": self.within(link_data["url"])}

    @property
    def privacy_path(self) -> str | None:
        return self.privacy_url and self.within(self.privacy_url)

    @property
    def publisher(self) -> Node | None:
        return self.preloaded.memoize(("publisher", self.site_id), self._publisher)

    def _publisher(self) -> Node | None:
        """The node, which answers share."""
        if self.clinic is None:
            return None
        has_logo = self.image(self.clinic.logo_id) is not None
        # Of the settings it has the tags, too.
        node: Node | None = shared(
            ("publisher", self.site_id, self.addresses, has_logo),
            lambda: clinic_node(ClinicSettings.of(self.site_id), self),
        )
        return node


@page_data.data_of.register
def data_of(clinic: ClinicSettings) -> ClinicPageData:
    """Page data of the links in the clinic's navigation and texts."""
    home, references = _home_of(clinic), References()
    references.add(clinic)
    references.pages |= {clinic.privacy_page_id} - {None}
    # The logo is loaded with the clinic itself.
    references.images.clear()
    page_data.load([home], data_class=ClinicPageData, also=references)
    home.page_data.clinic = clinic
    return home.page_data


def _home_of(clinic: ClinicSettings) -> Page:
    if ClinicSettings._meta.get_field("site").is_cached(clinic):
        return clinic.site.root_page
    with dependencies.narrowed("sites"):
        return Page.objects.get(sites_rooted_here=clinic.site_id)


def clinics_by_site() -> dict[int, ClinicSettings]:
    """All clinics with their logos, by the key of their site."""
    # The joined rows add tags of their own.
    with dependencies.narrowed(ClinicSettings.list_tag):
        return {clinic.site_id: clinic for clinic in _clinics()}


@CompiledQuery
def _clinics() -> QuerySet[ClinicSettings]:
    return ClinicSettings.objects.select_related("logo")


@page_data.loader(BasePage)
def load(
    pages: Sequence[Page],
    *,
    data_class: type[ClinicPageData] = ClinicPageData,
    also: References | None = None,
    hidden: Sequence[str] | None = None,
    whole_clinic: bool = False,
) -> None:
    """Sets ``page_data`` on each page, like ``core.page_data.load``, with its clinic.

    ``whole_clinic`` also loads what the clinic's texts and navigation refer to.
    """
    references = also or References()
    by_site = shared("clinics by site", clinics_by_site)
    for clinic in by_site.values():
        if whole_clinic:
            references.add(clinic)
            references.pages |= {clinic.privacy_page_id} - {None}
    logos = {each.logo_id: each.logo for each in by_site.values() if each.logo}
    references.images -= logos.keys()
    loaded = page_data.load(
        pages, data_class=data_class, also=references, hidden=hidden
    )
    # A cache of renditions may hold those of a database that was restored since.
    find_renditions(logos)
    loaded.images |= logos
    for page in pages:
        page.page_data.clinic = by_site.get(page.page_data.site_id)
