from typing import Any

from django.db import models
from django.http import HttpRequest, HttpResponse

from core.api.caching import make_private
from core.models.pages import PageMixin


class TakesReplies(PageMixin):
    """Mixin for a page that visitors may reply to."""

    comments_open = models.BooleanField(
        "visitors may reply",
        default=True,
        help_text="Where replies are closed for the whole site, this opens none.",
    )

    reply_panels = ["comments_open"]

    class Meta:
        abstract = True

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Marks the response private if it has a notice about a reply just sent."""
        response = super().serve(request, *args, **kwargs)
        return make_private(response) if "reply" in request.GET else response
