from django.conf import settings
from django.template.loader import render_to_string

from core.models import User
from outbox.models import Attempt, Endpoint
from public_forms import mail
from public_forms.task_retries import later

CHANGE_WEBHOOKS = "outbox.change_endpoint"
# Action in the history of a webhook.
SWITCH_OFF = "outbox.switch_off"


@later(does="Mail administrators that a webhook was switched off", on=mail.MailDown)
def tell_of_switched_off(endpoint_id: int) -> None:
    """Sends a mail to all who may change webhooks."""
    endpoint = Endpoint.objects.filter(pk=endpoint_id, is_active=False).first()
    people = User.objects.with_perm(CHANGE_WEBHOOKS).exclude(email="")
    addresses = [*people.values_list("email", flat=True)]
    if endpoint is None or not addresses:
        return
    failures = Attempt.objects.filter(delivery__endpoint=endpoint)
    context = {
        "endpoint": endpoint,
        "attempt": failures.exclude(problem="").order_by("-pk").first(),
        "admin": settings.WAGTAILADMIN_BASE_URL,
    }
    mail.send(
        subject=f"The webhook “{endpoint}” was switched off",
        body=render_to_string("outbox/mail/switched_off.txt", context),
        to=addresses,
    )
