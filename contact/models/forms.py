from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.safestring import SafeString
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import (
    FieldPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    TabbedInterface,
)
from wagtail.api import APIField
from wagtail.contrib.forms.models import AbstractFormField, FormMixin
from wagtail.fields import RichTextField
from wagtail.search import index

from clinic import emergency
from clinic.page_data import ClinicPageData
from contact.form_builder import (
    FIELD_TYPES,
    SubmissionForm,
    VisitorFormBuilder,
    check_question,
)
from contact.serializers import (
    EmergencyNoticeField,
    FormAddressField,
    PurposeField,
    QuestionsField,
)
from core import rich_text, serializers
from core.api.caching import make_private
from core.models import BasePage
from core.page_forms import PageForm
from core.rich_text import lines_of
from core.seo import summary_of
from public_forms import signed_notices
from public_forms.mail import check_addresses

# Parts of the signed notice in the URL after sending, joined by hyphens.
SENT, URGENT, UNCONFIRMED = "sent", "urgent", "unconfirmed"


class FormField(AbstractFormField):
    """A question of a form."""

    page = ParentalKey("FormPage", on_delete=models.CASCADE, related_name="form_fields")
    field_type = models.CharField(
        "kind of answer", max_length=16, choices=FIELD_TYPES, default="singleline"
    )

    panels = [
        FieldPanel("label", heading="Question"),
        FieldPanel("field_type", classname="formbuilder-type", required_on_save=True),
        FieldPanel(
            "choices",
            classname="formbuilder-choices",
            heading="What can be chosen",
            help_text="One a line. For lists only; places come from the clinic.",
        ),
        FieldPanel("help_text", heading="Help beside the question"),
        FieldPanel("required", heading="Must be answered"),
    ]

    def clean(self) -> None:
        super().clean()
        check_question(self)


class FormPageForm(PageForm):
    """Form of a form page; refuses questions that would have the same field name."""

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        labels: dict[str, str] = {}
        # Writing by the API leaves out the questions that stay as they are.
        questions = self.formsets.get("form_fields")
        for form in questions.forms if questions else ():
            if not form.is_valid() or form.cleaned_data.get("DELETE"):
                continue
            question = form.instance
            # The field name stays when the label is edited later.
            name = question.clean_name or question.get_field_clean_name()
            if name in labels:
                problem = f"It is too like “{labels[name]}”. Use other words."
                form.add_error("label", problem)
            labels[name] = question.label
        return values


class FormPage(FormMixin, BasePage):
    """A form that editors build, for messages or requests for appointments."""

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
    proof_of_work = models.BooleanField(
        "let browsers do a sum",
        default=False,
        help_text=(
            "A second of work for a visitor's browser, dear for those who send "
            "thousands. What comes without it is kept under “Looks like rubbish”."
        ),
    )
    keep_days = models.PositiveSmallIntegerField(
        "delete after … days",
        default=180,
        validators=[MinValueValidator(1), MaxValueValidator(3650)],
        help_text="Submissions older than this are deleted for good.",
    )

    base_form_class = FormPageForm
    form_builder = VisitorFormBuilder
    preview_modes = [("form", "Form"), ("landing", "After sending")]
    # The kind of links that lead here; others are internal and external links.
    link_kind = "contact"
    schema_type = "ContactPage"

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
        FieldPanel("proof_of_work"),
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

    search_fields = [*BasePage.search_fields, index.SearchField("introduction")]

    api_fields = [
        APIField("purpose", serializer=PurposeField()),
        APIField("introduction", serializer=serializers.RichTextField()),
        APIField("medical_notice", serializer=serializers.RichTextField()),
        APIField("emergency_notice", serializer=EmergencyNoticeField()),
        APIField("form_fields", serializer=QuestionsField()),
        APIField("thank_you", serializer=serializers.RichTextField()),
        APIField("button_label", serializer=serializers.TextField()),
        APIField("form_url", serializer=FormAddressField()),
        *BasePage.api_fields,
    ]

    class Meta:
        verbose_name = "form"

    @property
    def lead(self) -> str:
        return summary_of(self.introduction)

    @property
    def staff_addresses(self) -> list[str]:
        """Addresses to notify: those entered here, else the clinic's; may be empty."""
        lines = (line.strip() for line in self.staff_email.splitlines())
        clinic = ClinicPageData.of(self).clinic
        return [line for line in lines if line] or (
            [clinic.email] if clinic and clinic.email else []
        )

    @property
    def emergency_words(self) -> str:
        """Emergency wording as rich text: the form's, else the clinic's, else empty."""
        clinic = ClinicPageData.of(self).clinic
        if lines_of(self.emergency_notice):
            return self.emergency_notice
        return clinic.emergency_wording if clinic else ""

    @property
    def emergency_html(self) -> SafeString:
        """Emergency wording as HTML; never empty."""
        return emergency.wording_for_page(ClinicPageData.of(self).clinic, form=self)

    def address_after(self, *, is_urgent: bool, is_unconfirmed: bool) -> str:
        """URL of the thank-you page, with a signed notice for the sender."""
        parts = [URGENT if is_urgent else SENT, *([UNCONFIRMED] * is_unconfirmed)]
        notice = signed_notices.sign(
            "-".join(parts), purpose="submission", page_id=self.pk
        )
        return f"{self.url}?sent={notice}#{'emergency' if is_urgent else 'sent'}"

    def get_form_class(self) -> type[SubmissionForm]:
        clinic = ClinicPageData.of(self).clinic
        places = clinic.places if clinic else ()
        names = [place.value["name"] for place in places]
        return self.form_builder(self.get_form_fields(), places=names).get_form_class()

    def get_form(self, *args: Any, **kwargs: Any) -> SubmissionForm:
        kwargs.pop("user", None)
        return super().get_form(*args, **{"page": self, **kwargs})

    def get_context(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> dict[str, Any]:
        signed = request.GET.get("sent", "")
        notice = signed_notices.read(signed, purpose="submission", page_id=self.pk)
        parts = notice.split("-") if notice else []
        return {
            **super().get_context(request, *args, **kwargs),
            "form": self.get_form(),
            "is_sent": bool(parts),
            "is_unconfirmed": UNCONFIRMED in parts,
            "emergency": self.emergency_html if URGENT in parts else "",
        }

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Serves the empty form; ``contact.views`` handles submissions.

        A response with a notice about a submission is private.
        """
        response = BasePage.serve(self, request, *args, **kwargs)
        return make_private(response) if "sent" in request.GET else response

    def serve_submissions_list_view(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Redirects to our inbox instead of Wagtail's list of submissions."""
        return redirect(f"{reverse('submissions:index')}?status=&page={self.pk}")

    def render_landing_page(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """The preview “After sending” in the admin."""
        context = {**self.get_context(request), "is_sent": True}
        return TemplateResponse(request, self.get_template(request), context)

    def clean(self) -> None:
        super().clean()
        check_addresses(self.staff_email, field="staff_email")
