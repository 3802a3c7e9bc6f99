"""Edit panels of an article."""

import datetime

from django.db.models import Model
from django.forms import CheckboxSelectMultiple
from django.utils.formats import date_format
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, TitleFieldPanel


class ReadOnlyDatePanel(FieldPanel):
    def format_value_for_display(self, value: datetime.date | None) -> str:
        return date_format(value) if value else "Not reviewed yet"


class ReadOnlyPersonPanel(FieldPanel):
    def format_value_for_display(self, value: Model | None) -> str:
        return str(value) if value else "Nobody yet"


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
    FieldPanel("author"),
    MultiFieldPanel(
        [
            ReadOnlyPersonPanel(
                "reviewer",
                read_only=True,
                help_text=(
                    "Clinicians sign for themselves: here, or when they approve the "
                    "article in a workflow. Nobody can do it for them."
                ),
            ),
            ReadOnlyDatePanel("last_reviewed", read_only=True),
            FieldPanel("sign"),
            FieldPanel("withdraw"),
            "review_interval_months",
            ReadOnlyDatePanel(
                "next_review_due",
                read_only=True,
                heading="Next review due",
                help_text="Follows from the last review and the months above.",
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
