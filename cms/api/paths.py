from django.http import Http404, HttpRequest
from django.utils.encoding import uri_to_iri
from wagtail.models import Page, Site


def routed_page(request: HttpRequest, path: str, site: Site) -> Page | None:
    """The page at a path of the site, whoever may see it.

    A browser's ``location.pathname`` is percent-encoded, what people type is not.
    """
    steps = [step for step in uri_to_iri(path).split("/") if step]
    try:
        found, _, _ = site.root_page.specific.route(request, steps)
    except Http404:
        return None
    return found
