"""Plans of statements: which parts of them read all pages."""

import json
import re

from django.db import connection

from core.site_search import database

# The tables with a row for each article.
TABLES = ("wagtailcore_page", "articles_articlepage")
# Joins that read both tables, which pays only while they are small.
AS_IF_LARGE = "; ".join(
    f"SET LOCAL enable_{each} = off" for each in ("seqscan", "hashjoin", "mergejoin")
)
# What needs all rows below it before it gives the first.
NEEDS_ALL = {"Sort", "Aggregate", "Hash", "Materialize", "WindowAgg"}
SORTS = re.compile("USE TEMP B-TREE FOR (ORDER|GROUP) BY")
# A step of SQLite's plan, the table's name or alias, and the index.
STEP = re.compile(r"(SCAN|SEARCH) (\w+)(?: USING (?:COVERING )?INDEX (\w+))?")
# Most pages are articles: finding them by their type alone reads them all.
BY_TYPE_ALONE = "(content_type_id=?)"


def without_settings(sql):
    """The statement of a search on PostgreSQL, which comes with settings around it."""
    return sql.removeprefix(f"{database.SET}; ").removesuffix(database.RESET)


def is_select(sql):
    return re.match(r"\s*(SELECT|WITH)", sql) is not None


def is_count(sql):
    return "COUNT(" in sql.partition(" FROM ")[0]


