"""Images and documents of API v3: anonymous reading; writing is Wagtail's."""

from typing import Annotated, Any, Literal, TypeVar

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import urlencode
from ninja import FilterSchema, Query, Schema
from ninja.pagination import paginate
from pydantic import Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError
from wagtail.api.v2.utils import get_full_url
from wagtail.api.v3.schemas.params import SearchSchema
from wagtail.documents.api.v3 import router as documents
from wagtail.documents.models import AbstractDocument
from wagtail.images.api.v3 import router as images
from wagtail.images.models import AbstractImage
from wagtail.models import Site

from core.api.caching import make_public
from core.api.errors import Problem, problem
from core.api.v3.anonymous import ANYBODY, site_for
from core.api.v3.offset_pagination import Pagination
from core.api.v3.query_parameters import Id
from core.api.v3.wagtail_router import WagtailRouter
from core.client_ip import client_address, client_network
from core.images.colours import UNREADABLE
from core.images.renditions import DiskFull
from core.images.responsive import PictureData, picture
from core.images.sizes import (
    FORMATS,
    ORIGINAL,
    RATIOS,
    WIDTHS,
    SizeData,
    SizesData,
    TooMany,
    sized,
    sizes,
    throttle,
)
from core.media_views import is_public
from core.models.site_files import of_site

images_router = WagtailRouter(images.router)
documents_router = WagtailRouter(documents.router)

FileOrder = Literal["id", "-id", "title", "-title"]
ImageOrder = FileOrder | Literal["width", "-width", "height", "-height"]

SiteName = Annotated[
    str | None,
    Query(description="HOST or HOST:PORT of a site; left out, the one asked."),
]

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


# Any: Wagtail makes these classes at run time.
StockImageMeta: Any = images.ImageDetailSchema.model_fields["meta"].annotation
StockDocumentMeta: Any = documents.DocumentDetailSchema.model_fields["meta"].annotation


def _with_site(url: str | None, context: dict[str, Any]) -> str | None:
    """The URL of a file with the site that was asked for, where it has one."""
    wanted = context["request"].GET.get("site")
    return f"{url}?{urlencode({'site': wanted})}" if url and wanted else url


class ImageMeta(StockImageMeta):
    """``download_url`` is None where the original is not for the public."""

    @staticmethod
    def resolve_detail_url(obj: AbstractImage, context: dict[str, Any]) -> str | None:
        return _with_site(StockImageMeta.resolve_detail_url(obj, context), context)

    @staticmethod
    def resolve_download_url(obj: AbstractImage, context: dict[str, Any]) -> str | None:
        if not is_public(obj.file.name):
            return None
        return get_full_url(context["request"], obj.file.url)


class DocumentMeta(StockDocumentMeta):
    @staticmethod
    def resolve_detail_url(
        obj: AbstractDocument, context: dict[str, Any]
    ) -> str | None:
        return _with_site(StockDocumentMeta.resolve_detail_url(obj, context), context)


class ListedDocument(documents.DocumentDetailSchema):
    meta: DocumentMeta


CHOICES: dict[str, tuple[int | str, ...]] = {
    "width": WIDTHS,
    "ratio": tuple(RATIOS),
    "format": FORMATS,
}


class SizeQuery(Schema):
    """A size of an image, of the listed ones."""

    width: int = Field(json_schema_extra={"enum": [*CHOICES["width"]]})
    ratio: str = Field(ORIGINAL, json_schema_extra={"enum": [*CHOICES["ratio"]]})
    format: str = Field("webp", json_schema_extra={"enum": [*CHOICES["format"]]})

    @field_validator("width", "ratio", "format")
    @classmethod
    def check(cls, value: int | str, info: ValidationInfo) -> int | str:
        choices = CHOICES[info.field_name or ""]
        if value not in choices:
            known = ", ".join(map(str, choices))
            raise PydanticCustomError(
                "enum", "Choose one of these: {known}", {"known": known}
            )
        return value


