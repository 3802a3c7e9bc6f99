import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from core.search.analysis import stem, stems_of, words_of

ENDINGS = ["alisations", "ationally", "iveness", "ousliness", "fulnesses", "ibilities"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Walk, rest. Repeat!", ["walk", "rest", "repeat"]),
        ("an X-ray", ["an", "x", "ray", "xray"]),
        ("an X\u2011ray", ["an", "x", "ray", "xray"]),
        ("follow-up", ["follow", "up", "followup"]),
        ("sci\u00adati\u200bca", ["sciatica"]),
        ("E\u0301tude Étude étude", ["etude", "etude", "etude"]),
        ("Tomás Łukasz Jørgen", ["tomas", "lukasz", "jorgen"]),
        ("don't DON’T", ["dont", "dont"]),
        (
            "the doctor's and the nurses’ room",
            ["the", "doctor", "and", "the", "nurses", "room"],
        ),
        ("STRASSE Straße", ["strasse", "strasse"]),
        ("under_score", ["under", "score"]),
        ("② 10³ 50 %", ["2", "103", "50"]),
        ("x" * 41, []),
        ("", []),
        ("… – !", []),
    ],
)
def test_words_are_compared_without_case_accents_and_signs(text, words):
    assert words_of(text) == words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("exercise", "exercises"),
        ("exercise", "exercising"),
        ("vertebra", "vertebrae"),
        ("surgery", "surgeries"),
        ("diagnosis", "diagnoses"),
        ("stenosis", "stenoses"),
        ("woman", "women"),
        ("child", "children"),
        ("foot", "feet"),
        ("swelling", "swollen"),
        ("sleep", "slept"),
        ("orthopaedic", "orthopedics"),
        ("oesophagus", "esophagus"),
        ("anaesthetic", "anesthetics"),
        ("haemorrhage", "hemorrhage"),
        ("diarrhoea", "diarrhea"),
        ("behaviour", "behaviors"),
        ("tumour", "tumors"),
        ("centre", "centers"),
        ("fibre", "fiber"),
        ("analyse", "analyzing"),
        ("stabilise", "stabilization"),
        ("travelling", "traveling"),
        ("labelled", "labeled"),
        ("catalogue", "catalogs"),
        ("practise", "practice"),
        ("ageing", "aging"),
        ("disk", "discs"),
        ("diskectomy", "discectomy"),
        ("manoeuvre", "maneuvers"),
    ],
)
def test_forms_and_spellings_of_a_word_have_one_stem(one, other):
    assert stem(one) == stem(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("four", "for"),
        ("hour", "hor"),
        ("flour", "flor"),
        ("shoe", "she"),
        ("toes", "tes"),
        ("roll", "role"),
        ("back", "bake"),
        ("tire", "tier"),
        ("hip", "hop"),
    ],
)
def test_different_words_keep_different_stems(one, other):
    assert stem(one) != stem(other)


def test_stems_keep_the_order_of_the_words():
    assert stems_of("Walking eases pains") == ["walk", "eas", "pain"]


@pytest.fixture
def _threads_take_turns_often():
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(interval)


@pytest.mark.usefixtures("_threads_take_turns_often")
def test_threads_find_the_stems_of_one_alone():
    words = [f"{start}{end}" for start in "bcdfglmn" for end in ENDINGS]
    alone = [stem.__wrapped__(word) for word in words]

    with ThreadPoolExecutor(8) as threads:
        together = list(threads.map(stem.__wrapped__, words * 8))

    assert together == alone * 8
