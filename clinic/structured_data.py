"""The clinic and its people in schema.org's words."""

from datetime import date

from clinic.blocks import PlaceValue, TimesValue
from clinic.models import ClinicSettings, Person
from clinic.phone import Phone
from core.page_data import PageData
from core.seo import Node, image_node, schema_node


def clinic_node(clinic: ClinicSettings | None, data: PageData) -> Node | None:
    """The clinic as the publisher of its site; None while it has no name.

    Its first place is its own address, further ones are its departments.
    """
    if clinic is None or not clinic.name:
        return None
    logo = image_node(data.picture(clinic.logo_id, "logo"))
    main, *others = [block.value for block in clinic.places] or [None]
    return schema_node(
        "MedicalClinic",
        f"{data.origin}/#clinic",
        name=clinic.name,
        legalName=clinic.legal_name,
        url=f"{data.origin}/",
        email=clinic.email,
        logo=logo,
        image=logo,
        **{
            **(place_facts(main, clinic.today) if main else {}),
            **telephone(clinic.phone_number),
        },
        department=[
            schema_node(
                "MedicalClinic",
                name=place.get("name"),
                **place_facts(place, clinic.today),
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
    """In E.164; nothing where there is no number."""
    return {"telephone": phone["uri"].removeprefix("tel:")} if phone else {}


def place_facts(place: PlaceValue, today: date) -> Node:
    """Address, hours, and the telephone of its own where it has one.

    Of closed days and special hours those from ``today`` on.
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
                **times(hours),
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
                **times(special),
            )
            for special in place.special_hours_from(today)
        ],
    }


def times(hours: TimesValue) -> Node:
    """As Google reads them, for schema.org is silent about whole days.

    00:00 to 00:00 is closed, 00:00 to 23:59 round the clock; a closing time before the
    opening time is one of the next day.
    """
    if not (hours.get("opens") and hours.get("closes")):
        return {"opens": "00:00", "closes": "00:00"}
    if hours.is_round_the_clock:
        return {"opens": "00:00", "closes": "23:59"}
    return {name: f"{hours[name]:%H:%M}" for name in ("opens", "closes")}


def person_id(person: Person, origin: str) -> str:
    """One for all nodes that say something about the person."""
    return f"{origin}{person.get_absolute_url()}#person"


def person_node(person: Person | None, data: PageData) -> Node | None:
    """Somebody of the clinic, with what entitles them to write about health."""
    if person is None:
        return None
    url = f"{data.origin}{person.get_absolute_url()}"
    publisher = data.publisher
    return schema_node(
        "Person",
        person_id(person, data.origin),
        name=person.name,
        honorificSuffix=person.credentials,
        jobTitle=person.role,
        url=url,
        image=image_node(data.picture(person.photo_id, "profile")),
        sameAs=person.same_as,
        worksFor={"@id": publisher["@id"]} if publisher else None,
    )
