"""Runs two programs side by side until one signal stops both.

    python home/side_by_side.py FIRST … -- SECOND …

The first one is the server: when it ends, so does everything, with its exit code. The
second one is the worker: when it ends by itself, it is begun anew. Knows nothing of
Django, so that it costs a few megabytes and starts at once.
"""

import signal
import subprocess
import sys
import time
from types import FrameType

PAUSE_SECONDS = 1
PATIENCE_SECONDS = 10


def main(words: list[str]) -> int:
    border = words.index("--")
    server_words, worker_words = words[:border], words[border + 1 :]
    server = subprocess.Popen(server_words)  # noqa: S603 - the words of serve_demo
    worker = subprocess.Popen(worker_words)  # noqa: S603 - likewise

    def stop(number: int, frame: FrameType | None) -> None:
        # A shell that runs us in the background makes the server deaf to SIGINT.
        server.terminate()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    try:
        while server.poll() is None:
            if worker.poll() is not None:
                worker = subprocess.Popen(worker_words)  # noqa: S603 - likewise
            time.sleep(PAUSE_SECONDS)
    finally:
        end(worker)
    return server.returncode


def end(worker: subprocess.Popen) -> None:
    """Lets it finish what it does, but not for ever."""
    worker.terminate()
    try:
        worker.wait(PATIENCE_SECONDS)
    except subprocess.TimeoutExpired:
        worker.kill()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
