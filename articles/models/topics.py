from datetime import datetime

from django.db import models
from wagtail.admin.panels import FieldPanel
from wagtail.api import APIField
from wagtail.search import index

from core import last_changes
from core.panels import AddressInput, NamePanel
from core.snippet_forms import SnippetForm
from core.versioned_forms import VersionedForm
from core.view_paths import view_path


class Topic(index.Indexed, models.Model):
    """Subject of articles, by which readers browse them."""

    name = models.CharField(
        max_length=80,
        unique=True,
        help_text="For example “Back pain”.",
        error_messages={"unique": "There is a topic of this name already."},
    )
    slug = models.SlugField(
        "address",
        max_length=80,
        unique=True,
        help_text=(
            "The last part of the topic's address; follows from the name. "
            "For example “back-pain” for /topics/back-pain/"
        ),
        error_messages={"unique": "There is a topic at this address already."},
    )
    description = models.TextField(
        max_length=300, blank=True, help_text="One or two sentences for readers."
    )
    is_condition = models.BooleanField(
        "is a medical condition",
        default=False,
        help_text="Tells search engines; “Sciatica” is one, “Exercise” is not.",
    )

    panels = [
        NamePanel("name", classname="", placeholder=False),
        FieldPanel("slug", widget=AddressInput),
        FieldPanel("description"),
        FieldPanel("is_condition"),
    ]
    base_form_class = VersionedForm
    api_base_form_class = SnippetForm

    search_fields = [index.SearchField("name"), index.AutocompleteField("name")]

    api_fields = [
        APIField("name", writable=True),
        APIField("slug", writable=True),
        APIField("description", writable=True),
        APIField("is_condition", writable=True),
    ]

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def updated_at(self) -> datetime | None:
        """The time of the last change of the topic itself."""
        return last_changes.time_of("topic", self.pk)

    def get_absolute_url(self) -> str:
        return view_path("topic", self.slug)
