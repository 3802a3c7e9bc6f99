"""Wagtail's password reset view with rate limits; the worker sends the mail."""

from http import HTTPStatus

from django.contrib.auth.forms import PasswordResetForm
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from wagtail.admin.views.account import PasswordResetView

from core import client_ip
from public_forms import rate_limits
from public_forms.messages import wait_in_words
from public_forms.rate_limits import LimitExceeded
from public_forms.tasks import account_digest, mail_password_link


class RequestPasswordReset(PasswordResetView):
    """Password reset request that does not reveal whether an account exists.

    Only the worker looks up the account, so all addresses get the same answer in the
    same time.
    """

    def form_valid(self, form: PasswordResetForm) -> HttpResponse:
        network = client_ip.client_network(client_ip.client_address(self.request))
        account = account_digest(form.cleaned_data["email"])
        try:
            with transaction.atomic():
                rate_limits.check_limit("password_link", network)
                rate_limits.check_limit("password_link_of_account", account)
                mail_password_link.enqueue(account)
        except LimitExceeded as many:
            return self.refuse(form, many)
        return HttpResponseRedirect(self.get_success_url())

    def refuse(self, form: PasswordResetForm, many: LimitExceeded) -> HttpResponse:
        form.add_error(
            "email",
            "A link was asked for several times in a short time. Look into your mailbox, "
            "also among unwanted mail. If there is none, wait "
            f"{wait_in_words(many.wait_seconds)}, then ask again.",
        )
        answer = self.form_invalid(form)
        answer.status_code = HTTPStatus.TOO_MANY_REQUESTS
        answer["Retry-After"] = str(many.wait_seconds)
        return answer
