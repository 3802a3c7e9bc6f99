"""Background task that mails a password reset link."""

import unicodedata

from django.contrib.auth.tokens import default_token_generator
from django.template.loader import render_to_string
from django.utils.crypto import salted_hmac
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from core.models import User
from public_forms import mail
from public_forms.task_retries import later

# Wagtail's template names; this project overrides the texts.
SUBJECT = "wagtailadmin/account/password_reset/email_subject.txt"
BODY = "wagtailadmin/account/password_reset/email.txt"


def account_digest(email: str) -> str:
    """Keyed digest of an e-mail address, equal for all spellings of one account."""
    spelling = unicodedata.normalize("NFKC", email.strip()).casefold()
    return salted_hmac("public_forms.password_reset", spelling).hexdigest()


@later(does="Mail a link that sets a new password", on=mail.MailDown)
def mail_password_link(account: str) -> None:
    """Mails a reset link to the active user whose address has this digest, if any.

    The queue stores neither the typed address nor the token of the link.
    """
    user = _user(account)
    if user is None or not user.has_usable_password():
        return
    context = {
        "uid": urlsafe_base64_encode(force_bytes(user.pk)),
        "token": default_token_generator.make_token(user),
        "user": user,
    }
    mail.send(
        subject=render_to_string(SUBJECT, context),
        body=render_to_string(BODY, context),
        to=[user.email],
    )


def _user(account: str) -> User | None:
    active = User.objects.filter(is_active=True)
    for pk, email in active.values_list("pk", "email").iterator():
        if account_digest(email) == account:
            return active.filter(pk=pk).first()
    return None
