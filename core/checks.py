"""House rules that Django checks, and what keeps a demo from becoming a clinic."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.core.management.base import SystemCheckError
from django.db import connection
from wagtail.models import Page, Site, get_page_models

from core.models import BasePage, User

# What load_demo creates. Everybody can read the password in this repository.
DEMO_DOMAIN = "gait.example"
DEMO_PASSWORD = "walk-every-day"  # noqa: S105 - public, and refused in production

LOCAL_NAMES = {"localhost", "127.0.0.1", "::1", "example.com"}
PLAIN_HTTP_PORT = 80


@register("gait")
def check_page_models(app_configs: Any, **kwargs: Any) -> Iterator[CheckMessage]:
    """Wagtail's Page alone has no place for SEO, sharing and hiding from search."""
    for model in get_page_models():
        yield from findings_on_page_model(model)


def findings_on_page_model(model: type[Page]) -> Iterator[CheckMessage]:
    ours = not model.__module__.startswith("wagtail.")
    if ours and not issubclass(model, BasePage):
        yield Error(
            f"{model._meta.label} does not extend BasePage.",
            hint="Inherit from core.models.BasePage.",
            obj=model,
            id="gait.E001",
        )


@register("gait", deploy=True)
def check_demo_accounts(app_configs: Any, **kwargs: Any) -> Iterator[CheckMessage]:
    """Nobody may sign in with what is printed in the README."""
    if not has_table(User):
        return
    for user in demo_accounts():
        yield Error(
            f"User {user.pk} can sign in as in the demo, whose password is public.",
            hint="Close the accounts of the demo: manage.py close_demo_accounts",
            id="gait.E002",
        )


def demo_accounts() -> list[User]:
    """Open accounts of the demo, and whoever else may do all with its password."""
    active = User.objects.filter(is_active=True)
    named = active.filter(email__iendswith=f"@{DEMO_DOMAIN}")
    # Hashes are slow on purpose, so beside the demo's own only the mightiest are tried.
    mighty = active.filter(is_superuser=True).exclude(pk__in=named)
    return [*named, *(user for user in mighty if user.check_password(DEMO_PASSWORD))]


@register("gait", deploy=True)
def check_site_address(app_configs: Any, **kwargs: Any) -> Iterator[CheckMessage]:
    """All addresses in pages, feeds, mails and the API come from the Site record."""
    if not has_table(Site):
        return
    for site in Site.objects.all():
        if site.hostname in LOCAL_NAMES or site.port == PLAIN_HTTP_PORT:
            yield Error(
                f"The site “{site}” still has the address {site.root_url}.",
                hint=(
                    "Set its host name, and port 443 for https, in the admin under "
                    "Settings, Sites."
                ),
                id="gait.E003",
            )


def has_table(model: type) -> bool:
    """False before the first migrate, when there is nothing to find fault with."""
    return model._meta.db_table in connection.introspection.table_names()


def refuse_demo_in_production() -> None:
    """Raises SystemCheckError where visitors would come to a site of demo accounts.

    The server asks at its start. The other findings wait for ``check --deploy``: the
    address of the site is set in the admin, so the admin must run without it.
    """
    if settings.IN_PRODUCTION:
        stop_for(check_demo_accounts(None))


def stop_for(findings: Iterable[CheckMessage]) -> None:
    report = "\n".join(str(finding) for finding in findings)
    if report:
        raise SystemCheckError(report)
