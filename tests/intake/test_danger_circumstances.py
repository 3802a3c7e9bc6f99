import pytest

from intake.danger import find_danger


@pytest.mark.parametrize(
    "text",
    [
        "no numbness in my groin",
        "no numbness or tingling in my groin",
        "No fever, chills, or leg weakness",
        "no chest pain no fever",
        "never had any chest pain",
        "I do not have chest pain.",
        "I don’t feel numb in my legs",
        "without fever or back pain",
        "not suicidal",
        "numb in my thumb but not in my groin",
        "I have never lost control of my bladder",
        "sin fiebre ni dolor de espalda",
        "no tengo dolor en el pecho",
        "nunca perdí el control de la vejiga",
    ],
)
def test_what_is_denied_is_no_danger(text):
    assert find_danger(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "no pain but my legs are numb",
        "no fever. chest pain since noon",
        "no, chest pain",
        "not sure but i have chest pain",
        "no better, legs numb now",
        "I do not feel my legs",
        "no feeling in my legs",
        "no control over my bladder",
        "no weakness, my groin is numb though",
        "not only numb legs, I cannot pee",
        "no siento las piernas",
        "no puedo orinar",
        "sin sensibilidad en la ingle",
        "no tengo fiebre pero no siento las piernas",
    ],
)
def test_a_denial_ends_where_something_else_begins(text):
    assert find_danger(text)


@pytest.mark.parametrize(
    "text",
    [
        "my father had a stroke",
        "my father had a stroke in 2009",
        "I had chest pain years ago",
        "my aunt died of sepsis",
        "When I was a child I fell off a horse",
        "I fell down the stairs in 1998.",
        "years ago I took an overdose, fully recovered now",
        "mi padre tuvo un infarto",
        "tuve un derrame hace 10 años",
    ],
)
def test_what_is_long_past_is_no_danger(text):
    assert find_danger(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "my father is having a stroke",
        "my father had a stroke in 2009 and now his face droops",
        "I had surgery years ago. Since yesterday I cannot pee.",
        "my mum has fallen and cannot move her legs",
        "mi padre tuvo un infarto en 2009 y ahora le duele el pecho",
        "my dad had chest pain this morning",
    ],
)
def test_what_happens_now_is_danger_also_with_a_history(text):
    assert find_danger(text)


@pytest.mark.parametrize(
    "text",
    [
        "what are the symptoms of cauda equina",
        "can walking cause a stroke",
        "what is the risk of a stroke",
        "leaflet on suicide prevention",
        "your article about chest pain",
        "when should I call if I get a fever after surgery",
        "in case of an overdose",
        "call if you lose control of your bladder",
        "¿cuáles son los síntomas de la cola de caballo?",
    ],
)
def test_what_is_asked_in_general_is_no_danger(text):
    assert find_danger(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "what should I do, I have chest pain",
        "why are my legs numb",
        "should I worry that my groin is numb",
        "what causes numbness down there",
        "I read your article about cauda equina and I have this since yesterday",
        "is it normal that I cannot feel my bottom",
    ],
)
def test_a_question_about_ones_own_sign_is_danger(text):
    assert find_danger(text)


@pytest.mark.parametrize(
    "text",
    [
        "dying to get back to golf",
        "my back is killing me",
        "a pillow to die for",
        "I nearly had a heart attack when I saw the bill",
        "the website crashed",
        "a crash course in posture",
        "my backstroke is better than ever",
        "laughed so hard i wet myself",
        "I fell asleep on the mat",
        "hay fever and a back ache",
        "me muero de risa",
        "la espalda me mata",
    ],
)
def test_a_figure_of_speech_is_no_danger(text):
    assert find_danger(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "I think I am dying",
        "i want to kill myself",
        "having a heart attack",
        "a car crash this morning, my neck hurts",
        "wet myself on the bus",
        "me estoy muriendo",
    ],
)
def test_the_same_words_meant_as_they_stand_are_danger(text):
    assert find_danger(text)
