"""Trial encoding of an uploaded image in each output format."""

import logging
from io import BytesIO

from django.core.exceptions import ValidationError
from django.core.files import File
from PIL import Image as Pillow
from wagtail.images import get_image_model

from core.images.responsive import MemoryFilter, formats

logger = logging.getLogger(__name__)

TRIAL_EDGE = 64
CANNOT_BE_SHOWN = (
    "This picture can be read, but not be made ready for every browser. Open it on your "
    "computer, save it as JPEG or PNG with 8 bits a colour, and upload that."
)


def require_every_format(content: bytes) -> None:
    """Raises a ValidationError for editors if the image cannot be encoded in a format.

    A small copy in the same mode is enough: failures depend on the mode.
    """
    try:
        small = _small_copy(content)
        # With width and height, so that Django does not open the file.
        shown = get_image_model()(file="trial", width=1, height=1)
        for name in formats():
            spec = f"width-{TRIAL_EDGE // 2}|format-{name}"
            source = File(BytesIO(small), name="trial")
            MemoryFilter(spec).run(shown, BytesIO(), source)
    # Pillow's encoders raise any exception of their format's library.
    except Exception as problem:
        if isinstance(problem, MemoryError):
            raise
        logger.warning("An uploaded picture cannot be shown.", exc_info=problem)
        raise ValidationError(CANNOT_BE_SHOWN, code="invalid_image") from problem


def _small_copy(content: bytes) -> bytes:
    file = BytesIO()
    with Pillow.open(BytesIO(content)) as picture:
        kind = picture.format
        picture.draft(None, (TRIAL_EDGE, TRIAL_EDGE))
        picture.thumbnail((TRIAL_EDGE, TRIAL_EDGE))
        picture.save(file, kind)
    return file.getvalue()
