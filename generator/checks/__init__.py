"""What would embarrass the publisher before a reader finds it.

Each module is a check: `check(site) -> Iterator[Note]`.
"""
