import pytest

from public_forms.danger import find_danger


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


@pytest.mark.parametrize(
    "text",
    [
        "do I put on the form that I had a heart attack back in 2011? All good since",
        "the lawyer wants a copy for the car crash claim from 2019",
        "es por el choque de 2020, el abogado pide la resonancia",
        "Six weeks since my fusion and I walked round the lake today, scar healed lovely",
        "hace tres meses me operaron y ayer bailé, sin dolor",
        "had sepsis in 2016, all clear since",
    ],
)
def test_a_dated_history_that_ended_well_is_no_danger(text):
    assert find_danger(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "heart attack in 2011, all good since, but now my chest hurts again",
        "six weeks since my fusion, healed well, today I cannot pee",
        "no pain but my legs are numb",
        "discharged yesterday, since then I cannot feel my legs",
        "I had surgery in 2011 and I cannot feel my groin",
        "tuve un infarto en 2012 y ahora me duele el pecho",
    ],
)
def test_relief_hides_nothing_that_is_acute(text):
    assert find_danger(text)


@pytest.mark.parametrize(
    "text",
    [
        "translating a thriller, what is a stab wound in English",
        "my novel has a character with a stroke",
        "for my school project: what is a heart attack",
    ],
)
def test_fiction_and_homework_are_no_danger(text):
    assert find_danger(text) == []


def test_fiction_hides_no_sign_of_ones_own():
    assert find_danger("my novel can wait, my left arm is numb and my face droops")


@pytest.mark.parametrize(
    "text",
    [
        "left my blue umbrella in room 4 yesterday",
        "es que trabajo doble turno hoy",
        "my cast is blue, found my keys today",
        "mi tía viene conmigo mañana",
        "this is a bit odd",
        "shoot me an email today",
        "weekdays are hopeless for me",
        "I ticked the box by accident",
        "where are the sources of the article",
        "the surgeons were kind",
        "un año en inglés",
        "I shared the folder on Friday",
        "can someone help fill in the form",
        "the toilet is leaking",
    ],
)
def test_everyday_words_alone_are_no_danger(text):
    assert find_danger(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "his lips are blue and he is gasping",
        "grey, clammy, cold sweat",
        "blue and floppy since this morning",
        "she od'd on codeine",
        "I feel hopeless",
        "she is having a TIA",
        "he is going to shoot the doctor today",
    ],
)
def test_everyday_words_beside_a_sign_are_danger(text):
    assert find_danger(text)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("a grape is stuck, no sound coming out", "breathing"),
        ("se le atoró una uva y no puede toser", "breathing"),
        ("the bone is poking through the skin", "injury"),
        ("se le ve el hueso", "injury"),
        ("pinned by a forklift, his belly is hard", "injury"),
        ("oxy and xanax and wine, she won't wake up", "overdose"),
        ("vodka on diazepam, she breathes slowly", "overdose"),
        ("lost the use of my left arm since three o'clock", "weakness"),
        ("my defibrillator went off", "chest_pain"),
        ("hit by a bus", "injury"),
    ],
)
def test_signs_that_need_help_at_once_are_named(text, kind):
    assert kind in {sign.kind for sign in find_danger(text)}


@pytest.mark.parametrize(
    "text",
    [
        "the page is stuck",
        "no sound in your video",
        "a bone scan",
        "wine and a sleeping pill on a plane, is that ok",
        "I dribbled coffee on the form",
        "how long does a lost use of a card last",
    ],
)
def test_half_of_such_a_sign_is_no_danger(text):
    assert find_danger(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "my baby is not breathing",
        "he does not breathe",
        "my husband is not waking up",
        "my legs are not working",
        "my legs will not move",
        "my bladder will not empty",
        "I was not able to pee",
        "the bleeding does not stop",
        "no está respirando",
    ],
)
def test_a_written_out_not_hides_no_sign(text):
    assert find_danger(text)


@pytest.mark.parametrize(
    "text",
    [
        "the pain is not bad and I do not have any numbness",
        "there is not any weakness",
        "thank you, no more chest pain",
        "sin dolor en el pecho, solo rigidez",
    ],
)
def test_a_written_out_not_denies_as_well(text):
    assert find_danger(text) == []
