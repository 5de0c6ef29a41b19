"""What seals a row of the store: a digest of itself, which one that was damaged does not have."""

from generator import digest


def seal(*parts: str | bytes) -> str:
    """Return what seals a row."""
    return digest.of_bytes(b"\0".join([part if isinstance(part, bytes) else part.encode() for part in parts]))
