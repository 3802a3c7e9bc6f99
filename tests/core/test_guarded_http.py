"""Requests to addresses that people entered: which of them are connected to."""

import json
import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager, suppress
from ipaddress import ip_address, ip_network

import pytest

from core import guarded_http
from core.guarded_http import AddressRefused, Request, RequestFailed, is_public, send
from tests.outbox import receivers

LOOPBACK = [ip_network("127.0.0.0/8"), ip_network("::1/128")]


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "127.255.255.255", "0.0.0.0", "255.255.255.255"),
        *("10.0.0.0", "10.255.255.255", "172.16.0.0", "172.31.255.255"),
        *("192.168.0.0", "192.168.255.255", "169.254.169.254", "100.64.0.0"),
        *("224.0.0.1", "239.255.255.255", "240.0.0.1", "198.18.0.1", "192.0.2.1"),
        *("::", "::1", "fe80::1", "fc00::1", "fdff::1", "fec0::1", "ff02::1"),
        *("2001:db8::1", "100::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1"),
        *("::7f00:1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1"),
        *("::ffff:0:7f00:1", "::ffff:0:a00:1"),
        *("2002:7f00:1::", "2002:a00:1::1", "2001:0:4136:e378:8000:63bf:80ff:fffe"),
    ],
)
def test_addresses_within_networks_are_not_public(address):
    assert not is_public(ip_address(address))


@pytest.mark.parametrize(
    "address",
    [
        *("8.8.8.8", "9.255.255.255", "11.0.0.0", "172.15.255.255", "172.32.0.0"),
        *("100.63.255.255", "100.128.0.0", "223.255.255.254", "2606:4700::1"),
        *("64:ff9b::808:808",),
    ],
)
def test_all_others_are_public(address):
    assert is_public(ip_address(address))


SPELLINGS = """
import json, sys
from core.guarded_http import Request, RequestFailed, send
for url in json.load(sys.stdin):
    try:
        send(Request(url, {}), seconds=5)
        print("connected")
    except RequestFailed as failure:
        print(type(failure).__name__, failure)
"""


def test_no_spelling_of_an_internal_address_is_connected_to():
    hosts = [
        *("127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "2130706433"),
        *("0x7f000001", "0177.0.0.1", "127.1", "0.0.0.0", "[::]", "0"),
        *("127.0.0.1.", "LOCALHOST", "[::ffff:7f00:1]", "user@127.0.0.1"),
    ]
    with receivers.receiver() as receiver:
        port = receiver.url.rpartition(":")[2]
        urls = [f"https://{host}:{port}/" for host in hosts]

        ran = subprocess.run(  # noqa: S603 - our own script
            [sys.executable, "-c", SPELLINGS],
            input=json.dumps(urls),
            capture_output=True,
            text=True,
            check=True,
        )

    said = ran.stdout.splitlines()
    assert len(said) == len(hosts)
    wrong = [line for line in said if not line.startswith(("Address", "RequestFailed"))]
    assert wrong == []
    assert sum(line.startswith("AddressRefused") for line in said) >= 8
    assert receiver.taken == []


def test_a_name_whose_address_changes_is_looked_up_once(monkeypatch):
    asked = []
    found = socket.getaddrinfo("127.0.0.1", 80, type=socket.SOCK_STREAM)

    def answers(host, port, **options):
        # A name server that gives a public address first, and an internal one then.
        asked.append(host)
        public = [(*found[0][:4], ("203.0.114.7", port))]
        return public if len(asked) == 1 else [(*found[0][:4], ("127.0.0.1", port))]

    reached = []

    def connect(self, host, *args, **options):
        reached.append(host)
        raise guarded_http.httpcore.ConnectError

    with receivers.receiver() as receiver:
        port = receiver.url.rpartition(":")[2]
        monkeypatch.setattr(socket, "getaddrinfo", answers)
        monkeypatch.setattr(guarded_http.httpcore.SyncBackend, "connect_tcp", connect)
        with pytest.raises(RequestFailed):
            send(Request(f"https://rebinding.example:{port}/", {}))

    assert (len(asked), reached) == (1, ["203.0.114.7"])
    assert receiver.taken == []


def test_names_with_an_internal_address_beside_a_public_one_use_the_public_one():
    refused = guarded_http._CheckedBackend([], is_encrypted=True, deadline=0)

    assert refused._is_usable(ip_address("8.8.8.8"))
    assert not refused._is_usable(ip_address("10.0.0.1"))


def test_allowed_networks_are_connected_to():
    with receivers.receiver() as receiver:
        answer = send(
            Request(receiver.url, {"X-Kind": "test"}, b"body"), allowed=LOOPBACK
        )

    assert answer.status == 200
    [taken] = receiver.taken
    assert (taken.method, taken.body) == ("POST", b"body")
    assert taken.headers["x-kind"] == "test"


def test_http_is_for_allowed_networks_only():
    refused = guarded_http._CheckedBackend(LOOPBACK, is_encrypted=False, deadline=0)

    assert not refused._is_usable(ip_address("8.8.8.8"))
    assert refused._is_usable(ip_address("127.0.0.1"))


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("nonsense", "The address cannot be used."),
        ("ftp://127.0.0.1/", "The address cannot be used."),
        ("http://127.0.0.1:1/", "The connection was refused"),
        ("http://127.0.0.1:99999/", "cannot be used"),
        ("https://", "is not known"),
    ],
)
def test_addresses_that_do_not_work_say_why(url, words):
    with pytest.raises(RequestFailed, match=words):
        send(Request(url, {}), allowed=LOOPBACK)


