"""Every regular expression of ours stays fast on the worst text we can think of."""

import ast
import re
import time
from collections import Counter, defaultdict
from heapq import nlargest
from importlib import import_module
from itertools import product
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(__file__).parent.parent
APPS = [
    "articles",
    "clinic",
    "cms",
    "comments",
    "contact",
    "core",
    "home",
    "outbox",
    "public_forms",
]
# What only reads the operator's environment or our own files meets no stranger.
TRUSTED = ["cms/settings", "home/demo", "migrations"]
CALLS = {
    *("compile", "findall", "finditer", "fullmatch", "match", "search", "split"),
    *("sub", "subn"),
}
# An example of each pattern that a module puts together at run time.
MADE_AT_RUN_TIME = {
    # From the settings.
    "core/cors.py": r"^/(api|form-token)/",
    "core/search/query_words.py": (
        r"(?<![^\W_])(?<![\u0300-\u036f])(?:a[\u0300-\u036f]*b[\u0300-\u036f]*)"
    ),
}
# A text of the first length and seconds shows what doubles its time with each character,
# one of the second what squares it, so that such an expression fails at once instead of
# running for ever. The slowest texts of the second are tried at the last.
SHORT, LONG, WHOLE = (20, 0.05), (3_000, 0.01), (100_000, 0.05)
SLOWEST = 6
# One character of each kind that our patterns tell apart.
CHARACTERS = [*"a0 _.-,;:/?#@!…'\"<>()[]&=+\n\t\0", "é", "\u0301", "\u200d"]


def modules():
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            name = path.relative_to(ROOT).as_posix()
            if not any(part in name for part in TRUSTED):
                yield name, ast.parse(path.read_text())


def calls_of_re(tree):
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in CALLS
            and getattr(node.func.value, "id", "") == "re"
        ):
            yield node


def uses_by_name(trees):
    """The calls of the methods of a pattern, in all modules, by the name they are on."""
    found = defaultdict(set)
    for tree in trees:
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and node.attr in CALLS:
                found[getattr(node.value, "id", "")].add(node.attr)
    return found


def used_only_whole(uses, tree, call):
    """True where a compiled pattern is never searched for, only matched at the start."""
    if call.func.attr in {"fullmatch", "match"}:
        return True
    names = [
        target.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and node.value is call
        for target in node.targets
    ]
    found = set().union(*(uses[name] for name in names))
    return bool(found) and found <= {"fullmatch", "match"}


def compiled_in(name, tree, call):
    """The pattern that a module puts together once, under a name of its own."""
    module = import_module(name.removesuffix(".py").replace("/", "."))
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and node.value is call:
            return getattr(module, node.targets[0].id).pattern
    return None


def flags_of(call):
    named = [node.attr for node in ast.walk(call) if isinstance(node, ast.Attribute)]
    return sum(
        {getattr(re, name) for name in named if name in {"DOTALL", "IGNORECASE"}}
    )


def patterns():
    trees = dict(modules())
    uses = uses_by_name(trees.values())
    for name, tree in trees.items():
        for call in calls_of_re(tree):
            pattern = call.args[0]
            where = f"{name}:{call.lineno}"
            if isinstance(pattern, ast.Constant):
                text, whole = pattern.value, used_only_whole(uses, tree, call)
                yield pytest.param(text, flags_of(call), whole, id=where)
            else:
                made = compiled_in(name, tree, call) or MADE_AT_RUN_TIME[name]
                whole = used_only_whole(uses, tree, call)
                yield pytest.param(made, flags_of(call), whole, id=where)


def literals_of(pattern):
    """The pieces of plain text in a pattern, such as ``https://`` or ``<a>``."""
    found = re.findall(r"(?:[\w/:<> =\"-]|\\\.)+", re.sub(r"\\[A-Za-z]", " ", pattern))
    pieces = [piece.replace("\\", "") for piece in found]
    whole = ["".join(pieces)] if pieces else []
    return [*pieces, *whole, *(piece + "a" for piece in pieces)]


def hostile_pieces(pattern):
    """Pairs of how a text begins and the piece that it repeats."""
    literals = literals_of(pattern)
    single = dict.fromkeys([*literals, *CHARACTERS])
    return list(product(dict.fromkeys(["", *literals]), single))


def hostile_texts(pieces, length):
    for start, piece in pieces:
        repeated = start + piece * (length // len(piece))
        yield repeated
        yield repeated + "\x01"


def seconds(run, text):
    started_at = time.thread_time()
    run(text)
    return time.thread_time() - started_at


def runner(pattern, flags, *, whole):
    compiled = re.compile(pattern, flags)

    def run(text):
        if whole:
            compiled.fullmatch(text)
        else:
            for _ in compiled.finditer(text):
                pass

    return run


def too_slow(run, pieces, limit, costs=None):
    """The first text that takes too long; the best of ten, as clocks are unsteady.

    Adds up in ``costs`` what each piece has taken.
    """
    length, most = limit
    for piece in pieces:
        for text in hostile_texts([piece], length):
            taken = seconds(run, text)
            if costs is not None:
                costs[piece] += taken
            if taken > most and all(seconds(run, text) > most for _ in range(9)):
                return length, text[:20]
    return None


def slowest(pattern, flags, *, whole):
    run = runner(pattern, flags, whole=whole)
    pieces = hostile_pieces(pattern)
    pairs = [("", one + other) for one in CHARACTERS for other in "a/. "]
    costs = Counter()
    for limit in (SHORT, LONG):
        costs.clear()
        if found := too_slow(run, [*pieces, *pairs], limit, costs):
            return found

    return too_slow(run, nlargest(SLOWEST, pieces, key=costs.get), WHOLE)


@pytest.mark.slow
@pytest.mark.parametrize(("pattern", "flags", "whole"), list(patterns()))
def test_an_expression_reads_100_kb_of_its_worst_text_at_once(pattern, flags, whole):
    assert slowest(pattern, flags, whole=whole) is None


@pytest.mark.slow
@pytest.mark.parametrize(
    "pattern", [r"(/[^\s?#]*)[?#]", r"<a>(.*?)</a>", r"[.!?…]+(?=\s|$)", r"(a|a)*b"]
)
def test_a_slow_expression_is_noticed(pattern):
    assert slowest(pattern, re.DOTALL, whole=False)


def test_every_expression_in_a_setting_is_a_plain_prefix():
    assert settings.CORS_URLS_REGEX == r"^/(api|form-token)/"
