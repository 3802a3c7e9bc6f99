"""Shapes of rich text that the API receives, and of what its links lead to."""

from collections.abc import Callable, Mapping
from typing import Annotated, Any, Literal, NamedTuple, Protocol, TypeAlias

from pydantic import ConfigDict, Discriminator, Tag
from typing_extensions import TypedDict

NOT_RICH_TEXT = 'Send HTML as a text, or an object: {"html": "…"} or {"markdown": "…"}.'


class HtmlInput(TypedDict):
    """Rich text as HTML, as it is read."""

    html: str


class MarkdownInput(TypedDict):
    """Rich text as Markdown; HTML within it is text."""

    markdown: str


class WagtailInput(TypedDict):
    """Rich text as Wagtail's client sends it, from a file of Markdown."""

    format: Literal["db_html", "db_markdown"]
    content: str


# mypy knows no attributes of TypedDicts.
HtmlInput.__pydantic_config__ = ConfigDict(extra="forbid")  # type: ignore[attr-defined]
MarkdownInput.__pydantic_config__ = ConfigDict(extra="forbid")  # type: ignore[attr-defined]
WagtailInput.__pydantic_config__ = ConfigDict(extra="forbid")  # type: ignore[attr-defined]


class Refusal(ValueError):
    """Raised for rich text that cannot be stored as it was sent."""


class Target(NamedTuple):
    """Target of a link on our own sites; ``kind`` as in stored links."""

    kind: str
    key: int


class Targets(Protocol):
    """The pages and documents that a text may link to."""

    def at(self, address: str) -> Target | None:
        """The target at this address; None if it is no page or document of ours.

        Raises ``Refusal``, as ``has`` does, once too many were asked for.
        """

    def has(self, target: Target) -> bool:
        """True if a link may lead there."""


def _member(value: Any) -> str | None:
    """The tag of the member of RichTextInput; Any: the value is not checked yet."""
    if isinstance(value, str):
        return " text"
    if isinstance(value, dict) and set(value) == {"format", "content"}:
        return " wagtail"
    if isinstance(value, dict) and len(value) == 1:
        return next(
            (f" {name}" for name in ("html", "markdown") if name in value), None
        )
    return None


# The tags begin with a space, which no field does: they are left out of errors' paths.
RichTextInput: TypeAlias = Annotated[
    Annotated[str, Tag(" text")]
    | Annotated[HtmlInput, Tag(" html")]
    | Annotated[MarkdownInput, Tag(" markdown")]
    | Annotated[WagtailInput, Tag(" wagtail")],
    Discriminator(
        _member, custom_error_type="rich_text", custom_error_message=NOT_RICH_TEXT
    ),
]

RichText = str | Mapping[str, str]
# Makes stored HTML of rich text that was sent, for a field of these features; raises
# Refusal for what cannot be stored.
ToStored = Callable[[RichText, list[str] | None, Targets], str]
