"""Sending plain-text mail; the only module that talks to the mail server."""

import smtplib
import ssl
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.validators import validate_email

# The first match counts. EMAIL_TIMEOUT sets the timeout.
REASONS: dict[type[Exception], str] = {
    smtplib.SMTPRecipientsRefused: "it refuses the recipient",
    # smtplib also raises this for a timeout after the connection.
    smtplib.SMTPServerDisconnected: "it hung up or did not answer in time",
    TimeoutError: "it did not answer in time",
    ssl.SSLError: "no secure connection",
    # Connection refused, or a host name that does not resolve.
    OSError: "no connection",
}

# The empty group of RFC 5322, for blind copies.
UNDISCLOSED = "undisclosed-recipients:;"


class MailDown(Exception):
    """Raised when the mail server accepts nothing; the message holds no address."""


def send(*, subject: str, body: str, to: Sequence[str]) -> None:
    """Sends plain text to each of ``to`` as a blind copy; raises MailDown.

    Line breaks are removed from the subject, so that it cannot inject headers.
    """
    message = EmailMessage(
        subject=_one_line(subject),
        body=body,
        bcc=list(to),
        headers={
            # Spam filters and some servers refuse a mail without a To header.
            "To": to[0] if len(to) == 1 else UNDISCLOSED,
            # Suppresses automatic replies (RFC 3834).
            "Auto-Submitted": "auto-generated",
        },
    )
    try:
        message.send()
    except (smtplib.SMTPException, OSError) as problem:
        # The original exception may contain addresses.
        raise MailDown(f"The mail server: {_reason(problem)}.") from None


def check_addresses(lines: str, *, field: str) -> None:
    """Raises a ValidationError of ``field`` if a line is not an e-mail address."""
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
