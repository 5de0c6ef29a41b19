"""Findings as SARIF 2.1.0, which code hosts show beside the lines they are about.

Source: OASIS, Static Analysis Results Interchange Format (SARIF) Version 2.1.0, sections 3.14 to 3.52.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final
from urllib.parse import quote

from generator import __version__
from generator.checks.rule import Rule
from generator.errors import Note

SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS: Final = {"error": "error", "warning": "warning", "info": "note"}
_OTHER: Final = "error"
"""The rule of findings without a code: files that fail."""


def log(notes: Iterable[Note], rules: Mapping[str, Rule]) -> dict[str, Any]:
    """Return a SARIF log of one run: findings in their order, and the rules they are of."""
    notes = list(notes)
    codes = sorted({note.code or _OTHER for note in notes})
    places = {code: place for place, code in enumerate(codes)}
    return {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "Tearsheet",
                        "semanticVersion": __version__,
                        "rules": [_rule(code, rules.get(code)) for code in codes],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "originalUriBaseIds": {"ROOT": {"description": {"text": "The site's folder."}}},
                "results": [_result(note, places[note.code or _OTHER]) for note in notes],
            }
        ],
    }


def _rule(code: str, rule: Rule | None) -> dict[str, Any]:
    if rule is None:
        return {"id": code}
    return {
        "id": code,
        "shortDescription": {"text": rule.what},
        "fullDescription": {"text": f"{rule.what} {rule.why}"},
        "help": {"text": rule.cure},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
    }


def _result(note: Note, rule: int) -> dict[str, Any]:
    hint = f"\n{note.hint}" if note.hint else ""
    made: dict[str, Any] = {
        "ruleId": note.code or _OTHER,
        "ruleIndex": rule,
        "level": _LEVELS[note.severity],
        "message": {"text": f"{note.what}{hint}"},
    }
    if note.where:
        place: dict[str, Any] = {"artifactLocation": {"uri": quote(note.where.path), "uriBaseId": "ROOT"}}
        if note.where.line:
            place["region"] = {"startLine": note.where.line, "startColumn": max(1, note.where.column)}
        made["locations"] = [{"physicalLocation": place}]
    return made
