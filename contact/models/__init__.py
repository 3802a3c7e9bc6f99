from contact.models.clinic import ClinicSettings
from contact.models.pages import ContactPage
from contact.models.parts import ClinicParts
from contact.models.people import Person

__all__ = ["ClinicParts", "ClinicSettings", "ContactPage", "Person"]
