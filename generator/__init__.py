"""Tearsheet: captured news pages in, a published and entity-linked static site out.

The house has floors, and every import points down; CONTRIBUTING.md draws them.
"""

__version__ = "0.1.0"
