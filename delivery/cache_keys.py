"""Keys of kept answers: what an answer depends on besides the content.

The parts of a request that count are learned from the answers of its path: the headers
that ``Vary`` names, and the parameters of the query that the view has read.
"""

from collections import OrderedDict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from threading import Lock
from typing import Any
from urllib.parse import parse_qsl

from django.conf import settings

from core import unlocking
from core.dependencies import ANY
from core.negotiation import HTML, MARKDOWN, prefers_markdown

Environ = dict[str, Any]

READING = frozenset({"GET", "HEAD"})
# Longer values of what is part of keys are junk.
MOST_CHARACTERS = 1000
LIMITED = ("QUERY_STRING", "PATH_INFO", "HTTP_HOST", "HTTP_ACCEPT", "HTTP_ORIGIN")
# Never part of a key: an answer is kept in each encoding, and none with a token.
# What matters of Accept is part of the address.
NOT_IN_KEYS = frozenset(
    {"accept", "accept-encoding", "authorization", unlocking.HEADER.lower()}
)
UNLOCK = f"HTTP_{unlocking.HEADER.upper().replace('-', '_')}"
# Paths whose parameters and headers are known.
MOST_PATHS = 5000
# Of the addresses together: usual ones are short.
MOST_PATH_CHARACTERS = 1_000_000

# Headers that answers are known to vary with; requests with the same share an answer.
SHARED_HEADERS = frozenset({"HTTP_ACCEPT", "HTTP_ORIGIN"})
# All of a request that decides on its answer from memory, for most paths, if the request
# names a host. Cookies are looked at apart, because each visitor has others.
DECISIVE = (
    *("REQUEST_METHOD", "wsgi.url_scheme", "HTTP_HOST", "SCRIPT_NAME", "PATH_INFO"),
    *("QUERY_STRING", "CONTENT_LENGTH", "CONTENT_TYPE", "HTTP_TRANSFER_ENCODING"),
    *("HTTP_AUTHORIZATION", UNLOCK, "HTTP_ACCEPT_ENCODING", *sorted(SHARED_HEADERS)),
)
# Longer requests have no shortcut.
MOST_DECISIVE = 1000

# Any cookie of these makes a request one of a person.
PERSONAL_COOKIES = (
    settings.SESSION_COOKIE_NAME,
    settings.CSRF_COOKIE_NAME,
    "messages",
)


def is_anonymous_reading(environ: Environ) -> bool:
    """True for a request whose answer may be kept, or be a kept one."""
    return (
        environ["REQUEST_METHOD"] in READING
        and "HTTP_AUTHORIZATION" not in environ
        and UNLOCK not in environ
        and "HTTP_TRANSFER_ENCODING" not in environ
        and environ.get("CONTENT_LENGTH") in {None, "", "0"}
        and all(len(environ.get(name, "")) <= MOST_CHARACTERS for name in LIMITED)
        and not has_personal_cookies(environ)
    )


def has_personal_cookies(environ: Environ) -> bool:
    """True for a request of a person, whose answer may be one of theirs alone."""
    cookies = environ.get("HTTP_COOKIE", "")
    return any(name in cookies for name in PERSONAL_COOKIES)


def decisive_names() -> tuple[str, ...]:
    """The keys of the environment whose values decide on an answer."""
    return (*DECISIVE, *proxy_names())


def proxy_names() -> list[str]:
    """The keys of the headers of a proxy from which Django takes scheme, host and port."""
    scheme = settings.SECURE_PROXY_SSL_HEADER
    names = {
        scheme[0] if scheme else "": scheme,
        "HTTP_X_FORWARDED_HOST": settings.USE_X_FORWARDED_HOST,
        "HTTP_X_FORWARDED_PORT": settings.USE_X_FORWARDED_PORT,
    }
    return [name for name, is_used in names.items() if is_used]


def is_short(values: Iterable[str | None]) -> bool:
    """True for the values of a usual request, which are few enough to remember."""
    return sum(len(value) for value in values if value) <= MOST_DECISIVE


