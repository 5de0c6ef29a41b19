"""Draws seconds and memory over the number of articles as SVG: one panel a measure, both scales logarithmic.

A drawing holds the figures that it was made of, so that a later run can add its own.
"""

import html
import json
import math
import re
from pathlib import Path

INKS = ("#9c3b2c", "#2b5f8a", "#3d7a45", "#8a6d1f", "#6b4c8a", "#555555", "#c06a2b", "#2b8a86", "#a33b72")
LEADING = 14
"""How far the names at the ends of two lines stand apart at least."""

Lines = dict[str, list[tuple[int, float]]]
"""Of each generator, numbers of articles and what they took."""


def add(file: Path, points: dict[str, Lines]) -> None:
    """Draw figures, and those of the drawing that stands there, where it has others."""
    known = figures(file.read_text("utf-8")) if file.exists() else {}
    for measure, lines in points.items():
        held = known.setdefault(measure, {})
        for name, line in lines.items():
            seen = [(size, value) for size, value in line if value > 0]  # of nothing there is no logarithm
            held[name] = sorted((dict(held.get(name, ())) | dict(seen)).items())
        known[measure] = {name: line for name, line in held.items() if line}
    if any(known.values()):
        aside = file.with_name(f".{file.name}.new")
        aside.write_text(drawn(known), "utf-8")
        aside.replace(file)


def figures(drawing: str) -> dict[str, Lines]:
    """Return the figures that a drawing was made of; none, if it says none."""
    found = re.search(r"<metadata>(.*?)</metadata>", drawing, re.DOTALL)
    try:
        held = json.loads(html.unescape(found[1])) if found else {}
        return {
            measure: {name: [(int(size), float(value)) for size, value in line] for name, line in lines.items()}
            for measure, lines in held.items()
        }
    except (ValueError, TypeError, AttributeError):
        return {}


def drawn(points: dict[str, Lines]) -> str:
    """Return a drawing of what each generator takes over the number of articles: one panel for each measure."""
    panels = [panel(measure, lines, 60 + 500 * at) for at, (measure, lines) in enumerate(points.items()) if lines]
    width = 500 * len(panels) + 20
    style = "text { font: 13px sans-serif; fill: #333 } path { fill: none; stroke-width: 2 }"
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} 380" width="{width}" height="380">'
    ground = f'<rect width="{width}" height="380" fill="#fffefa"/>'
    held = html.escape(json.dumps(points, ensure_ascii=False), quote=False)
    return f"{head}<metadata>{held}</metadata><style>{style}</style>{ground}{''.join(panels)}</svg>\n"


def panel(measure: str, lines: Lines, left: int) -> str:
    """Return one panel of 300 by 300, its corner at `left` and 30; a line at 45 degrees is linear growth."""
    across = [math.log10(size) for line in lines.values() for size, _ in line]
    along = [math.log10(value) for line in lines.values() for _, value in line]
    first, low = math.floor(min(across)), math.floor(min(along))
    most = max(math.ceil(max(across)) - first, math.ceil(max(along)) - low, 1)

    def spot(size: float, value: float) -> tuple[float, float]:
        return left + 300 * (math.log10(size) - first) / most, 330 - 300 * (math.log10(value) - low) / most

    parts = [f'<text x="{left}" y="18">{measure}, by articles</text>']
    for step in range(most + 1):
        x, y = left + 300 * step / most, 330 - 300 * step / most
        parts.append(f'<path d="M{x:g} 30V330M{left} {y:g}H{left + 300}" stroke="#ddd" style="stroke-width: 1"/>')
        parts.append(f'<text x="{x:g}" y="348" text-anchor="middle">{10 ** (first + step):,}</text>')
        parts.append(f'<text x="{left - 6}" y="{y + 4:g}" text-anchor="end">{10.0 ** (low + step):,g}</text>')
    inks = {name: INKS[at % len(INKS)] for at, name in enumerate(lines)}
    for name, line in lines.items():
        spots = [spot(size, value) for size, value in sorted(line)]
        way = "L".join(f"{x:.1f} {y:.1f}" for x, y in spots)
        dots = "".join(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.5" fill="{inks[name]}"/>' for x, y in spots)
        parts.append(f'<path d="M{way}" stroke="{inks[name]}"/>{dots}')
    ends = {name: spot(*max(line)) for name, line in lines.items()}
    parts += [
        f'<text x="{x + 6:.1f}" y="{y:.1f}" style="fill: {inks[name]}">{name}</text>'
        for name, (x, y) in apart(ends).items()
    ]
    return "".join(parts)


def apart(ends: dict[str, tuple[float, float]]) -> dict[str, tuple[float, float]]:
    """Return where names stand that none hides another: down from the highest, each below those it would meet."""
    made: dict[str, tuple[float, float]] = {}
    for name, (x, y) in sorted(ends.items(), key=lambda each: each[1][1]):
        down = y + 4
        for other, (beside, above) in made.items():
            wide = 7 * len(other if beside < x else name)
            if abs(beside - x) < wide and down - above < LEADING:
                down = above + LEADING
        made[name] = (x, down)
    return made
