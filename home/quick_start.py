"""Start of a demo that was prepared before, without the seconds that Django needs.

    python -m home.quick_start --host HOST --port PORT

Where nothing has changed since the last preparation, it becomes the supervisor at once;
otherwise `manage.py serve_demo`, which prepares the demo and records what it found.
"""

import json
import os
import sys
from argparse import ArgumentParser
from contextlib import suppress
from pathlib import Path

from django.core.management.base import CommandError

from core import granian
from home import demo_programs, start_lock
from home.demo_fingerprint import fingerprint

BASE_DIR = Path(__file__).resolve().parent.parent
SERVE_DEMO = ["manage.py", "serve_demo"]
RECORD = "start.json"


def main(arguments: list[str]) -> None:
    parser = ArgumentParser()
    parser.add_argument("--host", required=True)
    parser.add_argument("--port", type=int, required=True)
    chosen = parser.parse_args(arguments)
    # As manage.py does; it is part of the fingerprint.
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.dev")
    folder = data_folder()
    demo_programs.set_public_url(chosen.port)
    if recorded_welcome(folder, chosen.host, chosen.port):
        try:
            serve(folder, chosen.host, chosen.port)
        except CommandError as problem:
            sys.exit(f"CommandError: {problem}")
    replace_process([sys.executable, *SERVE_DEMO, *arguments])


def serve(folder: Path, host: str, port: int) -> None:
    """Becomes the supervisor, unless another start has changed something meanwhile."""
    granian.require_free_port(host, port)
    with start_lock.exclusive(folder) as lock:
        granian.require_free_port(host, port)
        if welcome := recorded_welcome(folder, host, port):
            sys.stdout.write(welcome)
            sys.stdout.flush()
            replace_process(demo_programs.supervised(host, port, lock, reload=False))


def replace_process(words: list[str]) -> None:
    os.chdir(BASE_DIR)
    os.execv(words[0], words)  # noqa: S606 - no shell, and no untrusted input


def data_folder() -> Path:
    """DATA_DIR, as the settings read it."""
    given = os.environ.get("DATA_DIR", "").strip() or BASE_DIR / "var"
    return Path(given).expanduser().resolve()


def recorded_welcome(folder: Path, host: str, port: int) -> str | None:
    """The text to print, if nothing has changed since it was recorded."""
    with suppress(OSError, ValueError, KeyError, TypeError):
        record = json.loads((folder / RECORD).read_text())
        current = fingerprint(folder, [host, str(port)], record["names"])
        if current is not None and record["fingerprint"] == current:
            return str(record["welcome"])
    return None


def forget(folder: Path) -> None:
    (folder / RECORD).unlink(missing_ok=True)


def record(
    folder: Path, host: str, port: int, *, names: list[str], welcome: str
) -> None:
    """Records a preparation; ``names``: variables that the settings have read.

    Where that fails, the next start prepares again.
    """
    with suppress(OSError):
        current = fingerprint(folder, [host, str(port)], names)
        entry = {"names": names, "welcome": welcome, "fingerprint": current}
        (folder / RECORD).write_text(json.dumps(entry))


if __name__ == "__main__":
    main(sys.argv[1:])
