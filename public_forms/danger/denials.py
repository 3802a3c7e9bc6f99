"""Negation: “no numbness or tingling” denies both of the signs that it names."""

from collections.abc import Iterable
from itertools import islice

from public_forms.danger.mentions import Mention
from public_forms.danger.words import CLAUSE, SENTENCE

LONGEST_DENIAL = 14
LONGEST_LIST = 10
# “I do not feel numb” is a denial, “I do not feel my legs” a sign.
DENIAL, NO_FEELING = "not", "no_feeling"
# “No trouble with numbness”: the sign follows the general word.
PLACES = "places"
GENERAL = {PLACES, "trouble"}
# “Never had chest pain”: words between the denial and the sign.
CARRIER = "carrier"
ENDS = {"contrast", DENIAL, "neutral"}
LISTS = {"list", "and"}
STARTS_ANEW = {"subject", "verb"}


def mark_denials(mentions: list[Mention], symptoms: set[str]) -> None:
    for number, mention in enumerate(mentions):
        if DENIAL in mention.concepts:
            following = mentions[number + 1 : number + 1 + LONGEST_DENIAL]
            denied = _denied(mention, following, symptoms)
            for sign in denied:
                sign.is_denied = True
            _settle(mention, denied)


def _settle(mention: Mention, denied: list[Mention]) -> None:
    if NO_FEELING in mention.concepts:
        mention.concepts -= {NO_FEELING if denied else DENIAL}


def _denied(
    denial: Mention, following: list[Mention], symptoms: set[str]
) -> list[Mention]:
    """The signs and body parts after a denial that are within its scope."""
    denied: list[Mention] = []
    continues = True
    for number, mention in enumerate(following):
        if _is_end(mention, following[number:], denied):
            break
        if mention.pause == CLAUSE or mention.concepts & LISTS:
            continues = True
        if CARRIER in mention.concepts:
            continue
        if NO_FEELING in denial.concepts and PLACES in mention.concepts:
            break
        if mention.concepts & symptoms and not continues:
            break
        if mention.concepts & (symptoms | {PLACES}):
            denied.append(mention)
            continues = bool(mention.concepts & GENERAL)
    return denied


def _is_end(mention: Mention, rest: list[Mention], denied: list[Mention]) -> bool:
    if mention.pause == SENTENCE or mention.concepts & ENDS or not mention.concepts:
        return True
    if mention.pause == CLAUSE:
        return not (denied and _lists_more(rest))
    return bool(denied and mention.concepts & STARTS_ANEW)


def _lists_more(rest: Iterable[Mention]) -> bool:
    """True if an “or” follows in the sentence, as in “no pain, fever or rash”."""
    for mention in islice(rest, LONGEST_LIST):
        if mention.pause == SENTENCE or mention.concepts & STARTS_ANEW:
            return False
        if "list" in mention.concepts:
            return True
    return False