class ListedImage(images.ImageDetailSchema):
    meta: ImageMeta


class ShownImage(ListedImage):
    """``picture`` is the image in the files that a page would show."""

    picture: PictureData | None = None
    sizes: SizesData

    @staticmethod
    def resolve_picture(
        obj: AbstractImage, context: dict[str, Any]
    ) -> PictureData | None:
        return picture(obj, "figure", origin=get_full_url(context["request"], ""))

    @staticmethod
    def resolve_sizes(obj: AbstractImage, context: dict[str, Any]) -> SizesData:
        path = reverse("wagtailapi_v3:image_rendition", args=[obj.pk])
        request = context["request"]
        return sizes(obj, get_full_url(request, path), site=request.GET.get("site"))


@images_router.get("/", response=list[ListedImage])
@paginate(Pagination)
def list_images(
    request: HttpRequest,
    filters: Query[ImageFilters],
    search: Query[SearchSchema],
    order: ImageOrder = "id",
    site: SiteName = None,
    **kwargs: Any,
) -> QuerySet:
    return _found(request, _images(request, site), filters, search, order)


@images_router.get("/{image_id}/", response=ShownImage)
def get_image(
    request: HttpRequest, image_id: Id, site: SiteName = None
) -> AbstractImage:
    return get_object_or_404(_images(request, site), pk=image_id)


@images_router.get(
    "/{image_id}/rendition/",
    response={302: SizeData, 429: Problem, 507: Problem},
    url_name="image_rendition",
    summary="Image in a size",
    operation_id="images_rendition",
    auth=ANYBODY,
)
def redirect_to_size(
    request: HttpRequest,
    image_id: Id,
    size: Query[SizeQuery],
    site: SiteName = None,
) -> HttpResponse:
    """Leads to the file of an image in a listed size, and says its pixels.

    A size is cropped around the focal point, never enlarged, and drawn once.
    """
    image = get_object_or_404(_images(request, site), pk=image_id)
    try:
        found = sized(
            image,
            width=size.width,
            ratio=size.ratio,
            file_format=size.format,
            client=client_network(client_address(request)),
        )
    except TooMany:
        retry = {"Retry-After": str(throttle.seconds)}
        return problem(429, "Too many new sizes. Try again in a minute.", headers=retry)
    except DiskFull:
        return problem(507, "There is no room on the server for this size.")
    except UNREADABLE:
        raise Http404("The file of this image cannot be read.") from None
    url = get_full_url(request, found.url)
    said: SizeData = {"url": url, "width": found.width, "height": found.height}
    response = JsonResponse(said, status=302, headers={"Location": url})
    return make_public(request, response)


@documents_router.get("/", response=list[ListedDocument])
@paginate(Pagination)
def list_documents(
    request: HttpRequest,
    filters: Query[FileFilters],
    search: Query[SearchSchema],
    order: FileOrder = "id",
    site: SiteName = None,
    **kwargs: Any,
) -> QuerySet:
    return _found(request, _documents(request, site), filters, search, order)


@documents_router.get("/{document_id}/", response=ListedDocument)
def get_document(
    request: HttpRequest, document_id: Id, site: SiteName = None
) -> AbstractDocument:
    return get_object_or_404(_documents(request, site), pk=document_id)


def _images(request: HttpRequest, site: str | None) -> QuerySet:
    return _of_site(images.get_images_queryset(request), request, site)


def _documents(request: HttpRequest, site: str | None) -> QuerySet:
    return _of_site(documents.get_documents_queryset(request), request, site)


def _of_site(files: QuerySet, request: HttpRequest, site: str | None) -> QuerySet:
    """Those of the site that is asked; a token reads those of all sites if none is."""
    if site is None and request.user.is_authenticated:
        return files
    wanted = site_for(request, site) if site else Site.find_for_request(request)
    return of_site(files, wanted)


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
