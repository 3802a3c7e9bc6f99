from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from core.sign_in import client_address
from tests import make, reading

pytestmark = [pytest.mark.django_db, pytest.mark.each_database]


def try_to_sign_in(client, password, *, email="editor@clinic.example", **extra):
    return client.post(
        reverse("wagtailadmin_login"),
        {"username": email, "password": password},
        **extra,
    )


def guess(client, *, times, **extra):
    for number in range(times):
        answer = try_to_sign_in(client, f"guess {number}", **extra)
    return answer


@pytest.fixture
def editor():
    return make.user(
        "editor@clinic.example", password="walk every day", is_superuser=True
    )


def test_the_right_password_signs_in_by_e_mail_address(client, editor):
    answer = try_to_sign_in(client, "walk every day")

    assert answer.status_code == 302
    assert client.session["_auth_user_id"] == str(editor.pk)


def test_four_wrong_passwords_are_forgiven(client, editor):
    guess(client, times=4)

    answer = try_to_sign_in(client, "walk every day")

    assert answer.status_code == 302


def test_the_fifth_wrong_password_asks_to_wait(client, editor):
    answer = guess(client, times=5)

    assert answer.status_code == 429
    assert answer["Retry-After"] == "900"
    assert "Please wait 15 minutes" in answer.content.decode()


def test_while_waiting_even_the_right_password_is_refused(client, editor):
    guess(client, times=5)

    answer = try_to_sign_in(client, "walk every day")

    assert answer.status_code == 429
    assert "_auth_user_id" not in client.session


# PostgreSQL compares in capitals, and takes an i without its dot and a long s for i and s.
@pytest.mark.parametrize(
    "spelling", [" Editor@Clinic.Example", "ed\u0131tor@clinic.example"]
)
def test_another_spelling_of_the_address_is_no_way_around_the_wait(
    client, editor, spelling
):
    guess(client, times=5)

    answer = try_to_sign_in(client, "walk every day", email=spelling)

    assert answer.status_code == 429


def test_an_invented_forwarding_header_is_no_way_around_the_wait(client, editor):
    guess(client, times=5)

    answer = try_to_sign_in(client, "x", headers={"X-Forwarded-For": "203.0.113.9"})

    assert answer.status_code == 429


def test_a_colleague_behind_the_same_address_still_signs_in(client, editor):
    make.user("reviewer@clinic.example", password="walk every day", is_superuser=True)
    guess(client, times=5)

    answer = try_to_sign_in(client, "walk every day", email="reviewer@clinic.example")

    assert answer.status_code == 302


def test_a_guesser_elsewhere_does_not_lock_out_the_editor(client, editor):
    guess(client, times=5, REMOTE_ADDR="203.0.113.9")

    answer = try_to_sign_in(client, "walk every day")

    assert answer.status_code == 302


def try_accounts(client, number, password="walk every day", **extra):
    """One password, tried on many accounts."""
    return [
        try_to_sign_in(client, password, email=f"name{each}@clinic.example", **extra)
        for each in range(number)
    ]


def test_one_password_cannot_be_tried_on_25_accounts(client, editor):
    statuses = [answer.status_code for answer in try_accounts(client, 25)]

    assert statuses == [200] * 20 + [429] * 5


def test_while_a_network_waits_even_a_right_password_is_refused(client, editor):
    try_accounts(client, 20)

    answer = try_to_sign_in(client, "walk every day")

    assert answer.status_code == 429
    assert answer["Retry-After"] == "900"
    assert "so signing in from there is closed" in answer.content.decode()
    assert "_auth_user_id" not in client.session


def test_another_browser_and_a_success_between_are_no_way_around(client, editor):
    try_accounts(client, 19)
    try_to_sign_in(client, "walk every day")
    try_to_sign_in(client, "guess", headers={"User-Agent": "Other/1.0"})

    answer = try_to_sign_in(client, "guess", email="somebody@clinic.example")

    assert answer.status_code == 429


def test_other_networks_sign_in_while_one_waits(client, editor):
    try_accounts(client, 25, REMOTE_ADDR="203.0.113.9")

    assert try_to_sign_in(client, "walk every day").status_code == 302


def test_a_networks_wait_is_over_after_a_quarter_of_an_hour(client, editor):
    try_accounts(client, 25)
    begun = timezone.now() - timedelta(minutes=15, seconds=1)
    AccessAttempt.objects.update(attempt_time=begun)

    assert try_to_sign_in(client, "walk every day").status_code == 302


def test_the_operator_opens_the_way_for_a_network_at_once(client, editor):
    try_accounts(client, 25)
    call_command("axes_reset", verbosity=0)

    assert try_to_sign_in(client, "walk every day").status_code == 302


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (0, "203.0.113.9", "198.51.100.1"),
        (1, None, "198.51.100.1"),
        (1, "", "0.0.0.0"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "192.0.2.1, 203.0.113.9", "203.0.113.9"),
        (2, "192.0.2.1, 203.0.113.9, 10.0.0.1", "203.0.113.9"),
        (2, "203.0.113.9", "198.51.100.1"),
        (1, "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        (1, "::ffff:203.0.113.9", "203.0.113.9"),
        (1, "nonsense", "0.0.0.0"),
    ],
)
def test_the_address_is_the_one_our_outermost_proxy_saw(
    rf, settings, proxies, forwarded, expected
):
    settings.TRUSTED_PROXIES = proxies
    headers = {} if forwarded is None else {"X-Forwarded-For": forwarded}
    request = rf.get("/", headers=headers, REMOTE_ADDR="198.51.100.1")

    assert client_address(request) == expected


def test_a_browsers_tab_names_the_site(client, editor, settings):
    settings.WAGTAIL_SITE_NAME = "Larch Clinic"
    sign_in = client.get(reverse("wagtailadmin_login"))
    client.force_login(editor)
    first = client.get(reverse("wagtailadmin_home"))

    for answer in (sign_in, first):
        assert (
            reading.html(answer).title.get_text().split("-")[-1].strip()
            == "Larch Clinic"
        )
