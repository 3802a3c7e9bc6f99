"""Messages to visitors about a form that was refused."""

from django.http import HttpRequest

from public_forms.rate_limits import LimitExceeded

# The longest form, with room for its URL encoding.
MOST_BYTES = 100_000
ELSEWHERE = "This form was sent from another site. Look at it, then send it from here."
USED = "This form was sent before. Look at it, then send it once more."


def is_too_large(request: HttpRequest) -> bool:
    length = request.headers.get("Content-Length") or "0"
    return not length.isdecimal() or int(length) > MOST_BYTES


def too_many(many: LimitExceeded) -> str:
    wait = wait_in_words(many.wait_seconds)
    return f"You sent several in a short time. Wait {wait}, then send this one."


def wait_in_words(seconds: int) -> str:
    """The wait as text, rounded up."""
    if seconds < 120:
        return "two minutes"
    minutes = -(-seconds // 60)
    return f"{minutes} minutes" if minutes < 120 else f"{-(-minutes // 60)} hours"
