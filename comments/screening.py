"""Automatic screening of a new reply: publish it, hold it, or mark it as spam."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import TextChoices

from public_forms.spam_signals import SpamSignal

# Apostrophes, combining accents and invisible characters are ignored, so that all
# spellings of “can't” and “cant” are equal.
IGNORED_CHARACTERS = re.compile(
    "['\u2018\u2019\u02bc`\u00b4\u0300-\u036f\u200b-\u200d\xad]"
)


class Reason(TextChoices):
    """Reason why a reply is not published automatically, labelled for moderators."""

    DANGER = "danger", "Somebody may be in danger"
    NEWCOMER = "newcomer", "First reply of this writer"
    LINKS = "links", "Many links"
    BLOCKED_WORD = "blocked_word", "A blocked word"
    DUPLICATE = "duplicate", "The same text was sent before"
    HONEYPOT = SpamSignal.HONEYPOT.value, SpamSignal.HONEYPOT.label
    TOO_FAST = SpamSignal.TOO_FAST.value, SpamSignal.TOO_FAST.label
    NO_PROOF = SpamSignal.NO_PROOF.value, SpamSignal.NO_PROOF.label
    NO_VERDICT = "no_verdict", "Akismet has not answered"
    CALLED_SPAM = "called_spam", "Akismet calls it spam"


# Spam without moderation.
SPAM_REASONS = {Reason.HONEYPOT, Reason.BLOCKED_WORD}


@dataclass(frozen=True)
class Rules:
    """Screening rules of a site; ``blocked_words`` as ``words_of`` returns them."""

    first_time_writers_wait: bool = True
    most_links: int = 2
    blocked_words: Sequence[str] = ()


@dataclass(frozen=True)
class Facts:
    """Facts about a reply and its writer; ``text`` is all text that was entered."""

    text: str
    is_in_danger: bool = False
    links: int = 0
    is_known_writer: bool = False
    is_duplicate: bool = False
    spam_signals: Sequence[SpamSignal] = ()
    awaits_verdict: bool = False


@dataclass(frozen=True)
class Screening:
    """Result of the screening; a reply neither published nor spam is held."""

    reasons: list[Reason]

    @property
    def is_urgent(self) -> bool:
        return Reason.DANGER in self.reasons

    @property
    def is_spam(self) -> bool:
        return bool(SPAM_REASONS & set(self.reasons)) and not self.is_urgent

    @property
    def is_published(self) -> bool:
        return not self.reasons


def screen(facts: Facts, rules: Rules) -> Screening:
    words = normalise(facts.text)
    found = {
        Reason.DANGER: facts.is_in_danger,
        Reason.BLOCKED_WORD: contains_any(words, rules.blocked_words),
        Reason.LINKS: facts.links > rules.most_links,
        Reason.DUPLICATE: facts.is_duplicate,
        Reason.NEWCOMER: rules.first_time_writers_wait and not facts.is_known_writer,
        Reason.NO_VERDICT: facts.awaits_verdict,
        **{Reason(signal.value): True for signal in facts.spam_signals},
    }
    return Screening([reason for reason, holds in found.items() if holds])


def words_of(lines: str) -> list[str]:
    """Normalised words or phrases, one a line, as editors enter them."""
    return [words for line in lines.splitlines() if (words := normalise(line))]


def normalise(text: str) -> str:
    """Normalises to casefolded words: “Chest-  PAIN” becomes “chest pain”."""
    # Twice: NFKD splits a composed character into a letter and its accent.
    text = IGNORED_CHARACTERS.sub(
        "", unicodedata.normalize("NFKD", IGNORED_CHARACTERS.sub("", text))
    )
    # An underscore is not part of a word: chats use _word_ for emphasis.
    return " ".join(re.findall(r"[^\W_]+", text.casefold()))


def contains_any(words: str, phrases: Iterable[str]) -> bool:
    return any(f" {phrase} " in f" {words} " for phrase in phrases)
