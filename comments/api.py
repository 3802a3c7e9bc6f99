"""Replies for front ends: read on both APIs, handed in on v3."""

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
from rest_framework.request import Request
from rest_framework.response import Response
from typing_extensions import TypedDict
from wagtail.api.v2.utils import BadRequestError
from wagtail.models import Page, Site

from clinic import emergency
from clinic import page_data as clinic_page_data
from clinic.models import ClinicSettings
from comments import models, reply_window, threads
from comments.forms import ReplyForm
from comments.serializers import CommentData, comment
from comments.submit import SCREENED, Outcome, outcome_of, submit_reply
from comments.views import replied_page, settings_of
from core.api.caching import page_tag
from core.api.errors import FieldProblem, problem
from core.api.v2.base import StrictAPIViewSet, number
from core.api.v3.anonymous import ANYBODY
from core.api.v3.offset_pagination import DEFAULT_LIMIT, Limit
from core.api.v3.query_parameters import Id, Offset
from core.page_data import PageData, References
from public_forms.api import (
    REFUSALS,
    REFUSED,
    Key,
    refused,
    submission_endpoint,
    with_help,
    wrong_fields,
)
from public_forms.senders import sender_of

router = Router(tags=["comments"])

# Who tries again may bring new ones for the same reply.
PROOFS = {"stamp", "proof_of_work"}
# What a browser sends of a field that nobody filled in.
NOTHING = {"name": "", "email": "", "text": "", "consent": False}


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
    emergency_wording: str | None


def _most(name: str) -> dict[str, int]:
    """The form refuses what is longer, in words for people; clients are told here."""
    return {"maxLength": ReplyForm.base_fields[name].max_length}


class NewComment(BaseModel):
    """Text is plain; ``parent`` is the reply that this one answers."""

    model_config = ConfigDict(strict=True, extra="forbid")

    page: Id
    parent: Id | None = None
    name: str = Field(json_schema_extra=_most("name"))
    email: str = Field(
        json_schema_extra={"format": "email", **_most("email")},
        description="Never published.",
    )
    # A default in the document would make typed clients demand the field.
    website: str = Field(default_factory=str, json_schema_extra=_most("website"))
    text: str = Field(json_schema_extra=_most("text"))
    consent: bool = Field(
        description="That the clinic stores all this and publishes name and text."
    )
    stamp: str = Field(
        default_factory=str, description="From /handing-in/stamp/?for=reply, if at all."
    )
    proof_of_work: str = Field(
        default_factory=str,
        description="The sum that comes with the stamp, where the site asks for it.",
    )

    @model_validator(mode="before")
    @classmethod
    def _leave_it_to_the_form(cls, data: Any) -> Any:
        """What is missing the form asks for in words for people; Any: what came."""
        if not isinstance(data, dict):
            return data
        missing = {each: NOTHING[each] for each in NOTHING if data.get(each) is None}
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
    response: HttpResponse,
    page: Annotated[Id, Query(description="The page's id.")],
    limit: Limit = DEFAULT_LIMIT,
    offset: Offset = 0,
) -> CommentListData:
    """Published replies of a page, the oldest thread first; a limit is of threads."""
    response["Cache-Tag"] = page_tag(page)
    return replies_of(replied_page(request, page), limit=limit, offset=offset)


