"""Reading of the header Forwarded (RFC 7239): the one address that a front end states."""

import ipaddress
import re

from core.client_ip import Address, plain

MOST_CHARACTERS = 500
TOKEN = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"  # noqa: S105 - a word of RFC 9110
# A pair of name and value, at the end or before the next one.
PAIR = re.compile(
    rf'[ \t]*({TOKEN})=(?:({TOKEN})|"((?:[^"\\\x00-\x1f]|\\.)*)")[ \t]*(?:;|$)'
)
PORT = r"(?::(?:[0-9]{1,5}|_[A-Za-z0-9._-]+))?"
NODE = re.compile(rf"(?:\[([0-9A-Fa-f:.]+)\]|([0-9.]+)){PORT}")
# Nodes that are not told, as RFC 7239 writes them.
UNTOLD = re.compile(rf"(?:unknown|_[A-Za-z0-9._-]+){PORT}", re.IGNORECASE)


class WrongHeader(ValueError):
    """Raised for a header that is not one address as RFC 7239 writes it."""


def forwarded_for(header: str) -> Address | None:
    """The address in ``for`` of the only element; None if it is not told.

    Several elements are refused: proxies between the front end and this server may
    have added them, or the visitor before it.
    """
    node = _pairs(header).get("for")
    if node is None:
        raise WrongHeader('Forwarded: expected one element, as for="[2001:db8::1]".')
    if UNTOLD.fullmatch(node):
        return None
    match = NODE.fullmatch(node)
    try:
        if match is None:
            raise ValueError(node)
        six, four = match.groups()
        return plain(ipaddress.IPv6Address(six) if six else ipaddress.ip_address(four))
    except ValueError:
        raise WrongHeader("Forwarded: “for” is no IP address.") from None


def _pairs(header: str) -> dict[str, str]:
    """The pairs of the only element by their lower-case names; raises WrongHeader."""
    pairs: dict[str, str] = {}
    end = 0
    while end < len(header) <= MOST_CHARACTERS:
        match = PAIR.match(header, end)
        if match is None or match[1].lower() in pairs:
            raise WrongHeader("Forwarded: expected one element of pairs, as RFC 7239.")
        name, word, quoted = match.groups()
        pairs[name.lower()] = word or re.sub(r"\\(.)", r"\1", quoted or "")
        end = match.end()
    return pairs
