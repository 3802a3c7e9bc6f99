"""Pictures and documents, those of private collections left out."""

from typing import ClassVar

from django.db.models import Model, QuerySet
from rest_framework.fields import Field
from wagtail.api import APIField
from wagtail.api.v2.filters import SearchFilter
from wagtail.api.v2.utils import get_full_url
from wagtail.documents.api.v2.serializers import DocumentSerializer
from wagtail.documents.api.v2.views import (
    DocumentsAPIViewSet as WagtailDocumentsAPIViewSet,
)
from wagtail.images.api.v2.serializers import ImageDownloadUrlField
from wagtail.images.api.v2.views import ImagesAPIViewSet as WagtailImagesAPIViewSet
from wagtail.images.models import AbstractImage
from wagtail.models import Collection, CollectionViewRestriction

from core.api.v2.base import (
    FieldsFilter,
    ModelSerializer,
    OrderingFilter,
    StrictAPIViewSet,
    number,
)
from core.images.responsive import PictureData, picture
from core.media_views import is_public
from core.page_data import under


class DownloadUrlField(ImageDownloadUrlField):
    """None where the original is not for the public, as it came from the camera."""

    def to_representation(self, image: AbstractImage) -> str | None:
        if not is_public(image.file.name):
            return None
        return get_full_url(self.context["request"], image.file.url)


class PictureField(Field):
    """The image in the files that a page would show, as in v3."""

    def __init__(self) -> None:
        super().__init__(source="*")

    def to_representation(self, image: AbstractImage) -> PictureData | None:
        origin = get_full_url(self.context["request"], "")
        return picture(image, "figure", origin=origin)


class ImageSerializer(ModelSerializer):
    download_url = DownloadUrlField(read_only=True)


class TaggedDocumentSerializer(ModelSerializer, DocumentSerializer):
    pass


class PublicFiles(StrictAPIViewSet):
    """Files with tags in collections that everybody may see."""

    filter_backends: ClassVar[list[type]] = [FieldsFilter, OrderingFilter, SearchFilter]
    filters = {"id": number, "title": str, "tags": str}
    lookups = {"tags": "tags__name"}

    def get_queryset(self) -> QuerySet:
        files: type[Model] = self.model
        public = files.objects.exclude(collection__in=private_collections())
        return public.prefetch_related("tags").order_by("pk")


def private_collections() -> list[int]:
    """Keys, not paths: by those a search can leave files out."""
    restricted = CollectionViewRestriction.objects
    paths = list(restricted.values_list("collection__path", flat=True))
    if not paths:
        return []
    return list(Collection.objects.filter(under(paths)).values_list("pk", flat=True))


class ImagesAPIViewSet(PublicFiles, WagtailImagesAPIViewSet):
    base_serializer_class = ImageSerializer
    body_fields: ClassVar[list[APIField | str]] = [
        *WagtailImagesAPIViewSet.body_fields,
        APIField("picture", serializer=PictureField()),
    ]
    # Its files are made when they are first asked for: in a list that is very many.
    detail_only_fields: ClassVar[list[str]] = ["picture"]
    filters = {**PublicFiles.filters, "width": number, "height": number}
    orders = frozenset({"id", "title", "width", "height"})


class DocumentsAPIViewSet(PublicFiles, WagtailDocumentsAPIViewSet):
    base_serializer_class = TaggedDocumentSerializer
