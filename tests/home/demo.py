"""Loading the demo, and what of it is in the database."""

import tempfile
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from PIL import Image as Pillow
from wagtail.models import Page, Site

from articles.models import ArticlePage, Topic
from clinic.models import ClinicSettings, Person
from core.models import Image, User
from home.demo import content

# In pixels, of the longer side.
SMALL = 60


def load(**options):
    out = StringIO()
    call_command("load_demo", stdout=out, **options)
    return out.getvalue()


def load_with_small_pictures(**options):
    """Loads it with pictures whose renditions are drawn in no time."""
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        for path in content.picture("").iterdir():
            with Pillow.open(path) as picture:
                picture.thumbnail((SMALL, SMALL))
                picture.save(Path(folder) / path.name)
        patch.setattr(content, "picture", Path(folder).joinpath)
        return load(**options)


def everything():
    """How many rows of each kind there are, and what the pages' rows say."""
    models = (Page, Person, Topic, Image, User, Site, ClinicSettings)
    return [model.objects.count() for model in models], list(
        ArticlePage.objects.order_by("pk").values()
    )
