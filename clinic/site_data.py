"""API shape of a site: the clinic, its navigation and the locales."""

from typing_extensions import TypedDict
from wagtail.models import Locale, Site

from clinic import page_data as clinic_page_data
from clinic.notices import OVERDUE_REVIEW
from clinic.phone import Phone
from clinic.place_blocks import PlaceData, ProfileData
from clinic.serializers import PlacesField
from core.blocks import LinkData
from core.content_blocks import stream_list_data
from core.images.responsive import PictureData
from core.rich_text import Html
from core.shared_values import shared


class ClinicData(TypedDict):
    """``emergency_wording`` and ``disclaimer`` are finished HTML.

    ``privacy_url`` leads to what the clinic does with visitors' data; ``time_zone``
    is a name of the tz database (“America/New_York”): opening hours are in its time.
    """

    name: str
    legal_name: str
    phone: Phone | None
    email: str | None
    logo: PictureData | None
    places: list[PlaceData]
    time_zone: str
    social_profiles: list[ProfileData]
    emergency_wording: Html
    disclaimer: Html
    privacy_url: str | None


class NavigationData(TypedDict):
    header: list[LinkData]
    footer: list[LinkData]


class LanguageData(TypedDict):
    language_code: str
    name: str


class NoticesData(TypedDict):
    """Plain words of notices. An article's own are in its ``review``, with its date.

    ``overdue_review``: for articles past their review date, where they are announced, with
    “{last_reviewed}” in the place of the date.
    """

    announce_overdue_reviews: bool
    overdue_review: str


class SiteData(TypedDict):
    """``clinic`` is None while nobody has entered anything about it."""

    url: str
    clinic: ClinicData | None
    notices: NoticesData
    navigation: NavigationData
    locales: list[LanguageData]


def site_data(site: Site) -> SiteData:
    home = site.root_page
    clinic_page_data.load([home], whole_clinic=True)
    return {
        "url": home.page_data.url_at("/").rstrip("/"),
        "clinic": _clinic(home.page_data),
        "notices": {
            "announce_overdue_reviews": home.page_data.announces_overdue_reviews,
            "overdue_review": OVERDUE_REVIEW,
        },
        "navigation": {
            "header": home.page_data.links("header_navigation"),
            "footer": home.page_data.links("footer_navigation"),
        },
        "locales": [
            {"language_code": each.language_code, "name": each.get_display_name()}
            for each in shared("locales", _locales)
        ],
    }


def _locales() -> list[Locale]:
    return list(Locale.objects.order_by("pk"))


def _clinic(data: clinic_page_data.ClinicPageData) -> ClinicData | None:
    clinic = data.clinic
    if clinic is None:
        return None
    return {
        "name": clinic.name,
        "legal_name": clinic.legal_name,
        "phone": clinic.phone_number,
        "email": clinic.email or None,
        "logo": data.picture(clinic.logo_id, "logo"),
        "places": PlacesField().to_representation(data.page),
        "time_zone": str(clinic.zone),
        "social_profiles": stream_list_data(clinic.social_profiles, data),
        "emergency_wording": data.html(clinic.emergency_wording),
        "disclaimer": data.html(clinic.disclaimer),
        "privacy_url": data.privacy_url,
    }
