from typing import Any, Self, cast

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from wagtail.models import Page

from comments import akismet, notices
from comments.models import Comment
from comments.models.comments import PLAIN_URL
from comments.submit import SCREENED_FIELDS, Draft
from core.shared_values import shared
from public_forms.forms import PublicForm, TidyLine, TidyText

PARENT_GONE = (
    "The reply that you answered is not on this page, or no longer there. "
    "Send yours again, as one of its own."
)
NESTED_ANSWER = (
    "You answered an answer, which can't be answered in turn. "
    "Send yours again, as one of its own."
)


class TopLevelCommentField(forms.ModelChoiceField):
    """Choice of a top-level reply; an answer is refused."""

    def clean(self, value: Any) -> Comment | None:
        chosen = super().clean(value)
        if chosen and chosen.parent_id:
            raise ValidationError(NESTED_ANSWER, code="invalid_choice")
        return chosen


class WebsiteField(forms.URLField):
    """URL of a website without a user name, which could disguise the host."""

    default_validators = [URLValidator(schemes=["http", "https"])]
    default_error_messages = {
        "invalid": "Enter an address such as https://example.org.",
        "disguised": "Leave out what stands before the @ of this address.",
    }

    def clean(self, value: Any) -> str:
        value = super().clean(value)
        if value and not PLAIN_URL.match(value):
            raise ValidationError(self.error_messages["disguised"], code="disguised")
        return value


class AkismetNotice:
    """Notice about Akismet in a reply form."""

    @property
    def goes_to_akismet(self) -> bool:
        """True if the form must say that the reply is sent to Akismet."""
        return akismet.is_enabled()

    @property
    def akismet_words(self) -> str:
        return notices.AKISMET


class ReplyForm(AkismetNotice, PublicForm):
    """Reply form of the site; the API validates with it, too."""

    purpose = "reply"

    parent = TopLevelCommentField(
        Comment.objects.none(),
        required=False,
        widget=forms.HiddenInput,
        error_messages={"invalid_choice": PARENT_GONE},
    )
    name = TidyLine(
        label="Your name",
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": "Enter a name; a first name will do."},
    )
    email = forms.EmailField(
        label="Your e-mail address",
        max_length=254,
        help_text="It is not published.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": "Enter your e-mail address. It is not published.",
            "invalid": "Enter an e-mail address such as name@example.org.",
        },
    )
    website = WebsiteField(
        label="Your website",
        required=False,
        max_length=200,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"autocomplete": "url"}),
    )
    text = TidyText(
        label="Your reply",
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": "Write your reply."},
    )
    consent = forms.BooleanField(
        label="I agree that the clinic stores what I enter here and publishes my name and reply.",
        error_messages={"required": "Tick the box, or we may not keep your reply."},
    )

    PROTECTION = (*PublicForm.PROTECTION, "parent")

    def __init__(
        self, data: QueryDict | dict | None = None, *, page: Page, **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        self.page = page
        if self.is_bound or self.initial:
            # Declared above.
            parent = cast(forms.ModelChoiceField, self.fields["parent"])
            shown = Comment.objects.filter(page_id=page.pk)
            parent.queryset = shown.published()

    def drawn_questions(self) -> SafeString:
        """The HTML of the visible fields."""
        return format_html_join(
            "", "{}", ((each.as_field_group(),) for each in self.questions())
        )

    def remade(self, data: QueryDict | dict[str, Any]) -> Self:
        return type(self)(data, page=self.page)

    def clean_email(self) -> str:
        return self.cleaned_data["email"].lower()

    def clean(self) -> dict[str, Any]:
        super().clean()
        if problems := self.errors.pop("parent", None):
            # The field is hidden, so the visitor could not correct it.
            self.data = self.data.copy()
            self.data["parent"] = ""
            self.add_error(None, problems.as_data())
        return self.cleaned_data

    @cached_property
    def answered(self) -> Comment | None:
        """The reply to be answered; None for a top-level reply, or if it is gone."""
        try:
            return self.fields["parent"].clean(self["parent"].value())
        except ValidationError:
            return None

    @property
    def typed(self) -> list[str]:
        """The texts to screen, also of an invalid form."""
        return [self.data.get(name, "") for name in SCREENED_FIELDS]

    @property
    def draft(self) -> Draft:
        values = self.cleaned_data
        parent = values["parent"]
        return Draft(
            page_id=self.page.pk,
            parent_id=parent.pk if parent else None,
            **{name: values[name] for name in ("name", "email", "website", "text")},
        )


class EmptyReplyForm(AkismetNotice):
    """The reply form below a page, before anything is filled in: for templates.

    All pages share its HTML. Django copies the fields of each form that is made, which
    took 2 % of an article.
    """

    errors = None

    def __init__(self, page: Page) -> None:
        self.page = page

    def drawn_questions(self) -> SafeString:
        key = ("questions of replies", get_language())
        return shared(key, lambda: ReplyForm(page=self.page).drawn_questions())

    def drawn_protection(self) -> SafeString:
        key = "protection of replies"
        return shared(key, lambda: ReplyForm(page=self.page).drawn_protection())
