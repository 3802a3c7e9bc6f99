"""View of the reply form on its own page: to answer a reply, or to correct errors."""

from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods
from wagtail.models import Page, Site

from clinic import emergency
from clinic.models import ClinicSettings
from comments import reply_window, threads
from comments.forms import ReplyForm
from comments.models import ReplySettings, TakesReplies
from comments.submit import Outcome, submit_reply
from core.transactions import repeated_view
from public_forms import allowed_origins, messages, signed_notices
from public_forms.idempotency import KeyReused
from public_forms.rate_limits import LimitExceeded
from public_forms.senders import sender_of

CLOSED = "Replies are closed here. Copy your text if you want to keep it."


# CSRF-exempt: the form needs no account; allowed_origins checks the origin below.
@csrf_exempt
@repeated_view
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def reply(request: HttpRequest, page_id: int) -> HttpResponse:
    page = replied_page(request, page_id)
    if messages.is_too_large(request):
        return too_large(request, page)
    if request.method == "POST":
        return handle_submission(request, page)
    if not is_open(page):
        return render_form(request, ReplyForm(page=page), status=HTTPStatus.FORBIDDEN)
    form = ReplyForm(page=page, initial={"parent": request.GET.get("parent")})
    return render_form(request, form if form.answered else ReplyForm(page=page))


def handle_submission(request: HttpRequest, page: Page) -> HttpResponse:
    form = ReplyForm(request.POST, page=page)
    settings = settings_of(page)
    if not form.is_valid():
        return render_form(request, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    if not allowed_origins.is_ours(request):
        return render_with_error(
            request, form, HTTPStatus.FORBIDDEN, messages.ELSEWHERE
        )
    if not form.has_stamp and is_open(page):
        return render_form(request, form.with_new_stamp(), is_check=True)
    try:
        outcome = submit_reply(
            form.draft,
            page=page,
            settings=settings,
            sender=sender_of(request),
            key=form.key,
            suspicions=form.suspicions(proof_wanted=settings.proof_of_work),
        )
    except reply_window.RepliesClosed:
        return render_with_error(request, form, HTTPStatus.FORBIDDEN, CLOSED)
    except KeyReused:
        return render_with_error(
            request, form.with_new_stamp(), HTTPStatus.CONFLICT, messages.USED
        )
    except LimitExceeded as limit:
        problem = messages.too_many(limit)
        answer = render_with_error(request, form, HTTPStatus.TOO_MANY_REQUESTS, problem)
        answer["Retry-After"] = str(limit.wait_seconds)
        return answer
    return HttpResponseRedirect(success_url(page, outcome), status=303)


def replied_page(request: HttpRequest, page_id: int) -> Page:
    """A public page of this site that takes replies; raises Http404."""
    site = Site.find_for_request(request)
    pages = Page.objects.live().public().filter(pk=page_id)
    page = pages.descendant_of(site.root_page).first() if site else None
    page = page.specific if page else None
    if not isinstance(page, TakesReplies):
        raise Http404
    return page


def settings_of(page: Page) -> ReplySettings:
    return ReplySettings.of(page.get_site().pk)


def is_open(page: Page) -> bool:
    return reply_window.is_open(page, settings_of(page), now=timezone.now())


def success_url(page: Page, outcome: Outcome) -> str:
    if not outcome.is_published:
        state = "urgent" if outcome.is_urgent else "waiting"
        fragment = "emergency" if outcome.is_urgent else "reply-notice"
        return f"{page.url}?reply={_notice(state, page)}#{fragment}"
    number = threads.numbers(page.pk).get(outcome.thread_id, 1)
    parameters = {
        "reply": _notice("published", page),
        **({"replies": number} if number > 1 else {}),
    }
    return f"{page.url}?{urlencode(parameters)}#reply-{outcome.comment_id}"


def _notice(state: str, page: Page) -> str:
    return signed_notices.sign(state, purpose="reply", page_id=page.pk)


def render_with_error(
    request: HttpRequest, form: ReplyForm, status: HTTPStatus, problem: str
) -> HttpResponse:
    form.add_error(None, problem)
    return render_form(request, form, status=status)


def render_form(
    request: HttpRequest,
    form: ReplyForm,
    *,
    status: HTTPStatus = HTTPStatus.OK,
    is_check: bool = False,
) -> HttpResponse:
    settings = settings_of(form.page)
    context = {
        **breadcrumb_context(form.page, request),
        "form": form,
        "is_check": is_check,
        "emergency": emergency_wording_for(form),
        "is_closed": not (form.is_bound or is_open(form.page)),
        "asks_proof": settings.proof_of_work,
    }
    return render(request, "comments/reply.html", context, status=status)


def too_large(request: HttpRequest, page: Page) -> HttpResponse:
    form = ReplyForm(request.POST, page=page)
    context = {
        **breadcrumb_context(page, request),
        "emergency": emergency_wording_for(form),
    }
    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    return render(request, "comments/too_large.html", context, status=status)


def emergency_wording_for(form: ReplyForm) -> str:
    """The emergency wording if the entered text suggests danger, else empty."""
    if not form.is_bound:
        return ""
    clinic = ClinicSettings.of(form.page.get_site().pk)
    in_danger = emergency.is_in_danger(form.typed, clinic)
    return emergency.wording_for_page(clinic) if in_danger else ""


def breadcrumb_context(page: Page, request: HttpRequest) -> dict[str, Any]:
    """Template context of page and breadcrumbs."""
    data = page.page_data
    return {
        "page": page,
        "breadcrumbs": [
            *({"title": each.title, "url": data.path(each)} for each in data.ancestors),
            {"title": page.title, "url": page.url},
        ],
    }
