"""API endpoints for replies: listed by v2 and v3, submitted to v3."""

from collections.abc import Sequence
from typing import Annotated, Any, ClassVar, Literal

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path
from django.utils import timezone
from ninja import Query, Router
from ninja.responses import Status
from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic.config import JsonDict
from rest_framework.request import Request
from rest_framework.response import Response
from typing_extensions import TypedDict
from wagtail.api.v2.utils import BadRequestError
from wagtail.models import Page

from clinic import emergency
from clinic import page_data as clinic_page_data
from clinic.models import ClinicSettings
from comments import models, reply_window, threads
from comments.forms import ReplyForm
from comments.reply_form import ReplyFormData, reply_form
from comments.serializers import CommentData, comment
from comments.submit import SCREENED_FIELDS, Outcome, outcome_of, submit_reply
from comments.views import replied_page, settings_of
from core.api.errors import FieldProblem, Problem, problem
from core.api.v2.base import StrictAPIViewSet, number
from core.api.v3.anonymous import ANYBODY, asked_site, site_for
from core.api.v3.dated_lists import SiteParameter
from core.api.v3.offset_pagination import DEFAULT_LIMIT, Limit
from core.api.v3.query_parameters import Id, Offset
from core.page_data import PageData
from core.page_routing import in_full
from core.references import References
from core.rich_text import Html
from public_forms.api import (
    REFUSALS,
    REFUSED,
    Key,
    add_emergency_wording,
    refused,
    submission_endpoint,
    wrong_fields,
)
from public_forms.forms import max_length
from public_forms.senders import sender_of

router = Router(tags=["comments"])

# Not part of the idempotent content: a retry may send new ones for the same reply.
PROTECTION_FIELDS = {"form_token", "proof_of_work"}
# The values that a browser submits for fields left empty.
EMPTY_VALUES = {"name": "", "email": "", "text": "", "consent": False}


class ThreadListData(TypedDict):
    """``total_count``: of the threads, that is of replies that answer no other."""

    total_count: int


class CommentListData(TypedDict):
    """``count``: of all replies on the page; ``open``: whether it takes another."""

    meta: ThreadListData
    count: int
    open: bool
    items: list[CommentData]


class PublishedCommentData(TypedDict):
    status: Literal["published"]
    comment: CommentData


class PendingCommentData(TypedDict):
    """A person of the clinic looks at it first.

    ``emergency_wording``: finished HTML to show the writer at once, when the words of
    the reply suggest that somebody is in danger; else None.
    """

    status: Literal["pending"]
    comment: None
    emergency_wording: Html | None


def _max_length(name: str) -> JsonDict:
    """``maxLength`` for the OpenAPI document; the form validates the length."""
    return {"maxLength": max_length(ReplyForm, name)}


class NewComment(BaseModel):
    """Text is plain; ``parent`` is the reply that this one answers."""

    model_config = ConfigDict(strict=True, extra="forbid")

    page: Id
    parent: Id | None = None
    name: str = Field(json_schema_extra=_max_length("name"))
    email: str = Field(
        json_schema_extra={"format": "email", **_max_length("email")},
        description="Never published.",
    )
    # With a default in the document, typed clients would require the field.
    website: str = Field(default_factory=str, json_schema_extra=_max_length("website"))
    text: str = Field(json_schema_extra=_max_length("text"))
    consent: bool = Field(
        description="That the clinic stores all this and publishes name and text."
    )
    form_token: str = Field(
        default_factory=str, description="From /form-token/?for=reply, if at all."
    )
    proof_of_work: str = Field(
        default_factory=str,
        description="The sum that comes with the form token, where the site asks for it.",
    )

    @model_validator(mode="before")
    @classmethod
    def _fill_in_missing(cls, data: Any) -> Any:
        """Fills in missing values, which the form then reports. Any: untrusted input."""
        if not isinstance(data, dict):
            return data
        missing = {
            each: EMPTY_VALUES[each] for each in EMPTY_VALUES if data.get(each) is None
        }
        return {**data, **missing}


@router.get(
    "/",
    response=CommentListData,
    url_name="list_comments",
    summary="List replies",
    operation_id="comments_list",
    auth=ANYBODY,
)
def list_comments(
    request: HttpRequest,
    page: Annotated[Id, Query(description="The page's id.")],
    limit: Limit = DEFAULT_LIMIT,
    offset: Offset = 0,
    site: SiteParameter = None,
) -> CommentListData:
    """Published replies of a page, the oldest thread first; a limit is of threads."""
    found = replied_page(request, page, site=site_for(request, site))
    return comment_list(found, limit=limit, offset=offset)


@router.get(
    "/form/",
    response=ReplyFormData,
    url_name="reply_form",
    summary="Reply form of a page",
    operation_id="comments_form",
    auth=ANYBODY,
)
def get_reply_form(
    request: HttpRequest,
    page: Annotated[Id, Query(description="The page's id.")],
    site: SiteParameter = None,
) -> ReplyFormData:
    """The questions of a reply as JSON Schema, with hints for drawing them."""
    return reply_form(replied_page(request, page, site=site_for(request, site)))


