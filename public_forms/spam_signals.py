from django.db.models import TextChoices

# Nobody reads a form, fills it in and sends it faster.
QUICKEST_SECONDS = 3
# … nor looks it over that is filled in already, and sends it again.
QUICKEST_CHECK_SECONDS = 1


class SpamSignal(TextChoices):
    """Why something handed in may be rubbish, in words for staff."""

    HONEYPOT = "honeypot", "A field that people cannot see was filled in"
    TOO_FAST = "too_fast", "It was sent within three seconds"
    NO_PROOF = "no_proof", "The browser did not do its sum"
    LINKS = "links", "Many links"
    DUPLICATE = "duplicate", "The same was sent before"
