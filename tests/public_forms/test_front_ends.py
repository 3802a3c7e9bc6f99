"""Front ends that render on a server vouch for their visitors' addresses by a key."""

import ipaddress
import re
from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction, Site

from comments.models import Comment
from home.models import HomePage
from public_forms.forwarded import WrongHeader, forwarded_for
from public_forms.models import FrontEndKey
from tests import make
from tests.comments.replying import everybody_is_published, json_reply, send_json

SERVER = "198.51.100.7"

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("header", "address"),
    [
        ("for=192.0.2.43", "192.0.2.43"),
        ("For=192.0.2.43", "192.0.2.43"),
        ('for="192.0.2.43"', "192.0.2.43"),
        ('for="192.0.2.43:4711"', "192.0.2.43"),
        ('for="[2001:db8:cafe::17]:4711"', "2001:db8:cafe::17"),
        ('for="[2001:db8:cafe::17]"', "2001:db8:cafe::17"),
        ('for="[::ffff:192.0.2.43]"', "192.0.2.43"),
        ("for=192.0.2.43;proto=https;by=203.0.113.43", "192.0.2.43"),
        ("proto=https ; host=www.clinic.example;for=192.0.2.43", "192.0.2.43"),
        ('host="a\\"b;c,d";for=192.0.2.43', "192.0.2.43"),
        ("for=unknown", None),
        ("for=_hidden", None),
        ('for="_hidden:_port"', None),
    ],
)
def test_one_address_is_read(header, address):
    found = forwarded_for(header)

    assert found == (address and ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "header",
    [
        "",
        "192.0.2.43",
        "for=",
        "for",
        "for=192.0.2.43:4711",
        "for=2001:db8::1",
        "for=[2001:db8::1]",
        'for="2001:db8::1"',
        'for="[2001:db8::1"',
        'for="[fe80::1%eth0]"',
        'for="[192.0.2.43]"',
        "for=192.0.2.256",
        "for=192.0.2",
        "for=3232235521",
        "for=localhost",
        "for=192.0.2.43, for=198.51.100.17",
        "for=192.0.2.43,",
        "for=192.0.2.43;for=198.51.100.17",
        "by=192.0.2.43",
        'for="192.0.2.43',
        'for="192.0.2.43\x00"',
        "for = 192.0.2.43",
        "for=192.0.2.43 evil",
        "for=١٩٢.0.2.43",
        "for=192.0.2.43;" + "a=b;" * 200,
        'for="' + "\\" * 400,
    ],
)
def test_anything_else_is_refused(header):
    with pytest.raises(WrongHeader):
        forwarded_for(header)


def front_end_key(site=None, name="Website"):
    row = FrontEndKey(name=name, site=site or Site.objects.get())
    key = row.make_key()
    row.save()
    return key


def reply(client, page, visitor, key, **fields):
    headers = {"Forwarded": visitor} if visitor else {}
    if key:
        headers["Gait-Front-End-Key"] = key
    client.defaults["REMOTE_ADDR"] = SERVER
    return send_json(client, json_reply(page, **fields), **headers)


@pytest.fixture
def page():
    everybody_is_published()
    return make.article()


def test_limits_count_the_visitors_of_a_front_end(client, page, settings):
    settings.RATE_LIMITS = {**settings.RATE_LIMITS, "reply": [(1, 600)]}
    key = front_end_key()

    def status(visitor, text):
        return reply(client, page, visitor, key, text=text).status_code

    assert status("for=192.0.2.1", "One") == 201
    assert status('for="[2001:db8::1]"', "Two") == 201
    assert status("for=192.0.2.1", "Three") == 429
    # The same network of IPv6.
    assert status('for="[2001:db8::2]"', "Four") == 429


def test_the_stored_address_is_the_visitors(client, page):
    reply(client, page, "for=192.0.2.1", front_end_key())

    assert Comment.objects.get().address == "192.0.2.1"


@pytest.mark.parametrize("visitor", ["", "for=unknown", "for=_hidden"])
def test_a_visitor_who_is_not_told_counts_as_the_front_end(client, page, visitor):
    answer = reply(client, page, visitor, front_end_key())

    assert answer.status_code == 201
    assert Comment.objects.get().address == SERVER


def test_without_a_key_the_header_is_ignored(client, page, settings):
    settings.RATE_LIMITS = {**settings.RATE_LIMITS, "reply": [(1, 600)]}

    assert reply(client, page, "for=192.0.2.1", "", text="One").status_code == 201
    assert reply(client, page, "for=192.0.2.2", "", text="Two").status_code == 429
    assert Comment.objects.get().address == SERVER


def test_a_wrong_key_is_refused_and_nothing_is_stored(client, page):
    right = front_end_key()
    for key in ("x", right[:-1], right.upper(), f"{right} ", "\xff", "k" * 5000):
        answer = reply(client, page, "for=192.0.2.1", key)

        if key.strip() == right:
            # Spaces around a header's value are no part of it.
            continue
        assert answer.status_code == 403
        assert "key" in answer.json()["detail"]
        assert answer["Content-Type"] == "application/problem+json"
    FrontEndKey.objects.all().delete()
    assert reply(client, page, "for=192.0.2.1", right).status_code == 403


