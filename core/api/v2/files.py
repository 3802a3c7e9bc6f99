"""Images and documents of API v2, without those in private collections."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from rest_framework.fields import Field
from wagtail.api import APIField
from wagtail.api.v2.filters import SearchFilter
from wagtail.api.v2.serializers import BaseSerializer
from wagtail.api.v2.utils import BadRequestError, get_full_url
from wagtail.api.validators import SiteFilterValidator
from wagtail.documents.api.v2.serializers import DocumentSerializer
from wagtail.documents.api.v2.views import (
    DocumentsAPIViewSet as WagtailDocumentsAPIViewSet,
)
from wagtail.images.api.v2.serializers import ImageDownloadUrlField
from wagtail.images.api.v2.views import ImagesAPIViewSet as WagtailImagesAPIViewSet
from wagtail.images.models import AbstractImage
from wagtail.models import Site

from core.api.v2.base import (
    DetailUrlField,
    FieldsFilter,
    OrderingFilter,
    StrictAPIViewSet,
    number,
)
from core.images.responsive import PictureData, picture
from core.media_views import is_public
from core.models.site_files import of_site


class DownloadUrlField(ImageDownloadUrlField):
    """URL of the original file; None if it is private because of its Exif metadata."""

    def to_representation(self, image: AbstractImage) -> str | None:
        if not is_public(image.file.name):
            return None
        return get_full_url(self.context["request"], image.file.url)


class PictureField(Field):
    """The image's responsive renditions, as in v3."""

    def __init__(self) -> None:
        super().__init__(source="*")

    def to_representation(self, image: AbstractImage) -> PictureData | None:
        origin = get_full_url(self.context["request"], "")
        return picture(image, "figure", origin=origin)


class TagsField(Field):
    """Tag names, sorted; they read prefetched tags without further queries."""

    # Any: the manager that taggit makes.
    def to_representation(self, tags: Any) -> list[str]:
        return sorted(tag.name for tag in tags.all())


class ImageSerializer(BaseSerializer):
    detail_url = DetailUrlField(read_only=True)
    tags = TagsField(read_only=True)
    download_url = DownloadUrlField(read_only=True)


class TaggedDocumentSerializer(DocumentSerializer):
    detail_url = DetailUrlField(read_only=True)
    tags = TagsField(read_only=True)


class PublicFiles(StrictAPIViewSet):
    """Base of the file endpoints: tagged files in public collections."""

    filter_backends: ClassVar[list[type]] = [FieldsFilter, OrderingFilter, SearchFilter]
    filters = {"id": number, "title": str, "tags": str}
    list_parameters = {**StrictAPIViewSet.list_parameters, "site": str}
    detail_parameters = {**StrictAPIViewSet.detail_parameters, "site": str}
    lookups = {"tags": "tags__name"}

    def get_queryset(self) -> QuerySet:
        found = super().get_queryset().prefetch_related("tags")
        return of_site(found, self._site())

    def _site(self) -> Site | None:
        """The site that is asked; raises BadRequestError for no single one."""
        wanted = self.request.GET.get("site") or None
        try:
            return SiteFilterValidator(site=wanted, request=self.request).site_obj
        except ValueError as problem:
            raise BadRequestError(str(problem)) from problem


class ImagesAPIViewSet(PublicFiles, WagtailImagesAPIViewSet):
    base_serializer_class = ImageSerializer
    body_fields: ClassVar[list[APIField | str]] = [
        *WagtailImagesAPIViewSet.body_fields,
        APIField("picture", serializer=PictureField()),
    ]
    # Renditions are generated on first use: too many for a list.
    detail_only_fields: ClassVar[list[str]] = ["picture"]
    filters = {**PublicFiles.filters, "width": number, "height": number}
    orders = frozenset({"id", "title", "width", "height"})


class DocumentsAPIViewSet(PublicFiles, WagtailDocumentsAPIViewSet):
    base_serializer_class = TaggedDocumentSerializer
