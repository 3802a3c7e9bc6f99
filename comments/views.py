"""View of the reply form on its own page: to answer a reply, or to correct errors."""

from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from wagtail.models import Page, Site

from clinic import emergency
from clinic.models import ClinicSettings
from comments import reply_window, threads
from comments.forms import ReplyForm
from comments.models import ReplySettings, TakesReplies
from comments.submit import Outcome, submit_reply
from core.left_pages import leave_page
from core.page_routing import live_below
from core.private_pages import is_unrestricted
from public_forms import signed_notices
from public_forms.form_views import FormRefused, PublicFormView
from public_forms.senders import sender_of

CLOSED = "Replies are closed here. Copy your text if you want to keep it."


class ReplyView(PublicFormView[ReplyForm]):
    too_large_template = "comments/too_large.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """The empty form, to answer the reply in ``?parent=``; 403 where closed."""
        if elsewhere := leave_page(self.page, request):
            return elsewhere
        form = ReplyForm(page=self.page)
        if not is_open(self.page):
            return self.draw(form, status=HTTPStatus.FORBIDDEN)
        answer = ReplyForm(
            page=self.page, initial={"parent": request.GET.get("parent")}
        )
        return self.draw(answer if answer.answered else form)

    def get_page(self, page_id: int) -> Page:
        return replied_page(self.request, page_id)

    def get_form(self) -> ReplyForm:
        return ReplyForm(self.request.POST, page=self.page)

    def needs_check(self, form: ReplyForm) -> bool:
        return super().needs_check(form) and is_open(self.page)

    def submit(self, form: ReplyForm) -> str:
        settings = settings_of(self.page)
        try:
            outcome = submit_reply(
                form.draft,
                page=self.page,
                settings=settings,
                sender=sender_of(self.request),
                key=form.key,
                spam_signals=form.spam_signals(proof_wanted=settings.proof_of_work),
            )
        except reply_window.RepliesClosed:
            raise FormRefused(HTTPStatus.FORBIDDEN, CLOSED) from None
        return success_url(self.page, outcome)

    def emergency_wording(self, form: ReplyForm) -> str:
        if not form.is_bound:
            return ""
        clinic = ClinicSettings.of(self.page.site_id)
        in_danger = emergency.is_in_danger(form.typed, clinic)
        return emergency.wording_for_page(clinic) if in_danger else ""

    def get_template(self) -> str:
        return "comments/reply.html"

    def get_context(self, form: ReplyForm) -> dict[str, Any]:
        data = self.page.page_data
        trail = [
            {"title": each.title, "url": data.path(each)} for each in data.ancestors
        ]
        return {
            "page": self.page,
            "breadcrumbs": [*trail, {"title": self.page.title, "url": self.page.url}],
            "is_closed": not (form.is_bound or is_open(self.page)),
            "asks_proof": settings_of(self.page).proof_of_work,
        }


def replied_page(
    request: HttpRequest, page_id: int, *, site: Site | None = None
) -> Page:
    """A public page of the site that takes replies; raises Http404.

    ``site``: another than that of the request.
    """
    site = site or Site.find_for_request(request)
    page = live_below(site.root_page, page_id) if site else None
    if not isinstance(page, TakesReplies) or not is_unrestricted(page):
        raise Http404
    return page


def settings_of(page: Page) -> ReplySettings:
    return ReplySettings.of(page.site_id)


def is_open(page: Page) -> bool:
    return reply_window.is_open(page, settings_of(page), now=timezone.now())


def success_url(page: Page, outcome: Outcome) -> str:
    if not outcome.is_published:
        state = "urgent" if outcome.is_urgent else "waiting"
        fragment = "emergency" if outcome.is_urgent else "reply-notice"
        return f"{page.url}?reply={_notice(state, page)}#{fragment}"
    number = threads.page_numbers(page.pk).get(outcome.thread_id, 1)
    parameters = {
        "reply": _notice("published", page),
        **({"replies": number} if number > 1 else {}),
    }
    return f"{page.url}?{urlencode(parameters)}#reply-{outcome.comment_id}"


def _notice(state: str, page: Page) -> str:
    return signed_notices.sign(state, purpose="reply", page_id=page.pk)
