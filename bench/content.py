"""Generator of a clinic's site with many articles, for benchmarks.

    python bench/content.py NUMBER

Migrates the empty database of the settings (DATABASE_URL or DATA_DIR) and fills it with
so many articles, and with topics, people, replies, redirects, aliases, drafts, private
pages, log entries, revisions and search documents in proportion. Rows are inserted
directly, without signals: 100,000 articles take about two minutes.
"""

import os
import random
import sys
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from itertools import islice
from pathlib import Path

import django

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.dev")
    os.environ.setdefault("LOG_LEVEL", "ERROR")
    django.setup()

from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import Model, QuerySet
from django.db.models.sql import InsertQuery
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import (
    Page,
    PageLogEntry,
    PageViewRestriction,
    Revision,
    Site,
)

from articles.models import ArticlePage, Topic
from clinic.models import Person
from comments.models import Comment
from core.models import Image, SearchDocument
from core.search import analysis
from core.site_search import database, documents
from core.site_search.database import Stems
from tests import make

BATCH = 500
TOPICS = 40
PEOPLE = 20
PICTURES = 10
# One in so many articles is a draft, an alias of another, or private.
DRAFT, ALIAS, PRIVATE = 20, 100, 1000
# So many articles have a redirect from an earlier address, and so many a reply.
REDIRECTED, REPLIED = 10, 2
# Of so many replies one waits for a moderator.
WAITING = 50
# The article that is measured, and its discussion.
MEASURED_SLUG, MEASURED_REPLIES = "measured", 60
WORDS_IN_A_PARAGRAPH, PARAGRAPHS, VOCABULARY = 60, 200, 2500


def fill(number: int) -> None:
    """Inserts so many articles and all that belongs to them."""
    chance = random.Random(1)  # noqa: S311 - reproducible
    make.clinic()
    index = make.index()
    people = [make.person(f"Person {n}") for n in range(PEOPLE)]
    topics = [make.topic(f"Topic {n}") for n in range(TOPICS)]
    pictures = [make.image(f"Picture {n}") for n in range(PICTURES)]
    pattern = _measured(index, people[0], topics, pictures[0])
    for numbers in batched(range(1, number), BATCH):
        with transaction.atomic():
            articles = insert_articles(
                article(index, n, pattern, chance, people, pictures) for n in numbers
            )
            _insert_topics(articles, topics, chance)
            insert_around(articles)
    index.numchild = number
    Page.objects.filter(pk=index.pk).update(numchild=number)
    pages = Page.objects.filter(slug__startswith="article-")
    insert_search_documents(pages, chance)
    analyse()


def _measured(
    index: Page, person: Person, topics: Sequence[Topic], picture: Image
) -> ArticlePage:
    """The measured article, with a discussion; the others have its content."""
    found = make.article(
        "The measured article",
        slug=MEASURED_SLUG,
        parent=index,
        topics=topics[:2],
        author=person,
        hero_image=picture,
    )
    found.save_revision().publish()
    for n in range(MEASURED_REPLIES):
        make.comment(f"Reply {n}", page=found)
    return found


def article(
    index: Page,
    n: int,
    pattern: ArticlePage,
    chance: random.Random,
    people: Sequence[Person],
    pictures: Sequence[Image],
) -> ArticlePage:
    """The unsaved article with this number, with the content of ``pattern``."""
    is_draft = n % DRAFT == 0
    published_at = make.LATELY + timedelta(hours=n - chance.randrange(700))
    values = {
        field.attname: getattr(pattern, field.attname)
        for field in ArticlePage._meta.local_concrete_fields
    }
    return ArticlePage(
        **{
            **values,
            "page_ptr_id": None,
            "title": f"Article {n} on walking",
            "draft_title": f"Article {n} on walking",
            "slug": f"article-{n}",
            "path": ArticlePage._get_path(index.path, index.depth + 1, n + 1),
            "depth": index.depth + 1,
            "url_path": f"{index.url_path}article-{n}/",
            "locale_id": index.locale_id,
            "content_type_id": pattern.content_type_id,
            "live": not is_draft,
            "has_unpublished_changes": is_draft,
            "first_published_at": None if is_draft else published_at,
            "last_published_at": None if is_draft else published_at,
            "latest_revision_created_at": published_at,
            "alias_of_id": pattern.pk if n % ALIAS == 1 else None,
            "author_id": chance.choice(people).pk,
            "hero_image_id": chance.choice(pictures).pk,
            "next_review_due": published_at.date() + timedelta(days=365),
        }
    )


def insert_articles(articles: Iterable[ArticlePage]) -> list[ArticlePage]:
    """Inserts unsaved articles, which Django's ``bulk_create`` refuses to."""
    articles = list(articles)
    pages = [
        Page(**{name: getattr(each, name) for name in PAGE_COLUMNS})
        for each in articles
    ]
    for each, page in zip(articles, Page.objects.bulk_create(pages), strict=True):
        each.pk = each.id = page.pk
    query = InsertQuery(ArticlePage)
    query.insert_values(ArticlePage._meta.local_concrete_fields, articles, raw=True)
    query.get_compiler(connection=connection).execute_sql()
    return articles


