from collections.abc import Sequence

from django.db.models import QuerySet
from wagtail.models import Page

from clinic.models.settings import ClinicSettings
from clinic.page_data import ClinicPageData
from core import page_data


def load(
    pages: Sequence[Page],
    *,
    data_class: type[ClinicPageData] = ClinicPageData,
    also: page_data.References | None = None,
    hidden: Sequence[str] | None = None,
    whole_clinic: bool = False,
    clinics: "QuerySet[ClinicSettings] | None" = None,
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
