"""Admin form of an article."""

from typing import Any

from django import forms
from django.utils.formats import date_format
from wagtail.models import Page

from core.page_forms import PageForm

BOTH = "Sign the article or withdraw your signature, not both."


class ArticleForm(PageForm):
    """Article form with checkboxes to sign the article or withdraw one's signature.

    A new article has neither: it has to be saved before it can be signed.
    """

    sign = forms.BooleanField(
        required=False,
        help_text=(
            "It is signed when you save or publish the article, not when the draft is "
            "saved by itself."
        ),
    )
    withdraw = forms.BooleanField(
        required=False,
        help_text=(
            "When you save, at once and for readers too; from earlier versions as well."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        person = getattr(self.for_user, "person", None)
        if person is None or self.instance.pk is None:
            del self.fields["sign"], self.fields["withdraw"]
            return
        self.fields["sign"].label = (
            "I have read this article as it stands here and sign it today, "
            f"{date_format(self.instance.today())}, as {person.full_name}"
        )
        self.fields["withdraw"].label = "I withdraw my signature"
        if not self.instance.may_be_withdrawn_by(person):
            del self.fields["withdraw"]

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if values.get("sign") and values.get("withdraw"):
            self.add_error("sign", BOTH)
        return values

    def save(self, commit: bool = True) -> Page:
        if self.instance.is_manual_save:
            if self.cleaned_data.get("withdraw"):
                self.instance.withdraw_signatures(by=self.for_user)
            if self.cleaned_data.get("sign"):
                self.instance.sign(by=self.for_user)
        return super().save(commit)
