"""The one door to the mail server."""

import smtplib
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.validators import validate_email

TIMEOUT_SECONDS = 20


class MailDown(Exception):
    """The mail server took none of it; the message says why, and names nobody."""


def send(*, subject: str, body: str, to: Sequence[str]) -> None:
    """Plain text to all of ``to``, who do not see each other; raises MailDown.

    The subject may come from anywhere: it becomes one line, and no header beside it.
    """
    message = EmailMessage(subject=_one_line(subject), body=body, bcc=list(to))
    # Says to other machines that nobody waits for an answer (RFC 3834).
    message.extra_headers["Auto-Submitted"] = "auto-generated"
    try:
        message.send()
    except (smtplib.SMTPException, OSError) as problem:
        # Theirs may repeat the addresses.
        raise MailDown(f"The mail server: {_reason(problem)}.") from None


def check_addresses(lines: str, *, field: str) -> None:
    """Raises a ValidationError of the field where a line is no e-mail address."""
    for line in filter(None, map(str.strip, lines.splitlines())):
        try:
            validate_email(line)
        except ValidationError:
            problem = f"“{line}” is no e-mail address. Enter one a line."
            raise ValidationError({field: problem}) from None


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _reason(problem: Exception) -> str:
    if isinstance(problem, smtplib.SMTPRecipientsRefused):
        return "it refuses the recipient"
    if isinstance(problem, smtplib.SMTPResponseException):
        return f"it answers {problem.smtp_code}"
    if isinstance(problem, TimeoutError):
        return "it does not answer in time"
    if isinstance(problem, ConnectionError):
        return "no connection"
    return type(problem).__name__
