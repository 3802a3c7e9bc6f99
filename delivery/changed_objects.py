"""Kinds of changed objects in the words of editors, and names of the objects.

An app registers the kinds of its tables. A name is given only where every reader of the
report of changes may know it; what is hidden or gone keeps its number.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

from django.db.models import Model, Q
from django.utils.text import capfirst
from wagtail.models import CollectionViewRestriction, Page, Site

from core.page_data import hidden_paths, under
from delivery.models import ContentChange

# The texts for some keys of a kind, for a user. Any: the type of users is a setting.
Texts = Callable[[Collection[int], Any], Mapping[int, str]]

_labels: dict[str, str] = {}
_texts: dict[str, Texts] = {}


def name_kind(kind: str, label: str, texts: Texts | None = None) -> None:
    """Registers the label of a kind, and the texts of those objects that have a name."""
    _labels[kind] = label
    if texts:
        _texts[kind] = texts


def kind_choices() -> list[tuple[str, str]]:
    """The kinds that editors know, in the order of their labels."""
    return sorted(_labels.items(), key=lambda choice: choice[1])


def texts_of(changes: Iterable[ContentChange], user: Any) -> dict[tuple[str, int], str]:
    """A text for each changed object, in a constant number of queries for each kind."""
    keys = defaultdict(set)
    for change in changes:
        keys[change.kind].add(change.object_id)
    found = {(kind, key): _numbered(kind, key) for kind in keys for key in keys[kind]}
    for kind in keys.keys() & _texts.keys():
        texts = _texts[kind](keys[kind], user)
        found |= {(kind, key): text for key, text in texts.items()}
    return found


def _numbered(kind: str, key: int) -> str:
    label = _labels.get(kind) or kind.replace("-", " ").capitalize()
    return f"{label} {key}" if key else label


def quoted(label: str, name: object) -> str:
    return f"{label} “{name}”"


def objects_called(label: str, model: type[Model]) -> Texts:
    """Texts of objects that are never private."""

    def texts(keys: Collection[int], user: Any) -> dict[int, str]:
        found = model._default_manager.in_bulk(keys)
        return {key: quoted(label, each) for key, each in found.items()}

    return texts


def files_called(label: str, model: type[Model]) -> Texts:
    """Texts of pictures or documents, without those in a private collection."""

    def texts(keys: Collection[int], user: Any) -> dict[int, str]:
        private = Q()
        for each in CollectionViewRestriction.objects.select_related("collection"):
            private |= Q(collection__path__startswith=each.collection.path)
        found = model._default_manager.filter(pk__in=keys)
        public = found.exclude(private) if private else found
        titles = public.values_list("pk", "title")
        return {key: quoted(label, title) for key, title in titles}

    return texts


def objects_of_sites(label: str, model: type[Model], site: str = "site_id") -> Texts:
    """Texts of what each site has one of: with its name where there are several.

    ``site`` is the column of the site's key.
    """

    def texts(keys: Collection[int], user: Any) -> dict[int, str]:
        sites = Site.objects.in_bulk()
        if len(sites) < 2:
            return dict.fromkeys(keys, label)
        found = model._default_manager.filter(pk__in=keys).values_list("pk", site)
        return {
            key: quoted(label, sites[of].site_name or sites[of].hostname)
            for key, of in found
        }

    return texts


def hidden_from(user: Any) -> list[str]:
    """The tree paths of pages that the report does not tell the user about."""
    return [] if user.is_superuser else hidden_paths()


def pages_known_to(user: Any, keys: Collection[int]) -> list[Page]:
    """Those of the pages that are live and not hidden from the user."""
    found = Page.objects.live().filter(pk__in=keys).order_by()
    if hidden := hidden_from(user):
        found = found.exclude(under(hidden))
    return list(found.select_related("content_type"))


def page_texts(keys: Collection[int], user: Any) -> dict[int, str]:
    """The title of each page, after the name of its type."""
    return {
        page.pk: quoted(_type_of(page), page.title)
        for page in pages_known_to(user, keys)
    }


def _type_of(page: Page) -> str:
    # None if its code is gone.
    model = page.content_type.model_class() or Page
    return capfirst(model._meta.verbose_name)
