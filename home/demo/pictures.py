"""Renditions of the demo's main images, so that few visitors wait for them."""

from collections.abc import Iterable

from articles.models import ArticlePage
from core.images.renditions import DiskFull
from core.images.responsive import picture
from core.models import Image
from home.models import HomePage
from public_forms.task_retries import later


def draw_front_page() -> None:
    """Generates those that the home pages show."""
    for home in HomePage.objects.select_related("hero_image"):
        picture(home.hero_image, "hero")
        featured = [block.value for block in home.featured_articles]
        draw((article.hero_image for article in featured if article), ["card"])


@later(does="Draw the pictures of the demo", on=DiskFull, retry_delays_seconds=())
def draw_all() -> None:
    """Generates those of all articles; takes ten seconds."""
    articles = ArticlePage.objects.select_related("hero_image")
    draw((article.hero_image for article in articles), ["hero", "card"])


def draw(images: Iterable[Image | None], slots: Iterable[str]) -> None:
    for image in images:
        for slot in slots:
            picture(image, slot)
