"""Compares Gait with stock Wagtail, WordPress, a bare server and nginx.

    bench/run [postgres://…]

Sets up both projects in a temporary folder, serves them, and writes what a request costs
to docs/performance.md. The URL is of a PostgreSQL server of this machine, where it makes
the databases NAME_gait and NAME_stock anew; without one it uses SQLite. WordPress takes
part where Debian's packages of ``bench.wordpress.project`` are installed.
"""

import argparse
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench import kinds, report, servers
from bench.kinds import Kind
from bench.measuring import (
    Job,
    Sample,
    gets,
    mean_bytes,
    measure,
    recorded,
    revalidations,
)
from bench.projects import Facts, Projects
from bench.servers import Server
from bench.wordpress import project

PUBLISHED = 10
# Gait's states, with the bytes of memory that make them.
WARM, STORED, COLD = "warm", "stored", "cold"
EMPTY = {"BENCH_CACHE_BYTES": "1"}
STATES = {WARM: {}, STORED: EMPTY, COLD: {**EMPTY, "BENCH_UNSTORED": "true"}}
STOCK, WORDPRESS, BARE, NGINX = "stock", "wordpress", "bare", "nginx"


def main() -> None:
    options = arguments()
    with temporary_folder(keep=options.keep) as folder:
        projects = Projects(folder, options.server_url)
        tell("Filling two databases …")
        gait, stock = projects.set_up(options.articles)
        try:
            with wordpress(projects.folder, options.articles) as blog:
                published = publish(projects, blog)
                results, sizes = compare(projects, gait, stock, blog, options.encoding)
            results[report.PUBLISH] = published
        finally:
            projects.drop_databases()
    report.write(results, sizes, options)
    tell(f"Written to {report.FILE}.")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench/run", description=__doc__)
    parser.add_argument("server_url", nargs="?", default="", metavar="postgres://…")
    parser.add_argument("--articles", type=int, default=200)
    parser.add_argument("--encoding", default="identity", help="Accept-Encoding")
    parser.add_argument("--keep", action="store_true", help="keep the folder")
    return parser.parse_args()


@dataclass(frozen=True)
class Blog:
    """WordPress, served from a folder, and what is in it."""

    folder: Path
    server: Server
    facts: Facts

    def publish(self, times: int) -> float:
        """CPU milliseconds of publishing an article, in PHP and the database."""
        self.server.read_processes()
        before = self.server.meter.seconds()
        php = project.publish(self.folder, self.facts["articles"][0]["id"], times)
        return php + (self.server.meter.seconds() - before) * 1000 / times


@contextmanager
def wordpress(folder: Path, articles: int) -> Iterator[Blog | None]:
    if not project.is_installed():
        yield None
        return
    tell("Filling WordPress …")
    own = folder / "wordpress"
    project.begin(own)
    server = servers.wordpress(own)
    try:
        url = f"http://127.0.0.1:{server.port}"
        yield Blog(own, server, project.fill(own, url, articles, folder / "gait.json"))
    finally:
        server.stop()


def publish(projects: Projects, blog: Blog | None) -> dict[str, Sample]:
    tell("publishing")
    found = dict(zip((WARM, STOCK), projects.publish(PUBLISHED), strict=True))
    if blog:
        found[WORDPRESS] = blog.publish(PUBLISHED)
    return {name: in_ms(each) for name, each in found.items()}


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
    projects: Projects, gait: Facts, stock: Facts, blog: Blog | None, encoding: str
) -> tuple[report.Results, report.Sizes]:
    """Samples by kind of request and server, and bytes of answers by the same."""
    posts = blog.facts if blog else {"articles": []}
    asked = kinds.kinds(gait, stock, posts)
    running = {
        state: servers.gait(state, projects.folder, {**projects.gait, **environment})
        for state, environment in STATES.items()
    }
    running[STOCK] = servers.stock(projects.folder, projects.stock)
    if blog:
        running[WORDPRESS] = blog.server
    try:
        wait_for(running)
        places = start_rest(running, projects.folder, asked, encoding)
        results: report.Results = {kind.name: {} for kind in asked}
        for group in kinds.groups(asked):
            tell(" and ".join(kind.name for kind in group))
            measured = {
                (kind.name, name): job
                for kind in group
                for name, job in jobs(
                    kind, running, places[kind.name], encoding
                ).items()
            }
            for (of_kind, name), found in measure(measured).items():
                results[of_kind][name] = found
        tell(kinds.REPLY)
        handed_in = {WARM: Job(running[WARM], kinds.replies(gait), 201)}
        if blog:
            comments = kinds.comments(posts)
            handed_in[WORDPRESS] = Job(running[WORDPRESS], comments, 302)
        results[kinds.REPLY] = measure(handed_in)
        tell(kinds.FORM)
        submissions = kinds.submissions(gait)
        results[kinds.FORM] = measure({WARM: Job(running[WARM], submissions, 201)})
        return results, sizes(asked, running, encoding)
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


def sizes(asked: list[Kind], running: dict[str, Server], encoding: str) -> report.Sizes:
    """Bytes of the bodies of Gait and of stock Wagtail, in the mean of the paths."""
    return {
        kind.name: {
            name: mean_bytes(running[name], paths, encoding)
            for name, paths in ((WARM, kind.gait), (STOCK, kind.stock))
        }
        for kind in asked
        if kind.name != kinds.NOT_MODIFIED
    }


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
    if kind.wordpress:
        paths[WORDPRESS] = kind.wordpress
    return {
        name: Job(running[name], gets(each, encoding)) for name, each in paths.items()
    }


def tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
