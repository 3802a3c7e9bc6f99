from django.db.models import TextChoices

# A person needs longer to read, fill in and send a form.
QUICKEST_SECONDS = 3
# A person needs longer to check a filled-in form and send it again.
QUICKEST_CHECK_SECONDS = 1


class SpamSignal(TextChoices):
    """A reason why a submission may be spam, with a label for staff."""

    HONEYPOT = "honeypot", "A field that people cannot see was filled in"
    TOO_FAST = "too_fast", "It was sent within three seconds"
    NO_PROOF = "no_proof", "The browser did not do its sum"
    LINKS = "links", "Many links"
    DUPLICATE = "duplicate", "The same was sent before"
