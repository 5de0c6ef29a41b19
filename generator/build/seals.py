"""What seals a row of the store: a checksum of itself, which one that was damaged does not have.

CRC-32: it is there to notice damage, where nobody means harm, and must cost little: what is kept of ten thousand
articles is read, and its seals with it, at every build.
"""

from zlib import crc32


def seal(*parts: str | bytes) -> str:
    """Return what seals a row."""
    joined = b"\0".join([part if isinstance(part, bytes) else part.encode() for part in parts])
    return f"{crc32(joined):08x}"


def seal_of_product(mark: str, data: bytes) -> int:
    """Return what seals a product and the digest that it is known by: 32 bits."""
    return crc32(data, crc32(mark.encode()))


def seal_of_segment(number: int, data: bytes) -> bytes:
    """Return what seals a segment of traces in its place: 4 bytes."""
    return crc32(data, number & 0xFFFFFFFF).to_bytes(4)
