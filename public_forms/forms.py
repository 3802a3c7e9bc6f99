"""The form that strangers fill in, with what protects it."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting
from django.http import QueryDict
from django.utils.functional import cached_property

from public_forms import form_tokens, proof_of_work
from public_forms.spam_signals import (
    QUICKEST_CHECK_SECONDS,
    QUICKEST_SECONDS,
    SpamSignal,
)
from public_forms.text_cleaning import tidy, tidy_line


class Honeypot(forms.TextInput):
    """A text field that people neither see nor reach; programs fill it in."""

    template_name = "public_forms/widgets/unseen.html"


class Renderer(TemplatesSetting):
    """Draws fields for people: label, help, what is wrong, then the field."""

    field_template_name = "public_forms/field.html"


class TidyText(forms.CharField):
    """Text as ``tidy`` leaves it; of what cannot be seen alone there is none."""

    def to_python(self, value: Any) -> str:
        return tidy(super().to_python(value))


class TidyLine(forms.CharField):
    """As TidyText, on one line."""

    def to_python(self, value: Any) -> str:
        return tidy_line(super().to_python(value))


class PublicForm(forms.Form):
    """Extend it with the fields that people see; call ``protection`` for the rest.

    ``purpose`` is the stamps' and the limits' name for this kind of form.
    """

    default_renderer = Renderer

    purpose: str

    stamp = forms.CharField(required=False, max_length=300, widget=forms.HiddenInput)
    proof_of_work = forms.CharField(
        required=False, max_length=2000, widget=forms.HiddenInput
    )
    # A name that programs like to fill in and browsers do not.
    subject_line = forms.CharField(required=False, max_length=1000, widget=Honeypot)

    PROTECTION = ("stamp", "proof_of_work", "subject_line")

    def __init__(self, data: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(data, **kwargs)

    @cached_property
    def own_stamp(self) -> form_tokens.FormToken | None:
        return form_tokens.read(self.data.get("stamp", ""), self.purpose)

    @property
    def has_stamp(self) -> bool:
        """Without one, the visitor looks at it once more and sends it with one."""
        return self.own_stamp is not None

    @property
    def key(self) -> str:
        """Names this one form, however often it is sent."""
        return f"{self.purpose}:{self.own_stamp.nonce}" if self.own_stamp else ""

    def with_new_stamp(self) -> "PublicForm":
        """The same form with all that was typed, ready to be sent again."""
        data = self.data.copy()
        head_start = QUICKEST_SECONDS - QUICKEST_CHECK_SECONDS
        data["stamp"] = form_tokens.issue(self.purpose, age_seconds=head_start)
        return self.remade(data)

    def remade(self, data: QueryDict) -> "PublicForm":
        return type(self)(data)

    def protection(self) -> list[forms.BoundField]:
        return [self[name] for name in self.PROTECTION]

    def questions(self) -> list[forms.BoundField]:
        """The fields that people see."""
        return [self[name] for name in self.fields if name not in self.PROTECTION]

    def suspicions(self, *, proof_wanted: bool = False) -> list[SpamSignal]:
        """Why this may be rubbish; only of a form that has a stamp."""
        stamp, found = self.own_stamp, []
        if self.data.get("subject_line"):
            found.append(SpamSignal.HONEYPOT)
        if stamp and stamp.age_seconds < QUICKEST_SECONDS:
            found.append(SpamSignal.TOO_FAST)
        proof = self.data.get("proof_of_work", "")
        if proof_wanted and not (stamp and proof_of_work.holds(proof, stamp.nonce)):
            found.append(SpamSignal.NO_PROOF)
        return found
