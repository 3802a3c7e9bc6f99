"""The servers that bench/run compares, each with one process and one thread."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from bench.cpu import Meter, descendants
from bench.load import Client, request

ROOT = Path(__file__).resolve().parent.parent
START_WITHIN_SECONDS, STOP_WITHIN_SECONDS = 120, 10
NGINX = shutil.which("nginx") or "/usr/sbin/nginx"
GRANIAN = Path(sys.executable).with_name("granian")
# The options of core.granian that matter here, for the servers beside Gait's.
GRANIAN_OPTIONS = [
    *("--interface", "wsgi", "--http", "1", "--no-ws", "--log-level", "warning"),
    *("--workers", "1", "--blocking-threads", "1"),
]
NGINX_CONFIGURATION = """
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/nginx.log error;
events {{ worker_connections 256; }}
http {{
    access_log off;
    sendfile on;
    tcp_nopush on;
    keepalive_requests 100000000;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    types {{ }}
    server {{
        listen 127.0.0.1:{port};
        {locations}
    }}
}}
"""
LOCATION = """
        location = /{n} {{
            alias {folder}/{n};
            default_type '{type}';
            {headers}
        }}"""
# nginx makes them itself.
OF_NGINX = {"content-length", "content-type", "etag", "last-modified"}


@dataclass
class Server:
    """A running server; its port, and the meter of its CPU time once it has started."""

    name: str
    port: int
    process: subprocess.Popen[bytes]
    database_url: str = ""
    meter: Meter = field(init=False)

    def __post_init__(self) -> None:
        self.client = Client(self.port)

    def wait(self) -> None:
        """Waits until it answers; exits with its name if it does not."""
        ends = time.monotonic() + START_WITHIN_SECONDS
        while time.monotonic() < ends and self.process.poll() is None:
            try:
                self.client.ask(request("/"))
            except OSError:
                time.sleep(0.2)
            else:
                return
        raise SystemExit(f"{self.name} did not start; its log is in the folder.")

    def read_processes(self) -> None:
        """Finds the processes to measure, after the first requests have begun them."""
        self.meter = Meter(self.process.pid, self.database_url)

    def stop(self) -> None:
        tree = descendants(self.process.pid)
        self.process.terminate()
        try:
            self.process.wait(STOP_WITHIN_SECONDS)
        except subprocess.TimeoutExpired:
            # Granian does not hear the signal while its workers start.
            for pid in [*tree, self.process.pid]:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            self.process.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def start(
    name: str,
    command: Sequence[str | Path],
    port: int,
    folder: Path,
    *,
    cwd: Path = ROOT,
    environment: Mapping[str, str] | None = None,
) -> Server:
    """Starts a server in a folder, with its output in a log there."""
    variables = {**os.environ, **(environment or {})}
    with (folder / f"{name}.log").open("wb") as log:
        process = subprocess.Popen(  # noqa: S603 - commands of this file
            command, cwd=cwd, env=variables, stdout=log, stderr=log
        )
    return Server(name, port, process, variables.get("DATABASE_URL", ""))


def gait(
    name: str, folder: Path, environment: Mapping[str, str], *, threads: int = 1
) -> Server:
    port = free_port()
    serve = [sys.executable, "manage.py", "serve", "--port", str(port)]
    options = ["--workers", "1", "--threads", str(threads)]
    return start(name, [*serve, *options], port, folder, environment=environment)


def stock(folder: Path, environment: Mapping[str, str]) -> Server:
    port = free_port()
    command = [GRANIAN, *GRANIAN_OPTIONS, "--port", str(port), "stock.wsgi:application"]
    project = folder / "stock"
    return start("stock", command, port, folder, cwd=project, environment=environment)


def wordpress(folder: Path) -> Server:
    """MariaDB, PHP-FPM and nginx, with WordPress in this folder."""
    port = free_port()
    command = [sys.executable, "-m", "bench.wordpress.stack", folder, str(port)]
    return start("wordpress", command, port, folder)


@dataclass(frozen=True)
class Recorded:
    """An answer of Gait: what is sent for it, and where nothing has changed."""

    headers: list[tuple[str, str]]
    body: bytes
    validators: list[tuple[str, str]]


def bare(folder: Path, answers: Sequence[Recorded]) -> Server:
    """Granian with an application that sends recorded answers from memory."""
    files = write_bodies(folder / "bare", answers)
    known = {
        f"/{n}": [each.headers, str(file), each.validators]
        for n, (each, file) in enumerate(zip(answers, files, strict=True))
    }
    listed = folder / "answers.json"
    listed.write_text(json.dumps(known))
    port = free_port()
    command = [GRANIAN, *GRANIAN_OPTIONS, "--port", str(port), "bench.bare:application"]
    return start(
        *("bare", command, port, folder), environment={"BENCH_ANSWERS": str(listed)}
    )


def nginx(folder: Path, answers: Sequence[Recorded]) -> Server:
    """nginx with the recorded answers as files, and the same headers."""
    place = folder / "nginx"
    write_bodies(place, answers)
    port = free_port()
    text = NGINX_CONFIGURATION.format(
        folder=place,
        port=port,
        locations="".join(location(place, n, each) for n, each in enumerate(answers)),
    )
    configuration = place / "nginx.conf"
    configuration.write_text(text)
    return start("nginx", [NGINX, "-c", configuration, "-p", place], port, folder)


def location(folder: Path, n: int, answer: Recorded) -> str:
    types = [value for name, value in answer.headers if name.lower() == "content-type"]
    added = [
        f"add_header {name} '{value.replace(chr(39), chr(92) + chr(39))}';"
        for name, value in answer.headers
        if name.lower() not in OF_NGINX
    ]
    return LOCATION.format(n=n, folder=folder, type=types[0], headers=" ".join(added))


def write_bodies(folder: Path, answers: Sequence[Recorded]) -> list[Path]:
    folder.mkdir()
    files = [folder / str(n) for n in range(len(answers))]
    for file, answer in zip(files, answers, strict=True):
        file.write_bytes(answer.body)
    return files
