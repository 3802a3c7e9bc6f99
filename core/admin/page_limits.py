"""Limit on the number of pages that one request publishes, unpublishes or moves.

Wagtail changes them one after the other within the request, at a tenth to a fifth of a
second each, and a bulk action holds SQLite's write lock meanwhile.
"""

from collections.abc import Collection
from functools import reduce
from operator import or_

from django.conf import settings
from django.db.models import Q
from wagtail.actions import UnpublishPageAction
from wagtail.models import Page

from core.admin_errors import Refused

# Descendants that an action changes as well, where it is asked to.
DESCENDANTS = {"publish": Q(live=False), "unpublish": Q(live=True)}
DONE = {"publish": "published", "unpublish": "unpublished", "move": "moved"}
HIDE = (
    " To hide a section in one step, set its privacy to signed-in users first: nobody "
    "else sees what is below it."
)


class UnpublishFewPages(UnpublishPageAction):
    """Unpublish action of the API that refuses more pages than the limit."""

    def check(self, skip_permission_checks: bool = False) -> None:
        super().check(skip_permission_checks)
        require_few("unpublish", [self.object], descendants=self.include_descendants)


def require_few(action: str, pages: Collection[Page], *, descendants: bool) -> None:
    """Raises ``Refused`` if ``action`` would change more than PAGES_IN_ONE_REQUEST.

    ``action``: publish, unpublish or move.
    """
    limit, number = settings.PAGES_IN_ONE_REQUEST, len(pages)
    if pages and descendants and number <= limit:
        number += _number_below(pages, DESCENDANTS[action])
    if number <= limit:
        return
    fewer = "Do it section by section." if descendants else "Choose fewer."
    raise Refused(
        f"These are {number} pages, and at most {limit} are {DONE[action]} in one step. "
        f"{fewer}{HIDE if action == 'unpublish' else ''}",
        see=None,
        label="",
    )


def _number_below(pages: Collection[Page], which: Q) -> int:
    below = reduce(or_, (Q(path__startswith=page.path) for page in pages))
    chosen = {page.pk for page in pages}
    return Page.objects.filter(below, which).exclude(pk__in=chosen).count()
