"""How the form of an article is laid out for its editor."""

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.forms import CheckboxSelectMultiple, DateField, DateInput
from django.utils.formats import date_format
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, TitleFieldPanel

INVALID_DAY = (
    "This is no day of the calendar. Enter year, month and day, for example 2026-10-01 "
    "for the first of October."
)


class DayField(DateField):
    default_error_messages = {"invalid": INVALID_DAY}

    def bound_data(self, data: str, initial: datetime.date | None) -> Any:
        """What is no day cannot stand in the browser's field; the stored day can.

        Any: as Django's own. Left empty, it would be what autosave stores next.
        """
        try:
            self.to_python(data)
        except ValidationError:
            return initial
        return data


class DayPanel(FieldPanel):
    """Asks for a day in the browser's own field.

    Wagtail's puts today in the place of what it cannot read, “1 October 2026” too.
    """

    def get_form_options(self) -> dict[str, Any]:
        """Any: what Wagtail hands to the form's Meta."""
        widget = DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        return {
            **super().get_form_options(),
            "widgets": {self.field_name: widget},
            "field_classes": {self.field_name: DayField},
        }


class NextReviewPanel(FieldPanel):
    def format_value_for_display(self, value: datetime.date | None) -> str:
        return date_format(value) if value else "Not reviewed yet"


CONTENT = [
    TitleFieldPanel(
        "title",
        help_text=(
            "As a reader would ask, for example “Can walking ease lower back pain?”."
        ),
    ),
    FieldPanel("summary"),
    FieldPanel(
        "hero_image",
        help_text=(
            "Stands with the title, on cards and where the page is shared. For "
            "example a photograph of two people on a walk."
        ),
    ),
    FieldPanel("introduction"),
    FieldPanel(
        "benefits",
        classname="part part-benefits",
        heading="Benefits",
        help_text=(
            "What the reader gains, as a list. For example: “How walking helps”, "
            "then “Stronger muscles – they hold your spine steady”."
        ),
    ),
    FieldPanel(
        "sections",
        classname="part-sections",
        heading="Further sections",
        help_text="Anything else, in your order: text, steps, questions, a table …",
    ),
    FieldPanel(
        "safety",
        classname="part part-safety",
        heading="Safety",
        help_text=(
            "For whom it is safe and when to stop. For example: “Is walking safe?”, "
            "with warning signs such as “New weakness in a leg”."
        ),
    ),
    FieldPanel(
        "call_to_action",
        classname="part part-call-to-action",
        heading="Call to action",
        help_text=(
            "What to do next. For example: “Talk to us about your back”. Phone "
            "and place come from the clinic unless you enter others."
        ),
    ),
    FieldPanel(
        "references",
        classname="part-references",
        heading="References",
        help_text=(
            "Where the facts come from. To cite the second one, link a mark in the text, "
            "such as [2], as an anchor link to reference-2."
        ),
    ),
]
REVIEW = [
    MultiFieldPanel(["author", "reviewer"], heading="People"),
    MultiFieldPanel(
        [
            DayPanel("last_reviewed"),
            "review_interval_months",
            NextReviewPanel(
                "next_review_due",
                read_only=True,
                heading="Next review due",
                help_text="Follows from the two above when you save.",
            ),
        ],
        heading="Clinical review",
    ),
    FieldPanel(
        "topics",
        widget=CheckboxSelectMultiple,
        help_text=(
            "What the article is about; readers browse by topic. For example "
            "“Back pain” and “Exercise”."
        ),
    ),
]
