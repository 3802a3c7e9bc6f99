"""The tables of bench/run in docs/performance.md."""

import argparse
import os
import platform
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import wagtail

from bench import kinds
from bench.measuring import Sample
from bench.wordpress import project

Results = dict[str, dict[str, Sample]]
# Bytes, by kind of request and server.
Sizes = dict[str, dict[str, float]]

ROOT = Path(__file__).resolve().parent.parent
FILE = ROOT / "docs" / "performance.md"
COLUMNS = {
    "warm": "Gait, from memory",
    "stored": "Gait, stored",
    "cold": "Gait, made anew",
    "stock": "stock Wagtail",
    "wordpress": "WordPress",
    "bare": "bare granian",
    "nginx": "nginx, a file",
}
PUBLISH = "publishing an article"
WRITES = (PUBLISH, kinds.REPLY, kinds.FORM)
NONE = "–"
# Of nginx, by database.
OF_NGINX = {"SQLite": 0.4, "PostgreSQL": 0.25}
OPENING = """# Performance

What a request costs, as `bench/run` measured it. It sets up Gait and a stock Wagtail project (`wagtail start`, with one page type, API v2 and v3) with the same texts, pictures and number of articles in a temporary folder, serves both with granian, one worker and one thread each, and beside them what Gait answered: by a WSGI application that only looks it up, and by nginx from a file, with the same headers. Where Debian's packages of WordPress, PHP-FPM and MariaDB are installed, WordPress takes part with the same texts: the theme Twenty Twenty-Three, one process of PHP-FPM with opcache, no plugin and no cache of pages. Its database is MariaDB in both parts, under “PostgreSQL” as under “SQLite”.

- **From memory**: a worker that has answered it before. **Stored**: a worker whose memory keeps nothing; each answer is read from the table of stored documents. **Made anew**: by Django, in a worker that keeps no answers, only what its answers share (site, clinic, masthead, footer, private paths, pictures, totals of lists, the newest articles of each topic, when tags were touched).
- The figure is CPU time: of all processes of the server, and with PostgreSQL of its backends, over all requests of a sample; the least of eight samples, of twenty where a request costs less than a millisecond. The servers take turns with their samples; each sample asks for the same 20 articles in turn, and for all of them. Publishing is done in a process of its own, through the models.
- Requests per second are those of one client on four connections, the most of the same samples. A client in Python needs about as long as nginx, so ratios to nginx and to the bare server look better than they are where nothing else runs; the ratios of CPU time do not.
- nginx answers 304 with an ETag of its own. Stock Wagtail has no ETags, no replies, and no API for forms. WordPress's one REST API stands beside v2 and v3. v2 lists all fields of the articles; v3 lists none of a page type.
- Other processes on the machine slow the requests down, and add some CPU time through cold caches: compare within a table, not between tables.

`bench/growth.py` measures how each kind of request grows with the number of articles. `bench/memory.py` measures a worker's memory.
"""


def write(results: Results, sizes: Sizes, options: argparse.Namespace) -> None:
    """Replaces the section of the database in the document, or adds it.

    The section on Varnish is written by hand.
    """
    database = "PostgreSQL" if options.server_url else "SQLite"
    begin, end = f"<!-- bench/run: {database} -->", f"<!-- end: {database} -->"
    section = f"{begin}\n\n{tables(results, sizes, options, database)}\n\n{end}\n"
    sections = _sections(FILE.read_text()) if FILE.exists() else {}
    sections[database] = section
    FILE.write_text(
        "\n".join([OPENING, *(sections[name] for name in sorted(sections))])
    )


def _sections(text: str) -> dict[str, str]:
    found = re.finditer(r"<!-- [\w/.]+: (\w+) -->.*?<!-- end: \1 -->\n", text, re.S)
    return {each[1]: each[0] for each in found}


def tables(
    results: Results, sizes: Sizes, options: argparse.Namespace, database: str
) -> str:
    reads = {name: each for name, each in results.items() if name not in WRITES}
    writes = {name: results[name] for name in WRITES}
    return "\n\n".join(
        [
            f"## {database}",
            machine(options),
            "CPU time of one request:",
            costs(reads, list(COLUMNS)),
            "Bytes of the body of an answer, in the mean:",
            bodies(sizes),
            "Requests per second:",
            rates(reads),
            f"Against the goals (a missed one in **bold**; {NONE}: not measured):",
            goals(reads, OF_NGINX[database]),
            "CPU time of a change:",
            costs(writes, ["warm", "stock", "wordpress"], {"warm": "Gait"}),
        ]
    )


def machine(options: argparse.Namespace) -> str:
    load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    command = "bench/run" + (" postgres://…" if options.server_url else "")
    wordpress = (
        f"WordPress {project.version()}"
        if project.is_installed()
        else "WordPress is not installed here"
    )
    return (
        f"Made by `{command}` on {datetime.now(UTC):%Y-%m-%d %H:%M} UTC: "
        f"{options.articles} articles, {os.cpu_count()} cores ({_processor()}), "
        f"Python {platform.python_version()}, Wagtail {wagtail.__version__}, "
        f"`Accept-Encoding: {options.encoding}`. The machine's load was {load} "
        f"when it ended. {wordpress}."
    )


