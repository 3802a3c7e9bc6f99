"""Memory of a worker: at the start, and after it has answered each kind of address.

    python bench/memory.py [FOLDER] [--encoding identity]

Fills a database of SQLite in the folder, a temporary one if left out, or takes the one
that it has filled there before; serves it as in production, with one worker; and prints
RSS and PSS of the worker in MB. The clients accept Brotli, as browsers do, if no other
encoding is named. At last, lists of other lengths are asked for, until the cache is full
or those of all lengths have been.
"""

import json
import sys
import tempfile
from argparse import ArgumentParser
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench import servers
from bench.cpu import descendants
from bench.projects import Facts, Projects

ARTICLES, THREADS = 200, 4
# More than CACHE_MB.
FULL_BYTES = 20 << 20
LISTED = range(0, ARTICLES - 20, 9)
QUERIES = ("walking", "pain", "back", "sleep", "wlaking")


def main(folder: Path, encoding: str) -> None:
    projects = Projects(folder, "")
    described = folder / "gait.json"
    facts = (
        json.loads(described.read_text())
        if described.exists()
        else projects.fill_gait(ARTICLES)
    )
    server = servers.gait("gait", folder, projects.gait, threads=THREADS)
    try:
        server.wait()
        report("start", server)
        asked = [*addresses(facts)]
        answer(server, asked, encoding)
        report(f"after {len(asked)}", server)
        received = 0
        for limit in range(1, 20):
            if received < FULL_BYTES:
                received += answer(server, [*lists_of(limit)], encoding)
        report("with a full cache", server)
    finally:
        server.stop()


def addresses(facts: Facts) -> Iterator[str]:
    keys = range(min(each["id"] for each in facts["articles"]), ARTICLES // 2)
    yield from ("/", "/articles/", "/articles.atom", "/sitemap.xml", "/people/")
    yield from (f"/articles/?page={n}" for n in range(2, 8))
    yield from (f"/articles/article-{n}/" for n in range(1, ARTICLES // 2))
    yield from (f"/search/?q={each}" for each in QUERIES)
    for version in ("v2", "v3"):
        yield from (f"/api/{version}/pages/{key}/" for key in keys)
    yield from lists_of(20)


def lists_of(limit: int) -> Iterator[str]:
    """The addresses of lists of so many articles, from each ninth one on."""
    for version, fields in (("v2", "&fields=*"), ("v3", "")):
        listed = f"/api/{version}/pages/?type=articles.ArticlePage{fields}"
        yield from (f"{listed}&limit={limit}&offset={offset}" for offset in LISTED)


def answer(server: servers.Server, asked: list[str], encoding: str) -> int:
    """The bytes of all answers, to as many clients as the worker has threads."""
    headers = {"Host": "localhost:8000", "Accept-Encoding": encoding}
    with ThreadPoolExecutor(THREADS) as pool:
        return sum(pool.map(lambda path: ask(server.port, path, headers), asked))


def ask(port: int, address: str, headers: dict[str, str]) -> int:
    """The bytes of the answer, whose body is kept as it is sent."""
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", address, headers=headers)
    response = connection.getresponse()
    body = response.read()
    connection.close()
    if response.status >= 500:
        raise SystemExit(f"{address} answers {response.status}")
    return len(body)


def report(moment: str, server: servers.Server) -> None:
    """Prints the memory of the worker, the largest of the server's processes."""
    rss, pss = max(map(memory_of, descendants(server.process.pid)))
    sys.stdout.write(f"{moment:22} RSS {rss:4.0f}  PSS {pss:4.0f}\n")


def memory_of(pid: int) -> tuple[float, float]:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
    kilobytes = {name: int(size) for name, size, *_ in map(str.split, lines)}
    return kilobytes["Rss:"] / 1024, kilobytes["Pss:"] / 1024


if __name__ == "__main__":
    parser = ArgumentParser()
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--encoding", default="br")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        main(given.folder or Path(temporary), given.encoding)
