"""Answers that are compressed in parts: a part that many answers have in common is compressed once for all of them."""

import hashlib
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

LEVEL: Final = 5

_HEAD: Final = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
"""Of a gzip file (RFC 1952): deflate, without a name or a time, from no system in particular."""
_END: Final = b"\x03\x00"
"""The last block of a deflate stream (RFC 1951), with nothing in it."""


@dataclass(frozen=True, slots=True)
class Part:
    """Some bytes, the same as deflate blocks that end with a whole byte and refer to nothing before, and a digest."""

    plain: bytes
    packed: bytes
    digest: bytes


def part(plain: bytes) -> Part:
    squeeze = zlib.compressobj(LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed = squeeze.compress(plain) + squeeze.flush(zlib.Z_FULL_FLUSH)
    return Part(plain, packed, hashlib.sha256(plain).digest())


def gzipped(parts: Sequence[Part]) -> bytes:
    """One gzip file of all parts, one behind the other."""
    check, size = 0, 0
    for each in parts:
        check = zlib.crc32(each.plain, check)
        size += len(each.plain)
    end = check.to_bytes(4, "little") + (size & 0xFFFFFFFF).to_bytes(4, "little")
    return b"".join([_HEAD, *(each.packed for each in parts), _END, end])


def tag(parts: Sequence[Part]) -> str:
    """An entity tag for all parts together."""
    return hashlib.sha256(b"".join(each.digest for each in parts)).hexdigest()[:40]
