"""Images with their renditions, as many as pages show, in two queries."""

from collections.abc import Collection, Sequence
from functools import cache, partial

from django.db.models import QuerySet
from wagtail.images import get_image_model
from wagtail.images.models import AbstractImage, AbstractRendition

from core import dependencies
from core.compiled_queries import CompiledQuery
from core.images import responsive


@CompiledQuery
def _images(keys: Sequence[int]) -> QuerySet:
    return get_image_model().objects.filter(pk__in=keys).order_by()


@CompiledQuery
def _renditions(images: Sequence[int], *, specs: Collection[str]) -> QuerySet:
    renditions = get_image_model().get_rendition_model().objects
    return renditions.filter(image__in=images, filter_spec__in=specs)


def images_with_renditions(keys: Collection[int]) -> dict[int, AbstractImage]:
    """The images with these ids, which have the renditions that pages show."""
    found = {image.pk: image for image in _images(sorted(keys))}
    find_renditions(found)
    return found


def find_renditions(images: dict[int, AbstractImage]) -> None:
    """Lets the images, by their ids, find the renditions that pages show.

    As Wagtail's ``prefetch_renditions`` gives them, but read when the first is needed:
    answers share the pictures that are made of them.
    """
    read = cache(partial(_renditions_by_image, images))
    for image in images.values():
        image.read_renditions = read


def _renditions_by_image(
    images: dict[int, AbstractImage],
) -> dict[int, list[AbstractRendition]]:
    by_image: dict[int, list[AbstractRendition]] = {key: [] for key in images}
    # Whoever needs them has the tags of the images.
    with dependencies.narrowed():
        found = _renditions(sorted(images), specs=responsive.specs())
    for rendition in found:
        rendition.image = images[rendition.image_id]
        by_image[rendition.image_id].append(rendition)
    return by_image