@router.post(
    "/",
    response={
        201: PublishedCommentData,
        202: PendingCommentData,
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
    request: HttpRequest, new: NewComment, idempotency_key: Key = None
) -> Status | HttpResponse:
    """It is published at once, or waits until a person of the clinic has seen it."""
    key = f"api {idempotency_key}" if idempotency_key else ""
    sent = new.model_dump(exclude=PROOFS)
    if key and (before := outcome_of(key=key, content=sent)):
        return _answer(get_object_or_404(Page, pk=new.page).specific, before)
    try:
        page = replied_page(request, new.page)
    except Http404:
        return _no_page()
    rules = settings_of(page)
    form = ReplyForm(new.model_dump(exclude={"page"}), page=page)
    if not form.is_valid():
        if not reply_window.is_open(page, rules, now=timezone.now()):
            # Nobody should mend a reply that is not taken then.
            return _closed()
        return refused([_on_parent(each) for each in wrong_fields(form)])
    try:
        outcome = submit_reply(
            form.draft,
            page=page,
            settings=rules,
            sender=sender_of(request),
            key=key or form.key,
            content=sent if key else None,
            suspicions=form.suspicions(proof_wanted=rules.proof_of_work),
        )
    except reply_window.RepliesClosed:
        return _closed()
    return _answer(page, outcome)


def _closed() -> HttpResponse:
    return problem(403, "Replies are closed on this page.")


def _no_page() -> HttpResponse:
    said = "There is no page with this id that takes replies."
    wrong: FieldProblem = {"path": ["body", "page"], "message": said, "code": "unknown"}
    return problem(404, said, [wrong])


class CommentsAPIViewSet(StrictAPIViewSet):
    model = models.Comment
    name: ClassVar[str] = "comments"
    list_parameters = frozenset({"page", "limit", "offset"})

    @classmethod
    def get_urlpatterns(cls) -> list[URLPattern]:
        return [path("", cls.as_view({"get": "listing_view"}), name="listing")]

    def listing_view(self, request: Request) -> Response:
        self.refuse_strangers(self.list_parameters)
        page = replied_page(request, self._number("page"))
        limit = self._number("limit", DEFAULT_LIMIT)
        if not 1 <= limit <= settings.WAGTAILAPI_LIMIT_MAX:
            most = settings.WAGTAILAPI_LIMIT_MAX
            raise BadRequestError(f"limit: expected 1 to {most}")
        shown = replies_of(page, limit=limit, offset=self._number("offset", 0))
        return Response(shown, headers={"Cache-Tag": page_tag(page.pk)})

    def _number(self, name: str, default: int | None = None) -> int:
        given = self.request.GET.get(name)
        if given is None and default is not None:
            return default
        try:
            return number(given or "")
        except ValueError as wrong:
            raise BadRequestError(f"{name}: {wrong}") from wrong


def replies_of(page: Page, *, limit: int, offset: int) -> CommentListData:
    """``page`` takes replies."""
    found = threads.discussion(page.pk, limit=limit, offset=offset)
    shown = [
        each for thread in found.threads for each in (thread.comment, *thread.replies)
    ]
    data = data_for(page, shown)
    return {
        "meta": {"total_count": found.total},
        "count": found.count,
        "open": reply_window.is_open(page, settings_of(page), now=timezone.now()),
        "items": [
            comment(thread.comment, thread.replies, data) for thread in found.threads
        ],
    }


def data_for(page: Page, shown: Sequence[models.Comment]) -> PageData:
    """Of the page without its own content, with the persons who answer on it."""
    persons = References()
    for each in shown:
        if each.person:
            persons.add(each.person)
    bare = page.page_ptr
    clinic_page_data.load([bare], also=persons)
    return bare.page_data


def _answer(page: Page, outcome: Outcome) -> Status | HttpResponse:
    if not outcome.is_published:
        return Status(202, _pending(page, outcome))
    published = models.Comment.objects.filter(pk=outcome.comment_id).published()
    made = published.select_related("person").first()
    if made is None:
        return problem(410, "It was published, and has been removed since.")
    shown = comment(made, [], data_for(page, [made]))
    return Status(201, {"status": "published", "comment": shown})


def _pending(page: Page, outcome: Outcome) -> PendingCommentData:
    wording = _emergency_wording(page) if outcome.is_urgent else None
    return {"status": "pending", "comment": None, "emergency_wording": wording}


def _emergency_wording(page: Page) -> str:
    return emergency.wording(ClinicSettings.of(page.get_site().pk))


def _help_for(request: HttpRequest, sent: dict[str, str]) -> str | None:
    """For a reply that is refused, also where its page is no longer there."""
    site = Site.find_for_request(request)
    typed = [sent[name] for name in SCREENED if name in sent]
    return emergency.wording_for(typed, ClinicSettings.of(site and site.pk))


router.add_decorator(with_help(_help_for), mode="view")


def _on_parent(wrong: FieldProblem) -> FieldProblem:
    """The form moves that field's errors to its top, as visitors do not see it."""
    if wrong["code"] != "invalid_choice":
        return wrong
    return {**wrong, "path": ["body", "parent"]}
