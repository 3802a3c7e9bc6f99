import pytest

from articles.readability import Readability, readability, reading_time_minutes
from tests import make


def counts(text):
    measured = readability(text)
    return measured.sentences, measured.words


@pytest.mark.parametrize("text", ["", " \n\t", "123 456", "… — !?", "_"])
def test_a_text_without_words_has_no_grade(text):
    assert readability(text) == Readability(grade=None, sentences=0, words=0)


@pytest.mark.parametrize(
    ("text", "sentences", "words"),
    [
        ("Walk", 1, 1),
        ("Walk.", 1, 1),
        ("Walk daily", 1, 2),
        ("Walk. Run", 2, 2),
        ("Walk! Run? Rest…", 3, 3),
        # A run of stops is one end, and none where no space follows.
        ("Really?!... Yes", 2, 2),
        ("Walk.Run", 1, 2),
        ("It is 3.5 km", 1, 3),
        # A line break ends a sentence, several do not end more.
        ("How to begin\nPut on shoes.", 2, 6),
        ("Walk\n\n\nRun\n", 2, 2),
        ("Walk.\nRun.", 2, 2),
        # Numbers are no words, and no sentence.
        ("Walk 10 times. 20. 30.", 1, 2),
        ("COVID-19", 1, 1),
        # An abbreviation with a stop reads as an end.
        ("Dr. Smith walks.", 2, 3),
        ("For example, e.g. this.", 2, 5),
        # Apostrophes and hyphens join a word.
        ("don't", 1, 1),
        ("don’t", 1, 1),
        ("well-known", 1, 1),
        ("a state-of-the-art shoe", 1, 3),
        ("walk - run", 1, 2),
        ("'walk'", 1, 1),
        ("naïve café", 1, 2),
        ("snake_case", 1, 2),
    ],
)
def test_sentences_and_words_are_counted_as_read(text, sentences, words):
    assert counts(text) == (sentences, words)


@pytest.mark.parametrize(
    ("text", "grade"),
    [
        # 0.39 * words / sentences + 11.8 * syllables / words - 15.59
        ("Back pain is hard", 0),
        ("walking", 8.4),
        ("Strengthening", 20.2),
        ("Everybody understands", 20.6),
        ("Walking strengthens the back", 3.7),
        ("Heading\nText here", 0.7),
        # As long again in one sentence as in two.
        ("Walking helps nearly every back. Begin with ten quiet minutes.", 6.4),
        ("Walking helps nearly every back, begin with ten quiet minutes.", 8.4),
    ],
)
def test_the_grade_is_that_of_flesch_and_kincaid(text, grade):
    assert readability(text).grade == grade


@pytest.mark.parametrize(
    ("words", "minutes"),
    [
        (0, 1),
        (1, 1),
        (199, 1),
        (200, 1),
        (201, 2),
        (399, 2),
        (400, 2),
        (401, 3),
        (2000, 10),
        (2001, 11),
    ],
)
def test_reading_takes_whole_minutes_and_at_least_one(words, minutes):
    assert reading_time_minutes(words) == minutes


@pytest.mark.django_db
@pytest.mark.parametrize("end", ["", "\n"])
def test_each_item_of_a_list_in_a_block_is_a_sentence_of_its_own(end):
    items = f"</li>{end}<li>".join(["numb feet", "weak legs", "a high fever"])
    callout = {
        "kind": "caution",
        "heading": "Call us",
        "body": f"<ul><li>{items}</li></ul>",
    }

    article = make.article(
        summary="Walk.",
        introduction="<p>It helps.</p>",
        benefits=None,
        safety=None,
        sections=[("callout", callout)],
    )

    # The summary, the introduction, the kind, the heading, and the items.
    assert article.sentence_count == 7
