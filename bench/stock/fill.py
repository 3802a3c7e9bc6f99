"""Fills the stock project with articles of Gait's texts, and writes which are measured.

python fill.py ARTICLES GAIT_FACTS FILE
"""

import json
import sys
from io import BytesIO
from pathlib import Path

import django

django.setup()

from django.core.files.images import ImageFile
from PIL import Image as Picture
from wagtail.images.models import Image
from wagtail.models import Page, Site

from articles.models import ArticlePage, RelatedArticle

RELATED = 3


def main(articles: int, gait: Path, file: Path) -> None:
    facts = json.loads(gait.read_text())
    home = Site.objects.get(is_default_site=True).root_page
    pictures = [image(n) for n in range(facts["pictures"])]
    made: list[ArticlePage] = []
    for n in range(articles):
        made.append(article(n, home, facts["text"], pictures, made))
    chosen = [
        {"id": each.pk, "path": Page.objects.get(pk=each.pk).get_url()}
        for each in made[RELATED : RELATED + len(facts["articles"])]
    ]
    file.write_text(json.dumps({"articles": chosen}))


def image(n: int) -> Image:
    content = BytesIO()
    Picture.new("RGB", (64, 48), (90, 140, 120)).save(content, "JPEG")
    content.seek(0)
    return Image.objects.create(
        title=f"Picture {n}", file=ImageFile(content, name="path.jpg")
    )


def article(
    n: int, home: Page, text: dict, pictures: list[Image], others: list[ArticlePage]
) -> ArticlePage:
    page = ArticlePage(
        title=f"Article {n} on walking",
        slug=f"article-{n}",
        author="Person",
        hero_image=pictures[n % len(pictures)],
        summary=text["summary"],
        introduction=text["introduction"],
        body=[tuple(part) for part in text["body"]],
    )
    page.related_articles = [RelatedArticle(article=each) for each in others[-RELATED:]]
    home.add_child(instance=page)
    return page


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]))
