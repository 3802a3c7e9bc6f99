from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.files import File
from django.db import models
from django.utils.functional import cached_property
from taggit.managers import TaggableManager
from wagtail.api import APIField
from wagtail.images.models import AbstractImage, AbstractRendition, Filter
from wagtail.images.models import Image as WagtailImage

from core import dependencies
from core.images import renditions
from core.images.colours import average_colour
from core.images.renditions import DiskFull
from core.images.responsive import MemoryFilter, name_by_content
from core.serializers import AltTextField, ColourField, FlagField, TextField


class Image(AbstractImage):
    """Image model with a required description, unless the image is decorative."""

    # Wagtail's own Image model stays installed; without distinct names the reverse
    # accessors of the two would clash.
    uploaded_by_user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="uploaded_images",
    )
    # An attribute that Wagtail looks for on any field.
    uploaded_by_user.wagtail_reference_index_ignore = True  # type: ignore[attr-defined]
    tags = TaggableManager(blank=True, help_text=None, related_name="gait_images")

    # Not ``decorative``: AbstractImage.__init__ sets an attribute of that name to
    # False on every image it makes or loads, for its ImageBlock.
    is_decorative = models.BooleanField(
        "only decorates",
        default=False,
        help_text=(
            "Tick this when the picture tells a reader nothing: "
            "screen readers then pass over it."
        ),
    )
    credit = models.CharField(
        max_length=255,
        blank=True,
        help_text="Who made the picture, for example “Photo: Ana Ruiz”.",
    )

    background_color = models.CharField(max_length=7, blank=True, editable=False)

    # Required fields first, the rest in Wagtail's order.
    admin_form_fields = (
        "title",
        "file",
        "description",
        "is_decorative",
        "credit",
        *(
            name
            for name in WagtailImage.admin_form_fields
            if name not in {"title", "file", "description"}
        ),
    )

    api_fields = [
        APIField("description", serializer=TextField()),
        APIField("alt", serializer=AltTextField()),
        APIField("decorative", serializer=FlagField(source="is_decorative")),
        APIField("credit", serializer=TextField()),
        APIField("background_color", serializer=ColourField()),
    ]

    class Meta(AbstractImage.Meta):
        verbose_name = "image"
        verbose_name_plural = "images"
        permissions = WagtailImage._meta.permissions

    # Reads the renditions of several images at once; see ``core.page_data``.
    read_renditions: Callable[[], dict[int, list[AbstractRendition]]] | None = None

    @cached_property
    def prefetched_renditions(self) -> list[AbstractRendition]:
        """The renditions that pages show, read when Wagtail looks for them here."""
        if self.read_renditions is None:
            raise AttributeError
        return self.read_renditions()[self.pk]

    def __getstate__(self) -> dict[str, Any]:
        """The state to be pickled, as Wagtail does with renditions and their image."""
        state: dict[str, Any] = super().__getstate__()
        return {name: state[name] for name in state if name != "read_renditions"}

    @property
    def default_alt_text(self) -> str:
        """The description, never the file name; empty for a decoration."""
        return "" if self.is_decorative else self.description

    def save(self, *args: Any, **kwargs: Any) -> None:
        is_whole = kwargs.get("update_fields") is None
        if is_whole and not self.background_color:
            self.background_color = average_colour(self)
        super().save(*args, **kwargs)

    def get_rendition(self, filter: Filter | str) -> AbstractRendition:
        """The rendition, or one without a file if the disk is full.

        Wagtail does the same if the original is missing. Lists in the admin stay
        usable, and images can be deleted there.
        """
        try:
            return super().get_rendition(filter)
        except DiskFull:
            missing = Rendition(image=self, width=0, height=0)
            missing.file.name = "not-found"
            return missing

    def create_rendition(self, filter: Filter) -> AbstractRendition:
        return self.create_renditions(filter)[filter]

    def find_existing_renditions(
        self, *filters: Filter
    ) -> dict[Filter, AbstractRendition]:
        with dependencies.narrowed(f"image-{self.pk}"):
            return super().find_existing_renditions(*filters)

    def create_renditions(self, *filters: Filter) -> dict[Filter, AbstractRendition]:
        with dependencies.narrowed(f"image-{self.pk}"):
            return renditions.create(self, filters)

    def generate_rendition_file(
        self, filter: Filter, *, source: File | None = None
    ) -> File:
        in_memory = MemoryFilter(filter.spec)
        return name_by_content(
            super().generate_rendition_file(in_memory, source=source)
        )

    def _set_image_file_metadata(self) -> None:
        """Called by Wagtail for a new file; resets the average colour."""
        super()._set_image_file_metadata()
        self.background_color = ""
        # Wagtail leaves the file open; a stored one is not read again here.
        if self.file._committed:
            self.file.close()


class Rendition(AbstractRendition):
    image = models.ForeignKey(
        Image, on_delete=models.CASCADE, related_name="renditions"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["image", "filter_spec", "focal_point_key"],
                name="core_rendition_once",
            ),
        ]
