"""The questions that editors can put into a form, and the form made of them."""

from wagtail.contrib.forms.forms import FormBuilder

FIELD_TYPES = [
    ("singleline", "One line of text"),
    ("multiline", "Several lines of text"),
    ("email", "E-mail address"),
    ("phone", "Phone number"),
    ("place", "One of the clinic's places"),
    ("dropdown", "One of a list"),
    ("radio", "One of a few"),
    ("checkboxes", "Several of a list"),
    ("checkbox", "Yes or no"),
    ("date", "Day"),
    ("number", "Number"),
]


class VisitorFormBuilder(FormBuilder):
    """Makes the form that visitors fill in."""
