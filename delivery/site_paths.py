"""Paths of the change feed as the addresses at which readers find the pages."""

from urllib.parse import urlsplit

from core.site_root_paths import get_site_root_paths


class SitePaths:
    """The paths of pages in the tree, and the addresses that belong to them.

    Addresses are written with their host where there are several sites.
    """

    def __init__(self) -> None:
        self._roots = get_site_root_paths()

    @property
    def are_of_several_sites(self) -> bool:
        return len({root.site_id for root in self._roots}) > 1

    def address(self, path: str) -> str:
        """The address of the page at a path of the tree; empty if no site has it."""
        for root in self._roots:
            if path.startswith(root.root_path):
                below = path.removeprefix(root.root_path)
                return self.written(root.addresses.url(f"/{below}"))
        return ""

    def written(self, url: str) -> str:
        """A full address as people read it."""
        parts = urlsplit(url)
        host = parts.netloc if self.are_of_several_sites else ""
        query = f"?{parts.query}" if parts.query else ""
        return f"{host}{parts.path}{query}"
