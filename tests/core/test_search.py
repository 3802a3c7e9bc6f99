import pytest
from wagtail.models import Page

from articles.models import ArticlePage
from core.models import Image
from core.search.query_words import MAX_WORDS, joined_words, words_of
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.each_database]

AWKWARD = [
    '"',
    "+",
    "'*(",
    "* OR *",
    "AND",
    "AND OR NOT NEAR",
    "NEAR(walking, 2)",
    "title:walking",
    "{title} : walking",
    "walking AND",
    "-walking",
    "^walking",
    "walking*",
    "'; DROP TABLE modelsearch_indexentry; --",
    "\\",
    "%s %d %",
    ":*",
    "a & b | !c",
    "<script>alert(1)</script>",
    "\u202eключ",
    "腰痛",
    "e\u0301tude",
    "²½",
    "\u093e",
    "🦴",
    "_ __",
    "-",
    "walking-",
    "back-pain-" * 40,
    "a\u2011b-c d",
    "x" * 100_000,
    "walking " * 12_500,
]


def test_every_question_has_an_answer():
    make.article()

    for query in AWKWARD:
        for articles in (
            ArticlePage.objects.search(query),
            ArticlePage.objects.autocomplete(query),
            Page.objects.search(query, operator="or"),
        ):
            assert len(list(articles)) == articles.count(), query[:80]


def test_every_word_must_be_there():
    make.article("Walking and sleep")
    both = make.article("Walking and lifting")

    assert list(ArticlePage.objects.search("lifting walking")) == [both]


def test_with_or_one_word_is_enough():
    make.articles(2)

    found = ArticlePage.objects.search("walking swimming", operator="or")

    assert found.count() == 2


def test_the_last_word_may_be_a_beginning():
    article = make.article("Sciatica explained")

    assert list(ArticlePage.objects.search("explained sciat")) == [article]


def test_a_match_in_the_title_comes_first():
    make.article("Sleep", introduction="<p>Not a word on posture but posture.</p>")
    titled = make.article("Posture")
    make.article("Desks", introduction="<p>Your posture at the desk.</p>")

    assert ArticlePage.objects.search("posture")[0] == titled


def test_what_the_queryset_leaves_out_is_neither_found_nor_counted():
    make.article("Walking, a draft", live=False)
    live = make.article("Walking, published")

    found = ArticlePage.objects.live().search("walking")

    assert list(found) == [live]
    assert found.count() == 1


def test_a_slice_counts_what_it_holds():
    make.articles(5)

    found = ArticlePage.objects.search("walking")

    assert found.count() == 5
    assert found[1:3].count() == 2
    assert list(found[1:3]) == list(found)[1:3]
    assert [found[0]] == list(found[:1])


def test_an_order_of_the_callers_is_kept():
    make.articles(3)

    found = ArticlePage.objects.order_by("title").search(
        "walking", order_by_relevance=False
    )

    assert [page.title for page in found] == [
        "Article 1 on walking",
        "Article 2 on walking",
        "Article 3 on walking",
    ]


def test_results_can_say_how_well_they_match():
    make.articles(2)

    scores = [
        page.score
        for page in ArticlePage.objects.search("walking").annotate_score("score")
    ]

    assert len(scores) == 2
    assert all(isinstance(score, float) for score in scores)


def test_pages_of_every_kind_are_found_among_pages():
    article = make.article("Walking")
    page = make.standard_page(title="Walking to us")

    found = Page.objects.search("walking")

    assert {each.pk for each in found} == {article.pk, page.pk}


@pytest.mark.parametrize("kind", [make.article, make.standard_page])
@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("After an X-ray", "xray"),
        ("After an X-ray", "x ray"),
        ("After an X-ray", "X-Ray"),
        ("After an X\u2011ray", "xray"),
        ("After an X\u2010ray", "x-ray"),
        ("The follow-up visit", "followup visit"),
        ("The follow-up visit", "visit follow-up"),
        ("A check-up each year", "check"),
        ("A check-up each year", "checku"),
        ("A checkup each year", "check-up"),
        ("A checkup each year", "check-up each"),
        ("A checkup each year", "year check\u2011u"),
        ("An up-to-date spine", "uptodate"),
        ("The L4-L5 disc", "l4l5"),
    ],
)
def test_a_word_is_found_with_and_without_its_hyphen(kind, written, asked):
    page = kind(title=written)

    assert [each.pk for each in Page.objects.search(asked)] == [page.pk]


@pytest.mark.parametrize("asked", ["anx", "rayx", "anxray", "follow-xray"])
def test_hyphens_join_no_other_words(asked):
    make.article("After an X-ray")

    assert not Page.objects.search(asked)


def test_hyphenated_words_in_texts_are_found_without_hyphens():
    article = make.article(introduction="<p>Come to the <b>check</b>-up.</p>")

    assert list(ArticlePage.objects.search("checkup")) == [article]


def test_pictures_are_found_by_the_beginning_of_a_word():
    picture = make.image("A path in a park")

    assert list(Image.objects.autocomplete("pat")) == [picture]


def test_a_renamed_article_is_found_by_its_new_name_only():
    article = make.article("Posture")

    article.title = "Sitting"
    article.save()

    assert list(ArticlePage.objects.search("posture")) == []
    assert list(ArticlePage.objects.search("sitting")) == [article]


def test_counting_and_slicing_share_one_ranking(django_assert_num_queries):
    make.articles(3)
    found = ArticlePage.objects.search("walking")

    assert found.count() == 3

    with django_assert_num_queries(1):
        assert len(list(found[:2])) == 2


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        ("", []),
        ("back pain - and walks-", []),
        ("An X-ray, an x-ray", ["Xray", "xray"]),
        ("Follow-up and follow-up", ["Followup", "followup"]),
        ("check-up, check-up", ["checkup"]),
        ("up-to-date", ["uptodate"]),
        ("well--being", []),
        ("co\u2010operate co\u2011ordinate", ["cooperate", "coordinate"]),
        ("e\u0301-e", ["ée"]),
    ],
)
def test_hyphens_join_the_words_beside_them(text, joined):
    assert joined_words(text) == joined


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("", []),
        ("  lower   back ", ["lower", "back"]),
        ("L4-L5", ["L4", "L5"]),
        ("don't", ["don", "t"]),
        ("back back pain", ["back", "pain"]),
        ("a_b", ["a", "b"]),
        ("“pain”?!", ["pain"]),
        ("e\u0301", ["é"]),
    ],
)
def test_only_letters_and_digits_are_words(query, words):
    assert words_of(query) == words


@pytest.mark.parametrize("sign", [" ", "-"])
def test_a_long_question_is_cut(sign):
    assert len(words_of(sign.join(map(str, range(1000))))) == MAX_WORDS
