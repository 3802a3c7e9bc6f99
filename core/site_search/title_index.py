"""Full-text queries for titles with words that begin with the letters typed.

``database`` matches whole stems; the prefix operators of FTS5 and of ``tsquery`` match
what is half typed.
"""

from collections.abc import Sequence
from typing import NamedTuple

from django.db import connection

from core.site_search.database import FTS_TABLE, TABLE, Alternatives, Query


class Wanted(NamedTuple):
    """Condition on a title: one of the alternatives of each term, and a stem that
    begins with ``beginning``, unless that is empty.
    """

    terms: Sequence[Alternatives]
    beginning: str = ""


class Syntax(NamedTuple):
    """Full-text query language: templates of a stem and a prefix, and operators."""

    stem: str
    prefix: str
    every: str
    any_of: str


FTS5 = Syntax('"{}"', '"{}"*', " AND ", " OR ")
TSQUERY = Syntax("'{}'", "'{}':*", " & ", " | ")


def matching(ways: Sequence[Wanted]) -> Query:
    """The documents whose titles have what one of the ways wants."""
    if connection.vendor == "postgresql":
        where = "title_stems @@ %s::tsquery"
        return Query(
            f"SELECT id FROM {TABLE} WHERE {where}",  # noqa: S608 - constants
            (_any_of(ways, TSQUERY),),
        )
    sql = f"SELECT rowid AS id FROM {FTS_TABLE} WHERE {FTS_TABLE} MATCH %s"  # noqa: S608 - constants
    return Query(sql, (f"{{title_stems}} : ({_any_of(ways, FTS5)})",))


def _any_of(ways: Sequence[Wanted], syntax: Syntax) -> str:
    return syntax.any_of.join(f"({_all_of(way, syntax)})" for way in ways)


def _all_of(way: Wanted, syntax: Syntax) -> str:
    parts = [_alternatives(each, syntax) for each in way.terms]
    if way.beginning:
        parts.append(syntax.prefix.format(way.beginning))
    return syntax.every.join(parts)


def _alternatives(alternatives: Alternatives, syntax: Syntax) -> str:
    """The alternatives; stems are letters and digits, so nothing needs quoting."""
    parts = (
        syntax.every.join(map(syntax.stem.format, stems)) for stems in alternatives
    )
    return "({})".format(syntax.any_of.join(f"({part})" for part in parts))
