"""Staticfiles finder that serves the style sheets of core/styles as one file.

A reader's browser makes one request; whoever edits a style finds it by its file's name.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.checks import CheckMessage
from django.core.files.storage import FileSystemStorage

SOURCES = Path(__file__).with_name("styles")
NAME = "core/site.css"


class StylesheetFinder(BaseFinder):
    """Finds ``core/site.css``: all files of core/styles in the order of their names.

    It is written to ``DATA_DIR/stylesheet`` when asked for, if its content has changed.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.storage = FileSystemStorage(settings.DATA_DIR / "stylesheet")

    def check(self, **kwargs: Any) -> list[CheckMessage]:
        return []

    # The stubs want overloads, which Django's own finders do not have either.
    def find(  # type: ignore[override]
        self, path: str, find_all: bool = False
    ) -> str | list[str]:
        if path != NAME:
            return []
        write(Path(self.storage.path(NAME)))
        return [self.storage.path(NAME)] if find_all else self.storage.path(NAME)

    def list(
        self, ignore_patterns: Iterable[str] | None
    ) -> Iterator[tuple[str, FileSystemStorage]]:
        write(Path(self.storage.path(NAME)))
        yield NAME, self.storage


def combined() -> str:
    """The content of all files of core/styles, an empty line between two."""
    return "\n".join(path.read_text() for path in sorted(SOURCES.glob("*.css")))


def write(target: Path) -> None:
    """Writes the combined file unless it is up to date, replacing it at once."""
    content = combined()
    if target.exists() and target.read_text() == content:
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile("w", dir=target.parent, delete=False) as draft:
        draft.write(content)
    # Servers that run as another user read it, too.
    Path(draft.name).chmod(0o644)
    Path(draft.name).replace(target)
