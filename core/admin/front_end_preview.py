"""Previews of forms that tell the admin's script how to reach the front end."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from wagtail.admin.views.pages.preview import PreviewOnCreateView, PreviewOnEditView
from wagtail.models import Page

from core.front_end_previews import message_for_front_end


class LedPreview:
    """Adds a token to the answer of a preview that was stored.

    The script posts it to the frame that shows the front end, in place of a reload.
    """

    object: Page

    # Any: Wagtail's keyword arguments of the URL.
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        # Wagtail's view follows in the order of classes.
        response: HttpResponse = super().post(request, *args, **kwargs)  # type: ignore[misc]
        said = json.loads(response.content)
        # Nothing is stored of a form with mistakes.
        is_stored = said["is_valid"]
        message = is_stored and message_for_front_end(self.object, request)
        if not message:
            return response
        return JsonResponse({**said, "front_end": message})


class PreviewOnEdit(LedPreview, PreviewOnEditView):
    pass


class PreviewOnCreate(LedPreview, PreviewOnCreateView):
    pass
