"""What becomes of a picture's file: which copies are made of it, and how they look.

A photograph becomes AVIF and WebP; a drawing (a picture of few colours, such as a chart) becomes WebP that loses
nothing, for edges blur otherwise. No copy is wider than its original. What moves, and what is smaller than a thumb, is
left as it is. The same picture makes the same bytes, on however many processors.

Sources: Pillow's own description of each format; the CSS specification on what a profile of colours means for a copy
(it is kept, so that a browser may convert it).
"""

import io
import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import msgspec

from generator.outputs import boxes, stripped

# What it grumbles about a damaged file would stand on the terminal beside the error that we report.
logging.getLogger("PIL").addHandler(logging.NullHandler())

LEAST: Final = 160
"""Pixels of the width below which a picture is an icon, and gets no copies."""

NEAR: Final = 0.9
"""A copy is left out where its original is hardly wider."""

TALLEST: Final = 16_383
"""Pixels of a side that WebP can hold."""

READ: Final = ("JPEG", "PNG", "WEBP", "AVIF", "GIF", "TIFF", "BMP")
PLAIN: Final = ("JPEG", "PNG", "GIF")
"""Formats that every browser, and every other program, shows."""

MOVING: Final = ("PNG", "WEBP", "AVIF", "GIF")
_DRAWN: Final = ("1", "P")
"""Modes of which a PNG is a drawing: few colours with edges to keep."""

_ORIENTATION: Final = 0x0112
_OTHER_WAYS: Final = range(2, 9)
"""Orientations other than upright."""

_TURNED: Final = (5, 6, 7, 8)
"""Orientations in which width and height change places."""

_SPEED: Final = 7
"""Of AVIF's encoder, 0 to 10: measured, it takes a third of the time of 6, for a few per cent more bytes."""

_STEPS: Final = (0, 12, 24)
"""By how much the quality of a copy is lowered while it is larger than the original that it stands for."""


class Looked(msgspec.Struct, frozen=True, kw_only=True):
    """What the beginning of a file says of its picture."""

    format: str
    """As Pillow calls it: ``JPEG``."""

    width: int
    """As it is shown, in pixels."""

    height: int
    moves: bool = False
    drawn: bool = False
    clear: bool = False
    """Whether it may have transparent parts."""


def look(data: bytes) -> Looked:
    """Return what a picture is, without unpacking it.

    Raises:
        stripped.BrokenError: It cannot be read, or would take too much memory.
    """
    with _opened(data) as image:
        width, height = image.size
        if _exif(image, data).get(_ORIENTATION) in _TURNED:
            width, height = height, width
        kind = _kind(image)
        drawn = kind == "GIF" or (kind == "PNG" and image.mode in _DRAWN)
        return Looked(
            format=kind,
            width=width,
            height=height,
            moves=_moves(image),
            drawn=drawn,
            clear=image.has_transparency_data,
        )


def bare(data: bytes) -> bytes:
    """Return the file as it is published: upright, and without what it says beside the picture.

    Raises:
        stripped.BrokenError: It is damaged.
    """
    with _opened(data) as image:
        kind = _kind(image)
        said = _exif(image, data)
        if kind == "TIFF" and getattr(image, "n_frames", 1) > 1:
            return _pages(image)
        # Of several pictures, only the first would be packed again.
        if kind == "JPEG" or not getattr(image, "is_animated", False):
            if said.get(_ORIENTATION, 1) in _OTHER_WAYS:
                return _upright(image)
            if kind in ("AVIF", "TIFF") and (said or image.info.get("xmp")):
                return _again(image)
    return _BARE[kind](data) if kind in _BARE else data


_BARE: Final = {
    "AVIF": boxes.avif,
    "GIF": stripped.gif,
    "JPEG": stripped.jpeg,
    "PNG": stripped.png,
    "WEBP": stripped.webp,
}


def widths(looked: Looked, wanted: tuple[int, ...]) -> tuple[int, ...]:
    """Return the widths of the copies that are made, from the narrowest."""
    if looked.moves or looked.width < LEAST or not wanted:
        return ()
    # Of few colours, a smaller copy has more of them, and more bytes.
    narrower = [] if looked.drawn else [width for width in sorted(set(wanted)) if width <= looked.width * NEAR]
    made = (*narrower, min(looked.width, max(wanted)))
    return tuple(width for width in dict.fromkeys(made) if height(looked, width) <= TALLEST)


