"""Programs that run beside the tests, and systemd's part in it."""

import os
import shlex
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread

# No test passes sooner or later for it: only one that fails takes this long to say so.
TIMEOUT_SECONDS = 300


def wait_until(holds, *, what, seconds=TIMEOUT_SECONDS):
    until = time.monotonic() + seconds
    pause = Event()
    while not holds():
        assert time.monotonic() < until, f"{what}: not within {seconds} seconds"
        pause.wait(0.1)


def children(pid):
    try:
        return [
            int(each)
            for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        ]
    except OSError:
        return []


class Program:
    """Started once, with all that it prints in a file."""

    def __init__(self, words, log, **options):
        self.words, self.log, self.options = words, log, options
        self.process = None

    def start(self):
        with self.log.open("a") as output:
            self.process = subprocess.Popen(  # noqa: S603 - our own words
                self.words,
                stdout=output,
                stderr=output,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
                **self.options,
            )
        return self

    def end(self, number=signal.SIGTERM, *, seconds=45):
        with suppress(ProcessLookupError):
            self.process.send_signal(number)
        try:
            return self.process.wait(seconds)
        finally:
            self.end_the_rest()

    def end_the_rest(self):
        """What it began and left, as systemd does with a control group."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)


class Unit:
    """A service as systemd would run it: started again as its file says."""

    def __init__(self, service, environment, log):
        self.service, self.log = service, log
        self.program = Program(
            shlex.split(service["ExecStart"]),
            log,
            cwd=service["WorkingDirectory"],
            env=environment,
        )
        self.starts = 0
        self.exit_code = None
        self._stopping = Event()
        self._thread = None

    def start(self):
        self._stopping.clear()
        self.exit_code = None
        self._begin()
        self._thread = Thread(target=self._watch, daemon=True)
        self._thread.start()

    def run(self):
        """Once, to its end: a service of the type oneshot."""
        self._begin()
        return self.program.process.wait(TIMEOUT_SECONDS)

    @property
    def pid(self):
        return self.program.process.pid

    @property
    def workers(self):
        """The pids of what it began."""
        return children(self.pid)

    @property
    def is_over(self):
        """Whether it ended and is not started again."""
        return self.exit_code is not None

    def stop(self):
        self._stopping.set()
        if self._thread and self._thread.is_alive():
            self.program.end()
            self._thread.join()

    def _begin(self):
        self.program.start()
        self.starts += 1

    def _watch(self):
        final = self.service.get("RestartPreventExitStatus", "").split()
        while True:
            code = self.program.process.wait()
            self.program.end_the_rest()
            if self._stopping.is_set() or str(code) in final:
                self.exit_code = code
                return
            if self._stopping.wait(float(self.service["RestartSec"])):
                self.exit_code = code
                return
            self._begin()
