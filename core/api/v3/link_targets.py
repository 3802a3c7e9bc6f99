"""Pages, pictures and documents that what is written may refer to."""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest
from django.utils.encoding import uri_to_iri
from wagtail.api.v3.querysets import get_pages_queryset
from wagtail.documents import get_document_model
from wagtail.documents.models import AbstractDocument
from wagtail.images.models import AbstractImage
from wagtail.models import Page
from wagtail.permissions import policy_registry

from core.api.v3.text_allowance import TextAllowance
from core.page_data import PageData, hidden_paths, under
from core.rich_text_input import Target
from core.site_root_paths import shared_site_root_paths

CHOOSABLE = (AbstractImage, AbstractDocument)


def usable(request: HttpRequest, model: type[Model]) -> QuerySet:
    """The objects that the token's owner may refer to.

    Pictures and documents that they may choose, and pages that they may edit or that
    the public sees.
    """
    if issubclass(model, CHOOSABLE):
        policy = policy_registry.get_by_type(model)
        return policy.instances_user_has_any_permission_for(request.user, ["choose"])
    if issubclass(model, Page):
        editable = get_pages_queryset(request, Page).order_by().values("pk")
        public = Q(live=True) & ~under(hidden_paths())
        # The root of the tree is no page of a site.
        pages = model._default_manager.filter(depth__gt=1)
        return pages.filter(Q(pk__in=editable) | public)
    return model._default_manager.all()


def missing(request: HttpRequest, model: type[Model], keys: Iterable[int]) -> set[int]:
    """Those of the ids to which the token's owner cannot refer."""
    wanted = set(keys)
    return wanted - set(
        usable(request, model).filter(pk__in=wanted).values_list("pk", flat=True)
    )


class LinkTargets:
    """The pages and documents that a text of a page may link to.

    ``data``: of the page as it is stored; None for a new page.
    """

    def __init__(self, request: HttpRequest, data: PageData | None) -> None:
        self.request = request
        self.data = data
        self.allowance = TextAllowance.of(request)
        self._found: dict[str, Target | None] = {}
        self._usable: dict[Target, bool] = {}

    def at(self, address: str) -> Target | None:
        """The target at this absolute URL; None if it is no page or document of ours."""
        if address in self._linked_now:
            self.allowance.take_link()
            return self._linked_now[address]
        paths = dict(self._paths_of(address))
        if not paths:
            return None
        # Wagtail reads the page of each link again, even of those that are the same.
        self.allowance.take_link()
        if address not in self._found:
            self._found[address] = self._page_at(paths)
        return self._found[address]

    def has(self, target: Target) -> bool:
        """True if the page links there now, or if the token's owner may refer to it."""
        self.allowance.take_link()
        if target not in self._usable:
            is_linked = target in self._linked_now.values()
            self._usable[target] = is_linked or self._is_usable(target)
        return self._usable[target]

    def _is_usable(self, target: Target) -> bool:
        models = {"page": Page, "document": get_document_model()}
        model = models.get(target.kind)
        return model is not None and not missing(self.request, model, [target.key])

    @cached_property
    def _linked_now(self) -> dict[str, Target]:
        """Targets of the page's links now, by the address that reading shows."""
        if self.data is None:
            return {}
        data, preloaded = self.data, self.data.preloaded
        pages = {
            data.address(page): Target("page", key)
            for key, page in preloaded.pages.items()
        }
        documents = {
            data.file_url(document.url): Target("document", key)
            for key, document in preloaded.documents.items()
        }
        return {
            address: target
            for address, target in (pages | documents).items()
            if address
        }

    def _paths_of(self, address: str) -> Iterator[tuple[str, str]]:
        """Yields the path of the site's root page and that of the address below it."""
        for root in shared_site_root_paths():
            path = root.addresses.path(address)
            if path != address and not re.search("[?#]", path):
                yield root.root_path, uri_to_iri(path).strip("/")

    def _page_at(self, paths: Mapping[str, str]) -> Target | None:
        for root_path, below in paths.items():
            url_path = f"{root_path}{below}/" if below else root_path
            pages = usable(self.request, Page).filter(url_path=url_path)
            if key := pages.values_list("pk", flat=True).first():
                return Target("page", key)
        return None
