"""Documents of the site search, and the registry of their kinds."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import chain, islice
from typing import Any

from django.db import connections, transaction
from django.db.models import Model, QuerySet
from wagtail.models import Page
from wagtail.query import PageQuerySet

from core import draft_saves
from core.aliases import without_repeats
from core.models import SearchDocument, SearchWord
from core.page_data import under
from core.search import analysis
from core.site_search import database, index_state, vocabulary
from core.site_search.database import Stems

# A word is a main word of a text if it is among so many of the most frequent ones …
MAIN_WORDS = 10
# … and occurs at least so often.
MAIN_WORD_REPEATS = 3
# More than any text has; PostgreSQL takes 1 MB in a tsvector.
MOST_STEMS = 20_000

# Any: of the app that registers the kind, for its templates.
Cards = Callable[[Collection[int]], Mapping[int, Any]]


@dataclass(frozen=True)
class Document:
    """The text of something that a visitor can find.

    ``main`` are the texts that say what it is about: summary, headings. ``keywords`` are
    further words that lead to it, which are never shown. ``part`` tells the documents of
    one object apart.
    """

    title: str
    main: Sequence[str] = ()
    body: Sequence[str] = ()
    keywords: str = ""
    part: str = ""
    published_at: datetime | None = None

    @property
    def text(self) -> str:
        """The text without keywords, a line for each paragraph."""
        return "\n".join(each for each in (*self.main, *self.body) if each)


@dataclass(frozen=True)
class Kind:
    """Objects of one model that a visitor can find.

    ``name`` is the kind that results show; several page types may share one.
    ``visible`` gives the objects that visitors may see on the site with this home page;
    its second argument are the tree paths of pages with view restrictions. Objects
    that are no pages have ``get_absolute_url``, or ``shared_url`` gives one path for all of
    a site, from the same arguments. ``cards`` gives, by key, what results show of these
    objects besides title and text.
    """

    name: str
    model: type[Model]
    # Any: objects of the model.
    documents: Callable[[Any], Iterable[Document]]
    visible: Callable[[Page, Sequence[str]], QuerySet]
    cards: Cards | None = None
    shared_url: Callable[[Page, Sequence[str]], str] | None = None

    @property
    def is_page(self) -> bool:
        return issubclass(self.model, Page)

    @property
    def label(self) -> str:
        return self.model._meta.label_lower


# By the label of the model.
kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Registers a kind; the ``ready`` of its app imports the module that does."""
    kinds[kind.label] = kind


def kind_names() -> set[str]:
    """The names of kinds that results show."""
    return {kind.name for kind in kinds.values()}


def page_kind(
    name: str,
    model: type[Page],
    documents: Callable[[Any], Iterable[Document]],
    cards: Cards | None = None,
) -> Kind:
    """The kind of a page type."""
    # What makes a page visible is in the table of all pages: no join is needed.
    return Kind(name, model, documents, partial(visible_pages, Page), cards)


def path_on_site(url_path: str, home: Page) -> str:
    """The path of a page with this ``url_path`` on the site with this home page."""
    return f"/{url_path[len(home.url_path) :]}"


def visible_pages(model: type[Page], home: Page, hidden: Sequence[str]) -> PageQuerySet:
    """Pages of a type that visitors may see, without those that repeat another."""
    pages = model.objects.live().filter(path__startswith=home.path)
    return without_repeats(pages.exclude(under(hidden)))


def index(instances: Iterable[Model]) -> None:
    """Writes the documents of the objects, and removes those they no longer have."""
    words: set[str] = set()
    for instance in instances:
        if kind := kinds.get(instance._meta.label_lower):
            words |= _index(kind, instance)
    add_words(words)