def _processor() -> str:
    names = re.findall(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
    return names[0] if names else platform.machine()


def costs(
    results: Results, columns: list[str], titles: dict[str, str] | None = None
) -> str:
    named = {**COLUMNS, **(titles or {})}
    rows = [
        [name, *(time_of(samples.get(column)) for column in columns)]
        for name, samples in results.items()
    ]
    return table(["", *(named[each] for each in columns)], rows)


def bodies(sizes: Sizes) -> str:
    columns = {"warm": "Gait", "stock": COLUMNS["stock"]}
    rows = [
        [name, *(f"{of_kind[column]:,.0f}" for column in columns)]
        for name, of_kind in sizes.items()
    ]
    return table(["", *columns.values()], rows)


def rates(results: Results) -> str:
    rows = [
        [name, *(rate_of(samples.get(column)) for column in COLUMNS)]
        for name, samples in results.items()
    ]
    return table(["", *COLUMNS.values()], rows)


Cell = Callable[[Sample | None], str]


def time_of(sample: Sample | None) -> str:
    if sample is None:
        return NONE
    return (
        f"{sample.cpu / 1000:.1f} ms" if sample.cpu >= 1000 else f"{sample.cpu:.0f} µs"
    )


def rate_of(sample: Sample | None) -> str:
    return f"{sample.rate:,.0f}" if sample else NONE


Ratio = Callable[[Sample, Sample], float]


def cpu(one: Sample, other: Sample) -> float:
    return one.cpu / other.cpu


def rate(one: Sample, other: Sample) -> float:
    return one.rate / other.rate


def cheaper(one: Sample, other: Sample) -> float:
    return other.cpu / one.cpu


def goals(results: Results, of_nginx: float) -> str:
    names = [name for name in results if name != kinds.NOT_MODIFIED]
    rows = []
    for title, goal, one, other, ratio in (
        ("from memory: requests/s, stock = 1", "≥ 400", "warm", "stock", rate),
        ("from memory: requests/s, bare = 1", "≥ 0.9", "warm", "bare", rate),
        ("from memory: requests/s, nginx = 1", f"≥ {of_nginx}", "warm", "nginx", rate),
        ("from memory: stock's CPU / Gait's", "≥ 400", "warm", "stock", cheaper),
        ("from memory: bare granian's CPU / Gait's", "≥ 0.9", "warm", "bare", cheaper),
        (
            "from memory: nginx's CPU / Gait's",
            f"≥ {of_nginx}",
            "warm",
            "nginx",
            cheaper,
        ),
        ("stored: CPU, stock = 1", "≤ 0.1; lists 0.05", "stored", "stock", cpu),
        ("made anew: CPU, stock = 1", "≤ 1.0", "cold", "stock", cpu),
        ("made anew: CPU, WordPress = 1", "≤ 0.4", "cold", "wordpress", cpu),
    ):
        cells = [
            _cell(results[name], one, other, ratio, _bound(goal, name))
            for name in names
        ]
        rows.append([title, goal, *cells])
    return table(["", "goal", *names], rows) + f"\n\n{not_modified(results)}"


def _bound(goal: str, name: str) -> tuple[str, float]:
    """The sign of a goal, and its number for a kind of request."""
    numbers = re.findall(r"[\d.]+", goal)
    return goal[0], float(numbers[-1 if name in kinds.LISTS else 0])


def _cell(
    samples: dict[str, Sample],
    one: str,
    other: str,
    ratio: Ratio,
    bound: tuple[str, float],
) -> str:
    if not {one, other} <= samples.keys():
        return NONE
    return marked(ratio(samples[one], samples[other]), bound)


def marked(value: float, bound: tuple[str, float]) -> str:
    """The value, in bold where it misses the goal, with digits that show it."""
    sign, limit = bound
    is_met = value >= limit if sign == "≥" else value <= limit
    digits = 0 if value >= 10 else 2
    if is_met:
        return f"{value:.{digits}f}"
    while float(f"{value:.{digits}f}") == limit:
        digits += 1
    return f"**{value:.{digits}f}**"


def not_modified(results: Results) -> str:
    """The sentence on answers 304."""
    full, short = (
        results[name]["warm"] for name in (kinds.ARTICLE, kinds.NOT_MODIFIED)
    )
    by_rate = marked(rate(short, full), ("≥", 1.5))
    by_cpu = marked(cheaper(short, full), ("≥", 1.5))
    return (
        "A 304 from memory against the article's 200 (goal: ≥ 1.5): "
        f"{by_rate} times the requests/s, {by_cpu} times fewer CPU time."
    )


def table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
