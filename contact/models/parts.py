from collections.abc import Sequence

from wagtail.models import Page

from cms import loading
from contact.models.clinic import ClinicSettings


class ClinicParts(loading.Parts):
    """What a page shows beyond its own row, and the clinic of its site.

    ``clinic`` is None while nobody has entered anything about it.
    """

    clinic: ClinicSettings | None = None


def load(
    pages: Sequence[Page],
    *,
    parts: type[ClinicParts] = ClinicParts,
    also: loading.References | None = None,
    hidden: Sequence[str] | None = None,
    whole_clinic: bool = False,
) -> None:
    """As ``cms.loading.load``; ``whole_clinic``: with what the clinic's texts show."""
    found = also or loading.References()
    clinics = {clinic.site_id: clinic for clinic in ClinicSettings.objects.all()}
    if whole_clinic:
        for clinic in clinics.values():
            found.add(clinic)
    loading.load(pages, parts=parts, also=found, hidden=hidden)
    for page in pages:
        page.parts.clinic = clinics.get(page.parts.site_id)
