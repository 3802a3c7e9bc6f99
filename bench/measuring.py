"""Samples of a server under load: CPU time per request, and requests per second."""

import time
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import cycle
from statistics import mean
from typing import TypeVar

from bench.kinds import Kind
from bench.load import headers_of, request
from bench.servers import Recorded, Server

# A sample ends with the first of these, after a round of a job's requests, as one article
# costs more than another.
CPU_SECONDS, WALL_SECONDS = 0.12, 1.5
SAMPLES = 8
# Of jobs whose requests cost less than so much, as a few microseconds decide there.
QUICK_MICROSECONDS, QUICK_SAMPLES = 1000, 20
# Of each path before it is measured: a list is stored when it is made again, and the
# second answer after that comes from the table.
WARM_UP, PAUSE_SECONDS = 3, 0.3
OF_THE_SERVER = {"server", "date", "connection", "transfer-encoding"}


@dataclass(frozen=True)
class Sample:
    """CPU microseconds per request, and requests per second."""

    cpu: float
    rate: float


@dataclass(frozen=True)
class Job:
    """Requests to measure at a server, and the status that each is answered with.

    ``round``: how many different ones there are.
    """

    server: Server
    requests: Sequence[bytes] | Iterator[bytes]
    status: int = 200
    round: int = 1

    def warm_up(self) -> None:
        if isinstance(self.requests, Sequence):
            self.server.client.connect()
            for _ in range(WARM_UP):
                many = len(self.requests)
                self.server.client.load(iter(self.requests), many, self.status)
                time.sleep(PAUSE_SECONDS)

    def endless(self) -> "Job":
        if not isinstance(self.requests, Sequence):
            return self
        many = len(self.requests)
        return replace(self, requests=cycle(self.requests), round=many)


# Only the caller knows what names its jobs.
Name = TypeVar("Name", bound=Hashable)


def measure(jobs: dict[Name, Job]) -> dict[Name, Sample]:
    """The best of some samples of each job; the jobs take turns, so that all meet what
    else the machine does."""
    for job in jobs.values():
        job.warm_up()
        job.server.read_processes()
    ready = {name: job.endless() for name, job in jobs.items()}
    found: dict[Name, list[Sample]] = {name: [] for name in jobs}
    for n in range(QUICK_SAMPLES):
        for name, job in ready.items():
            if n < SAMPLES or found[name][0].cpu < QUICK_MICROSECONDS:
                found[name].append(sample(job))
    return {
        name: Sample(
            min(each.cpu for each in samples), max(each.rate for each in samples)
        )
        for name, samples in found.items()
    }


def sample(job: Job) -> Sample:
    meter, client = job.server.meter, job.server.client
    client.connect()
    count = job.round
    requests = cpu = wall = 0.0
    while cpu < CPU_SECONDS and wall < WALL_SECONDS:
        began, before = time.perf_counter(), meter.seconds()
        client.load(job.requests, count, job.status)
        wall += time.perf_counter() - began
        cpu += meter.seconds() - before
        requests += count
        count *= 2
    return Sample(cpu / requests * 1e6, requests / wall)


def gets(paths: Sequence[str], encoding: str) -> list[bytes]:
    return [request(path, {"Accept-Encoding": encoding}) for path in paths]


def revalidations(server: Server, paths: Sequence[str], encoding: str) -> list[bytes]:
    """Requests that name the ETag which the server gives to each path now."""
    return [
        request(
            path,
            {
                "Accept-Encoding": encoding,
                "If-None-Match": etag(server, path, encoding),
            },
        )
        for path in paths
    ]


def mean_bytes(server: Server, paths: Sequence[str], encoding: str) -> float:
    """Of the bodies that a server sends."""
    return mean(len(server.client.ask(each)[2]) for each in gets(paths, encoding))


def etag(server: Server, path: str, encoding: str) -> str:
    [asked] = gets([path], encoding)
    headers = dict(headers_of(server.client.ask(asked)[1]))
    return {name.lower(): value for name, value in headers.items()}["etag"]


def recorded(server: Server, kind: Kind, encoding: str) -> list[Recorded]:
    """The server's answers to the requests of a kind."""
    found = []
    for path, asked in zip(kind.gait, gets(kind.gait, encoding), strict=True):
        _, head, body = server.client.ask(asked)
        [known] = revalidations(server, [path], encoding)
        _, validators, _ = server.client.ask(known)
        found.append(Recorded(_own(head), body, _own(validators)))
    return found


def _own(head: bytes) -> list[tuple[str, str]]:
    """The headers without those that each server adds."""
    return [pair for pair in headers_of(head) if pair[0].lower() not in OF_THE_SERVER]
