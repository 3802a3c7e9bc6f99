"""Videos of other sites: asked about when an editor names one, never by visitors."""

from typing import Any

import httpx
from django.core.cache import cache
from wagtail.embeds.exceptions import EmbedNotFoundException
from wagtail.embeds.finders.oembed import OEmbedFinder

from core import http_client

TIMEOUT_SECONDS = 3
MOST_BYTES = 100_000
# So long a provider that said nothing is not asked again: a page with ten videos would
# wait ten times. Without Redis, until the request ends.
SILENCE_SECONDS = 30
TEXTS = ("title", "author_name", "provider_name", "html")


class ProviderSilent(EmbedNotFoundException):
    """The provider gave no answer that can be used, now."""


class VideoFinder(OEmbedFinder):
    """Wagtail's, with a limit on time and size, and without ``cache_until``.

    What a provider said once stays: an article does not lose its video because the
    provider is away on the day that the answer is too old.
    """

    def find_embed(
        self, url: str, max_width: int | None = None, max_height: int | None = None
    ) -> dict[str, Any]:
        """The fields of Wagtail's ``Embed``; raises EmbedNotFoundException."""
        endpoint = self._get_endpoint(url)
        sizes = {"maxwidth": max_width, "maxheight": max_height}
        wanted = {name: size for name, size in sizes.items() if size}
        said = _asked(
            endpoint, {**self.options, "url": url, "format": "json", **wanted}
        )
        return {
            **{name: str(said.get(name) or "") for name in TEXTS},
            **{name: said.get(name) for name in ("thumbnail_url", "width", "height")},
            "type": said["type"],
        }


def _asked(endpoint: str, params: dict[str, Any]) -> dict[str, Any]:
    """Any: the JSON that the provider answers."""
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
    return _described(answer)


def _described(answer: httpx.Response) -> dict[str, Any]:
    try:
        said = answer.json()
    except ValueError:
        raise ProviderSilent from None
    if not isinstance(said, dict) or said.get("type") != "video":
        raise EmbedNotFoundException
    return said
