"""The fingerprint of code, templates and settings, which stored answers depend on."""

import hashlib
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from operator import attrgetter
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings

# Settings that change no answer, or that must not be given away.
LEFT_OUT = re.compile(
    "SECRET|KEY|PASSWORD|TOKEN|DATABASES|CACHE|EMAIL|LOGGING|DIR$|ROOT$|MODULE$"
    "|SERVE_STALE|STORED|WEBHOOK_NETWORKS"
)


@cache
def fingerprint() -> str:
    """Hash of all that changes the answers of a release: 32 hexadecimal digits."""
    found = hashlib.sha256(json.dumps(_settings(), default=_name).encode())
    for path in sorted(_files()):
        found.update(path.relative_to(settings.BASE_DIR).as_posix().encode())
        found.update(path.read_bytes())
    return found.hexdigest()[:32]


@cache
def installed_at() -> datetime:
    """The time at which the newest of the release's files was written."""
    newest = max(path.stat().st_mtime for path in _files())
    return datetime.fromtimestamp(newest, UTC)


def _settings() -> list[tuple[str, Any]]:
    names = sorted(name for name in dir(settings) if name.isupper())
    return [
        (name, attrgetter(name)(settings))
        for name in names
        if not LEFT_OUT.search(name)
    ]


def _name(value: object) -> str:
    return value if isinstance(value, str) else type(value).__qualname__


def _files() -> Iterator[Path]:
    """The files of this project's apps and templates, and its pinned dependencies."""
    base = Path(settings.BASE_DIR)
    folders = {Path(config.path) for config in apps.get_app_configs()}
    for folder in {base / "templates", base / "cms", *folders}:
        # Other packages are installed below it, but pinned in requirements.txt.
        if folder.parent == base:
            yield from (path for path in folder.rglob("*") if _is_source(path))
    yield base / "requirements.txt"


def _is_source(path: Path) -> bool:
    return path.suffix in {".css", ".html", ".js", ".py", ".svg", ".txt", ".xml"}
