"""All that a front end needs once: who the clinic is, and the way through its site."""

from typing_extensions import TypedDict
from wagtail.models import Locale, Site

from clinic.models import parts as clinic_parts
from clinic.phone import Phone
from clinic.serializers import Place, PlacesField
from core.api.serializers import Link
from core.images.responsive import Picture
from core.stream_json import stream_items, text


class Profile(TypedDict):
    label: str
    url: str


class Clinic(TypedDict):
    """``emergency_wording`` and ``disclaimer`` are finished HTML.

    ``privacy_url`` leads to what the clinic does with visitors' data; ``time_zone``
    is a name of the tz database (“America/New_York”): opening hours are in its time.
    """

    name: str
    legal_name: str
    phone: Phone | None
    email: str | None
    logo: Picture | None
    places: list[Place]
    time_zone: str
    social_profiles: list[Profile]
    emergency_wording: str
    disclaimer: str
    privacy_url: str | None


class Navigation(TypedDict):
    header: list[Link]
    footer: list[Link]


class Language(TypedDict):
    language_code: str
    name: str


class SiteInBrief(TypedDict):
    """``clinic`` is None while nobody has entered anything about it."""

    url: str
    clinic: Clinic | None
    navigation: Navigation
    locales: list[Language]


def in_brief(site: Site) -> SiteInBrief:
    home = site.root_page
    clinic_parts.load([home], whole_clinic=True)
    return {
        "url": home.parts.origin,
        "clinic": _clinic(home.parts),
        "navigation": {
            "header": home.parts.links("header_navigation"),
            "footer": home.parts.links("footer_navigation"),
        },
        "locales": [
            {"language_code": each.language_code, "name": each.get_display_name()}
            for each in Locale.objects.order_by("pk")
        ],
    }


def _clinic(parts: clinic_parts.ClinicParts) -> Clinic | None:
    clinic = parts.clinic
    if clinic is None:
        return None
    return {
        "name": clinic.name,
        "legal_name": clinic.legal_name,
        "phone": clinic.phone_number,
        "email": clinic.email or None,
        "logo": parts.picture(clinic.logo_id, "logo"),
        "places": PlacesField().to_representation(parts.page),
        "time_zone": str(clinic.zone),
        "social_profiles": [
            {"label": text(stored.get("label")), "url": text(stored.get("url"))}
            for _, _, stored in stream_items(clinic.social_profiles)
        ],
        "emergency_wording": parts.html(clinic.emergency_wording),
        "disclaimer": parts.html(clinic.disclaimer),
        "privacy_url": parts.privacy_url,
    }
