"""Closed word classes by which furniture is known: what buttons say, how pitches speak, how credits begin.

Phrases of interfaces and function words in the languages of news; no sentences. The lists lie in ``words/``, one entry
a line, in lower case. None decides by itself: `forest` weighs them with the shape of a line and its place.
"""

import re
from importlib import resources
from typing import Final

from generator.text import pattern


def _listed(name: str) -> frozenset[str]:
    text = resources.files(__package__).joinpath("words", f"{name}.txt").read_text(encoding="utf-8")
    return frozenset(line for line in text.splitlines() if not line.startswith(";"))


FUNCTION_WORDS: Final = _listed("function")
ADDRESS_WORDS: Final = _listed("address")
"""Words by which a page speaks to its reader, or of itself; pitches are full of them."""

INTERFACE: Final = _listed("interface")
"""Whole lines of an interface: words in lower case, numbers as ``#``, nothing else."""

ENDINGS: Final = _listed("endings")
"""How a line opens that heads what follows an article: its first one, two or three words."""

NOTICES: Final = _listed("notice")
"""Parts of lines by which a page speaks of itself in place of an article."""

LINK_LABELS: Final = _listed("links")
"""What stands before a colon in front of a link to another page."""

PITCH_WORDS: Final = _listed("pitch")
PITCH_PAIRS: Final = _listed("pitch-pairs")
OFFER_WORDS: Final = _listed("offer")
"""Words for what a publication asks of its readers."""

CAPTION_WORDS: Final = _listed("caption")
"""One of these stands in every line that `CAPTION` finds something in."""

AGO_WORDS: Final = frozenset({"ago", "vor", "il", "hace", "há", "fa", "geleden", "atrás", "sedan", "назад"})
"""One of these stands in every line that `RELATIVE_TIME` finds something in."""

BYLINE_WORDS: Final = _listed("byline")
"""One of these stands in every line that `BYLINE` finds something in."""

SIGNING_WORDS: Final = frozenset(
    {"reporting", "editing", "writing", "compiled", "contributed", "appeared", "published", "republished"}
)
"""One of these stands in every line that says in English who reported a story or where it first appeared."""

CAPTION: Final = pattern(
    # All that it begins with, first: most letters of a text are passed over at once.
    r"""(?=[abcefgiprsuvwф(])(?:
      (?:photo|image|picture|photograph|illustration|graphic|screenshot|video)s?
      (?:\s(?:credit|courtesy|source|provided))?(?:\s?[:|/©]|\sby\b|\scourtesy|\svia\b)
    | (?:getty|shutterstock|istock|unsplash|pexels|afp|reuters|epa|alamy|pixabay|flickr|wikimedia|ap\sphoto)
      (?:\simages)?\W*\Z
    | file\s(?:photo|picture|image) | pictured | credit\s?: | courtesy\s(?:of|photo) | \A(?:above|below):
    | \((?:photo|image|picture|file|source|credit|pic)\b
    | \bfotos?\s?[:/(] | \bfoto\sde\s | \bbild(?:quelle)?\s?: | \bcrédits?\s?(?:photo)? | photo\sd.archives
    | \bimage[mn]\s?: | \bfuente\s?: | \bfonte\s?: | \bфото\s?[:/])
    """,
    re.VERBOSE,
)
"""What says in lower case that a line tells of a picture."""

BYLINE: Final = pattern(
    r"""
      (?:(?:written\s|words\s|story\s|text\s|report(?:ing)?\s|posted\s|published\s)?by|author:?|(?:escrito\s)?por|par|von|text:
        |di|door|av|af|автор:?|текст:)\s+[^\W\d_]
    | \(?(?:reporting|additional\sreporting|writing|editing|compiled|edited)\sby\s
    """,
    re.IGNORECASE | re.VERBOSE,
)

RELATIVE_TIME: Final = pattern(
    r"""
      \b(?:\d+|an?)\s?(?:s(?:ec)?|m(?:in)?|h(?:r)?|d|w|mo|y|seconds?|minutes?|hours?|days?|weeks?|months?|years?)\.?\sago\b
    | \b(?:vor|il\sy\sa|hace|há)\s\d+\s\w+ | \b\d+\s\w+\s(?:fa|geleden|atrás|sedan|назад)\b
    """,
    re.IGNORECASE | re.VERBOSE,
)

DATE: Final = pattern(
    r"""
      \b(?:19|20)\d\d[-/.年]\s?\d{1,2}[-/.月]\s?\d{1,2}(?!\d)
    | \b\d{1,2}[-/.]\d{1,2}[-/.](?:19|20)?\d\d\b
    | \b\d{1,2}(?:st|nd|rd|th|\.|º)?(?:\sde)?\s[^\W\d_]{3,12}\.?,?(?:\sde)?\s(?:19|20)\d\d\b
    | \b[^\W\d_]{3,9}\.?\s\d{1,2}(?:st|nd|rd|th)?,?\s(?:19|20)\d\d\b
    """,
    re.VERBOSE,
)
"""A day, in figures or with the name of a month; which day, `days` says."""

PRICE: Final = pattern(r"[$€£¥₹]\s?\d|\d\s?€|\b\d+\s?%\soff\b", re.IGNORECASE)
