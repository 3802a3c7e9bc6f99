from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from taggit.managers import TaggableManager
from wagtail.images.models import AbstractImage, AbstractRendition
from wagtail.images.models import Image as WagtailImage


class Image(AbstractImage):
    """A picture with what it shows in words, unless it only decorates."""

    # Wagtail's own Image stays installed beside ours; without names of their own the
    # reverse accessors of the two would clash.
    uploaded_by_user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="uploaded_images",
    )
    uploaded_by_user.wagtail_reference_index_ignore = True
    tags = TaggableManager(blank=True, help_text=None, related_name="gait_images")

    decorative = models.BooleanField(
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

    admin_form_fields = (*WagtailImage.admin_form_fields, "decorative", "credit")
    api_fields = ["description", "decorative", "credit"]

    class Meta(AbstractImage.Meta):
        verbose_name = "image"
        verbose_name_plural = "images"
        permissions = WagtailImage._meta.permissions

    @property
    def default_alt_text(self) -> str:
        """The description, never the file name; empty for a decoration."""
        return "" if self.decorative else self.description

    def clean(self) -> None:
        super().clean()
        if not (self.decorative or self.description.strip()):
            raise ValidationError(
                {
                    "description": (
                        "Say in a sentence what the picture shows, for readers who "
                        "cannot see it, or tick “only decorates”."
                    )
                }
            )


class Rendition(AbstractRendition):
    image = models.ForeignKey(
        Image, on_delete=models.CASCADE, related_name="renditions"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["image", "filter_spec", "focal_point_key"],
                name="cms_rendition_once",
            ),
        ]