def address_of(environ: Environ) -> tuple[str, ...]:
    """Scheme, host and path, with whatever else Django makes URLs from.

    Also the type of document that is preferred: HTML or Markdown.
    """
    return (
        MARKDOWN if prefers_markdown(environ.get("HTTP_ACCEPT", "")) else HTML,
        environ["wsgi.url_scheme"],
        # A header that is absent is not the same as an empty one.
        *(f"{name}: {environ[name]}" for name in proxy_names() if name in environ),
        # Not the same as an empty one, which Django refuses.
        environ.get("HTTP_HOST", f"{environ['SERVER_NAME']}:{environ['SERVER_PORT']}"),
        environ.get("SCRIPT_NAME", ""),
        environ.get("PATH_INFO", ""),
    )


def parameters_of(query: str) -> list[tuple[str, str]] | None:
    """The parameters of a query, sorted by their names; None if it is no clean text."""
    try:
        # As Django does: WSGI decodes bytes as Latin-1.
        pairs = parse_qsl(
            query.encode("latin-1").decode(),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=50,
        )
    except ValueError:
        return None
    if any("\0" in text for pair in pairs for text in pair):
        return None
    return sorted(pairs, key=lambda pair: pair[0])


@dataclass(frozen=True)
class Relevant:
    """Names of the parameters and headers that change the answers of a path."""

    query_names: frozenset[str] = frozenset()
    headers: frozenset[str] = frozenset()

    def key(self, address: Hashable, environ: Environ) -> Hashable | None:
        """The key of the answer to a request; None if its query is no clean text.

        With the names, for more of them may be learned, or some be forgotten.
        """
        values = self.values(address, environ)
        return values and (self, values)

    def values(self, address: Hashable, environ: Environ) -> tuple[Any, ...] | None:
        """The values that matter; None if the query is no clean text."""
        pairs = self.parameters(environ.get("QUERY_STRING", ""))
        if pairs is None:
            return None
        headers = [environ.get(name) for name in sorted(self.headers)]
        return address, tuple(pairs), tuple(headers)

    def parameters(self, query: str) -> list[tuple[str, str]] | None:
        """The parameters that matter, sorted by name; None if it is no clean text."""
        pairs = parameters_of(query) if query else []
        if pairs is None or ANY in self.query_names:
            return pairs
        return [pair for pair in pairs if pair[0] in self.query_names]

    def __or__(self, other: "Relevant") -> "Relevant":
        return Relevant(
            self.query_names | other.query_names, self.headers | other.headers
        )


def header_keys(vary: str) -> frozenset[str]:
    """The environment's keys of the headers that a value of Vary names."""
    names = {name.strip().lower() for name in vary.split(",")} - NOT_IN_KEYS - {""}
    return frozenset("HTTP_" + name.upper().replace("-", "_") for name in names)


class KnownPaths:
    """Relevant parameters and headers of each address, learned from its answers."""

    def __init__(self) -> None:
        self._known: OrderedDict[Hashable, Relevant] = OrderedDict()
        self._characters = 0
        # One object for all that are equal; views read few parameters.
        self._different: dict[Relevant, Relevant] = {}
        self._lock = Lock()

    def get(self, address: Hashable) -> Relevant | None:
        return self._known.get(address)

    def learn(self, address: Hashable, found: Relevant) -> Relevant:
        """Adds what one answer has shown; gives all that is known."""
        with self._lock:
            relevant = self._known.get(address, found) | found
            relevant = self._different.setdefault(relevant, relevant)
            if address not in self._known:
                self._characters += characters_in(address)
            self._known[address] = relevant
            self._known.move_to_end(address)
            while self._is_full():
                oldest, _ = self._known.popitem(last=False)
                self._characters -= characters_in(oldest)
            return relevant

    def _is_full(self) -> bool:
        return len(self._known) > MOST_PATHS or self._characters > MOST_PATH_CHARACTERS


def characters_in(key: Hashable) -> int:
    """The characters of all texts in a key, which is a text or a tuple of keys."""
    if isinstance(key, str):
        return len(key)
    return sum(map(characters_in, key)) if isinstance(key, tuple) else 0
