import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.test.utils import isolate_apps
from wagtail.models import PAGE_MODEL_CLASSES, Page, Site

from core.checks import (
    DEMO_PASSWORD,
    check_demo_accounts,
    check_page_models,
    check_site_address,
    findings_on_page_model,
    refuse_demo_in_production,
)
from tests import make

pytestmark = pytest.mark.django_db


def ids(findings):
    return [finding.id for finding in findings]


def test_our_page_models_all_extend_the_base_page():
    assert ids(check_page_models(None)) == []


@pytest.fixture
def page_models():
    """Wagtail's list of page models; what a test adds to it is taken off again."""
    before = list(PAGE_MODEL_CLASSES)
    yield
    PAGE_MODEL_CLASSES[:] = before


@isolate_apps("home")
@pytest.mark.usefixtures("page_models")
def test_a_page_model_beside_the_base_page_is_an_error():
    class StrayPage(Page):
        class Meta:
            app_label = "home"

    findings = list(findings_on_page_model(StrayPage))

    assert ids(findings) == ["gait.E001"]
    assert findings[0].obj is StrayPage


def test_an_account_of_the_demo_is_an_error():
    make.user("editor@gait.example", password="a password of its own")

    assert ids(check_demo_accounts(None)) == ["gait.E002"]


def test_a_superuser_with_the_demos_password_is_an_error():
    make.user("boss@clinic.example", password=DEMO_PASSWORD, is_superuser=True)

    assert ids(check_demo_accounts(None)) == ["gait.E002"]


def test_the_clinics_own_accounts_are_fine():
    make.user("boss@clinic.example", password="something of ours", is_superuser=True)

    assert ids(check_demo_accounts(None)) == []


def test_the_way_out_that_the_error_names_works(capsys):
    demo = make.user("editor@gait.example", password=DEMO_PASSWORD)

    call_command("close_demo_accounts")

    demo.refresh_from_db()
    assert ids(check_demo_accounts(None)) == []
    assert not demo.is_active
    assert capsys.readouterr().out == "Closed 1 accounts.\n"


def test_the_server_does_not_start_for_visitors_with_a_demo_account(settings):
    settings.IN_PRODUCTION = True
    make.user("editor@gait.example")

    with pytest.raises(SystemCheckError, match="close_demo_accounts"):
        refuse_demo_in_production()


def test_the_demo_starts_on_a_developers_machine():
    make.user("editor@gait.example")

    refuse_demo_in_production()


@pytest.mark.parametrize(
    ("hostname", "port", "expected"),
    [
        ("localhost", 443, ["gait.E003"]),
        ("www.clinic.example", 80, ["gait.E003"]),
        ("www.clinic.example", 443, []),
    ],
)
def test_a_site_without_a_public_address_is_an_error(hostname, port, expected):
    Site.objects.update(hostname=hostname, port=port)

    assert ids(check_site_address(None)) == expected
