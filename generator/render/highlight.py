"""What colours code has: one stylesheet from two Pygments styles, a light one and a dark one.

A colour that is too faint to read on its style's ground (WCAG 2.2, success criterion 1.4.3) is moved towards black or
white until it is not, so any style may be chosen. Grounds of single tokens are left out: they would need proofs of
their own.
"""

import functools
from collections.abc import Iterator

from pygments.styles import get_all_styles, get_style_by_name
from pygments.token import STANDARD_TYPES, Token
from pygments.util import ClassNotFound

from generator import errors, text

CLASS = "highlight"
"""The class of the element around a block of code."""

CONTRAST = 4.8
"""The least contrast of words with their ground: WCAG 2.2 asks for 4.5 at level AA, the rest is for a theme whose own
ground is a little darker than the style's."""

_LAYOUT = f"""\
.{CLASS} .hll {{ display: block; box-shadow: inset 0.25em 0 currentColor; }}
.{CLASS} .linenos {{ padding-inline: 0.5em; user-select: none; }}
"""
# The luminance at which black and white stand out equally.
_MIDDLE = 0.179
# sRGB is linear up to here.
_LINEAR = 0.04045
_PLAIN = "color: inherit; font-weight: inherit; font-style: inherit; text-decoration: none;"


@functools.cache
def css(light: str, dark: str) -> str:
    """Return the stylesheet of highlighted code.

    The dark style holds where the reader's system asks for it and the page does not say `data-theme="light"`, and
    wherever the page says `data-theme="dark"`.

    Args:
        light: The name of a Pygments style.
        dark: Another.

    Raises:
        ConfigError: Pygments knows no style of that name.
    """
    day = "".join(_rules(light, above=""))
    system = "".join(f"  {rule}" for rule in _rules(dark, above=':root:not([data-theme="light"]) '))
    night = "".join(_rules(dark, above='[data-theme="dark"] '))
    return f"{day}{_LAYOUT}@media (prefers-color-scheme: dark) {{\n{system}}}\n{night}"


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours of six hexadecimal digits, 1 to 21.

    Source:
        WCAG 2.2, "contrast ratio" and "relative luminance".
    """
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _rules(name: str, *, above: str) -> Iterator[str]:
    try:
        style = get_style_by_name(name)
    except ClassNotFound:
        raise errors.ConfigError(
            f"Pygments has no style named `{name}`", hint=text.did_you_mean(name, get_all_styles())
        ) from None
    ground = _digits(style.background_color)
    far = "000000" if _luminance(ground) > _MIDDLE else "ffffff"
    words = _readable(style.style_for_token(Token)["color"] or far, ground=ground)
    yield f"{above}.{CLASS} {{ background: #{ground}; color: #{words}; }}\n"
    if above:  # what the light style said of a token must not hold in the dark
        yield f"{above}.{CLASS} * {{ {_PLAIN} }}\n"
    classes: dict[str, list[str]] = {}
    for token, short in STANDARD_TYPES.items():
        look = style.style_for_token(token)
        colour = _readable(look["color"] or words, ground=ground)
        said = " ".join(
            declaration
            for declaration, holds in (
                (f"color: #{colour};", colour != words),
                ("font-weight: bold;", look["bold"]),
                ("font-style: italic;", look["italic"]),
                ("text-decoration: underline;", look["underline"]),
            )
            if holds
        )
        if short and said:
            classes.setdefault(said, []).append(short)
    for said, shorts in classes.items():
        yield f"{above}.{CLASS} :is({', '.join(f'.{short}' for short in shorts)}) {{ {said} }}\n"


def _readable(colour: str, *, ground: str) -> str:
    """Return the colour nearest to `colour`, towards black or white, that can be read on `ground`."""
    start = [int(colour[place : place + 2], 16) for place in (0, 2, 4)]
    end = 0 if _luminance(ground) > _MIDDLE else 255
    for step in range(33):
        moved = "".join(f"{round(part + (end - part) * step / 32):02x}" for part in start)
        if contrast(moved, ground) >= CONTRAST:
            return moved
    raise AssertionError("black or white can be read on any ground")


def _luminance(colour: str) -> float:
    parts = (int(colour[place : place + 2], 16) / 255 for place in (0, 2, 4))
    red, green, blue = (part / 12.92 if part <= _LINEAR else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _digits(colour: str) -> str:
    """Return a colour of a style, ``#fff`` or ``#ffffff``, as six digits."""
    digits = colour.lstrip("#").lower()
    return "".join(2 * digit for digit in digits) if len(digits) == 3 else digits  # noqa: PLR2004 CSS's short form
