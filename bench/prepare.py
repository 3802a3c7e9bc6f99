"""Fills Gait's empty database for bench/run, and describes the content as JSON.

    python -m bench.prepare ARTICLES MEASURED FILE

The file has the measured articles, the form, and the texts of the stock project.
"""

import json
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import django

django.setup()

from django.conf import settings
from django.core.management import call_command

from articles.models import ArticlePage
from bench import content
from tests import make

PARTS = ["benefits", "safety", "call_to_action", "sections", "references"]
SECTIONS = 8
SENTENCE = "Walk every day for half an hour, and begin with ten minutes if it hurts. "
PROSE = f"<p>{SENTENCE * 4}</p><p>{SENTENCE * 4}</p>"


def main(articles: int, measured: int, file: Path) -> None:
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    call_command("migrate", verbosity=0)
    content.fill(articles)
    lengthen_articles()
    form = make.form_page()
    found = ArticlePage.objects.live().public().filter(slug__startswith="article-")
    chosen = list(found.filter(alias_of=None).order_by("path")[:measured])
    facts = {
        "articles": [{"id": each.pk, "path": each.get_url()} for each in chosen],
        "form": form.pk,
        "text": text_of(chosen[0]),
        "pictures": content.PICTURES,
    }
    file.write_text(json.dumps(facts))


def lengthen_articles() -> None:
    """Gives all articles the length of a real one, of about a thousand words."""
    sections = ArticlePage._meta.get_field("sections")
    prose = [
        {
            "type": "prose",
            "id": str(uuid.UUID(int=n)),
            "value": {"heading": f"Part {n} of walking", "body": PROSE},
        }
        for n in range(SECTIONS)
    ]
    ArticlePage.objects.update(sections=sections.to_python(json.dumps(prose)))


def text_of(article: ArticlePage) -> dict[str, Any]:
    """The article's texts as a simple page has them: headings and paragraphs."""
    streams = [getattr(article, name).get_prep_value() for name in PARTS]
    return {
        "summary": article.summary,
        "introduction": article.introduction,
        "body": [part for stream in streams for part in _parts(stream)],
    }


def _parts(value: Any) -> Iterator[tuple[str, str]]:
    """Pairs of block name and text. Any: JSON of a StreamField."""
    if isinstance(value, dict):
        for name, each in value.items():
            if name == "heading" and each:
                yield "heading", each
            elif name not in ("id", "type"):
                yield from _parts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _parts(each)
    elif value:
        text = str(value)
        yield "paragraph", text if text.startswith("<") else f"<p>{text}</p>"


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))
