import pytest
from django.test import RequestFactory

from public_forms.senders import sender_of


def request(direct="203.0.113.9", **headers):
    return RequestFactory().get("/", REMOTE_ADDR=direct, headers=headers)


def test_without_a_proxy_a_forwarded_address_is_not_believed(settings):
    settings.TRUSTED_PROXIES = 0

    found = sender_of(request(**{"X-Forwarded-For": "198.51.100.1"}))
    assert found.address == found.network == "203.0.113.9"


@pytest.mark.parametrize("made_up", ["", "1.1.1.1, ", "junk, 8.8.8.8, "])
def test_behind_a_proxy_only_what_the_proxy_wrote_counts(settings, made_up):
    settings.TRUSTED_PROXIES = 1

    found = sender_of(
        request("127.0.0.1", **{"X-Forwarded-For": f"{made_up}198.51.100.1"})
    )
    assert found.address == "198.51.100.1"


def test_an_ipv6_network_of_64_bits_is_one_sender():
    one, two = (sender_of(request(f"2001:db8:1:2::{n}")) for n in (1, 2))
    other = sender_of(request("2001:db8:1:3::1"))

    assert one.network == two.network != other.network
    assert one.address != two.address


def test_an_ipv4_address_written_as_ipv6_is_the_same_sender():
    assert sender_of(request("::ffff:203.0.113.9")) == sender_of(request())


@pytest.mark.parametrize("direct", ["", "unix:", "x" * 500])
def test_a_sender_without_an_address_is_counted_too(direct):
    found = sender_of(request(direct))

    assert found.address is None
    assert found.network


def test_long_headers_are_cut():
    found = sender_of(request(**{"User-Agent": "u" * 999, "Referer": "r" * 999}))

    assert (len(found.user_agent), len(found.referrer)) == (300, 300)
