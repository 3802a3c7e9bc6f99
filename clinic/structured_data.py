"""Structured data (schema.org) of the clinic and its people."""

from datetime import date

from clinic.blocks import TimesValue
from clinic.models import ClinicSettings, Person
from clinic.phone import Phone
from clinic.place_blocks import PlaceValue
from core.page_data import PageData
from core.seo import Node, image_node, schema_node


def clinic_node(clinic: ClinicSettings | None, data: PageData) -> Node | None:
    """Node of the clinic as the publisher of its site; None if it has no name.

    The first place gives its address; further places are departments.
    """
    if clinic is None or not clinic.name:
        return None
    logo = image_node(data.picture(clinic.logo_id, "logo"))
    main, *others = [block.value for block in clinic.places] or [None]
    return schema_node(
        "MedicalClinic",
        f"{data.url_at('/')}#clinic",
        name=clinic.name,
        legalName=clinic.legal_name,
        url=data.url_at("/"),
        email=clinic.email,
        logo=logo,
        image=logo,
        **{
            **(place_properties(main, clinic.today) if main else {}),
            **telephone(clinic.phone_number),
        },
        department=[
            schema_node(
                "MedicalClinic",
                name=place.get("name"),
                **place_properties(place, clinic.today),
            )
            for place in others
        ],
        sameAs=[
            profile.value["url"]
            for profile in clinic.social_profiles
            if profile.value.get("url")
        ],
    )


def telephone(phone: Phone | None) -> Node:
    """The property ``telephone`` in E.164 format; empty if there is no number."""
    return {"telephone": phone["uri"].removeprefix("tel:")} if phone else {}


def place_properties(place: PlaceValue, today: date) -> Node:
    """Address, opening hours, and the place's own phone number if it has one.

    Closed days and special hours are those from ``today`` on.
    """
    return {
        **telephone(place.phone_number),
        "address": schema_node(
            "PostalAddress",
            streetAddress=place.get("street"),
            addressLocality=place.get("city"),
            addressRegion=place.get("region"),
            postalCode=place.get("postcode"),
            addressCountry=place.get("country"),
        ),
        "hasMap": place.get("map_url"),
        "openingHoursSpecification": [
            schema_node(
                "OpeningHoursSpecification",
                dayOfWeek=[day.label for day in hours.weekdays],
                **opening_times(hours),
            )
            for hours in place.get("hours") or []
            if hours.get("opens") and hours.get("closes")
        ],
        "specialOpeningHoursSpecification": [
            schema_node(
                "OpeningHoursSpecification",
                name=special.get("name"),
                validFrom=special["first_day"],
                validThrough=special.last,
                **opening_times(special),
            )
            for special in place.special_hours_from(today)
        ],
    }


def opening_times(hours: TimesValue) -> Node:
    """The properties ``opens`` and ``closes``, in Google's convention.

    schema.org does not define whole days: 00:00 to 00:00 is closed, 00:00 to 23:59 is
    round the clock. A closing time before the opening time is on the next day.
    """
    if not (hours.get("opens") and hours.get("closes")):
        return {"opens": "00:00", "closes": "00:00"}
    if hours.is_round_the_clock:
        return {"opens": "00:00", "closes": "23:59"}
    return {name: f"{hours[name]:%H:%M}" for name in ("opens", "closes")}


def person_id(person: Person, data: PageData) -> str:
    """Node id of a person, the same in all nodes on the site."""
    return f"{data.url_at(person.get_absolute_url())}#person"


def person_node(person: Person, data: PageData) -> Node:
    """Node of a person, with credentials and role."""
    url = data.url_at(person.get_absolute_url())
    publisher = data.publisher
    return schema_node(
        "Person",
        person_id(person, data),
        name=person.name,
        honorificSuffix=person.credentials,
        jobTitle=person.role,
        url=url,
        image=image_node(data.picture(person.photo_id, "profile")),
        sameAs=person.same_as,
        worksFor={"@id": publisher["@id"]} if publisher else None,
    )
