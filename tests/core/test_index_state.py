import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

from core.models import SearchDocument, SearchWord
from core.site_search import documents, engine, index_state, vocabulary
from tests import make
from tests.core.test_site_search import bare

pytestmark = [pytest.mark.django_db, pytest.mark.each_database]


def known():
    return vocabulary.current(index_state.read())


def missing(query):
    return engine.search(
        query, make.home(), hidden=(), exact=True, limit=9
    ).plan.missing


@pytest.fixture
def few_are_newest(monkeypatch):
    monkeypatch.setattr(index_state, "NEWEST", 3)


@pytest.mark.usefixtures("few_are_newest")
@pytest.mark.parametrize("number", [1, 3, 4, 9])
def test_words_that_another_process_adds_become_known(number):
    documents.add_words(["quokka"])
    assert "quokka" in known()

    rows = [SearchWord(word=f"wombat{n}") for n in range(number)]
    SearchWord.objects.bulk_create(rows)

    assert all(row.word in known() for row in rows)
    assert "quokka" in known()


@pytest.mark.usefixtures("few_are_newest")
def test_a_word_that_is_committed_late_becomes_known():
    first = SearchWord.objects.create(word="quokka")
    SearchWord.objects.create(pk=first.pk + 2, word="wombat")
    assert "wombat" in known()

    SearchWord.objects.create(pk=first.pk + 1, word="numbat")

    assert "numbat" in known()


@pytest.mark.usefixtures("few_are_newest")
def test_words_that_a_rebuilt_index_no_longer_has_become_unknown():
    bare("Quokka")
    assert "quokka" in known()
    Page.objects.filter(title="Quokka").delete()

    documents.rebuild()

    assert "quokka" not in known()


@pytest.mark.usefixtures("few_are_newest")
def test_documents_are_counted_again_when_there_is_a_new_one():
    for n in range(4):
        bare(f"Quokka {n}")

    def number():
        return index_state.number_of_documents(index_state.read())

    assert number() == SearchDocument.objects.count()
    bare("Wombat")

    assert number() == SearchDocument.objects.count()


@pytest.mark.usefixtures("few_are_newest")
def test_a_common_word_is_counted_again_when_there_is_a_new_document(monkeypatch):
    monkeypatch.setattr(engine, "KEPT", 4)
    engine._kept.cache_clear()
    for n in range(4):
        bare(f"Quokka {n}")

    def searched():
        with CaptureQueriesContext(connection) as queries:
            found = engine.search("quokka", make.home(), hidden=(), limit=9)
        return found.count, sum("COUNT(*) AS found" in q["sql"] for q in queries)

    counted = [searched(), searched()]
    bare("Quokka 4")
    counted += [searched(), searched()]

    assert [found for found, _ in counted] == [4, 4, 5, 5]
    assert counted[0][1] == counted[1][1] + 1
    assert counted[2][1] == counted[3][1] + 1


@pytest.fixture
def counts_are_trusted(monkeypatch):
    """Words in few documents are not looked up once more to see who may know them."""
    monkeypatch.setattr(engine, "MOST_CHECKED", 0)
    engine._kept.cache_clear()


@pytest.mark.usefixtures("few_are_newest", "counts_are_trusted")
def test_that_the_only_page_with_a_word_is_gone_is_noticed_at_once():
    only, *_ = [bare("Wombat"), *(bare(f"Quokka {n}") for n in range(3))]
    assert missing("wombat") == []

    only.delete()

    assert missing("wombat") == ["wombat"]


@pytest.mark.usefixtures("counts_are_trusted")
def test_the_pages_of_a_small_site_are_counted_in_each_search(monkeypatch):
    monkeypatch.setattr(engine, "KEPT", 1)
    only = bare("Wombat")
    assert missing("wombat") == []

    only.title = "Quokka"
    only.save()

    assert missing("wombat") == ["wombat"]


def test_a_rebuilt_index_has_statistics_to_plan_queries_by():
    bare("Quokka")

    call_command("update_index", verbosity=0)

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT tablename FROM pg_stats WHERE schemaname = 'public'"
            if connection.vendor == "postgresql"
            else "SELECT DISTINCT tbl FROM sqlite_stat1"
        )
        tables = {table for (table,) in cursor.fetchall()}
    assert {"core_searchdocument", "core_searchword"} <= tables


def test_saving_a_draft_leaves_the_index_as_it_is():
    article = make.article("Walking", summary="Shoes that fit.")
    article.title = "Running"

    with CaptureQueriesContext(connection) as queries:
        article.save_revision()

    assert not [each for each in queries if "searchdocument" in each["sql"]]
