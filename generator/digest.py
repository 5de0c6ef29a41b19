"""What counts as the same: content digests of bytes and of values.

Sources and printed files use SHA-256, because manifests and provenance are read by other tools; facts use
BLAKE2b at 128 bits, because there are many of them.
"""

import hashlib

import msgspec

_encoder = msgspec.msgpack.Encoder(order="deterministic")


def of_file(data: bytes) -> str:
    """Return the SHA-256 of `data`, 64 hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def of_bytes(data: bytes) -> str:
    """Return the 128-bit BLAKE2b of `data`, 32 hexadecimal digits."""
    return hashlib.blake2b(data, digest_size=16).hexdigest()


def short(data: bytes) -> bytes:
    """Return the 64-bit BLAKE2b of `data`, 8 bytes: to notice damage, where nobody means harm."""
    return hashlib.blake2b(data, digest_size=8).digest()


def encode(value: object) -> bytes:
    """Return `value` as MessagePack, the same bytes for equal values whatever the order of keys."""
    return _encoder.encode(value)


def of_value(value: object) -> str:
    """Return the digest of any value that MessagePack can hold: structs, dataclasses, mappings, sequences."""
    return of_bytes(_encoder.encode(value))
