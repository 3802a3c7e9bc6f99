"""Addresses of a site: Gait's own origin, and that of its front end, if it has one.

Pages have the front end's, files and APIs always Gait's own.
"""

import re
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from wagtail.models import Site

OwnPages = Literal["redirect", "off", "noindex"]

PLACEHOLDER = "{path}"
USUAL_PATTERN = f"/{PLACEHOLDER}/"
# Addresses that no front end serves: files, APIs, the admin, and what is made for programs.
SERVED_HERE = re.compile(
    r"/(?:admin|api|documents|media|static|form-token)(?:/|$)"
    r"|/[^?#]*\.(?:atom|xml|txt|md)(?:[?#]|$)"
)

WEB_ORIGIN = re.compile(r"(https?)://([^/?#@]+)", re.IGNORECASE)
DEFAULT_PORTS = {"http": ":80", "https": ":443"}


def with_usual_origin(url: str) -> str:
    """The URL with scheme and host in small letters and without the default port."""
    found = WEB_ORIGIN.match(url)
    if found is None:
        return url
    scheme, host = found[1].lower(), found[2].lower()
    host = host.removesuffix(DEFAULT_PORTS[scheme]).removesuffix(":")
    return f"{scheme}://{host}{url[found.end() :]}"


@dataclass(frozen=True)
class SiteAddresses:
    """``front_end`` is empty for a site whose pages Gait shows itself.

    ``pattern`` is the path of a page there; in it, ``{path}`` stands for the page's path
    on the site, without the slashes at its ends. ``own_pages``: what Gait does at its
    own addresses of pages. ``preview_url`` is where the front end shows drafts.
    """

    own_origin: str
    front_end: str = ""
    pattern: str = USUAL_PATTERN
    own_pages: OwnPages = "redirect"
    preview_url: str = ""

    @property
    def is_elsewhere(self) -> bool:
        """True if readers find the pages on a front end."""
        if self.front_end == self.own_origin:
            # A site that has moved to the address of its front end would lead to itself.
            return self._prefix != "/"
        return bool(self.front_end)

    @property
    def are_pages_left(self) -> bool:
        """True if Gait does not show pages itself."""
        return self.is_elsewhere and self.own_pages != "noindex"

    @property
    def origin(self) -> str:
        """The origin of the pages."""
        return self.front_end if self.is_elsewhere else self.own_origin

    def url(self, path: str) -> str:
        """The full address at which readers find what has this path on the site."""
        if not self.is_elsewhere:
            return self.own_origin + path
        own, rest = _split(path)
        if not (slug := own.strip("/")):
            return f"{self.front_end}{self._home}{rest}"
        return f"{self.front_end}{self.pattern.replace(PLACEHOLDER, slug)}{rest}"

    def absolute(self, address: str) -> str:
        """An address in a text as a full one; paths are those of the site."""
        if not address.startswith("/"):
            return address
        if SERVED_HERE.match(address):
            return self.own_origin + address
        return self.url(address)

    def path(self, url: str) -> str:
        """A full address as the path that it has on the site; others as they are."""
        if self.is_elsewhere:
            own, rest = _split(url)
            if own.rstrip("/") == f"{self.front_end}{self._home}".rstrip("/"):
                return f"/{rest}"
            prefix = f"{self.front_end}{self._prefix}"
            if own.startswith(prefix):
                return f"/{own.removeprefix(prefix).rstrip('/')}/{rest}"
        if url.startswith(f"{self.own_origin}/"):
            return url.removeprefix(self.own_origin)
        return url

    @property
    def preview_origin(self) -> str:
        """The origin of the address that shows drafts; empty if there is none."""
        parts = urlsplit(self.preview_url)
        return f"{parts.scheme}://{parts.netloc}" if self.preview_url else ""

    @property
    def _prefix(self) -> str:
        return self.pattern.partition(PLACEHOLDER)[0]

    @property
    def _home(self) -> str:
        """The path of the home page on the front end."""
        ends_with_slash = self.pattern.endswith("/")
        return self._prefix if ends_with_slash else self._prefix.rstrip("/") or "/"


def _split(address: str) -> tuple[str, str]:
    """The address without its query string and fragment, and these."""
    own = re.split("[?#]", address, maxsplit=1)[0]
    return own, address[len(own) :]


def addresses_of(site: Site) -> SiteAddresses:
    """The addresses of a site; no query if it was selected with its front end."""
    own = site.root_url
    # The settings that core.models.FrontEnd stores for a site.
    stored = getattr(site, "frontend", None)
    if stored is None or not stored.origin:
        return SiteAddresses(own)
    return SiteAddresses(
        own,
        stored.origin,
        stored.path_pattern,
        stored.own_pages,
        stored.preview_url,
    )
