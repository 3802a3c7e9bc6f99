"""Lists of words and phrases that editors type, with commas or line ends between them."""

from core.search import analysis

Stems = tuple[str, ...]


def phrases_of(words: str) -> list[str]:
    """The phrases between commas and line ends."""
    parts = (part.strip() for line in words.splitlines() for part in line.split(","))
    return [part for part in parts if part]


def stems_of_phrases(words: str) -> set[Stems]:
    """The stems of each phrase; those of equal phrases once, and none without words."""
    stems = (tuple(analysis.stems_of(phrase)) for phrase in phrases_of(words))
    return {each for each in stems if each}
