"""Which files are pictures, what pages know of each, and what is printed of it.

A picture is looked at first, which takes a moment; whoever shows it learns from that how large it is and what its
copies will be called. The copies are made later, beside the pages. Their names hold a digest of the picture and of the
settings, so that a browser may keep them for ever; a picture that stays as it is is never packed again.
"""

from collections.abc import Iterator
from typing import ClassVar, Final
from urllib.parse import quote

import msgspec

from generator import digest
from generator.build.sources import Setting, SourceFile
from generator.build.task import Fact, Fetch, Made, Stratum, Task
from generator.config import Config, Images
from generator.errors import ContentError, Note, Where
from generator.link.addresses import output
from generator.link.site import Site
from generator.outputs import darkroom, drawn, stripped
from generator.render.pictures import Format, Shown, Size

SUFFIXES: Final = (".jpg", ".jpeg", ".jpe", ".png", ".webp", ".avif", ".gif", ".tif", ".tiff", ".bmp")
UNREAD: Final = (".heic", ".heif", ".jxl")
"""Suffixes of pictures that are copied as they are, for want of a decoder."""

DRAWN: Final = (".svg",)
"""Suffixes of drawings of lines: they are as sharp at any size, and copied as they are."""

COPIES: Final = "/assets/pictures/"
SHOWN: Final = "shown"
_MARK: Final = 10
_ENDING: Final = {"AVIF": "avif", "WEBP": "webp", "JPEG": "jpg", "PNG": "png"}
_HINT: Final = "open it in a picture editor and save it anew as JPEG or PNG"


class Pictured(Fact[Shown | None], frozen=True):
    """A picture of the site by its path below ``content/``; None where there is none, or it cannot be read."""

    path: str
    after: ClassVar[int] = Stratum.LINK

    def __str__(self) -> str:
        return f"the size of {self.path}"


def key(path: str) -> str:
    """Return the key of the task that looks at a picture."""
    return f"picture {path}"


def developed(path: str, address: str) -> bool:
    """Say whether a file is a picture that is worked on: of those copied to another place, nothing is changed."""
    return path.lower().endswith(SUFFIXES) and address == quote(f"/{path}")


def measured(path: str, address: str) -> bool:
    """Say whether a file is a picture of which pages know the size."""
    return path.lower().endswith((*SUFFIXES, *DRAWN)) and address == quote(f"/{path}")


def plan(site: Site, config: Config) -> Iterator[Task]:  # noqa: ARG001 - the door's signature
    """Plan two tasks for each picture: one that looks at it, one that prints it."""
    for path, address in site.assets.items():
        origin = f"content/{path}"
        if developed(path, address):
            yield Task(key=key(path), stratum=Stratum.LINK, make=Look(path), origin=origin, recipe=path)
            yield Task(
                key=f"file {address}",
                stratum=Stratum.PAGE,
                make=Develop(path),
                outputs=(output(address),),
                folder=folder_of_copies(path),
                origin=origin,
                recipe=path,
                heavy=True,
            )
        elif measured(path, address):
            yield Task(key=key(path), stratum=Stratum.LINK, make=Measure(path), origin=origin, recipe=path)
        elif path.lower().endswith(UNREAD):
            yield Task(key=key(path), stratum=Stratum.LINK, make=Unread(path), origin=origin, recipe=path)


def folder(path: str) -> str:
    """Return the address of the folder of a picture's copies."""
    return f"{COPIES}{quote(path)}/"


def folder_of_copies(path: str) -> str:
    """Return the same below the output folder."""
    return f"{COPIES.lstrip('/')}{path}/"


def decode(data: bytes) -> Shown:
    """Return the product of looking."""
    return msgspec.msgpack.decode(data, type=Shown)


class Look(msgspec.Struct, frozen=True):
    """Looks at one picture."""

    path: str

    def __call__(self, fetch: Fetch) -> Made:
        """Return what pages know of it."""
        data = _file(fetch, self.path)
        try:
            darkroom.bare(data)
            looked = darkroom.look(data)
        except stripped.BrokenError as error:
            raise _broken(self.path, error) from error
        return Made(products={SHOWN: _shown(self.path, data, looked, fetch(Setting("images")))})


