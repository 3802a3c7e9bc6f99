"""Command that loads the demo clinic once, without changing existing content."""

import logging
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from wagtail.models import Page, PageQuerySet, Site

from articles.models import ArticlePage
from home.demo import build, replies
from home.models import HomePage

WELCOME_TITLE = "Welcome to your new Wagtail site!"
HOST = "localhost"
SECOND_HOST = "demo.localhost"


class Command(BaseCommand):
    help = (
        "Loads a fictional clinic with articles, people and pictures. Run again, it "
        "changes nothing: what you have edited or deleted since stays so."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--port",
            type=int,
            default=8000,
            help=f"The port in the demo's addresses, where its host is {HOST}.",
        )
        parser.add_argument(
            "--beside-other-content",
            action="store_true",
            help=(
                "Where there are other pages, add the demo as a second site, "
                f"{SECOND_HOST}, and leave the others as they are."
            ),
        )

    def handle(
        self, *args: Any, port: int, beside_other_content: bool, **options: Any
    ) -> None:
        if build.is_loaded():
            self.stdout.write("The demo is here already; nothing was changed.")
            return
        existing = other_pages()
        if existing.exists() and not beside_other_content:
            raise CommandError(refusal_message(existing))
        with quiet_logs():
            site = load(port=port, as_second_site=existing.exists())
        self.stdout.write(
            f"Loaded the demo: {ArticlePage.objects.descendant_of(site.root_page).count()}"
            f" articles at {site.root_url}/"
        )


@contextmanager
def quiet_logs() -> Iterator[None]:
    """Disables logging, as loading would log some five hundred lines."""
    before = logging.root.manager.disable
    logging.disable(logging.INFO)
    try:
        yield
    finally:
        logging.disable(before)


@transaction.atomic
def load(*, port: int, as_second_site: bool) -> Site:
    """Loads pages, people and replies, and accounts unless in production."""
    builder = build.Builder(with_accounts=not settings.IN_PRODUCTION)
    home = builder.add_pages()
    site = second_site(home, port) if as_second_site else default_site(home, port)
    builder.describe_clinic(site)
    replies.add(
        pages=builder.keys.pages,
        people=builder.people,
        moderator=builder.accounts.get("moderator"),
    )
    return site


def other_pages() -> PageQuerySet:
    """Existing pages, except the root and Wagtail's welcome page."""
    return Page.objects.filter(depth__gt=1).exclude(pk__in=welcome_pages())


def welcome_pages() -> PageQuerySet:
    plain = Page.objects.exact_type(Page).filter(depth=2, numchild=0)
    return plain.filter(title=WELCOME_TITLE, latest_revision=None)


def refusal_message(existing: PageQuerySet) -> str:
    examples = ", ".join(
        f"“{title}”" for title in existing.values_list("title", flat=True)[:3]
    )
    return (
        f"There is content here already: {existing.count()} page(s), such as {examples}. "
        "Nothing was changed. Use another database for the demo, or add "
        "--beside-other-content to load it as a second site beside these pages."
    )


def default_site(home: HomePage, port: int) -> Site:
    site = Site.objects.filter(is_default_site=True).first()
    site = site or Site(hostname=HOST, is_default_site=True)
    site.root_page = home
    site.site_name = home.title
    if site.hostname == HOST:
        site.port = port
    site.save()
    for page in welcome_pages():
        page.delete()
    return site


def second_site(home: HomePage, port: int) -> Site:
    return Site.objects.create(
        hostname=SECOND_HOST, port=port, root_page=home, site_name=home.title
    )
