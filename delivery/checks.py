"""System check of the triggers in the database."""

from collections.abc import Iterator
from typing import Any

from django.core.checks import CheckMessage, Error, register
from django.db import connection

from core.checks import has_table
from delivery import triggers
from delivery.models import ContentVersion


# Not tagged as a check of the database: migrate runs those before it creates triggers.
@register("gait", deploy=True)
def check_triggers(app_configs: Any, **kwargs: Any) -> Iterator[CheckMessage]:
    """The database records changes of public content. Any: as Django passes them."""
    if has_table(ContentVersion) and not triggers.are_installed(connection):
        yield Error(
            "The database lacks the triggers that record changes of content.",
            hint="Create them: manage.py migrate",
            id="gait.E004",
        )
