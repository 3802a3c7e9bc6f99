"""Base form for anonymous visitors, with honeypot, form token and proof of work."""

from collections.abc import Mapping
from typing import Any, Self

from django import forms
from django.forms.renderers import TemplatesSetting
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.safestring import SafeString

from core.shared_values import shared
from public_forms import form_tokens, proof_of_work
from public_forms.spam_signals import (
    QUICKEST_CHECK_SECONDS,
    QUICKEST_SECONDS,
    SpamSignal,
)
from public_forms.text_cleaning import tidy, tidy_line


class Honeypot(forms.TextInput):
    """Text input hidden from people and assistive technology; bots fill it in."""

    template_name = "public_forms/widgets/unseen.html"


class Renderer(TemplatesSetting):
    """Form renderer whose fields show label, help text and errors before the input."""

    field_template_name = "public_forms/field.html"


def max_length(form: type[forms.Form], name: str) -> int | None:
    """The longest text that a field of the form takes; None without a limit."""
    return getattr(form.base_fields[name], "max_length", None)


class TidyText(forms.CharField):
    """Text cleaned by ``tidy``; invisible characters alone count as empty."""

    def to_python(self, value: Any) -> str:
        return tidy(super().to_python(value) or "")


class TidyLine(forms.CharField):
    """Text cleaned by ``tidy_line``: TidyText on one line."""

    def to_python(self, value: Any) -> str:
        return tidy_line(super().to_python(value) or "")


class PublicForm(forms.Form):
    """Base class of public forms; subclasses add the fields that people see.

    ``purpose`` names this kind of form in form tokens and rate limits. ``drawn_protection``
    gives the hidden fields.
    """

    default_renderer = Renderer

    purpose: str
    # Any: as Django's; it may be copied and changed, unlike a Mapping.
    data: QueryDict | dict[str, Any]

    form_token = forms.CharField(
        required=False, max_length=300, widget=forms.HiddenInput
    )
    proof_of_work = forms.CharField(
        required=False, max_length=2000, widget=forms.HiddenInput
    )
    # The honeypot's name attracts bots; browsers do not autofill it.
    subject_line = forms.CharField(required=False, max_length=1000, widget=Honeypot)

    PROTECTION: tuple[str, ...] = ("form_token", "proof_of_work", "subject_line")

    def __init__(self, data: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(data, **kwargs)

    @cached_property
    def token(self) -> form_tokens.FormToken | None:
        return form_tokens.read(self.data.get("form_token", ""), self.purpose)

    @property
    def has_token(self) -> bool:
        """True with a valid form token; without one the visitor confirms the form."""
        return self.token is not None

    @property
    def key(self) -> str:
        """The idempotency key of this rendered form; empty without a valid token."""
        return f"{self.purpose}:{self.token.nonce}" if self.token else ""

    def with_new_token(self) -> Self:
        """A copy of the form with the same data and a new form token."""
        data = self.data.copy()
        head_start = QUICKEST_SECONDS - QUICKEST_CHECK_SECONDS
        data["form_token"] = form_tokens.issue(self.purpose, age_seconds=head_start)
        return self.remade(data)

    def remade(self, data: QueryDict | dict[str, Any]) -> Self:
        return type(self)(data)

    def drawn_protection(self) -> SafeString:
        """The HTML of the hidden fields, which answers share until they are filled in."""
        if self.is_bound or self.initial:
            return self._drawn_protection()
        key = ("protection", self.PROTECTION, self.prefix, self.auto_id)
        return shared(key, self._drawn_protection)

    def _drawn_protection(self) -> SafeString:
        return SafeString("".join(str(self[name]) for name in self.PROTECTION))

    def questions(self) -> list[forms.BoundField]:
        """The visible fields."""
        return [self[name] for name in self.fields if name not in self.PROTECTION]

    def spam_signals(self, *, proof_wanted: bool = False) -> list[SpamSignal]:
        """The spam signals of this form; call it only when the form has a token."""
        token, found = self.token, []
        if self.data.get("subject_line"):
            found.append(SpamSignal.HONEYPOT)
        if token and token.age_seconds < QUICKEST_SECONDS:
            found.append(SpamSignal.TOO_FAST)
        proof = self.data.get("proof_of_work", "")
        if proof_wanted and not (token and proof_of_work.holds(proof, token.nonce)):
            found.append(SpamSignal.NO_PROOF)
        return found
