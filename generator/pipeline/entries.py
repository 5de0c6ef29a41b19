"""What file of the registry a suggestion becomes, ready to edit: nothing in it that no article states."""

import json
from collections.abc import Iterator, Sequence

from generator.link.registry import straighten
from generator.model import EntityType
from generator.pipeline.desk import Stated, Suggestion
from generator.text import slug

_CLAIMS = 12
"""Roles and relations that a file takes over, at most."""

_INITIALS = 2


def entry(suggestion: Suggestion, *, kind: EntityType | None = None) -> str:
    """Return the text of the file that registers a suggestion; `kind` corrects its type."""
    kind = kind or suggestion.type
    aliases, short = names(suggestion, kind)
    lines = [f"name: {quoted(suggestion.name)}", f"type: {kind}"]
    if suggestion.slug != slug(suggestion.id):
        lines.append(f"slug: {suggestion.slug}  # keeps its address")
    lines.append(f"aliases: {_list(aliases)}  # other full names; they hold in every article")
    lines.append(f"short: {_list(short)}  # they hold only after a full name in the same article")
    lines.append("summary:")
    lines += _claims(suggestion.stated[:_CLAIMS], kind)
    return "---\n" + "\n".join(lines) + "\n---\n"


def names(suggestion: Suggestion, kind: EntityType) -> tuple[list[str], list[str]]:
    """Return the forms that are full names, and those that are short for one; those that others hold left out."""
    aliases: list[str] = []
    short: list[str] = []
    taken = set(suggestion.taken)
    full = straighten(suggestion.name)
    for form in map(straighten, suggestion.forms):
        if form == full or form in taken:
            continue
        brief = _part_of(form, full) or (kind == "person" and " " not in form) or _initials(form, full)
        (short if brief else aliases).append(form)
    return aliases, short


def _part_of(form: str, full: str) -> bool:
    words, whole = form.split(), full.split()
    return len(words) < len(whole) and any(
        whole[start : start + len(words)] == words for start in range(len(whole) - len(words) + 1)
    )


def _initials(form: str, full: str) -> bool:
    letters = form.replace(".", "")
    return len(letters) >= _INITIALS and letters == "".join(word[0] for word in full.split() if word[0].isupper())


def _claims(stated: Sequence[Stated], kind: EntityType) -> Iterator[str]:
    """Yield what articles state, each with the article and the words: a person's as roles, others' as relations."""
    if not stated:
        return
    yield "roles:" if kind == "person" else "relations:"
    for one in stated:
        claim = one.claim
        if kind == "person":
            yield f"  - title: {quoted(claim.title or claim.text)}"
            of = "of"
        elif claim.of:
            manner = "by" if f"{claim.title} by " in claim.text else "of"
            yield f"  - type: {quoted(f'{claim.title}_{manner}'.replace(' ', '_'))}"
            of = "to"
        else:
            continue
        if claim.of:
            yield f"    {of}: {quoted(claim.of)}"
        yield f"    cite: {quoted(one.article)}"
        if claim.quote:
            yield f"    quote: {quoted(claim.quote)}"


def _list(items: Sequence[str]) -> str:
    return f"[{', '.join(map(quoted, items))}]"


def quoted(text: str) -> str:
    """Return a text as YAML, TOML and JSON all write one."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