class Measure(msgspec.Struct, frozen=True):
    """Looks at one drawing."""

    path: str

    def __call__(self, fetch: Fetch) -> Made:
        """Return what pages know of it."""
        width, height = drawn.size(_file(fetch, self.path)) or (0, 0)
        return Made(products={SHOWN: Shown(address=quote(f"/{self.path}"), width=width, height=height)})


class Unread(msgspec.Struct, frozen=True):
    """Says of one picture that nothing can be done with it."""

    path: str

    def __call__(self, fetch: Fetch) -> Made:  # noqa: ARG002 - a task's signature
        """Return the finding."""
        note = Note(
            severity="warning",
            what="is copied as it is, with all that its camera wrote into it, and few browsers show it",
            where=Where(f"content/{self.path}"),
            hint="save it as JPEG",
            code="image-unread",
        )
        return Made(notes=(note,))


class Develop(msgspec.Struct, frozen=True):
    """Prints one picture and its copies."""

    path: str

    def __call__(self, fetch: Fetch) -> Made:
        """Return the files."""
        data = _file(fetch, self.path)
        shown = fetch(Pictured(self.path))
        if shown is None:
            raise ContentError("is not published", where=Where(f"content/{self.path}"), hint="see the error above")
        settings: Images = fetch(Setting("images"))
        base = folder(self.path)
        try:
            looked = darkroom.look(data)
            wanted = _wanted(looked, settings)
            mark = _mark(data, settings)
            names = {pair: _address(self.path, mark, *pair).removeprefix(base) for pair in wanted}
            made = darkroom.develop(data, looked, wanted, quality=settings.quality)
            return Made(files=(darkroom.bare(data),), folder={names[pair]: copy for pair, copy in made.items()})
        except stripped.BrokenError as error:
            raise _broken(self.path, error) from error


def _shown(path: str, data: bytes, looked: darkroom.Looked, settings: Images) -> Shown:
    made = darkroom.widths(looked, settings.widths) if settings.resize else ()
    plain = darkroom.fallback(looked, made) if settings.resize else None
    mark = _mark(data, settings)
    address = _address(path, mark, *plain) if plain else quote(f"/{path}")
    width = plain[1] if plain else looked.width
    return Shown(
        address=address,
        width=width,
        height=darkroom.height(looked, width),
        formats=tuple(
            Format(
                media_type=f"image/{kind.lower()}",
                copies=tuple(Size(address=_address(path, mark, kind, width), width=width) for width in made),
            )
            for kind in (darkroom.formats(looked) if made else ())
        ),
    )


def _wanted(looked: darkroom.Looked, settings: Images) -> tuple[tuple[str, int], ...]:
    """Return the formats and widths of a picture's copies."""
    if not settings.resize:
        return ()
    made = darkroom.widths(looked, settings.widths)
    plain = darkroom.fallback(looked, made)
    return (*((kind, width) for kind in darkroom.formats(looked) for width in made), *([plain] if plain else []))


def _mark(data: bytes, settings: Images) -> str:
    return digest.of_value((digest.of_bytes(data), settings.quality))[:_MARK]


def _address(path: str, mark: str, kind: str, width: int) -> str:
    return f"{folder(path)}{width}.{mark}.{_ENDING[kind]}"


def _file(fetch: Fetch, path: str) -> bytes:
    data = fetch(SourceFile(f"content/{path}"))
    if data is None:
        raise ContentError("is gone", where=Where(f"content/{path}"), hint="it was deleted during the build")
    return data


def _broken(path: str, error: stripped.BrokenError) -> ContentError:
    hint = "save a smaller copy, 4000 pixels wide at most" if "million" in str(error) else _HINT
    return ContentError(f"cannot be read as a picture: {error}", where=Where(f"content/{path}"), hint=hint)