def test_a_key_of_another_site_is_refused(client, page):
    other = HomePage(title="Other", slug="other", hero_heading="Elsewhere")
    Page.objects.get(depth=1).add_child(instance=other)
    site = Site.objects.create(hostname="other.example", root_page=other)

    key = front_end_key(site)

    def detail(address):
        return client.post(
            address,
            json_reply(page),
            content_type="application/json",
            headers={"Forwarded": "for=192.0.2.1", "Gait-Front-End-Key": key},
        ).json()["detail"]

    assert "another site" in detail("/api/v3/comments/")
    # Its own one, on the host of the first, which has no such page.
    assert "no page" in detail("/api/v3/comments/?site=other.example")
    assert not Comment.objects.exists()


@pytest.mark.parametrize(
    "header", ["for=x", "for=192.0.2.1, for=192.0.2.2", "nothing", ""]
)
def test_a_broken_header_with_a_key_is_refused(client, page, header):
    key = front_end_key()
    answer = send_json(
        client,
        json_reply(page),
        **{"Forwarded": header, "Gait-Front-End-Key": key},
    )

    assert answer.status_code == 400
    assert "Forwarded" in answer.json()["detail"]
    assert not Comment.objects.exists()


def test_a_front_end_as_a_whole_is_limited(client, page, settings):
    settings.RATE_LIMITS = {**settings.RATE_LIMITS, "front_end": [(2, 600)]}
    key, other = front_end_key(), front_end_key(name="App")

    def status(number, key):
        visitor = f"for=192.0.2.{number}"
        return reply(client, page, visitor, key, text=f"Text {number}").status_code

    assert [status(number, key) for number in range(3)] == [201, 201, 429]
    assert status(9, other) == 201


def test_a_form_takes_the_visitors_address_too(client, settings):
    settings.RATE_LIMITS = {**settings.RATE_LIMITS, "submission": [(1, 600)]}
    form = make.form_page()
    key = front_end_key()

    def status(visitor):
        answer = client.post(
            f"/api/v3/forms/{form.pk}/submissions/",
            {},
            content_type="application/json",
            headers={"Forwarded": visitor, "Gait-Front-End-Key": key},
        )
        return answer.status_code

    # What is missing in the form is found after the key was taken.
    assert status("for=192.0.2.1") == 422
    assert status("for=nobody") == 400


def test_wrong_passwords_count_for_each_visitor(client, settings):
    settings.RATE_LIMITS = {**settings.RATE_LIMITS, "shared_password": [(1, 600)]}
    article, key = make.article(), front_end_key()
    PageViewRestriction.objects.create(
        page=article, restriction_type="password", password="walk"
    )

    def status(visitor, key=key):
        return client.post(
            "/api/v3/unlock/",
            {"path": article.get_url_parts()[2], "password": "wrong"},
            content_type="application/json",
            headers={"Forwarded": visitor, "Gait-Front-End-Key": key},
        ).status_code

    assert [status("for=192.0.2.1"), status("for=192.0.2.1")] == [422, 429]
    assert status("for=192.0.2.2") == 422
    assert status("for=192.0.2.3", key="wrong") == 403


def test_a_key_changes_no_answer_to_a_reader(client):
    article = make.article()
    key = front_end_key()

    for path in (f"/api/v3/pages/{article.pk}/", article.url, "/api/v2/pages/"):
        plain = client.get(path)
        for sent in (key, "wrong"):
            headers = {"Gait-Front-End-Key": sent, "Forwarded": "for=192.0.2.1"}
            answer = client.get(path, headers=headers)

            assert answer.status_code == 200
            assert answer.content == plain.content
            assert answer["Cache-Control"] == plain["Cache-Control"]
            assert "public" in answer["Cache-Control"]
            assert answer["Vary"] == plain["Vary"]
            assert "Front-End" not in answer["Vary"]


def test_the_last_use_is_noted_at_most_once_a_minute(client, page):
    key = front_end_key()

    reply(client, page, "for=192.0.2.1", key, text="One")
    first = FrontEndKey.objects.get().last_used_at
    reply(client, page, "for=192.0.2.2", key, text="Two")

    assert first is not None
    assert FrontEndKey.objects.get().last_used_at == first
    FrontEndKey.objects.update(last_used_at=timezone.now() - timedelta(minutes=2))
    reply(client, page, "for=192.0.2.3", key, text="Three")
    assert FrontEndKey.objects.get().last_used_at > first


def test_a_key_outlives_a_new_secret_key_with_a_fallback(client, page, settings):
    key = front_end_key()
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-secret-key-for-this-test"

    assert reply(client, page, "for=192.0.2.1", key).status_code == 201


def test_a_key_is_made_in_the_admin_and_shown_once(editor, client):
    make.home()
    new = "/admin/front-end-keys/new/"

    answer = editor.post(new, {"name": "Website", "site": Site.objects.get().pk})

    [key] = set(re.findall(r"gait_front_end_\w{40}", answer.text))
    assert "no-store" in answer["Cache-Control"]
    row = FrontEndKey.objects.get()
    assert FrontEndKey.with_key(key) == row
    assert key not in str(FrontEndKey.objects.values_list().get())
    for path in ("", f"edit/{row.pk}/"):
        assert key not in editor.get(f"/admin/front-end-keys/{path}").text
    editor.post(f"/admin/front-end-keys/delete/{row.pk}/")
    assert FrontEndKey.with_key(key) is None


def test_a_form_without_a_name_makes_no_key(editor):
    make.home()

    answer = editor.post("/admin/front-end-keys/new/", {"name": "", "site": "999"})

    assert "This field is required" in answer.text
    assert "gait_front_end_" not in answer.text
    assert not FrontEndKey.objects.exists()
