"""Takes in what visitors enter in a form, and shows it again where it is not right."""

from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from wagtail.models import Site

from contact.form_builder import SubmissionForm
from contact.handing_in import hand_in
from contact.models import FormPage
from intake import answers, origins
from intake.allowances import TooMany
from intake.receipts import KeyReused
from intake.senders import sender_of


# Nobody is signed in here, and where the form stood is asked below.
@csrf_exempt
@never_cache
@require_POST
def submission(request: HttpRequest, page_id: int) -> HttpResponse:
    page = public_form(request, page_id)
    if answers.is_too_large(request):
        status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
        return render(request, "contact/too_large.html", {"page": page}, status=status)
    form = page.get_form(request.POST)
    if not form.is_valid():
        return draw(request, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    if not origins.is_ours(request):
        return again(request, form, HTTPStatus.FORBIDDEN, answers.ELSEWHERE)
    if not form.has_stamp:
        return draw(request, form.with_new_stamp(), is_check=True)
    try:
        hand_in(
            page,
            form,
            sender=sender_of(request),
            key=form.key,
            suspicions=form.suspicions(),
        )
    except KeyReused:
        form = form.with_new_stamp()
        return again(request, form, HTTPStatus.CONFLICT, answers.USED)
    except TooMany as many:
        problem = answers.too_many(many)
        answer = again(request, form, HTTPStatus.TOO_MANY_REQUESTS, problem)
        answer["Retry-After"] = str(many.wait_seconds)
        return answer
    return HttpResponseRedirect(f"{page.url}?sent=1#sent", status=303)


def public_form(request: HttpRequest, page_id: int) -> FormPage:
    """A form of this site that visitors may see; raises Http404."""
    site = Site.find_for_request(request)
    forms = FormPage.objects.live().public().filter(pk=page_id)
    page = forms.descendant_of(site.root_page).first() if site else None
    if page is None:
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
    }
    return render(request, form.page.template, context, status=status)
