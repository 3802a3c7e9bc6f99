"""Items of the list of articles in API v3: cards, with fields of the articles in full."""

from collections.abc import Collection, Sequence
from typing import Annotated, Any, Literal, NotRequired, cast, get_type_hints

from django.http import HttpRequest
from ninja.schema import DjangoGetter
from pydantic import BeforeValidator, Field
from typing_extensions import TypedDict
from wagtail.api import APIField
from wagtail.api.v3.registry import registry
from wagtail.models import Site

from articles import page_data
from articles.models import ArticlePage
from articles.serializers import CardData, card
from core.api.v3.page_relations import show_public_relations
from core.api.v3.query_parameters import separated
from core.page_data import hidden_paths
from core.page_routing import many_in_full

ALL = "*"
# Any: Wagtail makes this schema at run time.
FULL: Any = registry.get(ArticlePage._meta.label).read_schema
SHAPES: dict[str, Any] = {
    **{name: field.annotation for name, field in FULL.model_fields.items()},
    # Wagtail declares each of these as one that may be null.
    **{
        field.name: get_type_hints(field.serializer.to_representation)["return"]
        for field in APIField.get_fields_for_model(ArticlePage)
        if field.serializer
    },
}
MEMBERS: dict[str, Any] = {
    **{name: NotRequired[shape] for name, shape in SHAPES.items()},
    **get_type_hints(CardData),
}
# Any: made at run time, as the fields are.
ArticleItemData = cast(Any, TypedDict)("ArticleItemData", MEMBERS)
ArticleItemData.__doc__ = (
    "A card, with the fields of the article in full that “fields” asks for."
)
# Any: the names of the fields.
FieldName: Any = Literal[(ALL, *SHAPES)]
Fields = Annotated[
    list[FieldName],
    BeforeValidator(separated),
    Field(
        description=(
            "Fields of the articles in full, which each card then has as well, between "
            "commas or each on its own; “*” for all."
        )
    ),
]


# Any: cards, perhaps with more fields.
def items(
    keys: Sequence[int],
    fields: Collection[str],
    *,
    site: Site,
    request: HttpRequest,
) -> list[Any]:
    """The cards of the articles with these keys, with these fields, in few queries."""
    names = [*SHAPES] if ALL in fields else [*dict.fromkeys(fields)]
    if not names:
        return [card(each) for each in page_data.cards(keys)]
    articles = many_in_full(ArticlePage, keys)
    ArticlePage.load_page_data(articles, hidden=hidden_paths())
    for article in articles:
        show_public_relations(article, site)
    cards = [card(each) for each in page_data.cards_of(articles)]
    in_full = (DjangoGetter(each, FULL, {"request": request}) for each in articles)
    return [
        {**shown, **{name: getattr(values, name) for name in names}}
        for shown, values in zip(cards, in_full, strict=True)
    ]