# Any: an object of the kind's model.
def _index(kind: Kind, instance: Any) -> set[str]:
    """The words of the documents of this object."""
    known = {row.part: row for row in _rows(kind, instance.pk)}
    stored, words = [], set()
    for document in kind.documents(instance):
        stems = stems_of(document)
        row = known.pop(document.part, None) or SearchDocument(
            model=kind.label, object_pk=instance.pk, part=document.part
        )
        row.title, row.text = document.title, document.text
        has_own_url = not (kind.is_page or kind.shared_url)
        row.url = instance.get_absolute_url() if has_own_url else ""
        row.title_length = len(stems.title)
        row.published_at = document.published_at
        row.save()
        stored.append((row.pk, stems))
        words |= words_of(document)
    database.store(stored)
    _delete(list(known.values()))
    return words


def index_saved(
    sender: type[Model],
    instance: Model,
    *,
    raw: bool,
    update_fields: Collection[str] | None,
    **kwargs: Any,
) -> None:
    """Receiver of ``post_save``; fixtures (``raw``) need ``update_index`` afterwards."""
    if sender._meta.label_lower not in kinds or raw:
        return
    if update_fields is None:
        index([instance])
    elif not draft_saves.is_of_draft(update_fields):
        # The instance may hold a draft, of which only these fields are saved.
        index(sender._default_manager.filter(pk=instance.pk))


def remove_deleted(sender: type[Model], instance: Model, **kwargs: Any) -> None:
    """Receiver of ``post_delete``."""
    if kind := kinds.get(sender._meta.label_lower):
        _delete(list(_rows(kind, instance.pk)))


def _rows(kind: Kind, pk: int) -> QuerySet[SearchDocument]:
    return SearchDocument.objects.filter(model=kind.label, object_pk=pk)


def _delete(rows: Sequence[SearchDocument]) -> None:
    keys = [row.pk for row in rows]
    database.remove(keys)
    if keys:
        SearchDocument.objects.filter(pk__in=keys).delete()


def stems_of(document: Document) -> Stems:
    """The distinct stems by column, each of which contains the one before."""
    title = dict.fromkeys(analysis.stems_of(document.title))
    strong = [*document.main, document.keywords]
    headings = dict.fromkeys(chain.from_iterable(map(analysis.stems_of, strong)))
    text = [stem for part in document.body for stem in analysis.stems_of(part)]
    main = title | headings | dict.fromkeys(frequent(text))
    body = islice(main | dict.fromkeys(text), MOST_STEMS)
    return Stems(list(title), list(main), list(body))


def frequent(stems: Sequence[str]) -> list[str]:
    """The stems that are repeated most, stop words left out."""
    counts = Counter(each for each in stems if each not in analysis.STOP_STEMS)
    return [
        each
        for each, count in counts.most_common(MAIN_WORDS)
        if count >= MAIN_WORD_REPEATS
    ]


def words_of(document: Document) -> set[str]:
    texts = [document.title, document.keywords, *document.main, *document.body]
    return set(chain.from_iterable(map(analysis.words_of, texts)))


def add_words(words: Iterable[str]) -> None:
    known = vocabulary.current(index_state.read())
    new = sorted(word for word in words if word not in known)
    SearchWord.objects.bulk_create([SearchWord(word=word) for word in new])


@transaction.atomic
def rebuild() -> None:
    """Builds the index anew and removes documents of objects that no longer exist."""
    SearchWord.objects.all().delete()
    for kind in kinds.values():
        index(kind.model._default_manager.order_by("pk").iterator(chunk_size=100))
        existing = kind.model._default_manager.values("pk")
        stale = SearchDocument.objects.filter(model=kind.label)
        _delete(list(stale.exclude(object_pk__in=existing)))
    database.analyse()


def build_after_migration(using: str, **kwargs: Any) -> None:
    """Receiver of ``post_migrate``: builds the index where there is none yet."""
    tables = set(connections[using].introspection.table_names())
    needed = {SearchDocument._meta.db_table}
    needed |= {kind.model._meta.db_table for kind in kinds.values()}
    if needed <= tables and not SearchDocument.objects.exists():
        rebuild()
