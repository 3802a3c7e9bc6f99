from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.utils.encoding import uri_to_iri
from wagtail.contrib.redirects.models import Redirect
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


def redirect_at(path: str, redirects: QuerySet) -> Redirect | None:
    """The redirect for the path with its query, else for the path alone.

    ``redirects``: those of the site that the reader may see.
    """
    try:
        paths = [
            Redirect.normalise_path(each) for each in (path, path.partition("?")[0])
        ]
    except ValueError:
        return None
    found = redirects.filter(old_path__in=paths)
    # The longer path says more, and a redirect of this site goes before one of all.
    best = sorted(found, key=lambda each: (len(each.old_path), each.site_id or 0))
    return best[-1] if best else None