def formats(looked: Looked) -> tuple[str, ...]:
    """Return the formats of the copies, the best first."""
    return ("WEBP",) if looked.drawn else ("AVIF", "WEBP")


def fallback(looked: Looked, made: tuple[int, ...]) -> tuple[str, int] | None:
    """Return the format and the width of the copy for old browsers, None where the picture itself will do."""
    if looked.moves or (looked.format in PLAIN and (not made or looked.width <= max(made))):
        return None
    kind = "PNG" if looked.drawn or looked.clear else "JPEG"
    return kind, max(made) if made else looked.width


def height(looked: Looked, width: int) -> int:
    """Return the height of a copy."""
    return max(1, round(looked.height * width / looked.width))


def develop(
    data: bytes, looked: Looked, wanted: tuple[tuple[str, int], ...], *, quality: int
) -> dict[tuple[str, int], bytes]:
    """Return copies of a picture.

    Args:
        data: The file.
        looked: What `look` said of it.
        wanted: Formats and widths.
        quality: 1 to 100, as JPEG and WebP have it.

    Raises:
        stripped.BrokenError: It is damaged.
    """
    if not wanted:
        return {}
    from PIL import Image

    made: dict[tuple[str, int], bytes] = {}
    with _opened(data) as image:
        image.draft("RGB", (2 * max(width for _, width in wanted),) * 2)
        whole = _plain(image)
        profile = _profile(image)
        for width in sorted({width for _, width in wanted}, reverse=True):
            size = (width, height(looked, width))
            copy = whole if whole.size == size else whole.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)
            most = len(data) if width == looked.width else 0
            for kind, _ in sorted(pair for pair in wanted if pair[1] == width):
                made[kind, width] = _encoded(copy, kind, quality, profile, drawn=looked.drawn, most=most)
    return made


def _encoded(image: Any, kind: str, quality: int, profile: bytes | None, *, drawn: bool, most: int) -> bytes:
    """Return a copy in a format; one as wide as its original is no larger than that, where quality can help it."""
    data = b""
    for step in _STEPS:
        data = _saved(image, kind, profile, **_options(kind, max(1, quality - step), drawn=drawn))
        if drawn or not most or len(data) < most or kind in PLAIN:
            break
    return data


def _options(kind: str, quality: int, *, drawn: bool) -> dict[str, Any]:
    match kind:
        case "AVIF":
            # Its scale is another: 60 looks as JPEG does at 80. Threads may not show in the bytes.
            return {"quality": max(1, round(quality * 0.75)), "speed": _SPEED, "max_threads": 1}
        case "WEBP":
            return {"lossless": True, "quality": 80, "method": 4} if drawn else {"quality": quality, "method": 4}
        case "JPEG":
            return {"quality": quality, "optimize": True, "progressive": True}
        case _:
            return {"optimize": True}


def _kind(image: Any) -> str:
    """Return the format of a picture. Telephones put a second one behind the first: what counts is the first."""
    return "JPEG" if image.format == "MPO" else str(image.format)


def _moves(image: Any) -> bool:
    return _kind(image) in MOVING and bool(getattr(image, "is_animated", False))


def _exif(image: Any, data: bytes) -> Any:
    """Return what a camera wrote. Pillow would unpack a PNG to look for it at its end."""
    return {} if image.format == "PNG" and b"eXIf" not in data else image.getexif()


def _upright(image: Any) -> bytes:
    """Return a picture turned as its camera was held. A JPEG keeps the tables it was packed with: little is lost."""
    from PIL import ImageOps, JpegImagePlugin

    profile, kind = image.info.get("icc_profile"), _kind(image)
    options: dict[str, Any] = {}
    if kind == "JPEG":
        options = {"qtables": image.quantization, "subsampling": JpegImagePlugin.get_sampling(image)}
    turned = ImageOps.exif_transpose(image)
    return _saved(turned, kind, profile, **(options or _kept(image)))


