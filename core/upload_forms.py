"""Upload forms of images and documents, for the admin and the API."""

from collections.abc import Iterator
from pathlib import PurePath
from typing import Any, BinaryIO, cast

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from core.images.descriptions import has_words, is_file_name
from core.images.format_checks import require_every_format
from core.images.uploads import ENDINGS, HEIC, MOST_PIXELS_UNLESS_JPEG, reencoded

UNKNOWN_ENDING = (
    "Pictures of this kind cannot be shown here, only %(formats)s. Open it on your "
    "computer, save or export it as JPEG or PNG, and upload that."
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
IS_FILE_NAME = (
    "This looks like the name of a file, which does not tell what the picture shows. Say "
    "it in a sentence, for example: “Two people walk on a path in a park.”"
)
HEIC_ENDINGS = frozenset({"heic", "heif"})


class PictureField(WagtailImageField):
    """Image field that accepts still images and re-encodes them without metadata."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        # The browser shows this message too, before a multiple upload.
        self.error_messages["invalid_image_extension"] = UNKNOWN_ENDING % {
            "formats": self.supported_formats_text
        }
        self.help_text = FILE_HELP % {
            "formats": self.supported_formats_text,
            "size": self.max_upload_size_text,
            "pixels": self.max_image_pixels // 1_000_000,
            "pixels_of_others": MOST_PIXELS_UNLESS_JPEG // 1_000_000,
        }

    def to_python(self, data: UploadedFile | None) -> UploadedFile | None:
        if data is None or data in self.empty_values:
            return super().to_python(data)
        # Cheapest check first; Wagtail repeats them after decoding the image.
        name = data.name or ""
        self.refuse_unknown_ending(name)
        self.check_image_file_size(data)
        # An uploaded file has the methods of a file, but none of its types.
        content, kind = reencoded(cast(BinaryIO, data))
        require_every_format(content)
        # In place, because Wagtail's multiple upload keeps the request's file object.
        replace_content(data, content)
        data.name = named_as(kind, name)
        return super().to_python(data)

    def refuse_unknown_ending(self, name: str) -> None:
        code, ending = "invalid_image_extension", ending_of(name)
        if ending in HEIC_ENDINGS:
            raise ValidationError(HEIC, code=code)
        if ending not in self.allowed_image_extensions:
            raise ValidationError(self.error_messages[code], code=code)


def ending_of(name: str) -> str:
    return PurePath(name).suffix.lower().removeprefix(".")


def named_as(kind: str, name: str) -> str:
    """The name with the extension of its real format.

    Phones, messengers and Windows use wrong or unusual extensions (``.jfif``); browsers
    and Wagtail rely on the extension.
    """
    usual = ENDINGS[kind]
    if ending_of(name) in usual:
        return name
    return str(PurePath(name).with_suffix(f".{usual[0]}"))


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
            # editing.js updates this in the browser when the checkbox changes.
            description.required = not self.is_decorative

    @property
    def is_decorative(self) -> bool:
        if "is_decorative" not in self.fields:
            return self.instance.is_decorative
        return bool(self["is_decorative"].value())

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        # A partial update through the API may omit the field.
        is_described = "description" in self.fields or self.instance.description.strip()
        if not (self.is_decorative or is_described):
            self.add_error(None, NEEDS_DESCRIPTION)
        return values

    def clean_description(self) -> str:
        description = self.cleaned_data["description"]
        if self.is_decorative or not description:
            return description
        if not has_words(description):
            raise ValidationError(NEEDS_DESCRIPTION, code="required")
        if is_file_name(description, self.file_names()):
            raise ValidationError(IS_FILE_NAME, code="file_name")
        return description

    def file_names(self) -> Iterator[str]:
        """The names of the uploaded file and of the stored file."""
        for file in (*self.files.values(), self.instance.file):
            if file:
                yield PurePath(file.name).name


class DocumentForm(BaseDocumentForm):
    def _post_clean(self) -> None:
        """Skips the model's validation if the form has refused the file.

        It would report a wrong extension for a missing file.
        """
        if "file" not in self.errors:
            super()._post_clean()
