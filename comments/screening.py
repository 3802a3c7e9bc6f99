"""What becomes of a reply before anybody has read it. Plain rules."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import TextChoices

from public_forms.spam_signals import SpamSignal

# “can't”, “can’t” and “cant” are one; so are letters with and without accents, and
# words with something invisible in them.
SILENT = re.compile("['\u2018\u2019\u02bc`\u00b4\u0300-\u036f\u200b-\u200d\xad]")


class Reason(TextChoices):
    """Why a reply is not published by itself, in words for moderators."""

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


# No moderator needs to look at these first.
RUBBISH = {Reason.HONEYPOT, Reason.BLOCKED_WORD}


@dataclass(frozen=True)
class Rules:
    """The clinic's; words as ``words_of`` reads them."""

    first_time_writers_wait: bool = True
    most_links: int = 2
    blocked_words: Sequence[str] = ()


@dataclass(frozen=True)
class Facts:
    """What is known of a reply and its writer; ``text`` is all that was typed."""

    text: str
    is_in_danger: bool = False
    links: int = 0
    is_known_writer: bool = False
    is_duplicate: bool = False
    suspicions: Sequence[SpamSignal] = ()
    awaits_verdict: bool = False


@dataclass(frozen=True)
class Screening:
    """``is_published`` and ``is_spam`` are never both true; neither means it waits."""

    reasons: list[Reason]

    @property
    def is_urgent(self) -> bool:
        return Reason.DANGER in self.reasons

    @property
    def is_spam(self) -> bool:
        return bool(RUBBISH & set(self.reasons)) and not self.is_urgent

    @property
    def is_published(self) -> bool:
        return not self.reasons


def screen(facts: Facts, rules: Rules) -> Screening:
    words = plain_words(facts.text)
    found = {
        Reason.DANGER: facts.is_in_danger,
        Reason.BLOCKED_WORD: has_any(words, rules.blocked_words),
        Reason.LINKS: facts.links > rules.most_links,
        Reason.DUPLICATE: facts.is_duplicate,
        Reason.NEWCOMER: rules.first_time_writers_wait and not facts.is_known_writer,
        Reason.NO_VERDICT: facts.awaits_verdict,
        **{Reason(suspicion.value): True for suspicion in facts.suspicions},
    }
    return Screening([reason for reason, holds in found.items() if holds])


def words_of(lines: str) -> list[str]:
    """One word or phrase a line, as an editor writes them, ready to be sought."""
    return [words for line in lines.splitlines() if (words := plain_words(line))]


def plain_words(text: str) -> str:
    """Small letters and single spaces, so that “Chest-  PAIN” is “chest pain”."""
    # Twice: what is one sign may come apart into a letter and its accent.
    text = SILENT.sub("", unicodedata.normalize("NFKD", SILENT.sub("", text)))
    # An underscore is no part of a word: in chats _word_ is how people stress one.
    return " ".join(re.findall(r"[^\W_]+", text.casefold()))


def has_any(words: str, phrases: Iterable[str]) -> bool:
    return any(f" {phrase} " in f" {words} " for phrase in phrases)
