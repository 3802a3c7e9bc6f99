"""What pages show of the clinic whose site they stand on."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.utils import timezone

from clinic.structured_data import clinic_node
from core import page_data
from core.api.serializers import LinkData, link
from core.seo import Node
from core.stream_json import stream_items

if TYPE_CHECKING:
    # The models import this module.
    from clinic.models import ClinicSettings


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


def page_data_of(clinic: ClinicSettings) -> ClinicPageData:
    """What its navigation and its words point at; its logo comes with itself."""
    home, found = clinic.site.root_page, page_data.References()
    found.add(clinic)
    found.pages |= {clinic.privacy_page_id} - {None}
    found.images.clear()
    page_data.load([home], data_class=ClinicPageData, also=found)
    home.page_data.clinic = clinic
    return home.page_data
