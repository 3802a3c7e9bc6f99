"""Loading the demo, and what of it is in the database."""

from io import StringIO

from django.core.management import call_command
from wagtail.models import Page, Site

from articles.models import ArticlePage, Topic
from clinic.models import ClinicSettings, Person
from core.models import Image, User


def load(**options):
    out = StringIO()
    call_command("load_demo", stdout=out, **options)
    return out.getvalue()


def everything():
    """How many rows of each kind there are, and what the pages' rows say."""
    models = (Page, Person, Topic, Image, User, Site, ClinicSettings)
    return [model.objects.count() for model in models], list(
        ArticlePage.objects.order_by("pk").values()
    )
