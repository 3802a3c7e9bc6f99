"""Times and days follow the clinic's zone, whatever the server's is."""

import csv
from datetime import UTC, datetime, timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Site
from wagtail.users.models import UserProfile

from articles.models import ArticlePage
from clinic.models import ClinicSettings
from contact.tasks import tell_staff
from tests import make
from tests.articles.test_sites import other_site
from tests.contact.at_the_desk import DESK, sign_in
from tests.working import work

pytestmark = pytest.mark.django_db

# A day apart at every moment, so that one of them is not on the server's day.
EAST, WEST = "Pacific/Kiritimati", "Pacific/Pago_Pago"
EVENING = datetime(2026, 10, 1, 23, 30, tzinfo=UTC)
IN_THE_EAST = "2 October 2026"


def overdue_yesterday(zone):
    """Two articles: one is due today by the clinic's clocks, one was yesterday."""
    today = timezone.localdate(timezone=ZoneInfo(zone))
    due, over = make.article("Due today"), make.article("Overdue")
    for article, day in ((due, today), (over, today - timedelta(days=1))):
        ArticlePage.objects.filter(pk=article.pk).update(next_review_due=day)
    return due, over


@pytest.mark.parametrize("zone", [EAST, WEST])
def test_an_articles_review_is_overdue_by_the_clinics_day(client, zone):
    make.clinic(time_zone=zone)
    due, over = overdue_yesterday(zone)

    for api in ("v2", "v3"):
        status = {
            page.title: client.get(f"/api/{api}/pages/{page.pk}/").json()["review"]
            for page in (due, over)
        }
        assert status["Due today"]["status"] == "due_soon"
        assert status["Overdue"]["status"] == "overdue"
    found = client.get("/api/v3/articles/?review_status=overdue").json()["items"]
    assert [each["title"] for each in found] == ["Overdue"]


@pytest.mark.parametrize("zone", [EAST, WEST])
def test_the_dashboard_counts_reviews_by_the_clinics_day(client, zone):
    make.clinic(time_zone=zone)
    soon = timezone.localdate(timezone=ZoneInfo(zone)) + timedelta(days=60)
    client.force_login(make.superuser())
    article = make.article("Due in sixty days")

    def shown(day):
        ArticlePage.objects.filter(pk=article.pk).update(next_review_due=day)
        return "Due in sixty days" in client.get("/admin/").content.decode()

    assert shown(soon)
    assert not shown(soon + timedelta(days=1))


@pytest.mark.parametrize("zone", [EAST, WEST])
def test_the_dashboard_calls_overdue_what_is_late_by_the_clinics_day(client, zone):
    make.clinic(time_zone=zone)
    overdue_yesterday(zone)
    client.force_login(make.superuser())

    page = client.get("/admin/").content.decode()

    assert page.count("Overdue since") == 1
    assert page.count("Due on") == 1


@pytest.mark.parametrize("zone", [EAST, WEST])
def test_an_export_says_when_a_message_came_in_by_the_clinics_clocks(client, zone):
    make.clinic(time_zone=zone)
    sign_in(client)
    make.submission(created_at=EVENING)

    table = client.get(f"{DESK}?export=csv").getvalue().decode("utf-8-sig")

    [row] = csv.DictReader(StringIO(table))
    came_in = datetime.fromisoformat(row["Came in"])
    assert came_in == EVENING
    assert came_in.utcoffset() == EVENING.astimezone(ZoneInfo(zone)).utcoffset()


def test_the_desks_show_the_clinics_clocks(client):
    make.clinic(time_zone=EAST)
    client.force_login(make.superuser())
    message = make.submission(created_at=EVENING)
    make.comment(created_at=EVENING, status="waiting")

    for path in (DESK, f"{DESK}{message.pk}/", reverse("replies:index")):
        assert f"{IN_THE_EAST}, 13:30" in client.get(path).content.decode(), path


def test_readers_see_the_clinics_day(client):
    make.clinic(time_zone=EAST)
    article = make.article(first_published_at=EVENING, last_published_at=EVENING)
    make.comment(page=article, created_at=EVENING)

    page = client.get(article.url).content.decode()

    assert page.count(f">{IN_THE_EAST}</time>") == 2


def test_a_zone_that_somebody_chose_earlier_does_not_count(client):
    make.clinic(time_zone=EAST)
    user = sign_in(client)
    UserProfile.objects.create(user=user, current_time_zone="America/New_York")
    make.submission(created_at=EVENING)

    assert f"{IN_THE_EAST}, 13:30" in client.get(DESK).content.decode()
    assert "current_time_zone" not in client.get("/admin/account/").content.decode()


def test_without_a_zone_of_the_clinic_the_servers_counts(client):
    sign_in(client)
    make.submission(created_at=EVENING)

    assert "1 October 2026, 23:30" in client.get(DESK).content.decode()


def test_looking_at_the_admin_stores_no_profile_and_changing_it_does(client):
    make.clinic(time_zone=EAST)
    user = sign_in(client)

    client.get("/admin/")
    assert not UserProfile.objects.exists()
    answer = client.patch(
        reverse("wagtailadmin_dismissibles"),
        '{"seen": true}',
        content_type="application/json",
    )

    assert answer.status_code == 200
    profile = UserProfile.objects.get(user=user)
    assert profile.dismissibles == {"seen": True}
    assert profile.current_time_zone == ""


def test_after_a_request_the_servers_zone_is_back(client):
    make.clinic(time_zone=EAST)

    client.get(make.index().url)

    assert timezone.get_current_timezone() == timezone.get_default_timezone()


def test_a_mail_names_the_clinics_time():
    make.clinic(time_zone=EAST)
    form = make.form_page(staff_email="desk@clinic.example")
    make.submission(form, created_at=EVENING)

    tell_staff.enqueue(form.pk)
    [told] = work()

    assert f"{IN_THE_EAST}, 13:30" in told.body
    assert timezone.get_current_timezone() == timezone.get_default_timezone()


def test_a_task_that_a_request_runs_itself_leaves_its_zone():
    make.clinic(time_zone=WEST)
    timezone.activate(EAST)

    try:
        # Its tasks write the indexes for searches and references.
        make.article()

        assert timezone.get_current_timezone_name() == EAST
    finally:
        timezone.deactivate()


def test_what_somebody_chose_for_the_admin_beside_the_zone_counts(client):
    make.clinic(time_zone=EAST)
    user = sign_in(client)
    UserProfile.objects.create(user=user, theme="dark")

    assert "w-theme-dark" in client.get("/admin/").content.decode()


def test_a_mail_names_the_time_of_the_default_sites_clinic():
    make.clinic(time_zone=WEST)
    form = make.form_page(staff_email="desk@clinic.example")
    make.submission(form, created_at=EVENING)
    theirs = other_site().get_site()
    Site.objects.update(is_default_site=False)
    Site.objects.filter(pk=theirs.pk).update(is_default_site=True)
    ClinicSettings.objects.filter(site=theirs).update(time_zone=EAST)

    tell_staff.enqueue(form.pk)
    [told] = work()

    assert f"{IN_THE_EAST}, 13:30" in told.body
