"""System checks: house rules, and demo accounts or addresses in production."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.core.management.base import SystemCheckError
from django.db import connection
from django.db.models import Model
from wagtail.models import Page, Site, get_page_models

from core.models import BasePage, User

# The accounts that load_demo creates; the password is public in this repository.
DEMO_DOMAIN = "gait.example"
DEMO_PASSWORD = "walk-every-day"  # noqa: S105 - public, and refused in production

LOCAL_NAMES = {"localhost", "127.0.0.1", "::1", "example.com"}
PLAIN_HTTP_PORT = 80


@register("gait")
def check_page_models(app_configs: Any, **kwargs: Any) -> Iterator[CheckMessage]:
    """Page models extend BasePage, which holds the SEO and sharing fields."""
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
    """No account may use the demo's public password."""
    if not has_table(User):
        return
    for user in demo_accounts():
        yield Error(
            f"User {user.pk} can sign in as in the demo, whose password is public.",
            hint="Close the accounts of the demo: manage.py close_demo_accounts",
            id="gait.E002",
        )


def demo_accounts() -> list[User]:
    """Active accounts of the demo, and superusers with the demo's password."""
    active = User.objects.filter(is_active=True)
    named = active.filter(email__iendswith=f"@{DEMO_DOMAIN}")
    # Hashes are slow on purpose, so only superusers are tried.
    superusers = active.filter(is_superuser=True).exclude(pk__in=named)
    others = (user for user in superusers if user.check_password(DEMO_PASSWORD))
    return [*named, *others]


@register("gait", deploy=True)
def check_site_address(app_configs: Any, **kwargs: Any) -> Iterator[CheckMessage]:
    """The Site record, source of all absolute URLs, has a public https address."""
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


def has_table(model: type[Model]) -> bool:
    """True if the table exists; False before the first migrate."""
    return model._meta.db_table in connection.introspection.table_names()


def refuse_demo_in_production() -> None:
    """Raises SystemCheckError for demo accounts in production.

    Called at the start of the server. The other checks run in ``check --deploy`` only:
    the site's address is set in the admin, so the admin must run without it.
    """
    if settings.IN_PRODUCTION:
        raise_findings(check_demo_accounts(None))


def raise_findings(findings: Iterable[CheckMessage]) -> None:
    report = "\n".join(str(finding) for finding in findings)
    if report:
        raise SystemCheckError(report)
