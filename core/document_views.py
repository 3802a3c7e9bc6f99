"""Serving of documents, whose URLs contain the file name."""

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from wagtail import hooks
from wagtail.documents import get_document_model
from wagtail.documents.views.serve import serve


def document(request: HttpRequest, document_id: str, name: str) -> HttpResponseBase:
    """Wagtail's view, with a redirect from other file names to the current one.

    An old URL still leads to the document after its file was replaced. The permission
    check comes before the redirect, which would reveal the file name.
    """
    try:
        return without_wrong_encoding(serve(request, document_id, name))
    except Http404:
        found = get_object_or_404(get_document_model(), pk=document_id)
        if found.filename == name:
            raise
    for check in hooks.get_hooks("before_serve_document"):
        if isinstance(refusal := check(found, request), HttpResponseBase):
            return refusal
    return redirect(found.url, permanent=True)


def without_wrong_encoding(response: HttpResponseBase) -> HttpResponseBase:
    """Removes the header ``Content-Encoding: None``, which Wagtail's sendfile sets."""
    if response.get("Content-Encoding") == "None":
        del response["Content-Encoding"]
    return response
