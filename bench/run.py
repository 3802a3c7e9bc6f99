"""Compares Gait with stock Wagtail, a bare server and nginx, and writes the table.

    bench/run [postgres://…]

Sets up both projects in a temporary folder, serves them, and writes what a request costs
to docs/performance.md. The URL is of a PostgreSQL server of this machine, where it makes
the databases NAME_gait and NAME_stock anew; without one it uses SQLite.
"""

import argparse
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench import kinds, report, servers
from bench.kinds import Kind
from bench.measuring import Job, Sample, gets, measure, recorded, revalidations
from bench.projects import Facts, Projects
from bench.servers import Server

PUBLISHED = 10
# Gait's states, with the bytes of memory that make them.
WARM, STORED, COLD = "warm", "stored", "cold"
EMPTY = {"BENCH_CACHE_BYTES": "1"}
STATES = {WARM: {}, STORED: EMPTY, COLD: {**EMPTY, "BENCH_UNSTORED": "true"}}
STOCK, BARE, NGINX = "stock", "bare", "nginx"


def main() -> None:
    options = arguments()
    with temporary_folder(keep=options.keep) as folder:
        projects = Projects(folder, options.server_url)
        tell("Filling two databases …")
        gait, stock = projects.set_up(options.articles)
        try:
            results = compare(projects, gait, stock, options.encoding)
            tell("publishing")
            results[report.PUBLISH] = dict(
                zip((WARM, STOCK), map(in_ms, projects.publish(PUBLISHED)), strict=True)
            )
        finally:
            projects.drop_databases()
    report.write(results, options)
    tell(f"Written to {report.FILE}.")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench/run", description=__doc__)
    parser.add_argument("server_url", nargs="?", default="", metavar="postgres://…")
    parser.add_argument("--articles", type=int, default=200)
    parser.add_argument("--encoding", default="identity", help="Accept-Encoding")
    parser.add_argument("--keep", action="store_true", help="keep the folder")
    return parser.parse_args()


def in_ms(milliseconds: float) -> Sample:
    return Sample(milliseconds * 1000, 0)


@contextmanager
def temporary_folder(*, keep: bool) -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="gait-bench-"))
    # nginx's worker is another user where root starts it.
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        if keep:
            tell(f"Kept: {folder}")
        else:
            shutil.rmtree(folder)


def compare(
    projects: Projects, gait: Facts, stock: Facts, encoding: str
) -> dict[str, dict[str, Sample]]:
    """Samples by kind of request and server."""
    asked = kinds.kinds(gait, stock)
    running = {
        state: servers.gait(state, projects.folder, {**projects.gait, **environment})
        for state, environment in STATES.items()
    }
    running[STOCK] = servers.stock(projects.folder, projects.stock)
    try:
        wait_for(running)
        places = start_rest(running, projects.folder, asked, encoding)
        results = {}
        for kind in asked:
            tell(kind.name)
            results[kind.name] = measure(
                jobs(kind, running, places[kind.name], encoding)
            )
        for name, requests, status in (
            (kinds.REPLY, kinds.replies(gait), 201),
            (kinds.FORM, kinds.submissions(gait), 201),
        ):
            tell(name)
            results[name] = measure({WARM: Job(running[WARM], requests, status)})
        return results
    finally:
        for server in running.values():
            server.stop()


def wait_for(running: dict[str, Server]) -> None:
    for server in running.values():
        server.wait()


def start_rest(
    running: dict[str, Server], folder: Path, asked: list[Kind], encoding: str
) -> dict[str, list[str]]:
    """Starts the servers that repeat Gait's answers; their paths by kind of request."""
    answers, places = [], {}
    for kind in asked:
        found = recorded(running[WARM], kind, encoding)
        first = len(answers)
        places[kind.name] = [f"/{first + n}" for n in range(len(found))]
        answers += found
    rest = {
        BARE: servers.bare(folder, answers),
        NGINX: servers.nginx(folder, answers),
    }
    running.update(rest)
    wait_for(rest)
    return places


def jobs(
    kind: Kind, running: dict[str, Server], places: list[str], encoding: str
) -> dict[str, Job]:
    """Measured values of one kind of request, by server."""
    paths = {WARM: kind.gait, BARE: places, NGINX: places}
    if kind.name == kinds.NOT_MODIFIED:
        return {
            name: Job(running[name], revalidations(running[name], each, encoding), 304)
            for name, each in paths.items()
        }
    paths |= {COLD: kind.gait, STOCK: kind.stock}
    if kind.is_stored:
        paths[STORED] = kind.gait
    return {
        name: Job(running[name], gets(each, encoding)) for name, each in paths.items()
    }


def tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