def _again(image: Any) -> bytes:
    """Return a picture packed anew, for a format whose other parts cannot be cut out."""
    image.load()
    return _saved(image, image.format, image.info.get("icc_profile"), **_kept(image))


def _pages(image: Any) -> bytes:
    """Return a file of several pages packed anew, each upright: each may say where it was made."""
    from PIL import Image, ImageOps, ImageSequence

    most = Image.MAX_IMAGE_PIXELS or 0
    pages, profile, pixels = [], image.info.get("icc_profile"), 0
    for page in ImageSequence.Iterator(image):
        pixels += page.width * page.height
        if pixels > most:
            raise stripped.BrokenError(f"its pages have more than {most // 1_000_000} million pixels")
        pages.append(_alone(ImageOps.exif_transpose(page)))
    data = io.BytesIO()
    pages[0].save(
        data, "TIFF", save_all=True, append_images=pages[1:], icc_profile=profile, compression="tiff_adobe_deflate"
    )
    return data.getvalue()


def _kept(image: Any) -> dict[str, Any]:
    match image.format:
        case "AVIF":
            return {"quality": 90, "speed": _SPEED, "max_threads": 1}
        case "WEBP":
            return {"quality": 92, "method": 4}
        case "TIFF":
            return {"compression": "tiff_adobe_deflate"}
        case _:
            return {"optimize": True}


def _saved(image: Any, kind: str, profile: bytes | None, **options: Any) -> bytes:
    if image.mode == "P" and "transparency" in image.info and kind == "PNG":
        options["transparency"] = image.info["transparency"]
    data = io.BytesIO()
    _alone(image).save(data, kind, icc_profile=profile, **options)
    return data.getvalue()


def _alone(image: Any) -> Any:
    """Return a picture of its own, which remembers nothing of the file it came from."""
    from PIL import Image

    bare = Image.new(image.mode, image.size)
    if image.mode == "P":
        bare.putpalette(image.getpalette())
    bare.paste(image)
    return bare


def _plain(image: Any) -> Any:
    """Return a picture as RGB, or as RGBA where something shows through it, upright."""
    from PIL import ImageOps

    image = ImageOps.exif_transpose(image)
    if image.mode.startswith("I"):
        # Sixteen bits a grey, of which a screen shows eight.
        image = image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if image.mode == "CMYK":
        return _separated(image)
    if not image.has_transparency_data:
        return image.convert("RGB")
    clear = image.convert("RGBA")
    return clear.convert("RGB") if clear.getextrema()[3] == (255, 255) else clear


def _separated(image: Any) -> Any:
    """Return a picture made for printing presses as one for screens."""
    from PIL import ImageCms

    profile = image.info.get("icc_profile")
    if profile:
        try:
            paper = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            return ImageCms.profileToProfile(image, paper, ImageCms.createProfile("sRGB"), outputMode="RGB")
        except (ImageCms.PyCMSError, OSError):
            pass  # without a profile that can be read, its inks are what they usually are
    return image.convert("RGB")


def _profile(image: Any) -> bytes | None:
    """Return the profile of a picture's colours, where its copies have the same ones."""
    profile: bytes | None = image.info.get("icc_profile")
    return profile if image.mode in ("RGB", "RGBA", "P") else None


@contextmanager
def _opened(data: bytes) -> Iterator[Any]:
    """Open a picture for reading; whatever is wrong with it is one error.

    Raises:
        stripped.BrokenError: It cannot be read, or would take too much memory.
    """
    from PIL import Image, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=READ) as image:
                yield image
    except stripped.BrokenError:
        raise
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        most = (Image.MAX_IMAGE_PIXELS or 0) // 1_000_000
        raise stripped.BrokenError(f"it has more than {most} million pixels") from error
    except UnidentifiedImageError as error:
        raise stripped.BrokenError("it is no picture, or of another format than is read") from error
    except MemoryError as error:
        raise stripped.BrokenError("it takes more memory than there is") from error
    except Exception as error:  # a decoder given a hostile file may raise anything
        raise stripped.BrokenError(str(error) or type(error).__name__) from error
