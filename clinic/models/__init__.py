from clinic.models.people import Person
from clinic.models.settings import ClinicSettings

__all__ = ["ClinicSettings", "Person"]
