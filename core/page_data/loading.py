"""Loading of the data of pages: for one type, or by the registered loader of each."""

from collections.abc import Callable, Sequence
from functools import singledispatch
from typing import Any, Protocol, TypeVar

from django.db.models import Model
from wagtail.models import Page

from core.page_data.page import PageData
from core.page_data.preloaded import Preloaded
from core.page_data.public_pages import hidden_paths
from core.references import References


def load(
    pages: Sequence[Page],
    *,
    data_class: type[PageData] = PageData,
    also: References | None = None,
    hidden: Sequence[str] | None = None,
) -> Preloaded:
    """Sets the ``page_data`` of each page, in a constant number of queries.

    ``also``: further references to load. ``hidden``: the result of ``hidden_paths()``,
    if the caller has it.
    """
    found = also or References()
    for page in pages:
        found.add(page)
    preloaded = Preloaded(found, pages, hidden_paths() if hidden is None else hidden)
    for page in pages:
        page.page_data = data_class(page, preloaded)
    return preloaded


class Loader(Protocol):
    """Function that sets the ``page_data`` of pages of one type."""

    def __call__(
        self, pages: Sequence[Any], /, *, hidden: Sequence[str] | None = None
    ) -> object: ...


Loading = TypeVar("Loading", bound=Loader)

_loaders: dict[type[Page], Loader] = {}


def loader(model: type[Page]) -> Callable[[Loading], Loading]:
    """Registers the loader of a page type and of its subclasses.

    Models do not import what is computed from them: the ``ready`` of their app imports
    the module of the loader.
    """

    def register(function: Loading) -> Loading:
        _loaders[model] = function
        return function

    return register


def load_as(
    model: type[Page], pages: Sequence[Page], *, hidden: Sequence[str] | None = None
) -> None:
    """Loads pages of a type with its registered loader, else with ``load``."""
    registered = (_loaders[base] for base in model.__mro__ if base in _loaders)
    next(registered, load)(pages, hidden=hidden)


@singledispatch
def data_of(instance: Model) -> PageData:
    """The data of an object that is no page, such as site settings; see ``loader``."""
    raise NotImplementedError(f"Register data_of for {instance._meta.label}.")
