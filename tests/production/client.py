"""A visitor's or an app's program, at the proxy of the stack."""

import socket
import ssl
from contextlib import ExitStack, contextmanager

import httpx

HOST = "www.example.org"
# As browsers ask for a page.
HEADERS = {"Host": HOST, "Accept-Encoding": "gzip", "Referer": f"https://{HOST}/"}
TIMEOUT_SECONDS = 70


@contextmanager
def browser(stack, *, address="127.0.0.1", secure=True):
    """``address``: of this machine, which the proxy takes for the visitor's."""
    trusted = trust_in(stack)
    scheme, port = ("https", "https") if secure else ("http", "http")
    with httpx.Client(
        base_url=f"{scheme}://127.0.0.1:{stack.ports[port]}",
        transport=httpx.HTTPTransport(verify=trusted, local_address=address),
        headers=HEADERS,
        timeout=TIMEOUT_SECONDS,
    ) as client:
        yield client


def fetch(client, path, *, method="GET", **options):
    """``path`` may be an address of the site, as pages name it."""
    path = path.removeprefix(f"https://{HOST}")
    extensions = {"sni_hostname": HOST}
    return client.request(method, path, extensions=extensions, **options)


def trust_in(stack):
    return ssl.create_default_context(cafile=stack.folder / "fullchain.pem")


@contextmanager
def slow_senders(stack, number):
    """Connections that have promised a body and sent a byte of it."""
    begun = f"POST /forms/1/ HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: 1000\r\n\r\nx"
    with ExitStack() as opened:
        for _ in range(number):
            plain = socket.create_connection(("127.0.0.1", stack.ports["https"]))
            secure = trust_in(stack).wrap_socket(plain, server_hostname=HOST)
            opened.enter_context(secure).sendall(begun.encode())
        yield
