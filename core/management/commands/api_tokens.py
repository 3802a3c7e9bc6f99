from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import CommandError
from django.db import transaction
from django.utils import timezone
from wagtail.management.commands import api_tokens as stock
from wagtail.models import APIToken, Site

from core.models import Scope, TokenAccess

MOST_DAYS = 3650


class Command(stock.Command):
    """Wagtail's command, whose ``create`` takes scopes, sites and an expiry."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declares Wagtail's arguments anew: it gives no access to those of ``create``."""
        actions = parser.add_subparsers(title="sub-commands", required=True)
        create = actions.add_parser("create", help="Create a new API token.")
        create.add_argument("--user", required=True, help="E-mail address of the owner")
        create.add_argument("--name", required=True, help="A label for the token")
        create.add_argument(
            "--scope", action="append", default=[], choices=Scope.values
        )
        create.add_argument(
            "--site", action="append", default=[], help="Host name; without: all sites"
        )
        create.add_argument("--days", type=int, help="It expires after so many days")
        create.add_argument("--json", action="store_true", dest="json_output")
        create.set_defaults(method=self.create)
        listing = actions.add_parser("list", help="List API tokens.")
        listing.add_argument("--user", help="Only tokens of this owner")
        listing.add_argument("--include-revoked", action="store_true")
        listing.set_defaults(method=self.list)
        revoke = actions.add_parser("revoke", help="Revoke an API token.")
        revoke.add_argument("--id", type=int, help="Number of the token")
        revoke.add_argument("--user", help="E-mail address of the owner")
        revoke.add_argument("--prefix", help="Beginning of the key, as listed")
        revoke.set_defaults(method=self.revoke)

    # Any: the arguments of the command.
    @transaction.atomic
    def create(
        self,
        *args: Any,
        scope: list[str],
        site: list[str],
        days: int | None,
        **options: Any,
    ) -> None:
        sites = [_site(hostname) for hostname in site]
        if days is not None and not 1 <= days <= MOST_DAYS:
            raise CommandError(f"--days: expected a number from 1 to {MOST_DAYS}")
        super().create(*args, **options)
        owned = APIToken.objects.filter(user=self.get_user(options["user"]))
        access = TokenAccess.objects.create(
            token=owned.latest("pk"),
            scopes=scope,
            is_for_all_sites=not sites,
            expires_at=timezone.now() + timedelta(days=days) if days else None,
        )
        access.sites.set(sites)


def _site(hostname: str) -> Site:
    found = Site.objects.filter(hostname=hostname).first()
    if found is None:
        raise CommandError(f"There is no site with the host name {hostname!r}.")
    return found
