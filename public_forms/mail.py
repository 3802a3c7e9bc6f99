"""The one door to the mail server."""

import smtplib
import ssl
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.validators import validate_email

# The first that fits; how long is waited says EMAIL_TIMEOUT.
REASONS: dict[type[Exception], str] = {
    smtplib.SMTPRecipientsRefused: "it refuses the recipient",
    # How smtplib also calls silence, once connected.
    smtplib.SMTPServerDisconnected: "it hung up or did not answer in time",
    TimeoutError: "it did not answer in time",
    ssl.SSLError: "no secure connection",
    # A port where nobody listens, a name that nobody knows.
    OSError: "no connection",
}

# The group without members of RFC 5322, for recipients who do not see each other.
UNDISCLOSED = "undisclosed-recipients:;"


class MailDown(Exception):
    """The mail server took none of it; the message says why, and names nobody."""


def send(*, subject: str, body: str, to: Sequence[str]) -> None:
    """Plain text to all of ``to``, who do not see each other; raises MailDown.

    The subject may come from anywhere: it becomes one line, and no header beside it.
    """
    message = EmailMessage(
        subject=_one_line(subject),
        body=body,
        bcc=list(to),
        headers={
            # Without a To header a mail counts as spam, and some servers refuse it.
            "To": to[0] if len(to) == 1 else UNDISCLOSED,
            # Says to other machines that nobody waits for an answer (RFC 3834).
            "Auto-Submitted": "auto-generated",
        },
    )
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
    if isinstance(problem, smtplib.SMTPResponseException):
        return f"it answers {problem.smtp_code}"
    fitting = (words for kind, words in REASONS.items() if isinstance(problem, kind))
    return next(fitting, type(problem).__name__)
