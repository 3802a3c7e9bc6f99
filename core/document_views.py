"""Documents at their addresses, which hold the name of the file."""

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from wagtail import hooks
from wagtail.documents import get_document_model
from wagtail.documents.views.serve import serve


def document(request: HttpRequest, document_id: str, name: str) -> HttpResponseBase:
    """Wagtail's view, which also leads from other names of the file to the present one.

    A printed address still gives the document after its file has been replaced. Who may
    not read the document does not learn the name.
    """
    try:
        return serve(request, document_id, name)
    except Http404:
        found = get_object_or_404(get_document_model(), pk=document_id)
        if found.filename == name:
            raise
    for check in hooks.get_hooks("before_serve_document"):
        if isinstance(refusal := check(found, request), HttpResponseBase):
            return refusal
    return redirect(found.url, permanent=True)
