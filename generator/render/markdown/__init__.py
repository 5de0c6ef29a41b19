"""Python-Markdown at its own semantics, several times faster where a document needs only a part of it."""
