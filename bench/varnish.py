"""Compares Varnish, with the rules of docs/operators.md, with Gait and with nginx.

    python -m bench.varnish

Prints tables for docs/performance.md: what a request costs that Varnish answers, beside
a worker of Gait that answers from memory and nginx that sends a file.
"""

import re
import shutil
import sys
import tempfile
from pathlib import Path

from bench import kinds, report, servers
from bench.cpu import descendants
from bench.kinds import Kind
from bench.measuring import Job, Sample, gets, measure, recorded, revalidations
from bench.projects import ROOT, Projects
from bench.servers import Server

ARTICLES = 200
GUIDE = ROOT / "docs" / "operators.md"
RULES = re.compile(r"^```vcl\n(.*?)^```$", re.DOTALL | re.MULTILINE)
OPTIONS = ["-j", "none", "-F", "-s", "malloc,256m", "-p", "http_gzip_support=off"]
# Named by the settings, and not asked for anything here.
PURGED = {"PURGE_URLS": "http://127.0.0.1:9/"}
COLUMNS = {"gait": "Gait, from memory", "varnish": "Varnish", "nginx": "nginx, a file"}
ENCODINGS = ("identity", "br")


def main() -> None:
    folder = Path(tempfile.mkdtemp(prefix="gait-bench-"))
    folder.chmod(0o755)
    try:
        projects = Projects(folder, "")
        asked = kinds.kinds(*[projects.fill_gait(ARTICLES)] * 2, {"articles": []})
        gait = servers.gait("gait", folder, {**projects.gait, **PURGED})
        gait.wait()
        running = {"gait": gait, "varnish": varnish(folder, gait.port)}
        try:
            running["varnish"].wait()
            for encoding in ENCODINGS:
                compare(running, folder / encoding, asked, encoding)
        finally:
            for server in running.values():
                server.stop()
    finally:
        shutil.rmtree(folder)


def varnish(folder: Path, behind: int) -> Server:
    [rules] = RULES.findall(GUIDE.read_text())
    file = folder / "gait.vcl"
    rules = rules.replace('.port = "8000"', f'.port = "{behind}"')
    file.write_text(rules.replace("www.example.org", "127.0.0.1"))
    port = servers.free_port()
    where = ["-a", f"127.0.0.1:{port}", "-f", file, "-n", folder / "varnish"]
    return servers.start("varnish", ["varnishd", *OPTIONS, *where], port, folder)


def compare(
    running: dict[str, Server], folder: Path, asked: list[Kind], encoding: str
) -> None:
    """Prints what each kind of request costs, and the memory of the servers."""
    folder.mkdir()
    answers = [recorded(running["gait"], kind, encoding) for kind in asked]
    nginx = servers.nginx(folder, [each for found in answers for each in found])
    nginx.wait()
    places = iter(range(sum(map(len, answers))))
    try:
        servers_now = {**running, "nginx": nginx}
        results = {}
        for kind in asked:
            own = [f"/{next(places)}" for _ in kind.gait]
            results[kind.name] = measure(jobs(kind, servers_now, own, encoding))
        tell(f"\n`Accept-Encoding: {encoding}`. CPU time of one request:\n")
        tell(table(results, report.time_of))
        tell("\nRequests per second:\n")
        tell(table(results, report.rate_of))
        for name, server in servers_now.items():
            tell(f"\n{COLUMNS[name]}: {memory(server):.0f} MB")
    finally:
        nginx.stop()


def jobs(
    kind: Kind, running: dict[str, Server], places: list[str], encoding: str
) -> dict[str, Job]:
    paths = {name: places if name == "nginx" else kind.gait for name in running}
    if kind.name == kinds.NOT_MODIFIED:
        return {
            name: Job(running[name], revalidations(running[name], each, encoding), 304)
            for name, each in paths.items()
        }
    return {
        name: Job(running[name], gets(each, encoding)) for name, each in paths.items()
    }


def table(results: dict[str, dict[str, Sample]], cell: report.Cell) -> str:
    rows = [
        [name, *(cell(samples[column]) for column in COLUMNS)]
        for name, samples in results.items()
    ]
    return report.table(["", *COLUMNS.values()], rows)


def memory(server: Server) -> float:
    """Megabytes of all processes of a server; what they share counts once (PSS)."""
    pids = [server.process.pid, *descendants(server.process.pid)]
    rollups = [Path(f"/proc/{pid}/smaps_rollup").read_text() for pid in pids]
    sizes = [re.findall(r"^Pss: +(\d+) kB", text, re.MULTILINE) for text in rollups]
    return sum(int(size) for [size] in sizes) / 1024


def tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
