"""Reader of the demo files, which replaces names by primary keys."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
PAGE_LINK = re.compile(r'<a href="page:([a-z0-9-]+)">')

# Any: values of a TOML file.
Written = Any


def read(name: str) -> dict[str, Written]:
    """Content of a demo file, by its name without ``.toml``."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def articles() -> Iterator[dict[str, Written]]:
    for path in sorted((FOLDER / "articles").glob("*.toml")):
        yield read(f"articles/{path.stem}")


def picture(name: str) -> Path:
    return FOLDER / "pictures" / name


@dataclass(frozen=True)
class Keys:
    """Primary keys of pages and images by the names used in the files."""

    images: Mapping[str, int]
    pages: dict[str, int] = field(default_factory=dict)

    def resolve(self, value: Written, name: str = "") -> Written:
        """The value as a StreamField stores it; ``name`` is its key in the parent."""
        if isinstance(value, dict):
            return {key: self.resolve(inner, key) for key, inner in value.items()}
        if isinstance(value, list):
            return [self.resolve(inner, name) for inner in value]
        if name == "image":
            return self.images[value]
        if name == "page":
            return self.pages[value]
        return PAGE_LINK.sub(self._link, value) if isinstance(value, str) else value

    def _link(self, match: re.Match[str]) -> str:
        return f'<a linktype="page" id="{self.pages[match[1]]}">'


def part(name: str, value: Written) -> list[Written]:
    """Raw stream with at most one block."""
    return [{"type": name, "value": value}] if value else []


def stream(name: str, values: list[Written]) -> list[Written]:
    """Raw stream of blocks of one type."""
    return [{"type": name, "value": value} for value in values]


def sections(blocks: list[dict[str, Written]]) -> list[Written]:
    """Raw stream of blocks that have a key ``type``."""
    return [_section(**block) for block in blocks]


def _section(*, type: str, **value: Written) -> Written:
    return {"type": type, "value": _table(**value) if type == "table" else value}


def _table(
    *, heading: str, caption: str, columns: list[str], rows: list[list[str]]
) -> dict[str, Written]:
    return {
        "heading": heading,
        "table": {
            "caption": caption,
            "columns": [{"type": "text", "heading": column} for column in columns],
            "rows": [{"values": row} for row in rows],
        },
    }
