"""Makes the font of the card images: one weight of Source Serif 4, without what a drawn card does not use.

The parts of the npm package `@fontsource/source-serif-4` are joined into one TrueType file. Its layout tables, which
only a shaping library reads, become plain pairs of kerning, which FreeType reads everywhere alike. The licence reserves
the name of the original, so the result has another. Beside it stands the list of the characters it has.

Usage: python benchmarks/make_card_font.py FOLDER, with fonttools, brotli and uharfbuzz installed; FOLDER is the
unpacked package.
"""

import shutil
import sys
import tempfile
import unicodedata
from pathlib import Path

import uharfbuzz as hb
from fontTools.merge import Merger
from fontTools.ttLib import TTFont, newTable
from fontTools.ttLib.tables._k_e_r_n import KernTable_format_0

INTO = Path(__file__).parent.parent / "generator/outputs/fonts"
PARTS = ("latin", "latin-ext", "vietnamese", "greek", "cyrillic", "cyrillic-ext")
NAME = "Tearsheet Headline"
LEAST = 8
"""Thousandths of the size below which nobody sees a kerning."""

MOST = 6_000
"""Pairs that are kept: of common letters first, then those that move most."""

LAYOUT = ("GPOS", "GSUB", "GDEF", "BASE", "STAT", "gasp", "prep", "GlyphOrder")


def main() -> None:
    """Write the font, its characters and its licence."""
    package = Path(sys.argv[1])
    pairs: dict[tuple[int, int], int] = {}
    with tempfile.TemporaryDirectory() as aside:
        plain = []
        for part in PARTS:
            font = TTFont(package / f"files/source-serif-4-{part}-600-normal.woff2", recalcTimestamp=False)
            font.flavor = None
            whole = Path(aside) / f"{part}-whole.ttf"
            font.save(whole)
            pairs.update(kerning(whole.read_bytes(), sorted(font.getBestCmap())))
            for table in LAYOUT:
                if table in font:
                    del font[table]
            plain.append(str(Path(aside) / f"{part}.ttf"))
            font.save(plain[-1])
        made = Merger().merge(plain)
        made["head"].created = made["head"].modified = TTFont(plain[0])["head"].modified
    cmap = made.getBestCmap()
    kept = sorted(pairs, key=lambda pair: (sum(map(rarity, pair)), -abs(pairs[pair]), pair))[:MOST]
    put(made, {(cmap[left], cmap[right]): pairs[left, right] for left, right in kept})
    print(f"{len(pairs)} pairs of kerning, {len(kept)} kept")
    rename(made)
    INTO.mkdir(exist_ok=True)
    made.recalcTimestamp = False
    made.save(INTO / "headline.ttf")
    (INTO / "headline.txt").write_text("\n".join(ranges(sorted(cmap))) + "\n")
    shutil.copy(package / "LICENSE", INTO / "OFL.txt")


def kerning(data: bytes, characters: list[int]) -> dict[tuple[int, int], int]:
    """Return by how much pairs of characters are moved together, in units of the font."""
    font = hb.Font(hb.Face(data))
    kept = [
        character
        for character in characters
        if chr(character).isprintable() and not unicodedata.combining(chr(character))
    ]

    def width(words: str) -> int:
        buffer = hb.Buffer()
        buffer.add_str(words)
        buffer.guess_segment_properties()
        hb.shape(font, buffer, {"liga": False, "clig": False, "calt": False, "ccmp": False, "locl": False})
        return sum(place.x_advance for place in buffer.glyph_positions)

    alone = {character: width(chr(character)) for character in kept}
    made = {}
    for left in kept:
        for right in kept:
            value = width(chr(left) + chr(right)) - alone[left] - alone[right]
            if abs(value) >= LEAST:
                made[left, right] = value
    return made


def rarity(character: int) -> int:
    """Return how seldom a headline has a character: 0 for the letters and marks of everyday spelling."""
    if character < 0x7F or 0x370 <= character < 0x460 or 0x2010 <= character < 0x2030:
        return 0
    return 1 if character < 0x180 else 3


def put(font: TTFont, pairs: dict[tuple[str, str], int]) -> None:
    """Write pairs of kerning into the font."""
    table = KernTable_format_0()
    table.version, table.coverage, table.apple, table.format = 0, 1, False, 0
    table.kernTable = pairs
    font["kern"] = newTable("kern")
    font["kern"].version, font["kern"].kernTables = 0, [table]


def rename(font: TTFont) -> None:
    """Give the font the name it may have."""
    names = font["name"]
    names.names = [record for record in names.names if record.nameID in (0, 5, 13, 14)]
    for number, text in ((1, NAME), (2, "Regular"), (3, NAME), (4, NAME), (6, NAME.replace(" ", ""))):
        names.setName(text, number, 3, 1, 0x409)


def ranges(characters: list[int]) -> list[str]:
    """Return characters as ranges, in hexadecimal: ``0020-007e``."""
    made: list[list[int]] = []
    for character in characters:
        if made and character == made[-1][1] + 1:
            made[-1][1] = character
        else:
            made.append([character, character])
    return [f"{first:04x}-{last:04x}" for first, last in made]


if __name__ == "__main__":
    main()
