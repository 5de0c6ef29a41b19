"""Every rule there is, by its code: what the manual documents, and what the configuration may name."""

from typing import Final

from generator.checks import articles, files, links, pages, policy, prose, registry, reported
from generator.checks.rule import Rule

GROUPS: Final[dict[str, tuple[Rule, ...]]] = {
    "Articles": articles.RULES,
    "Entities": registry.RULES,
    "Texts": prose.RULES,
    "Pages": pages.RULES,
    "Links": links.RULES,
    "Files and addresses": files.RULES,
    "Reading and building": (*reported.RULES, *policy.RULES),
}
"""The rules as the manual orders them."""

RULES: Final = {rule.code: rule for group in GROUPS.values() for rule in group}
