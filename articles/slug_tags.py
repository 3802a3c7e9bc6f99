"""Cache tags of slugs: an answer with one changes when a page takes or leaves the slug."""

import re
from contextlib import AbstractContextManager, nullcontext

from core import dependencies

PREFIX = "slug"
# Others cannot stand in a header.
TAGGED = re.compile(r"[-\w]+", re.ASCII)


def reading_slug(slug: str) -> AbstractContextManager[None]:
    """Marks queries for pages with this slug: of other pages, they do not depend."""
    if TAGGED.fullmatch(slug):
        return dependencies.narrowed(f"{PREFIX}-{slug}")
    return nullcontext()