def test_http_to_this_machine_is_refused_with_the_reason():
    with receivers.receiver() as receiver, pytest.raises(AddressRefused) as refusal:
        send(Request(receiver.url, {}))

    assert "Only https://" in str(refusal.value)
    assert receiver.taken == []


def test_an_answer_that_drips_ends_at_the_time_limit():
    with receivers.receiver() as receiver:
        receiver.mood = "dripping"
        with pytest.raises(RequestFailed, match="within 0"):
            send(Request(receiver.url, {}), allowed=LOOPBACK, seconds=0.5)


def test_of_a_long_answer_only_the_beginning_is_read():
    with receivers.receiver() as receiver:
        receiver.mood = "long"
        answer = send(Request(receiver.url, {}), allowed=LOOPBACK)

    assert len(answer.body) == guarded_http.MOST_BYTES


@contextmanager
def hostile(parts, pause=0.0):
    """A server that sends these bytes over and over; gives its port."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.1)
        ended = threading.Event()

        def speak(taken):
            with taken, suppress(OSError):
                while not ended.wait(pause):
                    taken.sendall(parts)

        def serve():
            while not ended.is_set():
                with suppress(TimeoutError):
                    taken, _ = listener.accept()
                    threading.Thread(target=speak, args=(taken,), daemon=True).start()

        thread = threading.Thread(target=serve)
        thread.start()
        yield listener.getsockname()[1]
        ended.set()
        thread.join()


def threads_of_calls():
    return [each for each in threading.enumerate() if "(_run)" in each.name]


@pytest.mark.parametrize(
    ("scheme", "parts", "pause"),
    [
        ("http", b"H", 0.1),
        ("http", b"HTTP/1.1 100 Continue\r\n\r\n", 0.1),
        ("http", b"", 0.1),
        ("https", b"\x16", 0.1),
        ("https", b"", 0.1),
    ],
)
def test_receivers_that_drip_leave_no_thread_behind(scheme, parts, pause):
    with hostile(parts, pause) as port:
        request = Request(f"{scheme}://127.0.0.1:{port}/", {})
        with pytest.raises(RequestFailed):
            send(request, allowed=LOOPBACK, seconds=0.3)
        ends = time.monotonic() + 1
        while threads_of_calls() and time.monotonic() < ends:
            time.sleep(0.01)

        assert threads_of_calls() == []


def test_endless_interim_answers_are_not_read_to_the_end():
    began = time.monotonic()
    with hostile(b"HTTP/1.1 100 Continue\r\n\r\n") as port:
        request = Request(f"http://127.0.0.1:{port}/", {})
        with pytest.raises(RequestFailed, match="broke"):
            send(request, allowed=LOOPBACK, seconds=60)

    assert time.monotonic() - began < 30


def test_an_address_that_does_not_answer_leaves_time_for_the_next(monkeypatch):
    found = socket.getaddrinfo("127.0.0.1", 80, type=socket.SOCK_STREAM)[0][:4]
    with receivers.receiver() as receiver, full_server() as silent:
        port = int(receiver.url.rpartition(":")[2])
        addresses = [(*found, (each, port)) for each in (silent(port), "127.0.0.1")]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **options: addresses)

        answer = send(
            Request(f"http://two.example:{port}/", {}), allowed=LOOPBACK, seconds=3
        )

    assert answer.status == 200


@contextmanager
def full_server():
    """Opens a port at 127.0.0.2 whose queue is full, so that nobody gets an answer."""
    opened = []

    def listen(port):
        listener = socket.create_server(("127.0.0.2", port), backlog=0)
        opened.append(listener)
        for _ in range(3):
            waiting = socket.socket()
            waiting.setblocking(False)
            waiting.connect_ex(("127.0.0.2", port))
            opened.append(waiting)
        return "127.0.0.2"

    yield listen
    for each in opened:
        each.close()
