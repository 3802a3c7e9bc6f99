from contact.loading import ClinicParts
from contact.models.clinic import ClinicSettings
from contact.models.forms import FormField, FormPage
from contact.models.pages import ContactPage
from contact.models.people import Person
from contact.models.submissions import Submission, SubmissionNote

__all__ = [
    "ClinicParts",
    "ClinicSettings",
    "ContactPage",
    "FormField",
    "FormPage",
    "Person",
    "Submission",
    "SubmissionNote",
]
