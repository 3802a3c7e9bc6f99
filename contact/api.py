"""API v3 endpoints for the clinic's forms."""

from typing import Annotated, Any, Literal

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import reverse
from ninja import Body, Router
from ninja.responses import Status
from pydantic import ValidationError, ValidatorFunctionWrapHandler, WrapValidator
from pydantic_core import PydanticCustomError
from typing_extensions import TypedDict

from clinic import emergency
from clinic.models import ClinicSettings
from clinic.page_data import ClinicPageData
from contact import json_validation
from contact.models import FormPage
from contact.serializers import PurposeField
from contact.submit import Outcome, outcome_of, submit_form
from contact.views import public_form
from core.api.v3.anonymous import ANYBODY, asked_site, site_for
from core.api.v3.dated_lists import SiteParameter
from core.api.v3.query_parameters import Id
from core.rich_text import Html
from core.seo import Node
from public_forms.api import (
    REFUSALS,
    REFUSED,
    Key,
    add_emergency_wording,
    refused,
    submission_endpoint,
    wrong_fields,
)
from public_forms.forms import PublicForm, max_length
from public_forms.json_schema import Hint, describe, properties
from public_forms.senders import sender_of

router = Router(tags=["forms"])

# Optional fields of the spam protection, which are not questions of the form.
PROTECTION: Node = {
    name: {"type": "string", "maxLength": max_length(PublicForm, name)}
    for name in ("form_token", "proof_of_work")
}


class FormData(TypedDict):
    """A form that the app draws itself.

    ``schema`` is JSON Schema 2020-12 of what is sent to ``submit_url``, ``ui`` has a
    hint for each question, in their order. Introduction, notices and thanks are
    finished HTML; both notices stand above the questions. ``asks_proof``: what is sent
    without ``proof_of_work`` counts as suspected spam. ``privacy_url`` leads to what the
    clinic does with the data.
    """

    id: int
    title: str
    purpose: Literal["message", "appointment"]
    url: str
    introduction: Html
    medical_notice: Html
    emergency_notice: Html
    schema: Node
    ui: list[Hint]
    button_label: str
    thank_you: Html
    asks_proof: bool
    privacy_url: str | None
    submit_url: str


class ReceivedData(TypedDict):
    """``id`` names what was stored; ``message`` is finished HTML, to show as thanks.

    ``emergency_wording``: finished HTML to show above all else, when what was entered
    suggests that somebody is in danger; else None.
    """

    id: str
    message: Html
    emergency_wording: Html | None


def _single_error(value: Any, check: ValidatorFunctionWrapHandler) -> Any:
    """Reports one error instead of one for each type of the union. Any: JSON."""
    try:
        return check(value)
    except ValidationError:
        raise PydanticCustomError(
            "answer", "Answer with text, a number, true or false, or a list of texts."
        ) from None


Answer = Annotated[json_validation.Answer, WrapValidator(_single_error)]


@router.get(
    "/{page_id}/",
    response=FormData,
    url_name="detail_form",
    summary="Form to fill in",
    operation_id="forms_detail",
    auth=ANYBODY,
)
def get_form(request: HttpRequest, page_id: Id, site: SiteParameter = None) -> FormData:
    """The questions of a form as JSON Schema, with hints for drawing it."""
    return form_data(public_form(request, page_id, site=site_for(request, site)))


def form_data(page: FormPage) -> FormData:
    """A public form as the endpoint describes it."""
    data = ClinicPageData.of(page)
    return {
        "id": page.pk,
        "title": page.title,
        "purpose": PurposeField().to_representation(page.purpose),
        "url": data.address(page) or "",
        "introduction": data.html(page.introduction),
        "medical_notice": data.html(page.medical_notice),
        "emergency_notice": data.html(page.emergency_words),
        **describe(page.get_form(), title=page.title),
        "button_label": page.button_label,
        "thank_you": data.html(page.thank_you),
        "asks_proof": page.proof_of_work,
        "privacy_url": data.privacy_url,
        "submit_url": data.file_url(
            reverse("wagtailapi_v3:create_submission", args=[page.pk])
        ),
    }


@router.post(
    "/{page_id}/submissions/",
    response={201: ReceivedData, **REFUSED},
    url_name="create_submission",
    summary="Hand in a form",
    operation_id="forms_submit",
    auth=ANYBODY,
    openapi_extra=REFUSALS,
)
@submission_endpoint
def create_submission(
    request: HttpRequest,
    page_id: Id,
    answers: Body[dict[str, Answer]],
    site: SiteParameter = None,
    idempotency_key: Key = None,
) -> Status | HttpResponse:
    """The answers by the names of the form's schema; stored for the clinic's staff."""
    key = f"api {idempotency_key}" if idempotency_key else ""
    sent = {"page": page_id, "answers": _without_protection(answers)}
    if key and (earlier := outcome_of(key=key, content=sent)):
        return _response(get_object_or_404(FormPage, pk=page_id), earlier)
    page = public_form(request, page_id, site=site_for(request, site))
    questions = properties(page.get_form())
    if errors := json_validation.schema_errors(answers, {**questions, **PROTECTION}):
        return refused(errors)
    form = page.get_form(json_validation.as_form_data(answers))
    if not form.is_valid():
        return refused(wrong_fields(form))
    outcome = submit_form(
        page,
        form,
        sender=sender_of(request),
        key=key or form.key,
        content=sent if key else None,
        spam_signals=form.spam_signals(proof_wanted=page.proof_of_work),
    )
    return _response(page, outcome)


def _without_protection(answers: dict[str, Answer]) -> dict[str, Answer]:
    """The answers as idempotent content: a retry may send new proofs."""
    return {name: answers[name] for name in answers if name not in PROTECTION}


def _response(page: FormPage, outcome: Outcome) -> Status:
    thanks = page.page_data.html(page.thank_you)
    if outcome.is_unconfirmed:
        thanks += render_to_string("contact/includes/unconfirmed.html").strip()
    return Status(
        201,
        {
            "id": outcome.id,
            "message": thanks,
            "emergency_wording": _emergency_wording(page)
            if outcome.is_urgent
            else None,
        },
    )


def _emergency_wording(page: FormPage) -> str:
    return emergency.wording(ClinicPageData.of(page).clinic, form=page)


def _refusal_wording(
    request: HttpRequest, sent: dict[str, str], page_id: str
) -> str | None:
    """Emergency wording for refused answers, even if their form no longer exists."""
    site = asked_site(request)
    try:
        form = public_form(request, int(page_id), site=site).get_form(sent)
    except (Http404, ValueError, OverflowError):
        return emergency.wording_for(sent.values(), ClinicSettings.of(site and site.pk))
    in_danger = emergency.is_in_danger(form.typed, ClinicPageData.of(form.page).clinic)
    return _emergency_wording(form.page) if in_danger else None


router.add_decorator(add_emergency_wording(_refusal_wording), mode="view")
