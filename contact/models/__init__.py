from contact.models.forms import FormField, FormPage
from contact.models.pages import ContactPage
from contact.models.submissions import Submission, SubmissionNote

__all__ = [
    "ContactPage",
    "FormField",
    "FormPage",
    "Submission",
    "SubmissionNote",
]
