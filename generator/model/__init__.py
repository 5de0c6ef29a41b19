"""What the site is about: frozen values, no behaviour beyond what a value can say of itself, no I/O."""

from generator.model.card import Card, EntityCard, Heads
from generator.model.content import (
    Article,
    Content,
    Entity,
    EntityType,
    Kind,
    Page,
    Relation,
    Role,
    Source,
    Status,
    Symbol,
    settle_licence,
)
from generator.model.decision import Decision, Ruling
from generator.model.mention import Claim, Form, Found, Mention
from generator.model.moment import Moment
from generator.model.parts import (
    Author,
    Basis,
    Comment,
    Correction,
    Dateline,
    Image,
    Licence,
    Panel,
    Provenance,
    Row,
    Wishes,
)

__all__ = [
    "Article",
    "Author",
    "Basis",
    "Card",
    "Claim",
    "Comment",
    "Content",
    "Correction",
    "Dateline",
    "Decision",
    "Entity",
    "EntityCard",
    "EntityType",
    "Form",
    "Found",
    "Heads",
    "Image",
    "Kind",
    "Licence",
    "Mention",
    "Moment",
    "Page",
    "Panel",
    "Provenance",
    "Relation",
    "Role",
    "Row",
    "Ruling",
    "Source",
    "Status",
    "Symbol",
    "Wishes",
    "settle_licence",
]
