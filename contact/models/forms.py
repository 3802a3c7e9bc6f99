from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import (
    FieldPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    TabbedInterface,
)
from wagtail.contrib.forms.models import AbstractFormField, FormMixin
from wagtail.fields import RichTextField

from cms import rich_text
from cms.models import BasePage
from contact.form_builder import FIELD_TYPES, VisitorFormBuilder


class FormField(AbstractFormField):
    """One question of a form."""

    page = ParentalKey("FormPage", on_delete=models.CASCADE, related_name="form_fields")
    field_type = models.CharField(
        "kind of answer", max_length=16, choices=FIELD_TYPES, default="singleline"
    )


class FormPage(FormMixin, BasePage):
    """A form that an editor builds: a message, or a request for an appointment."""

    class Purpose(models.TextChoices):
        MESSAGE = "message", "Message"
        APPOINTMENT = "appointment", "Request for an appointment"

    purpose = models.CharField(
        max_length=12, choices=Purpose.choices, default=Purpose.MESSAGE
    )
    introduction = RichTextField(
        blank=True,
        features=rich_text.SHORT,
        help_text="What the form is for, and how soon you answer.",
    )
    medical_notice = RichTextField(
        features=rich_text.INLINE,
        default=(
            "<p>Please do not send medical details with this form. "
            "We will ask for what we need when we speak to you.</p>"
        ),
        help_text="Stands above the questions.",
    )
    emergency_notice = RichTextField(
        blank=True,
        features=rich_text.INLINE,
        help_text="What to do in an emergency. Empty: the clinic's emergency wording.",
    )
    consent_label = models.CharField(
        "words of consent",
        max_length=300,
        default="I agree that the clinic stores what I enter here to answer me.",
        help_text="Beside the box that everybody ticks before sending.",
    )
    button_label = models.CharField(max_length=60, default="Send")
    thank_you = RichTextField(
        "words of thanks",
        features=rich_text.SHORT,
        default="<p>Thank you. We have received it and will answer soon.</p>",
        help_text="What the visitor reads after sending.",
    )
    staff_email = models.TextField(
        "who is told",
        blank=True,
        help_text="An e-mail address a line. Empty: the clinic's e-mail address.",
    )
    with_content = models.BooleanField(
        "mail the answers, too",
        default=False,
        help_text=(
            "Mail travels in the open. Leave this off, and the mail says only that "
            "something came in, with a link to it."
        ),
    )
    acknowledge = models.BooleanField(
        "confirm by e-mail",
        default=True,
        help_text="To the first e-mail address in the form, without what was entered.",
    )
    acknowledgement = models.TextField(
        "words of the confirmation",
        blank=True,
        help_text="Plain text. Empty: a sentence of thanks with the clinic's number.",
    )
    keep_days = models.PositiveSmallIntegerField(
        "delete after … days",
        default=180,
        validators=[MinValueValidator(1), MaxValueValidator(3650)],
        help_text="Submissions older than this are deleted for good.",
    )

    form_builder = VisitorFormBuilder

    parent_page_types = ["contact.ContactPage"]
    subpage_types: list[str] = []

    content_panels = [
        *BasePage.content_panels,
        "purpose",
        "introduction",
        MultiFieldPanel(
            ["medical_notice", "emergency_notice"], heading="What visitors must know"
        ),
        InlinePanel("form_fields", heading="Questions", label="question", min_num=1),
        MultiFieldPanel(["consent_label", "button_label"], heading="Sending"),
        FieldPanel("thank_you"),
    ]
    handling_panels = [
        FieldPanel("staff_email"),
        FieldPanel("with_content"),
        MultiFieldPanel(["acknowledge", "acknowledgement"], heading="Confirmation"),
        FieldPanel("keep_days"),
    ]
    edit_handler = TabbedInterface(
        [
            ObjectList(content_panels, heading="Content"),
            ObjectList(handling_panels, heading="Handling"),
            ObjectList(BasePage.promote_panels, heading="Promote"),
            ObjectList(BasePage.settings_panels, heading="Settings"),
        ]
    )

    class Meta:
        verbose_name = "form"
