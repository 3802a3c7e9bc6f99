"""oEmbed lookup of videos: on the editor's request only, bounded in time and size."""

from typing import Any

import httpx
from django.core.cache import cache
from wagtail.embeds.exceptions import EmbedNotFoundException
from wagtail.embeds.finders.oembed import OEmbedFinder

from core import http_client

TIMEOUT_SECONDS = 3
MOST_BYTES = 100_000
# A provider that timed out is not asked again for this period: a page with ten videos
# would wait ten times. Without Redis, until the request ends.
SILENCE_SECONDS = 30
TEXTS = ("title", "author_name", "provider_name", "html")


class ProviderSilent(EmbedNotFoundException):
    """Raised when the provider gives no usable answer; may be temporary."""


class VideoFinder(OEmbedFinder):
    """Wagtail's oEmbed finder with timeout and size limit, without ``cache_until``.

    Stored answers do not expire: an article keeps its video while the provider is down.
    """

    def find_embed(
        self, url: str, max_width: int | None = None, max_height: int | None = None
    ) -> dict[str, Any]:
        """The fields of Wagtail's ``Embed``; raises EmbedNotFoundException."""
        endpoint = self._get_endpoint(url)
        sizes = {"maxwidth": max_width, "maxheight": max_height}
        wanted = {name: size for name, size in sizes.items() if size}
        answer = _fetch(
            endpoint, {**self.options, "url": url, "format": "json", **wanted}
        )
        return {
            **{name: str(answer.get(name) or "") for name in TEXTS},
            **{name: answer.get(name) for name in ("thumbnail_url", "width", "height")},
            "type": answer["type"],
        }


# Any: the provider's JSON.
def _fetch(endpoint: str, params: dict[str, Any]) -> dict[str, Any]:
    silent = f"embeds-silent-{endpoint}"
    if cache.get(silent):
        raise ProviderSilent
    try:
        with http_client.client(seconds=TIMEOUT_SECONDS, most_bytes=MOST_BYTES) as http:
            answer = http.get(endpoint, params=params)
    except httpx.HTTPError:
        cache.set(silent, 1, SILENCE_SECONDS)
        raise ProviderSilent from None
    if answer.is_server_error:
        raise ProviderSilent
    if not answer.is_success:
        raise EmbedNotFoundException
    return _parsed(answer)


def _parsed(answer: httpx.Response) -> dict[str, Any]:
    try:
        data = answer.json()
    except ValueError:
        raise ProviderSilent from None
    if not isinstance(data, dict) or data.get("type") != "video":
        raise EmbedNotFoundException
    return data
