"""Content encodings of answers: gzip, Brotli and Zstandard by ``Accept-Encoding``."""

import gzip
import zlib
from collections.abc import Callable
from functools import lru_cache

import brotli  # type: ignore[import-untyped] # it has no types
import zstandard

# The encoding of content as it is.
IDENTITY = ""
# Shorter content does not get smaller.
LEAST_BYTES = 200
# Browsers send some thirty characters of Accept-Encoding; anybody may send many more.
MOST_REMEMBERED = 200
# A few milliseconds for a long article: it is compressed once and sent many times.
BROTLI_QUALITY = 5
GZIP_LEVEL = 6
ZSTD_LEVEL = 9

Codec = Callable[[bytes], bytes]

# By preference: all browsers read Brotli over https, and it makes text the smallest.
ENCODERS: dict[str, Codec] = {
    "br": lambda content: brotli.compress(content, quality=BROTLI_QUALITY),
    "zstd": lambda content: zstandard.compress(content, ZSTD_LEVEL),
    "gzip": lambda content: gzip.compress(content, GZIP_LEVEL, mtime=0),
}
DECODERS: dict[str, Codec] = {
    "br": brotli.decompress,
    "zstd": zstandard.decompress,
    "gzip": lambda content: zlib.decompress(content, wbits=31),
    IDENTITY: bytes,
}
ETAG_SUFFIXES = tuple(f'-{name}"' for name in ENCODERS)


def chosen(accept_encoding: str) -> str:
    """The encoding to send for a value of ``Accept-Encoding``; IDENTITY for none."""
    is_short = len(accept_encoding) <= MOST_REMEMBERED
    return (remembered if is_short else best_encoding)(accept_encoding)


def best_encoding(accept_encoding: str) -> str:
    known = _weights(accept_encoding)
    best = max(known, key=lambda name: known[name])
    return best if known[best] > 0 else IDENTITY


def accepted(accept_encoding: str) -> list[str]:
    """The names of the encodings that a value of ``Accept-Encoding`` does not refuse."""
    return [name for name, weight in _weights(accept_encoding).items() if weight > 0]


def _weights(accept_encoding: str) -> dict[str, float]:
    weights = dict(map(_weighted, accept_encoding.lower().split(",")))
    rest = weights.get("*", 0.0)
    return {name: weights.get(name, rest) for name in ENCODERS}


remembered = lru_cache(maxsize=500)(best_encoding)


def _weighted(part: str) -> tuple[str, float]:
    """Name and weight of one part such as ``gzip;q=0.5``; a wrong weight counts as 0."""
    name, _, parameter = part.partition(";")
    key, _, value = parameter.strip().partition("=")
    if not parameter:
        return name.strip(), 1.0
    try:
        weight = float(value) if key.strip() == "q" else 0.0
    except ValueError:
        weight = 0.0
    return name.strip(), weight if 0 <= weight <= 1 else 0.0


def encode(encoding: str, content: bytes) -> bytes:
    return ENCODERS[encoding](content) if encoding else content


def decode(encoding: str, content: bytes) -> bytes:
    return DECODERS[encoding](content)


def encoded_etag(etag: str, encoding: str) -> str:
    """The ETag of encoded content: a strong one must differ from that of the original."""
    return f'{etag[:-1]}-{encoding}"' if encoding else etag


def original_etag(etag: str) -> str:
    """The ETag of the content before it was encoded by us or weakened by a proxy."""
    etag = etag.removeprefix("W/")
    for suffix in ETAG_SUFFIXES:
        etag = etag.replace(suffix, '"')
    return etag