PAGE_COLUMNS = [
    field.attname for field in Page._meta.concrete_fields if not field.primary_key
]


def _insert_topics(
    articles: Sequence[ArticlePage], topics: Sequence[Topic], chance: random.Random
) -> None:
    """Two topics for each; as in life, few topics have most articles."""
    pairs = ArticlePage.topics.through
    weights = [1 / rank for rank in range(1, len(topics) + 1)]
    pairs.objects.bulk_create(
        pairs(articlepage_id=each.pk, topic_id=pk)
        for each in articles
        for pk in {topic.pk for topic in chance.choices(topics, weights, k=2)}
    )


def insert_around(articles: Sequence[ArticlePage]) -> None:
    """Revisions, log entries, replies, redirects and restrictions of articles."""
    site = Site.objects.get(is_default_site=True)
    kind = ContentType.objects.get_for_model(ArticlePage)
    of_pages = ContentType.objects.get_for_model(Page)
    numbered = [(int(each.slug.partition("-")[2]), each) for each in articles]
    insert(
        Revision(
            content_type=kind,
            base_content_type=of_pages,
            object_id=str(each.pk),
            created_at=each.latest_revision_created_at,
            object_str=each.title,
            content={},
        )
        for each in articles
    )
    insert(
        PageLogEntry(
            content_type=kind,
            label=each.title,
            action="wagtail.publish",
            timestamp=each.latest_revision_created_at,
            page_id=each.pk,
        )
        for each in articles
    )
    insert(_reply(n, each) for n, each in numbered if n % REPLIED == 0)
    insert(
        Redirect(old_path=f"/old/{each.slug}", site=site, redirect_page_id=each.pk)
        for n, each in numbered
        if n % REDIRECTED == 0
    )
    insert(
        PageViewRestriction(page_id=each.pk, restriction_type="login")
        for n, each in numbered
        if n % PRIVATE == 2
    )


def _reply(n: int, page: ArticlePage) -> Comment:
    is_waiting = n // REPLIED % WAITING == 0
    return Comment(
        page_id=page.pk,
        name="Ada",
        email=f"ada{n % 1000}@mail.example",
        text=f"Walking helped me: {n}.",
        status="waiting" if is_waiting else "published",
        created_at=page.latest_revision_created_at,
        decided_at=None if is_waiting else page.latest_revision_created_at,
    )


def insert(rows: Iterable[Model]) -> None:
    rows = list(rows)
    if rows:
        type(rows[0])._default_manager.bulk_create(rows)


def insert_search_documents(pages: QuerySet[Page], chance: random.Random) -> None:
    """A document for each page, of paragraphs whose stems are computed once."""
    paragraphs = [_paragraph(chance) for _ in range(PARAGRAPHS)]
    texts = [documents.Document("", body=[each]) for each in paragraphs]
    stems = [documents.stems_of(each).body for each in texts]
    documents.add_words(set().union(*map(documents.words_of, texts)))
    rows = pages.order_by("pk").values_list("pk", "title", "first_published_at")
    for batch in batched(rows.iterator(chunk_size=BATCH), BATCH):
        chosen = [chance.choices(range(PARAGRAPHS), k=2) for _ in batch]
        with transaction.atomic():
            created = SearchDocument.objects.bulk_create(
                SearchDocument(
                    model=ArticlePage._meta.label_lower,
                    object_pk=pk,
                    title=title,
                    text="\n".join(paragraphs[each] for each in numbers),
                    title_length=4,
                    published_at=published_at,
                )
                for (pk, title, published_at), numbers in zip(
                    batch, chosen, strict=True
                )
            )
            database.store(
                (row.pk, _stems(row.title, [stems[each] for each in numbers]))
                for row, numbers in zip(created, chosen, strict=True)
            )


def _paragraph(chance: random.Random) -> str:
    # As in a language: the tenth word is ten times rarer than the first.
    weights = [1 / rank for rank in range(1, VOCABULARY + 1)]
    numbers = chance.choices(range(VOCABULARY), weights, k=WORDS_IN_A_PARAGRAPH)
    return " ".join(map(_word, numbers))


def _word(number: int) -> str:
    """A word of letters for the number."""
    letters = "bdfgklmnprstvz"
    rest, last = divmod(number, len(letters))
    first, middle = divmod(rest, len(letters))
    return f"{letters[first]}o{letters[middle]}u{letters[last]}a"


def _stems(title: str, paragraphs: Sequence[Iterable[str]]) -> Stems:
    words = list(dict.fromkeys(analysis.stems_of(title)))
    body = dict.fromkeys([*words, *(stem for each in paragraphs for stem in each)])
    return Stems(words, words, list(body))


def analyse() -> None:
    """Updates the statistics of the planner, as PostgreSQL does by itself in time."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")


def batched(values: Iterable, size: int) -> Iterator[tuple]:
    iterator = iter(values)
    while batch := tuple(islice(iterator, size)):
        yield batch


if __name__ == "__main__":
    parser = ArgumentParser(
        description="Fills the empty database of the settings with articles."
    )
    parser.add_argument("number", type=int, help="of articles")
    given = parser.parse_args()
    call_command("migrate", verbosity=0)
    fill(given.number)
