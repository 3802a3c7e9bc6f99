"""Finished answers in the encodings that clients have asked for."""

from dataclasses import dataclass, field
from functools import lru_cache

from core import encodings
from core.api.caching import is_sent_with_304

Header = tuple[str, str]
Headers = list[Header]

# What an answer needs beside its bodies, as tracemalloc shows: itself with its key and
# its places in dictionaries, each variant with its headers, and each tag that it names.
ANSWER_BYTES = 1600
VARIANT_BYTES = 850
NAMED_TAG_BYTES = 35
# Headers that many answers have in common.
MOST_SHARED = 200


@lru_cache(maxsize=MOST_SHARED)
def shared(header: Header) -> Header:
    """One object for all equal headers of late."""
    return header


@dataclass(slots=True)
class Variant:
    """An answer in one encoding: body, and the headers of 200 and of 304."""

    encoding: str
    etag: str
    chunks: list[bytes]
    headers: Headers
    validators: Headers

    @property
    def body(self) -> bytes:
        return self.chunks[0]

    @property
    def is_short(self) -> bool:
        return len(self.body) < encodings.LEAST_BYTES


@dataclass(slots=True)
class Answer:
    """A finished answer of 200, with what it depends on.

    It holds from ``made_at`` until ``valid_until``, in seconds since 1970; None: the
    clock does not change it. Only encodings that were asked for are kept.
    """

    headers: Headers
    etag: str
    tags: tuple[str, ...]
    made_at: float
    valid_until: float | None
    # The value of Last-Modified, sent from ``dated_from`` on.
    last_modified: str = ""
    dated_from: float = 0
    variants: dict[str, Variant] = field(default_factory=dict)
    # It was sent by a shortcut, which leaves the order of the answers alone.
    is_used: bool = False

    def __post_init__(self) -> None:
        self.headers = list(map(shared, self.headers))

    @property
    def is_shared(self) -> bool:
        """True for one that caches between Gait and the client may keep."""
        return "public" in dict(self.headers).get("Cache-Control", "")

    def holds_at(self, now: float) -> bool:
        return self.valid_until is None or self.made_at <= now < self.valid_until

    def date_at(self, now: float) -> str:
        """The value of Last-Modified; empty where the answer has none yet."""
        return self.last_modified if now >= self.dated_from else ""

    def variant(self, encoding: str) -> Variant:
        """The answer in an encoding that the client accepts; made if it is new."""
        known = self.variants.get(encoding) or self.variants.get(encodings.IDENTITY)
        if known and (known.encoding == encoding or known.is_short):
            return known
        source = next(iter(list(self.variants.values())))
        return self.add(encoding, encodings.decode(source.encoding, source.body))

    def add(self, encoding: str, content: bytes) -> Variant:
        """Adds the variant of this content; short content is not encoded."""
        if len(content) < encodings.LEAST_BYTES:
            encoding = encodings.IDENTITY
        return self.add_encoded(encoding, encodings.encode(encoding, content))

    def add_encoded(self, encoding: str, body: bytes) -> Variant:
        """Adds the variant with this body, which is encoded already."""
        etag = encodings.encoded_etag(self.etag, encoding)
        named = [*self.headers, ("ETag", etag)]
        validators = [header for header in named if is_sent_with_304(header[0])]
        encoded = [shared(("Content-Encoding", encoding))] if encoding else []
        headers = [*named, *encoded, ("Content-Length", str(len(body)))]
        variant = Variant(encoding, etag, [body], headers, validators)
        self.variants[encoding] = variant
        return variant

    @property
    def size(self) -> int:
        """Bytes that keeping it takes, without what a tag takes by itself."""
        variants = tuple(self.variants.values())
        bodies = sum(len(each.body) + VARIANT_BYTES for each in variants)
        return bodies + ANSWER_BYTES + NAMED_TAG_BYTES * len(self.tags)
