"""Pages in brief, with those fields of the pages in full that a request asks for."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Annotated, Any, Literal, NotRequired, cast, get_type_hints

from django.http import HttpRequest
from ninja import Schema
from ninja.schema import DjangoGetter
from pydantic import (
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    with_config,
)
from typing_extensions import TypeAliasType, TypedDict
from wagtail.admin.rich_text.converters.db_html import RichTextRemoval
from wagtail.api import APIField
from wagtail.api.v3.errors import as_validation_error
from wagtail.api.v3.registry import registry
from wagtail.api.v3.schemas.base import discriminate_meta_type
from wagtail.models import Page, Site, get_page_models

from core import last_changes
from core.api.v3.detail_urls import detail_url
from core.api.v3.page_relations import show_relations_of_all
from core.api.v3.query_parameters import separated
from core.models import BasePage
from core.page_data import hidden_paths
from core.page_routing import locale_with, many_in_full

ALL = "*"
# The constant type of pages in full tells these apart from them.
SOME = "fields"
NOT_OF_TYPE = "No page of this type has the field “{name}”."


# The columns that a page in brief needs.
BRIEF_COLUMNS = (
    *("id", "title", "slug", "url_path", "path", "depth", "live"),
    *("content_type", "locale", "first_published_at"),
)


# In place of Wagtail's schema with this name, which looks up each value by itself: for
# twenty pages that took a third of the time of their list.
class BasePageMetaSchema(TypedDict):
    type: str | None
    detail_url: str | None
    html_url: str | None
    locale: str | None
    slug: str
    first_published_at: datetime | None
    # Never in an answer that reads.
    warnings: NotRequired[list[RichTextRemoval | str] | None]


# A page with fields, which has a type, is of another schema.
@with_config(ConfigDict(json_schema_extra={"not": {"required": ["type"]}}))
class ListedPageSchema(TypedDict):
    """A page in brief, with the times of its publication and of its last change."""

    meta: BasePageMetaSchema
    id: int
    title: str
    published_at: datetime | None
    updated_at: datetime | None


def all_in_brief(request: HttpRequest, rows: Sequence[Page]) -> list[ListedPageSchema]:
    """The pages of rows that have ``BRIEF_COLUMNS`` at least."""
    keys = {row.locale_id for row in rows}
    languages = {key: locale_with(key).language_code for key in keys}
    return [_in_brief(request, row, languages[row.locale_id]) for row in rows]


def _in_brief(request: HttpRequest, page: Page, language: str) -> ListedPageSchema:
    published_at, model = page.first_published_at, page.specific_class or Page
    return {
        "meta": {
            "type": model._meta.label,
            "detail_url": detail_url(request, page.pk),
            "html_url": page.get_full_url(request),
            "locale": language,
            "slug": page.slug,
            "first_published_at": published_at,
        },
        "id": page.pk,
        "title": page.title,
        "published_at": published_at,
        "updated_at": (
            last_changes.time_of(last_changes.PAGE, page.pk) if page.live else None
        ),
    }


# Any, here and below: annotations, of schemas that Wagtail makes at run time.
BRIEF: dict[str, Any] = {
    "type": Literal[SOME],
    **get_type_hints(ListedPageSchema),
}


def _shapes(model: type[Page]) -> Iterator[tuple[str, Any]]:
    """The fields of a page type in full that it does not have in brief."""
    schema = registry.get(model._meta.label).read_schema
    shapes = {name: field.annotation for name, field in schema.model_fields.items()}
    # Wagtail declares each of these as one that may be null.
    shapes |= {
        field.name: get_type_hints(field.serializer.to_representation)["return"]
        for field in APIField.get_fields_for_model(model)
        if field.serializer
    }
    yield from ((name, shapes[name]) for name in shapes if name not in BRIEF)


# Fields of the same name have the same shape in all page types.
SHAPES_OF = {model: dict(_shapes(model)) for model in get_page_models()}
SHAPES = {name: each for known in SHAPES_OF.values() for name, each in known.items()}
PageFieldsData: Any = cast(Any, TypedDict)(
    "PageFieldsData",
    {**BRIEF, **{name: NotRequired[shape] for name, shape in SHAPES.items()}},
)
PageFieldsData.__doc__ = (
    "A page in brief, with those fields that “fields” asks for and its type has; the "
    "type is in “meta”."
)
FieldName: Any = Literal[(ALL, *SHAPES)]


class FieldsSchema(Schema):
    fields: Annotated[list[FieldName], BeforeValidator(separated)] = Field(
        [],
        description=(
            "Fields of the pages in full, between commas or each on its own; “*” for "
            "all. The answer then has the pages in brief with these."
        ),
    )

    def require_in(self, types: Sequence[type[Page]]) -> None:
        """Refuses a field that no page of these types has; no type means all."""
        known = {name for model in types for name in SHAPES_OF[model]}
        for name in self.fields:
            if types and name != ALL and name not in known:
                said = NOT_OF_TYPE.format(name=name)
                raise as_validation_error(ValueError(), said, loc=("fields",))


def _kind(value: Any) -> str | None:
    """The tag of a page in brief, of one with fields, or of one in full."""
    return f" {SOME}" if _is_some(value) else discriminate_meta_type(value)


def _listed_kind(value: Any) -> str:
    return f" {SOME}" if _is_some(value) else " brief"


def _is_some(value: Any) -> bool:
    return isinstance(value, dict) and value.get("type") == SOME


Some: Any = Annotated[PageFieldsData, Tag(f" {SOME}")]
# Has a name, as that of the list follows from it.
ListedPage = TypeAliasType(
    "ListedPage",
    Annotated[
        Annotated[ListedPageSchema, Tag(" brief")] | Some, Discriminator(_listed_kind)
    ],
)
_full = [
    Annotated[registry.get(model._meta.label).read_schema, Tag(model._meta.label)]
    for model in get_page_models()
]


def _union(members: Sequence[Any]) -> Any:
    union = members[0]
    for each in members[1:]:
        union = union | each
    return union


PageInFullOrFields: Any = Annotated[_union([*_full, Some]), Discriminator(_kind)]


# Any: members of PageFieldsData.
def with_fields(
    request: HttpRequest,
    rows: Sequence[Page],
    names: Sequence[str],
    site: Site | None,
) -> list[dict[str, Any]]:
    """The pages of these rows with these fields, in as many queries for each type."""
    by_type = defaultdict(list)
    for row in rows:
        by_type[row.specific_class or Page].append(row.pk)
    found: dict[int, dict[str, Any]] = {}
    for model, keys in by_type.items():
        pages = many_in_full(model, keys)
        if issubclass(model, BasePage):
            model.load_page_data(pages, hidden=hidden_paths())
        show_relations_of_all(request, pages, site)
        found |= {page.pk: some_fields(request, page, names) for page in pages}
    return [found[row.pk] for row in rows if row.pk in found]


# Any: members of PageFieldsData.
def some_fields(
    request: HttpRequest, page: Page, names: Sequence[str]
) -> dict[str, Any]:
    """A page in brief, with the fields that its type has."""
    schema = registry.get(page._meta.label).read_schema
    full = DjangoGetter(page, schema, {"request": request})
    known = SHAPES_OF[type(page)]
    return {
        "type": SOME,
        **_in_brief(request, page, page.locale.language_code),
        **{n: getattr(full, n) for n in known if n in names or ALL in names},
    }
