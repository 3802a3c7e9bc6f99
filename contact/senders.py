"""Finding what somebody sent by an e-mail address that is not kept readable."""

from django.utils.crypto import salted_hmac


def email_digest(email: str) -> str:
    """Keyed with SECRET_KEY; empty for no address."""
    small = email.strip().lower()
    if not small:
        return ""
    return salted_hmac("contact.email", small, algorithm="sha256").hexdigest()
