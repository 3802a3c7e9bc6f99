import re
import tomllib
from pathlib import Path

import pytest

from public_forms.danger import find_danger

ARTICLES = Path(__file__).parents[2] / "home" / "demo" / "articles"


def warning_signs():
    articles = [tomllib.loads(path.read_text()) for path in ARTICLES.glob("*.toml")]
    listed = [sign for a in articles for sign in a["safety"].get("warning_signs", [])]
    return sorted({*listed, *red_flags(articles)})


def red_flags(articles):
    for article in articles:
        for section in article["sections"]:
            if "911" in section.get("heading", ""):
                yield from re.findall("<li>(.*?)</li>", section["body"])


@pytest.mark.parametrize("sign", warning_signs())
@pytest.mark.parametrize(
    "sentence",
    [
        "{}",
        "Since yesterday I have this: {}",
        "i read it here and thats me, {} what now",
    ],
)
def test_every_warning_sign_of_the_articles_is_recognised(sign, sentence):
    assert find_danger(sentence.format(sign.rstrip(".")))


@pytest.mark.parametrize(
    ("sign", "text"),
    [
        ("blue lips", "blue lips"),
        ("blue lips", "My lips, blue."),
        ("Blue lips!", "her LIPS are turning blue"),
        ("blue lips", "his lip is blue"),
        ("purple toe", "my toes went purple"),
        ("dizzy spells", "another spell of dizziness"),
        ("overdose", "she overdosed"),
        ("metallic taste", "a metalic taste since the injection"),
        ("can't smell", "I cannot smell"),
        ("no pulse", "there is no pulse in my foot"),
        ("pie morado", "los pies se pusieron morados"),
        ("out", "I am out"),
        ("خدر", "عندي خدر"),
    ],
)
def test_an_editors_sign_is_recognised_in_other_forms_and_orders(sign, text):
    signs = find_danger(text, editor_signs=["green hair", sign])

    assert [s.kind for s in signs if s.kind == "editor"] == ["editor"]


@pytest.mark.parametrize(
    ("sign", "text"),
    [
        ("metallic taste", "no metallic taste"),
        ("metallic taste", "years ago I had a metallic taste"),
        ("metallic taste", "a taste of honey"),
        (
            "metallic taste",
            "metallic paint on the ramp, and it is " + "so " * 9 + "long "
            "before lunch came and we sat down by the window, to my taste",
        ),
        ("pill", "a soft pillow"),
        ("numb", "a number"),
        ("no pulse", "a good pulse"),
        ("", "anything"),
        ("!?", "anything!?"),
    ],
)
def test_an_editors_sign_is_not_found_elsewhere(sign, text):
    assert [
        s for s in find_danger(text, editor_signs=[sign]) if s.kind == "editor"
    ] == []


def test_an_editors_sign_comes_first_with_the_words_found():
    first, *_ = find_danger(
        "Chest pain, and blueish lips", editor_signs=["bluish lips"]
    )

    assert (first.kind, first.words) == ("editor", "blueish … lips")
