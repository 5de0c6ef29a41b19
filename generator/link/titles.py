"""Where titles stand beside names, and how far they reach: honorifics before a person, roles between a body and one."""

from typing import Final

from generator.link.lexicon import (
    CALENDAR,
    COMMON,
    EVENT_HEAD,
    FAMILY,
    FUNCTION,
    GIVEN,
    HONORIFIC,
    ORGANISATION_HEAD,
    PLACE_HEAD,
    ROLE,
    ROLE_MODIFIER,
    SUFFIX,
)
from generator.link.links import AND, OF, PARTICLES, SPACE
from generator.link.runs import Run
from generator.link.tokens import Token

_HEAD: Final = ORGANISATION_HEAD | PLACE_HEAD | SUFFIX | EVENT_HEAD
BORN: Final = frozenset(("jr", "sr", "ii", "iii", "iv", "vi", "vii", "viii", "xii", "xiii", "xiv", "xvi", "xxiii"))
"""What tells people of one name apart, behind it."""
_OFFICES: Final = frozenset(("state", "house", "exchequer", "staff", "treasury", "interior", "commons"))
"""What may follow the "of" of a title and still belong to it: Secretary of State."""


def parts(run: Run, index: int, first: int) -> bool:
    """Say whether a token stands between names rather than in one: a day, "The", "Mr"."""
    token = run.tokens[index]
    bits = token.bits
    if bits & CALENDAR:
        return not (index > first and bits & (GIVEN | FAMILY) and run.tokens[index - 1].bits & GIVEN)  # Theresa May
    if bits & FUNCTION:
        return (len(token.text) > 1 or token.opens) and not (token.text.isupper() and not token.opens)
    return honorific(run, index)


def honorific(run: Run, index: int) -> bool:
    """Say whether a token is a title before a name: Dr Smith, but not Queen Street."""
    token = run.tokens[index]
    if not token.bits & HONORIFIC or index + 1 >= run.end or run.tokens[index + 1].link not in (SPACE, PARTICLES):
        return False
    following = run.tokens[index + 1]
    if token.text.isupper() and len(token.text) > 1 and not following.text.isupper():
        return False  # MS Dhoni
    if token.bits & FAMILY and index > run.start and run.tokens[index - 1].bits & GIVEN and token.link == SPACE:
        return following.low.rstrip(".") not in BORN  # Martin Luther King Jr.
    return token.text[-1] == "." or not (following.bits & _HEAD and not following.bits & (GIVEN | FAMILY))


def role(run: Run, index: int, first: int, title: int) -> int:
    """Return where a role that begins at `index` ends, 0 where no role does.

    No role: an ordinary word, a family name ("Ms Farmer", "Denise Farmer"), a word in a body's name ("Justice
    Department").
    """
    tokens = run.tokens
    if not tokens[index].bits & ROLE or _family(run, index, first, title):
        return 0
    stop = run.spaced(index)
    headed = tokens[stop - 1].bits & _HEAD
    if stop - index > 1 and headed and (tokens[index].possessive or not tokens[index + 1].bits & GIVEN):
        return 0
    after = index + 1
    if after < run.end and tokens[after].link == OF and tokens[after].low in _OFFICES:
        after += 1
    while after < run.end and tokens[after].link == SPACE and _goes_on(tokens[after]):
        after += 1
    return after


def _goes_on(token: Token) -> bool:
    """Say whether a word goes on with a role: Attorney General, though children are called General."""
    return bool(token.bits & ROLE and (not token.bits & GIVEN or token.bits & ROLE_MODIFIER))


def _family(run: Run, index: int, first: int, title: int) -> bool:
    if index == first:
        return title == HONORIFIC
    if run.inside(index - 1):
        return False  # German is a first name too
    before = run.tokens[index - 1].bits
    return bool(before & GIVEN and not before & (COMMON | ROLE | HONORIFIC) and run.tokens[index].bits & FAMILY)


def before(run: Run, index: int, first: int) -> int:
    """Return where the name before a role ends: its modifiers go with the role, "Chief Executive", "Oil Minister"."""
    tokens = run.tokens
    left = index
    while (
        left > first
        and not run.inside(left - 1)
        and tokens[left - 1].bits & (ROLE_MODIFIER | ROLE)
        and not tokens[left - 1].possessive
        and (left == index or tokens[left].link in (SPACE, AND))
    ):
        left -= 1
    if left > first and not run.inside(left - 1):
        # A name goes on to the left: words that end names (Bank, Energy) stay with it.
        while left < index and tokens[left].bits & (ORGANISATION_HEAD | SUFFIX):
            left += 1
    return left
