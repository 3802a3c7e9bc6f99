"""Validation of a site's host name and port, of which Wagtail takes any."""

import re
from ipaddress import AddressValueError, IPv4Address, IPv6Address

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from wagtail.models import Site

NO_HOST_NAME = (
    "Enter a host name alone, such as www.clinic.example: without http://, port or "
    "slash, and one with letters such as ü in the form that begins with xn--"
)
NO_SHORT_ADDRESS = "Enter this address as browsers send it: %s"
NO_PORT = "A port is a number from 1 to 65535."
MOST_CHARACTERS = 253
LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")
# Browsers read a name that ends so as an address of version 4.
NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")


def is_host_name(name: str) -> bool:
    """True for a name or address that the ``Host`` of a request can have."""
    if name.startswith("["):
        return name == in_brackets(name)
    labels = name.split(".")
    if NUMBER.fullmatch(labels[-1]):
        return _is_ipv4(name)
    return len(name) <= MOST_CHARACTERS and all(map(LABEL.fullmatch, labels))


def in_brackets(name: str) -> str | None:
    """An address of version 6 as browsers send it; None if it is none."""
    try:
        address = IPv6Address(name.removeprefix("[").removesuffix("]"))
    except AddressValueError:
        return None
    return None if address.scope_id else f"[{address.compressed}]"


def check_host_name(value: str) -> None:
    """Raises ValidationError unless the value is a host name; capitals are allowed."""
    name = value.lower()
    if is_host_name(name):
        return
    address = in_brackets(name)
    raise ValidationError(NO_SHORT_ADDRESS % address if address else NO_HOST_NAME)


def check_sites() -> None:
    """Makes Wagtail's form, API and models check the host name and port of a site."""
    name, port = map(Site._meta.get_field, ("hostname", "port"))
    name.validators = [*name.validators, check_host_name]
    # In place of Django's, which name the limits of the database.
    port.validators = [
        MinValueValidator(1, NO_PORT),
        MaxValueValidator(65535, NO_PORT),
    ]


def _is_ipv4(name: str) -> bool:
    try:
        IPv4Address(name)
    except AddressValueError:
        return False
    return True
