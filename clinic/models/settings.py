from datetime import date, tzinfo
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property
from phonenumber_field.modelfields import PhoneNumberField
from wagtail.admin.panels import (
    FieldPanel,
    MultiFieldPanel,
    ObjectList,
    TabbedInterface,
)
from wagtail.contrib.settings.models import register_setting
from wagtail.fields import RichTextField, StreamField

from clinic import time_zones
from clinic.blocks import SpecialHoursValue
from clinic.phone import INVALID_PHONE, Phone, PhoneInput, as_phone, refuse_extension
from clinic.place_blocks import PlaceBlock, PlaceValue, SocialProfileBlock
from core import clock, page_data, rich_text
from core.blocks import LinkBlock
from core.models import SiteSettings
from core.versioned_forms import VersionedForm

# The footer is on every page; the contact page lists all of them.
SPECIAL_HOURS_IN_FOOTER = 3


@register_setting(icon="home", order=1)
class ClinicSettings(SiteSettings):
    """Per-site settings of the clinic: identity, places, navigation and wording."""

    name = models.CharField(
        max_length=120,
        blank=True,
        help_text="As patients say it, for example “Larch Spine Clinic”.",
    )
    legal_name = models.CharField(
        max_length=200, blank=True, help_text="As it stands in the register."
    )
    phone = PhoneNumberField(
        blank=True,
        help_text="Every article without a number of its own shows this one.",
        error_messages={"invalid": INVALID_PHONE},
    )
    email = models.EmailField(
        "e-mail",
        blank=True,
        help_text=(
            "Patients see it, and forms that name nobody else are sent there. For "
            "example hello@clinic.example"
        ),
    )
    logo = models.ForeignKey(
        "core.Image",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="At the top of every page; a PNG without a background looks best.",
    )
    places = StreamField(
        [("place", PlaceBlock())],
        blank=True,
        help_text="The first one is where articles send their readers.",
    )
    time_zone = models.CharField(
        max_length=64,
        blank=True,
        choices=time_zones.choices,
        help_text=(
            "A city whose clocks show the same time as yours. Pages say by it whether "
            "you are open now."
        ),
    )
    social_profiles = StreamField([("profile", SocialProfileBlock())], blank=True)
    header_navigation = StreamField(
        [("link", LinkBlock())], blank=True, max_num=7, help_text="Up to seven links."
    )
    footer_navigation = StreamField([("link", LinkBlock())], blank=True)
    emergency_wording = RichTextField(
        blank=True,
        features=rich_text.INLINE,
        help_text=(
            "Stands with the warning signs of every article and beside forms. For "
            "example: “Call 911 or go to the nearest emergency department.” Make each "
            "number a link, of the kind “Phone link”: a phone then calls it at a touch."
        ),
    )
    danger_signs = models.TextField(
        "signs of danger",
        blank=True,
        help_text=(
            "A sign a line, in plain words. Whoever writes one of them in a reply, a "
            "form or a search sees the emergency wording at once, and a reply or "
            "message with one stands first at its desk. Gait knows many by itself: "
            "thoughts of suicide, an overdose, signs of a heart attack or a stroke, "
            "trouble breathing, heavy bleeding, and legs, bladder or bowels that "
            "suddenly fail. Add those of your own."
        ),
    )
    disclaimer = RichTextField(
        blank=True,
        features=rich_text.INLINE,
        help_text="At the foot of every page.",
    )
    privacy_page = models.ForeignKey(
        "wagtailcore.Page",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="What you do with visitors' data; linked beside every form.",
    )
    announce_overdue_reviews = models.BooleanField(
        "say when a review is overdue",
        default=True,
        help_text="Readers then see a plain notice on articles past their review date.",
    )

    list_tag = "clinics"
    # The home page, from which the origin of links is computed.
    select_related = ["logo", "site__root_page"]

    identity_panels = [
        MultiFieldPanel(["name", "legal_name", "logo"], heading="Name"),
        MultiFieldPanel(
            [FieldPanel("phone", widget=PhoneInput), "email"],
            heading="How to reach the clinic",
        ),
        FieldPanel("social_profiles", classname="part-profiles"),
    ]
    place_panels = [
        FieldPanel("time_zone"),
        FieldPanel("places", classname="part-places"),
    ]
    navigation_panels = [
        FieldPanel("header_navigation", classname="part-links"),
        FieldPanel("footer_navigation", classname="part-links"),
    ]
    wording_panels = [
        FieldPanel("emergency_wording"),
        FieldPanel("danger_signs"),
        FieldPanel("disclaimer"),
        FieldPanel("privacy_page"),
        FieldPanel("announce_overdue_reviews"),
    ]
    edit_handler = TabbedInterface(
        [
            ObjectList(identity_panels, heading="Clinic"),
            ObjectList(place_panels, heading="Places and hours"),
            ObjectList(navigation_panels, heading="Navigation"),
            ObjectList(wording_panels, heading="Wording"),
        ]
    )
    base_form_class = VersionedForm

    class Meta:
        verbose_name = "clinic"

    def __str__(self) -> str:
        return self.name or "Clinic"

    def clean(self) -> None:
        super().clean()
        if self.phone:
            try:
                refuse_extension(self.phone)
            except ValidationError as problem:
                raise ValidationError({"phone": problem}) from None

    @cached_property
    def page_data(self) -> page_data.PageData | None:
        """Page data of the links in navigation and wording, as visitors may see them.

        None if no site matches the host of the request.
        """
        return page_data.data_of(self) if self.site_id else None

    @property
    def signs_of_danger(self) -> list[str]:
        """Signs of danger that editors added to the built-in ones."""
        lines = (line.strip() for line in self.danger_signs.splitlines())
        return [line for line in lines if line]

    @property
    def main_place(self) -> PlaceValue | None:
        """The first of the clinic's places."""
        return self.places[0].value if self.places else None

    @property
    def main_special_hours(self) -> list[SpecialHoursValue]:
        """The next closed days and special hours of the main place."""
        place = self.main_place
        return (
            place.special_hours_from(self.today)[:SPECIAL_HOURS_IN_FOOTER]
            if place
            else []
        )

    @property
    def phone_number(self) -> Phone | None:
        return as_phone(self.phone)

    @property
    def zone(self) -> tzinfo:
        """Time zone of the clinic, in which opening hours are entered."""
        return time_zones.zone(self.time_zone)

    @property
    def today(self) -> date:
        """Today's date in the clinic's time zone."""
        return clock.today(self.zone)

    # Any: what templates show of a place.
    def places_today(self) -> list[dict[str, Any]]:
        """The places with their phone numbers, and whether they are open now."""
        now = timezone.localtime(timezone=self.zone)
        return [
            {
                "place": block.value,
                "phone": block.value.phone_number or self.phone_number,
                "state": block.value.state_at(now),
                "special_hours": block.value.special_hours_from(self.today),
            }
            for block in self.places
        ]

    @property
    def location(self) -> str:
        """City and region of the main place as text: “Atlanta, GA”; may be empty."""
        return self.main_place.city_line if self.main_place else ""
