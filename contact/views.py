"""Contact forms as HTML: receive what visitors send, and show it again on errors."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from wagtail.models import Site

from clinic import emergency
from clinic.page_data import ClinicPageData
from contact.form_builder import SubmissionForm
from contact.models import FormPage
from contact.submit import submit_form
from core.private_pages import is_open_to
from public_forms.form_views import PublicFormView
from public_forms.senders import sender_of


class SubmissionView(PublicFormView[SubmissionForm]):
    too_large_template = "contact/too_large.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """Redirects to the form's page: somebody loads the address of a form again."""
        return HttpResponseRedirect(self.page.url)

    def get_page(self, page_id: int) -> FormPage:
        return visible_form(self.request, page_id)

    def get_form(self) -> SubmissionForm:
        return self.page.get_form(self.request.POST)

    def submit(self, form: SubmissionForm) -> str:
        outcome = submit_form(
            self.page,
            form,
            sender=sender_of(self.request),
            key=form.key,
            spam_signals=form.spam_signals(proof_wanted=self.page.proof_of_work),
        )
        return self.page.address_after(
            is_urgent=outcome.is_urgent, is_unconfirmed=outcome.is_unconfirmed
        )

    def emergency_wording(self, form: SubmissionForm) -> str:
        in_danger = emergency.is_in_danger(
            form.typed, ClinicPageData.of(self.page).clinic
        )
        return self.page.emergency_html if in_danger else ""

    def get_template(self) -> str:
        return self.page.template

    def get_context(self, form: SubmissionForm) -> dict[str, Any]:
        return {**self.page.get_context(self.request), "is_sent": False}


def live_form(
    request: HttpRequest, page_id: int, *, site: Site | None = None
) -> FormPage:
    """A published form of the site; raises Http404.

    ``site``: another than that of the request.
    """
    site = site or Site.find_for_request(request)
    forms = FormPage.objects.live().filter(pk=page_id)
    page = forms.descendant_of(site.root_page).first() if site else None
    if page is None:
        raise Http404
    return page


def public_form(
    request: HttpRequest, page_id: int, *, site: Site | None = None
) -> FormPage:
    """A published form that the API shows: public, or unlocked; raises Http404."""
    page = live_form(request, page_id, site=site)
    if not is_open_to(request, page):
        raise Http404
    return page


def visible_form(request: HttpRequest, page_id: int) -> FormPage:
    """A published form whose view restrictions accept the request; raises Http404."""
    page = live_form(request, page_id)
    if not all(each.accept_request(request) for each in page.get_view_restrictions()):
        raise Http404
    return page
