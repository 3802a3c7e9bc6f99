"""Circumstances in which a sign is no current danger: past, a question, in general."""

from public_forms.danger.reading import Reading

# These need help even after they have passed.
NEVER_OVER = {"stroke", "chest_pain", "overdose", "self_harm", "violence"}
# “If you …” begins a threat as well as advice.
NEVER_CONDITIONAL = {"violence"}
# Concepts that mark a sign as general. Exceptions: “What causes numbness down there?”
# is usually asked by a person who has it, and a question for the least painful way to
# die is never a general one.
GENERAL = {"general", "question", "cause"}
GENERAL_OF = {"cauda_equina": {"general", "question"}, "self_harm": {"general"}}
OWN = {"subject", "own"}
# These are seldom fiction, even if the text names a book elsewhere.
NEVER_FICTION = {"self_harm", "overdose", "violence"}


def is_no_danger_now(kind: str, found: list[int], reading: Reading) -> bool:
    mentions = [reading.mentions[number] for number in found]
    sentence = set().union(*(reading.in_sentence[m.sentence] for m in mentions))
    clauses = [reading.in_clause[m.clause] for m in mentions]
    clause = set().union(*clauses)
    is_well = "well" in reading.of and "past" in sentence
    return (
        is_well
        or _is_past(sentence, clause, clauses)
        or _is_told_of_a_year(sentence, reading)
        or _is_relief(kind, sentence)
        or _is_over(kind, clause)
        or _is_history(kind, sentence, clause)
        or _is_fiction(kind, clause, reading)
        or ("conditional" in clause and kind not in NEVER_CONDITIONAL)
        or ("now" not in reading.of and _is_general(kind, sentence, clause))
    )


def _is_told_of_a_year(sentence: set[str], reading: Reading) -> bool:
    """“Heart attack back in 2011, all good since”; a claim for “the crash of 2019”."""
    is_current = not reading.of.keys().isdisjoint({"now", "acute"})
    is_over = not reading.of.keys().isdisjoint({"relief", "over", "well"})
    is_dated = bool(sentence & {"year", "dated"}) and not is_current
    return is_dated and (is_over or "paperwork" in sentence)


def _is_relief(kind: str, sentence: set[str]) -> bool:
    """“Discharged”, “no pain”, “healed well”, with nothing current in the sentence."""
    is_current = sentence & {"now", "contrast", "present"}
    return kind not in NEVER_OVER and "relief" in sentence and not is_current


def _is_past(sentence: set[str], clause: set[str], clauses: list[set[str]]) -> bool:
    """“My father had a stroke”, “ten years ago”; but not “and now I cannot”."""
    if any("past" in c and not c & {"now", "present"} for c in clauses):
        return True
    if "now" in sentence or "present" in clause:
        return False
    return "past" in sentence or {"relative", "had"} <= clause


def _is_history(kind: str, sentence: set[str], clause: set[str]) -> bool:
    """“My sister has been paralysed since 1995”."""
    is_dated = "dated" in sentence and "relative" in clause
    return is_dated and kind != "violence" and "now" not in sentence


def _is_fiction(kind: str, clause: set[str], reading: Reading) -> bool:
    """A novel, a translation, homework; but not “and my arm is numb”, nor news."""
    if "fiction" in clause:
        return True
    is_own = "me" in clause or not reading.of.keys().isdisjoint({"now", "acute"})
    return "fiction" in reading.of and not is_own and kind not in NEVER_FICTION


def _is_over(kind: str, clause: set[str]) -> bool:
    return kind not in NEVER_OVER and "over" in clause and "now" not in clause


def _is_general(kind: str, sentence: set[str], clause: set[str]) -> bool:
    """An article, a course, a question about a sign; but not of one's own."""
    if "general" in clause:
        return True
    return bool(GENERAL_OF.get(kind, GENERAL) & sentence) and not clause & OWN