def statements(run):
    """The SELECTs, with their parameters, that a function sends for the tables."""
    found = []

    def note(execute, sql, params, many, context):
        select = without_settings(sql)
        if is_select(select) and any(name in select for name in TABLES):
            found.append((select, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        run()
    return found


def scans(sql, params):
    """The parts of the statement's plan that read a whole table, or a whole index."""
    if connection.vendor == "sqlite":
        return list(scans_of_sqlite(sql, params))
    return list(scans_in(plan_of_postgresql(sql, params), sql, is_limited=False))


def steps_of_sqlite(sql, params):
    """Number, number of the step above, and text of each step."""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}", params)
        return [(number, above, text) for number, above, _, text in cursor.fetchall()]


def plan_of_postgresql(sql, params):
    with connection.cursor() as cursor:
        cursor.execute(AS_IF_LARGE)
        cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", params)
        [[plan]] = cursor.fetchall()
        cursor.execute(AS_IF_LARGE.replace("off", "on"))
    plans = json.loads(plan) if isinstance(plan, str) else plan
    return plans[0]["Plan"]


def scans_of_sqlite(sql, params):
    steps = steps_of_sqlite(sql, params)
    sorted_levels = {above for _, above, text in steps if SORTS.fullmatch(text)}
    indexes = indexes_of_the_tables()
    for _, above, text in steps:
        step = STEP.match(text)
        by_type = text.endswith(BY_TYPE_ALONE)
        if not step or (step[1] == "SEARCH" and not by_type):
            continue
        # The total of a list is read from an index, and shared by a worker's answers.
        if by_type and is_count(sql):
            continue
        # The same alias may be one of another table elsewhere in the statement.
        if step[3] and step[3] not in indexes:
            continue
        found = levels_with(step[2], sql)
        if by_type:
            found = [each for each in found if OF_ONE_TYPE.search(each)]
        is_early = all(ends_early(each, of_one_type=by_type) for each in found)
        if found and (above in sorted_levels or not is_early):
            yield text


def indexes_of_the_tables():
    with connection.cursor() as cursor:
        marks = ", ".join(["%s"] * len(TABLES))
        cursor.execute(
            f"SELECT name FROM sqlite_master WHERE tbl_name IN ({marks})",
            TABLES,
        )
        return {name for (name,) in cursor.fetchall()}


def scans_in(node, sql, *, is_limited):
    kind = node["Node Type"]
    is_limited = kind not in NEEDS_ALL and (is_limited or kind == "Limit")
    if node.get("Relation Name") in TABLES:
        by_index = "Index Cond" in node or "Recheck Cond" in node
        # Where a name comes again, PostgreSQL numbers it.
        found = levels_with(re.sub(r"_\d+$", "", node["Alias"]), sql)
        is_early = is_limited and all(
            ends_early(each, of_one_type=True) for each in found
        )
        if kind == "Seq Scan" or not (by_index or is_early):
            yield f"{kind} on {node['Relation Name']}"
    for below in node.get("Plans", ()):
        yield from scans_in(below, sql, is_limited=is_limited)


def levels(sql):
    """The text of each SELECT in a statement, without those within it."""
    found, texts, are_selects = [], [""], []
    for part in re.split(r"(\(\s*SELECT\b|[()]|\bUNION\b(?: ALL)?)", sql):
        if part.startswith("("):
            are_selects.append(part != "(")
            if are_selects[-1]:
                texts.append("SELECT")
            else:
                texts[-1] += part
        elif part == ")":
            if are_selects.pop():
                found.append(texts.pop())
                texts[-1] += "(SELECT)"
            else:
                texts[-1] += part
        elif part.startswith("UNION"):
            found.append(texts[-1])
            texts[-1] = ""
        else:
            texts[-1] += part
    return [*found, *texts]


FROM = re.compile(
    r'\b(?:FROM|JOIN)\s+"?(\w+)"?'
    r"(?: (?!WHERE|INNER|LEFT|ON|ORDER|GROUP|LIMIT)(\w+))?"
)


def levels_with(name, sql):
    """The levels that name one of the tables so, by its own name or an alias."""
    return [
        level
        for level in levels(sql)
        if any(
            table in TABLES and (alias or table) == name
            for table, alias in FROM.findall(level)
        )
    ]


def column(name):
    return rf'\+?(?:"?\w+"?\.)?"?{name}"?(?:::text)?'


# What nearly all pages of a site meet, and where an index begins to be read.
MET_BY_MOST = re.compile(
    "|".join(
        [
            rf"SUBSTR\({column('path')}, 1, \d+\) IN \([%s, ]+\)",
            rf"{column('path')} (?:>=|<) %s",
            rf"{column('depth')} >= %s",
            rf"{column('id')} [<>]=? %s",
            rf"{column('alias_of_id')} IS NOT NULL AND \(SELECT\) IS NOT NULL",
            # Changed after a moment, which is asked where many were.
            r"\(SELECT\) > %s",
            rf"{column('live')}(?![\w\"])",
        ]
    )
)
# PostgreSQL knows below which pages most others are.
OF_CHILDREN = re.compile(rf"(?:{column('depth')}|{column('id')}) = %s")
OF_ONE_TYPE = re.compile(rf"{column('content_type_id')} (?:= %s|IN \(%s\))")
WHERE = re.compile(r"\bWHERE\b(.*?)(?=\bORDER BY\b|\bLIMIT\b|$)", re.DOTALL)
# Rows that are read first, for the second pages of lists; deep ones start elsewhere.
MOST_SKIPPED = 100
NEEDS_ALL_ROWS = re.compile(
    rf"\b(?:COUNT|SUM|MIN|MAX)\(|\bGROUP BY\b|\bNOT {column('live')}"
)


def ends_early(level, *, of_one_type):
    """True if a SELECT that reads in an index's order has enough after a few rows.

    ``of_one_type``: the index has the pages of one type together.
    """
    if not re.search(r"\bLIMIT\b", level) or NEEDS_ALL_ROWS.search(level):
        return False
    if any(int(rows) > MOST_SKIPPED for rows in re.findall(r"\bOFFSET (\d+)", level)):
        return False
    others = re.findall(r'\b(?:FROM|(?<!OUTER )JOIN)\s+"?(\w+)"?', level)
    if not set(others) <= set(TABLES):
        return False
    conditions = " ".join(WHERE.findall(level))
    if of_one_type:
        conditions = OF_ONE_TYPE.sub("", conditions)
    if connection.vendor == "postgresql":
        conditions = OF_CHILDREN.sub("", conditions)
    conditions = MET_BY_MOST.sub("", conditions)
    return not re.search(r"\w", re.sub(r"\b(AND|NOT)\b", "", conditions))
