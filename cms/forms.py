"""The forms of files, for each way to upload one: in the admin and the API."""

from pathlib import PurePath
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from cms.uploads import MOST_PIXELS_UNLESS_JPEG, rewritten

WRONG_ENDING = (
    "This is a %(image_format)s file, though its name ends in .%(extension)s. "
    "Change the ending of its name, then upload it again."
)
FILE_HELP = (
    "%(formats)s, up to %(size)s. A JPEG may have %(pixels)d million pixels, any other "
    "picture %(pixels_of_others)d million."
)
DESCRIPTION_HELP = (
    "Required, unless the picture only decorates: what it shows, for readers who cannot "
    "see it. For example: “Two people walk on a path in a park.”"
)
NEEDS_DESCRIPTION = (
    "Say in a sentence what the picture shows, for readers who cannot see it, "
    "or tick “only decorates”."
)


class PictureField(WagtailImageField):
    """Takes still pictures only, and hands them on without the camera's data."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.error_messages["invalid_image_known_format"] = WRONG_ENDING
        self.help_text = FILE_HELP % {
            "formats": self.supported_formats_text,
            "size": self.max_upload_size_text,
            "pixels": self.max_image_pixels // 1_000_000,
            "pixels_of_others": MOST_PIXELS_UNLESS_JPEG // 1_000_000,
        }

    def to_python(self, data: UploadedFile | None) -> UploadedFile | None:
        if data in self.empty_values:
            return super().to_python(data)
        # Cheapest first. Wagtail asks for these too, but decodes the picture before.
        self.refuse_unknown_ending(data.name)
        self.check_image_file_size(data)
        # In place, for Wagtail's upload of many files keeps the file of the request.
        replace_content(data, rewritten(data))
        return super().to_python(data)

    def refuse_unknown_ending(self, name: str) -> None:
        ending = PurePath(name).suffix.lower().removeprefix(".")
        if ending not in self.allowed_image_extensions:
            code = "invalid_image_extension"
            raise ValidationError(self.error_messages[code], code=code)


def replace_content(file: UploadedFile, content: bytes) -> None:
    file.seek(0)
    file.truncate()
    file.write(content)
    file.seek(0)
    file.size = len(content)


class ImageForm(BaseImageForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "file" in self.fields:
            given = self.fields["file"]
            self.fields["file"] = PictureField(
                label=given.label, required=given.required, widget=given.widget
            )
        if "description" in self.fields:
            description = self.fields["description"]
            description.help_text = DESCRIPTION_HELP
            description.error_messages["required"] = NEEDS_DESCRIPTION
            # editing.js follows the tick, so that the browser asks before it sends.
            description.required = not self.is_decorative

    @property
    def is_decorative(self) -> bool:
        if "is_decorative" not in self.fields:
            return self.instance.is_decorative
        return bool(self["is_decorative"].value())

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        # A part of an image, as the API changes it, may not have the field.
        is_described = "description" in self.fields or self.instance.description.strip()
        if not (self.is_decorative or is_described):
            self.add_error(None, NEEDS_DESCRIPTION)
        return values


class DocumentForm(BaseDocumentForm):
    def _post_clean(self) -> None:
        """Leaves out the model's own checks where the form has refused the file.

        They would look at no file at all, and call its ending wrong.
        """
        if "file" not in self.errors:
            super()._post_clean()
