import tomllib
from pathlib import Path

import pytest

from public_forms.danger import find_danger

TEXTS = tomllib.loads((Path(__file__).parent / "danger_texts.toml").read_text())
LEAST_RECALL = 0.97
MOST_FALSE_ALARMS = 0.08


def texts_of(label, language=None):
    return [
        text
        for of_language, kinds in TEXTS[label].items()
        for lines in kinds.values()
        for text in lines.strip().splitlines()
        if language in {None, of_language}
    ]


def kinds_in(text):
    return [sign.kind for sign in find_danger(text)]


def test_the_set_is_large_enough_to_measure_with():
    danger, harmless = texts_of("danger"), texts_of("harmless")
    spanish = [*texts_of("danger", "spanish"), *texts_of("harmless", "spanish")]
    every = [*danger, *harmless]

    assert len(set(every)) == len(every) >= 300
    assert 0.65 <= len(danger) / len(every) <= 0.7
    assert len(spanish) / len(every) >= 1 / 6


def test_nearly_everybody_in_danger_is_recognised():
    texts, missed = {}, {}
    for language in ("english", "spanish"):
        texts[language] = texts_of("danger", language)
        missed[language] = [each for each in texts[language] if not find_danger(each)]

    assert [*texts["english"], *texts["spanish"]] == texts_of("danger")
    for language, some in missed.items():
        assert len(some) <= (1 - LEAST_RECALL) * len(texts[language]), "\n".join(some)


@pytest.mark.parametrize("label", ["harmless", "everyday"])
@pytest.mark.parametrize("language", ["english", "spanish"])
def test_few_harmless_texts_alarm(label, language):
    texts = texts_of(label, language)

    alarms = [text for text in texts if find_danger(text)]

    assert len(alarms) <= MOST_FALSE_ALARMS * len(texts), "\n".join(alarms)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("i want to end my life", "self_harm"),
        ("I took an overdose.", "overdose"),
        ("numb between my legs", "cauda_equina"),
        ("my foot drags since today", "weakness"),
        ("cant breathe", "breathing"),
        ("chest pain", "chest_pain"),
        ("my face droops", "stroke"),
        ("fever and back pain", "infection"),
        ("the wound is weeping", "infection"),
        ("fell off a ladder", "injury"),
        ("tongue swollen after the injection", "anaphylaxis"),
        ("my husband hits me", "violence"),
        ("coughing up blood", "bleeding"),
        ("my calf is swollen and hot", "clot"),
        ("my waters broke", "pregnancy"),
        ("our toddler swallowed a battery", "poisoning"),
        ("call an ambulance", "emergency"),
        ("grey, clammy and being sick", "several_signs"),
    ],
)
def test_each_kind_of_danger_is_named(text, kind):
    assert kind in kinds_in(text)


def test_the_words_found_are_shown_as_they_were_typed():
    (sign,) = find_danger("Since MONDAY I can’t feel a thing when I wipe")

    assert sign.words == "can’t feel … wipe"


@pytest.mark.parametrize(
    "text",
    [
        "I can't feel my legs",
        "I can’t feel my legs",
        "I cant feel my legs",
        "I can t feel my legs",
        "I can\u00b4t feel my legs",
        "I CANNOT FEEL MY LEGS",
        "I can not feel my legs",
        "my legs, I can't feel them",
        "cant feel legs",
        "icantfeelmylegs",
        "I cant feeel my legsss",
        "I c\u200bant fe\u00adel my legs",
        "\uff29 \uff43\uff41\uff4e\uff54 \uff46\uff45\uff45\uff4c my legs",
        "i __cant__ feel my legs",
        "i can't\nfeel\nmy legs",
        "couldnt feel my legs this morning",
        "I no longer feel my legs",
    ],
)
def test_a_sign_is_recognised_however_it_is_typed(text):
    assert "cauda_equina" in kinds_in(text)


@pytest.mark.parametrize(
    ("misspelt", "kind"),
    [
        ("numbnes in my groin", "cauda_equina"),
        ("tingeling in my genitals", "cauda_equina"),
        ("incontinant since monday", "cauda_equina"),
        ("paralised legs", "cauda_equina"),
        ("i cant urinat", "cauda_equina"),
        ("suicidel", "self_harm"),
        ("su1c1de", "self_harm"),
        ("su*cide", "self_harm"),
        ("s u i c i d e", "self_harm"),
        ("s u i c i d e thoughts", "self_harm"),
        ("i want to kil myself", "self_harm"),
        ("overdoes of pils", "overdose"),
        ("chset pain", "chest_pain"),
        ("chestpain", "chest_pain"),
        ("shortnes of breth", "breathing"),
        ("trouble breating", "breathing"),
        ("slured speach", "stroke"),
        ("feaver and back pain", "infection"),
        ("anaphalaxis", "anaphylaxis"),
        ("fell of a lader", "injury"),
        ("tengo entumesida la ingle", "cauda_equina"),
        ("dolor en el pehco", "chest_pain"),
    ],
)
def test_a_missing_or_wrong_letter_hides_no_sign(misspelt, kind):
    assert kind in kinds_in(misspelt)


@pytest.mark.parametrize(
    "text",
    [
        "dumb luck on the legs of my trip",
        "a number of legs exercises",
        "my boss is a pain, check the chess pain joke",
        "the lesson was short",
        "painting my flat",
        "una mesa y cuatro sillas",
    ],
)
def test_other_words_spelt_alike_are_no_sign(text):
    assert find_danger(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "legs numb",
        "numb legs",
        "my legs have all of a sudden gone really quite numb",
        "Numb. Both of my legs.",
        "since they operated on me both legs, from the hip down, are numb",
    ],
)
def test_the_words_of_a_sign_stand_in_any_order_near_each_other(text):
    assert "cauda_equina" in kinds_in(text)


def test_words_far_from_each_other_are_no_sign():
    between = "and then we went to see the lovely gardens by the sea for lunch. " * 3

    assert find_danger(f"The dentist made my lip numb {between} Tired legs!") == []
