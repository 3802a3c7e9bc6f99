"""Recognition of signs of danger in what visitors type, in English and Spanish."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from public_forms.danger.circumstances import is_no_danger_now
from public_forms.danger.editor_signs import words_of_sign
from public_forms.danger.reading import Reading, read
from public_forms.danger.signs import Sign, occurrences, signs
from public_forms.danger.together import KIND as SEVERAL
from public_forms.danger.together import signs_together

EDITOR = "editor"


@dataclass(frozen=True)
class DangerSign:
    """One sign of danger: its ``kind`` ("editor", "self_harm" …) and its words."""

    kind: str
    words: str


def find_danger(text: str, *, editor_signs: Sequence[str] = ()) -> list[DangerSign]:
    """The signs of danger in ``text``; an empty list if there are none.

    ``editor_signs``: further signs in plain words, written by the clinic's editors.
    Each other kind is listed once, with the words of its first sign.
    """
    reading = read(text)
    found = [*_of_editors(editor_signs, reading), *_of_each_kind(reading)]
    return found or _several(reading)


def _of_editors(editor_signs: Iterable[str], reading: Reading) -> Iterator[DangerSign]:
    for sign in editor_signs:
        numbers = words_of_sign(sign, reading)
        if numbers and not is_no_danger_now(EDITOR, numbers, reading):
            yield DangerSign(EDITOR, _typed(numbers, reading))


def _of_each_kind(reading: Reading) -> Iterator[DangerSign]:
    found: set[str] = set()
    for sign in signs():
        numbers = [] if sign.kind in found else _first(sign, reading)
        if numbers:
            found.add(sign.kind)
            yield DangerSign(sign.kind, _typed(numbers, reading))


def _first(sign: Sign, reading: Reading) -> list[int]:
    """The mentions of the first occurrence that is neither denied nor past."""
    for numbers in occurrences(sign, reading):
        is_denied = any(reading.mentions[number].is_denied for number in numbers)
        if is_denied and not sign.holds_denial:
            continue
        if not is_no_danger_now(sign.kind, numbers, reading):
            return numbers
    return []


def _several(reading: Reading) -> list[DangerSign]:
    numbers = signs_together(reading)
    return [DangerSign(SEVERAL, _typed(numbers, reading))] if numbers else []


def _typed(numbers: Iterable[int], reading: Reading) -> str:
    typed = (reading.mentions[number].typed for number in sorted(set(numbers)))
    return " … ".join(filter(None, typed))
