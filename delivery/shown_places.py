"""Addresses of stored answers that depend on what was changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from django.db.models import Q, QuerySet
from django.utils.encoding import iri_to_uri
from wagtail.models import Site

from core.models.front_ends import USUAL_PORTS
from core.site_addresses import addresses_of
from core.site_lookup import site_at
from delivery import release
from delivery.models import StoredDocument
from delivery.site_paths import SitePaths

APIS = "/api/"
# By this, a front end asks for the page of an address.
ROUTE = "/api/v3/route/"


@dataclass(frozen=True)
class Place:
    """An address that depends on a change; ``text`` is the address as people read it."""

    url: str
    text: str
    is_page: bool


class Places:
    """The addresses of stored documents, each once, whatever host was asked."""

    def __init__(self, documents: QuerySet[StoredDocument]) -> None:
        self._paths = SitePaths()
        self._sites: dict[str, Site | None] = {}
        self._found: dict[tuple[int | None, str], Place] = {}
        rows = documents.values_list("origin", "address").distinct()
        for origin, address in rows.iterator():
            self._add(origin, address)

    def __len__(self) -> int:
        return len(self._found)

    def first(self, number: int) -> Sequence[Place]:
        """That many of them in the order of their texts, pages before answers."""
        places = self._found.values()
        return sorted(places, key=lambda it: (not it.is_page, it.text))[:number]

    def _add(self, origin: str, address: str) -> None:
        site = self._site(origin)
        if address.startswith(f"{ROUTE}?"):
            asked = parse_qs(urlsplit(address).query)
            self._add_page(asked, site)
            return
        key = (site and site.pk, address)
        # The site's own host, where it was asked, too.
        if key not in self._found or (site and origin == site.root_url):
            url = iri_to_uri(f"{origin}{address}") or ""
            text = self._paths.written(f"{origin}{address}")
            self._found[key] = Place(url, text, not address.startswith(APIS))

    def _add_page(self, asked: dict[str, list[str]], site: Site | None) -> None:
        """Adds the page that a front end shows at the address that it asked for."""
        if "site" in asked:
            site = self._site(f"//{asked['site'][-1]}")
        if site is None:
            return
        addresses = addresses_of(site)
        slug = urlsplit(asked.get("path", ["/"])[-1]).path.strip("/")
        path = f"/{slug}/" if slug else "/"
        url = addresses.url(path)
        is_elsewhere = addresses.is_elsewhere
        text = url.partition("//")[2] if is_elsewhere else self._paths.written(url)
        key = (site.pk, url if is_elsewhere else path)
        self._found.setdefault(key, Place(iri_to_uri(url) or "", text, is_page=True))

    def _site(self, origin: str) -> Site | None:
        """The site that answers there; an origin without a scheme may lack the port."""
        if origin not in self._sites:
            parts = urlsplit(origin)
            port = str(parts.port or USUAL_PORTS.get(parts.scheme) or "")
            self._sites[origin] = site_at(parts.hostname or "", port)
        return self._sites[origin]


def documents_with(tags: Sequence[str]) -> QuerySet[StoredDocument]:
    """The documents of this release with one of the tags."""
    wanted = Q(pk__in=[])
    for tag in tags:
        wanted |= Q(tags__contains=f" {tag} ")
    documents = StoredDocument.objects.filter(release=release.fingerprint())
    return documents.filter(wanted)