@router.post(
    "/",
    response={
        201: PublishedCommentData,
        202: PendingCommentData,
        410: Problem,
        **REFUSED,
    },
    url_name="create_comment",
    summary="Hand in a reply",
    operation_id="comments_create",
    auth=ANYBODY,
    openapi_extra=REFUSALS,
)
@submission_endpoint
def create_comment(
    request: HttpRequest,
    new: NewComment,
    site: SiteParameter = None,
    idempotency_key: Key = None,
) -> Status | HttpResponse:
    """It is published at once, or waits until a person of the clinic has seen it."""
    key = f"api {idempotency_key}" if idempotency_key else ""
    sent = new.model_dump(exclude=PROTECTION_FIELDS)
    if key and (earlier := outcome_of(key=key, content=sent)):
        return _response(in_full(get_object_or_404(Page, pk=new.page)), earlier)
    try:
        page = replied_page(request, new.page, site=site_for(request, site))
    except Http404:
        return _page_not_found()
    reply_settings = settings_of(page)
    form = ReplyForm(new.model_dump(exclude={"page"}), page=page)
    if not form.is_valid():
        if not reply_window.is_open(page, reply_settings, now=timezone.now()):
            # No field errors for a reply that would not be accepted anyway.
            return _closed()
        return refused([_parent_problem(each) for each in wrong_fields(form)])
    try:
        outcome = submit_reply(
            form.draft,
            page=page,
            settings=reply_settings,
            sender=sender_of(request),
            key=key or form.key,
            content=sent if key else None,
            spam_signals=form.spam_signals(proof_wanted=reply_settings.proof_of_work),
        )
    except reply_window.RepliesClosed:
        return _closed()
    return _response(page, outcome)


def _closed() -> HttpResponse:
    return problem(403, "Replies are closed on this page.")


def _page_not_found() -> HttpResponse:
    message = "There is no page with this id that takes replies."
    wrong: FieldProblem = {
        "path": ["body", "page"],
        "message": message,
        "code": "unknown",
    }
    return problem(404, message, [wrong])


def number_up_to_limit(value: str) -> int:
    maximum = settings.WAGTAILAPI_LIMIT_MAX
    if not 1 <= number(value) <= maximum:
        raise ValueError(f"expected 1 to {maximum}")
    return int(value)


class CommentsAPIViewSet(StrictAPIViewSet):
    model = models.Comment
    name: ClassVar[str] = "comments"
    list_parameters = {
        "page": number,
        "site": str,
        "limit": number_up_to_limit,
        "offset": number,
    }
    filters = {}

    @classmethod
    def get_urlpatterns(cls) -> list[URLPattern]:
        return [path("", cls.as_view({"get": "listing_view"}), name="listing")]

    def listing_view(self, request: Request) -> Response:
        if "page" not in self.given:
            raise BadRequestError("page: expected the id of a page")
        page = replied_page(request, self.given["page"], site=self.site)
        limit = self.given.get("limit", DEFAULT_LIMIT)
        shown = comment_list(page, limit=limit, offset=self.given.get("offset", 0))
        return Response(shown)


def comment_list(page: Page, *, limit: int, offset: int) -> CommentListData:
    """Published replies of a page that takes replies, as both APIs list them."""
    # Without a query: the page was read with its number of replies.
    number = threads.counts([page])[page.pk]
    found = threads.discussion(page.pk, limit=limit, offset=offset, count=number)
    shown = [
        each for thread in found.threads for each in (thread.comment, *thread.replies)
    ]
    data = comment_page_data(page, shown)
    rules = models.ReplySettings.of(data.site_id)
    return {
        "meta": {"total_count": found.total},
        "count": found.count,
        "open": reply_window.is_open(page, rules, now=timezone.now()),
        "items": [
            comment(thread.comment, thread.replies, data) for thread in found.threads
        ],
    }


def comment_page_data(page: Page, shown: Sequence[models.Comment]) -> PageData:
    """Page data without the page's own content, with the people who answered."""
    persons = References()
    for each in shown:
        if each.person:
            persons.add(each.person)
    base_page = page.page_ptr
    clinic_page_data.load([base_page], also=persons)
    return base_page.page_data


def _response(page: Page, outcome: Outcome) -> Status | HttpResponse:
    if not outcome.is_published:
        return Status(202, _pending(page, outcome))
    published = models.Comment.objects.filter(pk=outcome.comment_id).published()
    created = published.select_related("person").first()
    if created is None:
        return problem(410, "It was published, and has been removed since.")
    shown = comment(created, [], comment_page_data(page, [created]))
    return Status(201, {"status": "published", "comment": shown})


def _pending(page: Page, outcome: Outcome) -> PendingCommentData:
    wording = _emergency_wording(page) if outcome.is_urgent else None
    return {"status": "pending", "comment": None, "emergency_wording": wording}


def _emergency_wording(page: Page) -> str:
    return emergency.wording(ClinicSettings.of(page.site_id))


def _refusal_wording(request: HttpRequest, sent: dict[str, str]) -> str | None:
    """Emergency wording for a refused reply, even if its page no longer exists."""
    site = asked_site(request)
    texts = [sent[name] for name in SCREENED_FIELDS if name in sent]
    return emergency.wording_for(texts, ClinicSettings.of(site and site.pk))


router.add_decorator(add_emergency_wording(_refusal_wording), mode="view")


def _parent_problem(wrong: FieldProblem) -> FieldProblem:
    """Moves an error of the hidden field ``parent`` from the form back to the field."""
    if wrong["code"] != "invalid_choice":
        return wrong
    return {**wrong, "path": ["body", "parent"]}
