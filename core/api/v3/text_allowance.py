"""Bounds of the work that the formatted texts of one request may cause.

Each text has its own limit; a body of a megabyte may hold a hundred such texts.
"""

from django.http import HttpRequest

from core.rich_text_input import Refusal

MOST_CHARACTERS = 250_000
# Its parser takes as long for one as the rest for five of HTML.
WEIGHT_OF_MARKDOWN = 5
MOST_LINKS = 1000

TOO_MUCH = (
    f"The new texts of one request have at most {MOST_CHARACTERS:,} characters in all; "
    f"one of Markdown counts as {WEIGHT_OF_MARKDOWN}. Send them in several requests."
)
TOO_MANY_LINKS = (
    f"The new texts of one request have at most {MOST_LINKS:,} links to our own pages "
    "and documents. Send them in several requests."
)
ATTRIBUTE = "gait_text_allowance"


class TextAllowance:
    """The characters, and the links to our own pages, that are left to a request."""

    def __init__(self) -> None:
        self.characters = MOST_CHARACTERS
        self.links = MOST_LINKS

    @classmethod
    def of(cls, request: HttpRequest) -> "TextAllowance":
        if not hasattr(request, ATTRIBUTE):
            setattr(request, ATTRIBUTE, cls())
        found: TextAllowance = getattr(request, ATTRIBUTE)
        return found

    def take_text(self, length: int, *, is_markdown: bool) -> None:
        """Raises ``Refusal`` if the text is too much with those before it."""
        self.characters -= length * (WEIGHT_OF_MARKDOWN if is_markdown else 1)
        if self.characters < 0:
            raise Refusal(TOO_MUCH)

    def take_link(self) -> None:
        """The same for a link that leads to a page or document of ours, or may do so."""
        self.links -= 1
        if self.links < 0:
            raise Refusal(TOO_MANY_LINKS)
