"""What pages show of the clinic whose site they stand on."""

from collections.abc import Sequence
from datetime import date

from django.db.models import QuerySet
from django.utils import timezone
from wagtail.models import Page

from clinic.models import ClinicSettings
from clinic.structured_data import clinic_node
from core import page_data
from core.models import BasePage
from core.seo import Node
from core.serializers import LinkData, link
from core.stream_json import stream_items


class ClinicPageData(page_data.PageData):
    """What a page shows beyond its own row, and the clinic of its site.

    ``clinic`` is None while nobody has entered anything about it.
    """

    clinic: ClinicSettings | None = None

    @property
    def today(self) -> date:
        """The day in the clinic's time zone, else in the active one."""
        return self.clinic.today if self.clinic else timezone.localdate()

    @property
    def privacy_url(self) -> str | None:
        """What the clinic does with visitors' data; known with the whole clinic."""
        page = self.clinic and self.linked_page(self.clinic.privacy_page_id)
        return self.address(page or None)

    @property
    def header(self) -> list[LinkData]:
        """The way through the site, at the top of each page."""
        return [self._here(each) for each in self.links("header_navigation")]

    @property
    def footer(self) -> list[LinkData]:
        return [self._here(each) for each in self.links("footer_navigation")]

    def links(self, navigation: str) -> list[LinkData]:
        """Those whose pages everybody may see; known with the whole clinic."""
        if self.clinic is None:
            return []
        stored = stream_items(getattr(self.clinic, navigation))
        return [each for _, _, value in stored if (each := link(value, self))]

    def _here(self, there: LinkData) -> LinkData:
        return {**there, "url": self.within(there["url"])}

    @property
    def privacy_path(self) -> str | None:
        return self.privacy_url and self.within(self.privacy_url)

    @property
    def publisher(self) -> Node | None:
        return self.preloaded.memoize(
            ("publisher", self.site_id), lambda: clinic_node(self.clinic, self)
        )


@page_data.data_of.register
def data_of(clinic: ClinicSettings) -> ClinicPageData:
    """What its navigation and its words point at; its logo comes with itself."""
    home, found = clinic.site.root_page, page_data.References()
    found.add(clinic)
    found.pages |= {clinic.privacy_page_id} - {None}
    found.images.clear()
    page_data.load([home], data_class=ClinicPageData, also=found)
    home.page_data.clinic = clinic
    return home.page_data


@page_data.loader(BasePage)
def load(
    pages: Sequence[Page],
    *,
    data_class: type[ClinicPageData] = ClinicPageData,
    also: page_data.References | None = None,
    hidden: Sequence[str] | None = None,
    whole_clinic: bool = False,
    clinics: QuerySet[ClinicSettings] | None = None,
) -> None:
    """As ``core.page_data.load``; ``whole_clinic``: with what the clinic's texts show.

    ``clinics``: all of them, where the caller wants more to come with them.
    """
    found = also or page_data.References()
    all_clinics = ClinicSettings.objects.all() if clinics is None else clinics
    by_site = {clinic.site_id: clinic for clinic in all_clinics}
    for clinic in by_site.values():
        if whole_clinic:
            found.add(clinic)
            found.pages |= {clinic.privacy_page_id} - {None}
        elif clinic.logo_id:
            found.images.add(clinic.logo_id)
    page_data.load(pages, data_class=data_class, also=found, hidden=hidden)
    for page in pages:
        page.page_data.clinic = by_site.get(page.page_data.site_id)
