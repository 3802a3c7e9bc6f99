from typing import Any

from django.core.exceptions import ValidationError
from typing_extensions import TypedDict
from wagtail.blocks import CharBlock, StructBlockValidationError, StructValue
from wagtail.embeds.blocks import EmbedBlock
from wagtail.embeds.embeds import get_embed
from wagtail.embeds.exceptions import (
    EmbedException,
    EmbedUnsupportedProviderException,
)

from core.content_blocks import ContentBlock
from core.embeds import ProviderSilent
from core.page_data import PageData
from core.references import embed_hash
from core.rich_text import Html
from core.stream_json import text

# The first class that matches gives the message.
EMBED_ERRORS: dict[type[EmbedException], str] = {
    EmbedUnsupportedProviderException: (
        "Only videos of YouTube and Vimeo can be shown here. Enter the address of the "
        "video's page there."
    ),
    ProviderSilent: (
        "The video's site does not answer. Try again in a few minutes, or leave the "
        "video out for now."
    ),
    EmbedException: (
        "The video's site shows no video at this address. Open the address in your "
        "browser, and copy it from there."
    ),
}


class VideoData(TypedDict):
    """``html`` is the provider's player; None until it has been asked for it."""

    url: str | None
    title: str
    caption: str
    html: Html | None
    thumbnail_url: str | None


class VideoBlock(ContentBlock):
    video = EmbedBlock(
        max_width=1280,
        help_text="The address of the video's page. Say below what it shows.",
    )
    caption = CharBlock(max_length=255)

    names_in_api = {"video": "url"}

    class Meta:
        icon = "media"
        label = "Video"
        template = "articles/blocks/video.html"
        shape = VideoData
        description = (
            "A video of YouTube or Vimeo, which plays when the reader asks for it."
        )
        preview_value = {"caption": "How to stand up without pain, in two minutes."}
        # The real template shows a player only for a video that the provider knows.
        preview_template = "articles/blocks/video_preview.html"

    def clean(self, value: StructValue) -> StructValue:
        """Gives the reason; Wagtail reports every embed error as “not found”."""
        video = value.get("video")
        try:
            if video:
                get_embed(video.url, video.max_width, video.max_height)
        except EmbedException as problem:
            said = next(
                words
                for kind, words in EMBED_ERRORS.items()
                if isinstance(problem, kind)
            )
            raise StructBlockValidationError(
                block_errors={"video": ValidationError(said)}
            ) from None
        return super().clean(value)

    def get_api_data(self, stored: dict[str, Any], data: PageData) -> VideoData:
        url = text(stored.get("video"))
        key = embed_hash(self.child_blocks["video"], url)
        embed = data.preloaded.embeds.get(key) if url else None
        return {
            "url": url or None,
            "title": embed.title if embed else "",
            "caption": text(stored.get("caption")),
            "html": embed.html or None if embed else None,
            "thumbnail_url": embed.thumbnail_url or None if embed else None,
        }
