"""Images and documents of API v3: anonymous reading; writing is Wagtail's."""

from typing import Any, Literal, TypeVar

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import FilterSchema, Query
from ninja.pagination import paginate
from wagtail.api.v2.utils import get_full_url
from wagtail.api.v3.schemas.params import SearchSchema
from wagtail.documents.api.v3 import router as documents
from wagtail.documents.models import AbstractDocument
from wagtail.images.api.v3 import router as images
from wagtail.images.models import AbstractImage

from core.api.v3.offset_pagination import Pagination
from core.api.v3.query_parameters import Id
from core.api.v3.wagtail_router import WagtailRouter
from core.images.responsive import PictureData, picture
from core.media_views import is_public

images_router = WagtailRouter(images.router)
documents_router = WagtailRouter(documents.router)

FileOrder = Literal["id", "-id", "title", "-title"]
ImageOrder = FileOrder | Literal["width", "-width", "height", "-height"]

# Any: images or documents.
Rows = TypeVar("Rows", bound=QuerySet[Any])


class FileFilters(FilterSchema):
    """``tags``: given more than once, a file must have them all."""

    id: Id | None = None
    title: str | None = None
    tags: list[str] = []

    def filter_tags(self, value: list[str]) -> Q:
        return Q()

    def filter(self, queryset: Rows) -> Rows:
        for tag in self.tags:
            queryset = queryset.filter(tags__name=tag)
        return super().filter(queryset)


class ImageFilters(FileFilters):
    width: Id | None = None
    height: Id | None = None


# Any: Wagtail makes this class at run time.
StockImageMeta: Any = images.ImageDetailSchema.model_fields["meta"].annotation


class ImageMeta(StockImageMeta):
    """``download_url`` is None where the original is not for the public."""

    @staticmethod
    def resolve_download_url(obj: AbstractImage, context: dict[str, Any]) -> str | None:
        if not is_public(obj.file.name):
            return None
        return get_full_url(context["request"], obj.file.url)


class ListedImage(images.ImageDetailSchema):
    meta: ImageMeta


class ShownImage(ListedImage):
    """``picture`` is the image in the files that a page would show."""

    picture: PictureData | None = None

    @staticmethod
    def resolve_picture(
        obj: AbstractImage, context: dict[str, Any]
    ) -> PictureData | None:
        return picture(obj, "figure", origin=get_full_url(context["request"], ""))


@images_router.get("/", response=list[ListedImage])
@paginate(Pagination)
def list_images(
    request: HttpRequest,
    filters: Query[ImageFilters],
    search: Query[SearchSchema],
    order: ImageOrder = "id",
    **kwargs: Any,
) -> QuerySet:
    return _found(request, images.get_images_queryset(request), filters, search, order)


@images_router.get("/{image_id}/", response=ShownImage)
def get_image(request: HttpRequest, image_id: Id) -> AbstractImage:
    return get_object_or_404(images.get_images_queryset(request), pk=image_id)


@documents_router.get("/", response=list[documents.DocumentDetailSchema])
@paginate(Pagination)
def list_documents(
    request: HttpRequest,
    filters: Query[FileFilters],
    search: Query[SearchSchema],
    order: FileOrder = "id",
    **kwargs: Any,
) -> QuerySet:
    found = documents.get_documents_queryset(request)
    return _found(request, found, filters, search, order)


@documents_router.get("/{document_id}/", response=documents.DocumentDetailSchema)
def get_document(request: HttpRequest, document_id: Id) -> AbstractDocument:
    return get_object_or_404(documents.get_documents_queryset(request), pk=document_id)


def _found(
    request: HttpRequest,
    files: QuerySet,
    filters: FileFilters,
    search: SearchSchema,
    order: str,
) -> QuerySet:
    found = filters.filter(files).select_related("collection")
    ordered = found.order_by(*dict.fromkeys([order, "id"]))
    return search.search_queryset(request, ordered)
