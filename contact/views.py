"""Takes in what visitors enter in a form, and shows it again where it is not right."""

from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods
from wagtail.models import Site

from clinic import emergency
from contact.form_builder import SubmissionForm
from contact.models import FormPage
from contact.submit import submit_form
from core.transactions import repeated_view
from public_forms import allowed_origins, messages
from public_forms.idempotency import KeyReused
from public_forms.rate_limits import LimitExceeded
from public_forms.senders import sender_of


# Nobody is signed in here, and where the form stood is asked below.
@csrf_exempt
@repeated_view
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def submission(request: HttpRequest, page_id: int) -> HttpResponse:
    page = visible_form(request, page_id)
    if request.method != "POST":
        # Somebody loads the address of a form that came back to be mended.
        return HttpResponseRedirect(page.url)
    if messages.is_too_large(request):
        return too_large(request, page)
    form = page.get_form(request.POST)
    if not form.is_valid():
        return draw(request, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    if not allowed_origins.is_ours(request):
        return again(request, form, HTTPStatus.FORBIDDEN, messages.ELSEWHERE)
    if not form.has_stamp:
        return draw(request, form.with_new_stamp(), is_check=True)
    try:
        outcome = submit_form(
            page,
            form,
            sender=sender_of(request),
            key=form.key,
            suspicions=form.suspicions(proof_wanted=page.proof_of_work),
        )
    except KeyReused:
        form = form.with_new_stamp()
        return again(request, form, HTTPStatus.CONFLICT, messages.USED)
    except LimitExceeded as many:
        problem = messages.too_many(many)
        answer = again(request, form, HTTPStatus.TOO_MANY_REQUESTS, problem)
        answer["Retry-After"] = str(many.wait_seconds)
        return answer
    there = page.address_after(
        is_urgent=outcome.is_urgent, is_unconfirmed=outcome.is_unconfirmed
    )
    return HttpResponseRedirect(there, status=303)


def live_form(request: HttpRequest, page_id: int) -> FormPage:
    """A published form of this site; raises Http404."""
    site = Site.find_for_request(request)
    forms = FormPage.objects.live().filter(pk=page_id)
    page = forms.descendant_of(site.root_page).first() if site else None
    if page is None:
        raise Http404
    return page


def public_form(request: HttpRequest, page_id: int) -> FormPage:
    """One that everybody may see; raises Http404."""
    page = live_form(request, page_id)
    if page.get_view_restrictions():
        raise Http404
    return page


def visible_form(request: HttpRequest, page_id: int) -> FormPage:
    """One that this visitor may see, by a password or signed in; raises Http404."""
    page = live_form(request, page_id)
    if not all(each.accept_request(request) for each in page.get_view_restrictions()):
        raise Http404
    return page


def again(
    request: HttpRequest, form: SubmissionForm, status: HTTPStatus, problem: str
) -> HttpResponse:
    form.add_error(None, problem)
    return draw(request, form, status=status)


def draw(
    request: HttpRequest,
    form: SubmissionForm,
    *,
    status: HTTPStatus = HTTPStatus.OK,
    is_check: bool = False,
) -> HttpResponse:
    context = {
        **form.page.get_context(request),
        "form": form,
        "is_check": is_check,
        "is_sent": False,
        "emergency": help_for(form),
    }
    return render(request, form.page.template, context, status=status)


def too_large(request: HttpRequest, page: FormPage) -> HttpResponse:
    form = page.get_form(request.POST)
    context = {"page": page, "emergency": help_for(form)}
    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    return render(request, "contact/too_large.html", context, status=status)


def help_for(form: SubmissionForm) -> str:
    """The emergency wording where what was typed tells of danger, else empty."""
    in_danger = emergency.is_in_danger(form.typed, form.page.page_data.clinic)
    return form.page.emergency_html if in_danger else ""
