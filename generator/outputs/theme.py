"""Which file stands behind a template's or an asset's name: the site's own, else the theme's.

What a template reaches by extending and including is a product of the kernel like any other, so that a build in which
no template changed parses none.
"""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, ClassVar, Final

import msgspec

import generator
from generator import digest
from generator.build import beside
from generator.build.sources import SourceFile, Sources, mark
from generator.build.task import Answer, Fact, Fetch, Made, Stratum, Task
from generator.errors import TemplateError
from generator.render.phrasebook import Phrasebook

ASSETS = "assets/"
LOCALE = "locale/"
"""Where a site keeps catalogues of its own."""

CLOSURES = "closures"
HANDING = "handing"
KEY = "templates"


class ThemeFile(Fact[bytes | None], frozen=True):
    """A template's or a theme asset's bytes; None where there is none of that name."""

    name: str
    after: ClassVar[int] = 0

    def __str__(self) -> str:
        return f"templates/{self.name}"


class ThemeNames(Fact[tuple[str, ...]], frozen=True):
    """The names of all templates."""

    after: ClassVar[int] = 0

    def __str__(self) -> str:
        return "the names of the templates"


class Template(Fact[Any], frozen=True):
    """A template ready to print, by the name of its file; it changes with any that it extends or includes."""

    name: str
    after: ClassVar[int] = Stratum.CONVERT

    def __str__(self) -> str:
        return f"templates/{self.name}, or one that it extends or includes,"


def builtin() -> Path:
    """Return the folder of the theme: inside the package where it is installed, else beside it."""
    package = Path(generator.__file__).parent
    inside = package / "theme"
    return inside if inside.is_dir() else package.parent / "templates"


class Theme(msgspec.Struct):
    """The files of one moment, by name."""

    sources: Sources
    folder: str
    """The site's own templates, below its root."""

    _names: tuple[str, ...] = ()
    _read: dict[str, bytes | None] = msgspec.field(default_factory=dict)

    def names(self) -> tuple[str, ...]:
        """Return every name there is, in order."""
        if not self._names:
            base = builtin()
            ours = {path.relative_to(base).as_posix() for path in base.rglob("*") if path.is_file()}
            theirs = {path.removeprefix(f"{self.folder}/") for path in self.sources.paths() if self._own(path)}
            self._names = tuple(sorted(name for name in ours | theirs if not name.rpartition("/")[2].startswith(".")))
        return self._names

    def templates(self) -> tuple[str, ...]:
        """Return the names of templates."""
        return tuple(name for name in self.names() if not name.startswith((ASSETS, LOCALE)))

    def assets(self) -> tuple[str, ...]:
        """Return the names of assets, without their folder."""
        return tuple(name.removeprefix(ASSETS) for name in self.names() if name.startswith(ASSETS))

    def read(self, name: str) -> bytes | None:
        """Return the bytes behind a name."""
        if name not in self._read:
            own = f"{self.folder}/{name}"
            path = builtin() / name
            if own in self.sources.paths():
                self._read[name] = self.sources.read(SourceFile(own))
            else:
                self._read[name] = path.read_bytes() if name in self.names() and path.is_file() else None
        return self._read[name]

    def path(self, name: str) -> str:
        """Return the file behind a name as the user would type it."""
        own = f"{self.folder}/{name}"
        return own if own in self.sources.paths() else f"{name} of the built-in theme"

    def is_builtin(self, name: str) -> bool:
        """Say whether the theme's own file stands behind a name."""
        return f"{self.folder}/{name}" not in self.sources.paths()

    def digest(self, name: str) -> str:
        """Return the SHA-256 of what stands behind a name."""
        own = self.sources.paths().get(f"{self.folder}/{name}")
        data = None if own else self.read(name)
        return own or (digest.of_file(data) if data is not None else "absent")

    def builtin_digest(self) -> str:
        """Return the digest of the built-in theme, whatever of it a site puts something else before."""
        base = builtin()
        files = sorted(path for path in base.rglob("*") if path.is_file())
        return digest.of_value([(path.relative_to(base).as_posix(), path.read_bytes()) for path in files])

    def _own(self, path: str) -> bool:
        return path.startswith(f"{self.folder}/")


class Ready:
    """A template in its environment, which is made when the first page is printed."""

    __slots__ = ("_name", "_stage", "hands_on")

    def __init__(self, name: str, stage: "Stage", *, hands_on: bool) -> None:
        self._name = name
        self._stage = stage
        self.hands_on = hands_on
        """Whether printing it does no more with the addresses of the theme's files than link to them."""

    def render(self, **view: Any) -> str:
        """Return the page; takes what `render.templates.render` takes."""
        from generator.render.templates import render

        return render(self._stage.environment(), self._name, **view)


class Stage:
    """The one environment of a process for the templates of one moment."""

    def __init__(
        self, theme: Theme, phrases: Callable[[], Phrasebook], ready: Callable[[str], bytes | None] | None
    ) -> None:
        self._theme = theme
        self._phrases = phrases
        self._ready = ready
        self._made: Any = None

    def environment(self) -> Any:
        """Return Jinja's environment."""
        if self._made is None:
            from generator.render import templates

            self._made = templates.environment(
                finder(self._theme),
                names=frozenset(self._theme.templates()),
                phrases=self._phrases(),
                ready=self._ready,
            )
        return self._made


def finder(theme: Theme) -> Callable[[str], Any]:
    """Return the function by which templates find each other."""
    from generator.render.inlining import TemplateSource

    def find(name: str) -> TemplateSource | None:
        data = theme.read(name)
        if data is None:
            return None
        try:
            return TemplateSource(data.decode("utf-8-sig"), theme.path(name))
        except UnicodeDecodeError as error:
            raise TemplateError(f"{theme.path(name)} is no UTF-8 text", hint="save it as UTF-8") from error

    return find


def answers(
    theme: Theme,
    *,
    phrases: Callable[[], Phrasebook],
    closures: Callable[[], Mapping[str, str]],
    handing: Callable[[], frozenset[str]],
    ready: Callable[[str], bytes | None] | None = None,
) -> dict[type[Fact[Any]], Answer]:
    """Return how the world answers questions about the theme.

    Args:
        theme: The files.
        phrases: What the interface says in the site's language, which templates are compiled for.
        closures: A product of the task `plan` gives: entry template to the digest of all it reaches.
        handing: The other: the templates that do no more with the addresses of the theme's files than link to them.
        ready: Templates that are compiled already, by name.
    """
    stage = Stage(theme, phrases, ready)
    known: dict[str, str] = {}

    def reach(fact: Template) -> str:
        if not known:
            said = digest.of_value(phrases())
            known.update({name: digest.of_value((reached, said)) for name, reached in closures().items()})
        return known.get(fact.name, "absent")

    return {
        **files(theme),
        ThemeNames: Answer(lambda _: theme.templates()),
        Template: Answer(lambda fact: Ready(fact.name, stage, hands_on=fact.name in handing()), digest=reach),
    }


def files(theme: Theme) -> dict[type[Fact[Any]], Answer]:
    """Return how the world answers what is in a file of the theme."""
    return {
        ThemeFile: Answer(
            lambda fact: theme.read(fact.name), digest=lambda fact: theme.digest(fact.name), mark=mark, keep=False
        )
    }


def plan(theme: Theme, *, stamp: str = "") -> Task:
    """Return the task that finds out what each template reaches.

    Args:
        theme: The templates.
        stamp: What tells our code and libraries from others; by it what was found out of the built-in templates is
            known to whoever builds the next site. Nothing where that is not wanted.
    """
    return Task(key=KEY, stratum=Stratum.CONVERT, make=Closures(theme, stamp), origin=theme.folder)


class Closures(msgspec.Struct, frozen=True):
    """Follows every template to what it extends and includes."""

    theme: Theme
    stamp: str = ""

    def __call__(self, fetch: Fetch) -> Made:
        """Return, for each template, a digest of all that printing it can read."""
        names = fetch(ThemeNames())
        for name in names:
            fetch(ThemeFile(name))
        everything = digest.of_value([(name, self.theme.digest(name)) for name in names])
        kept = beside.read(_KEPT, stamp=f"{self.stamp} {everything}") if self.stamp else None
        products = _kept(kept) if kept else self._followed(names, everything)
        if self.stamp and not kept and all(map(self.theme.is_builtin, names)):
            beside.keep(_KEPT, digest.encode(products), stamp=f"{self.stamp} {everything}")
        return Made(products={**products})

    def _followed(self, names: Iterable[str], everything: str) -> "Followed":
        from generator.render.handed import hands_on
        from generator.render.templates import closure

        find = finder(self.theme)
        reached: dict[str, str] = {}
        handing: list[str] = []
        for name in names:
            try:
                inside = sorted(closure(name, find, names=frozenset(names)))
            except TemplateError:
                # Printing will say so, page by page; until then anything may be the cause.
                reached[name] = everything
                continue
            reached[name] = digest.of_value([(part, self.theme.digest(part)) for part in inside])
            if hands_on(inside, lambda part: (known := find(part)) and known.text):
                handing.append(name)
        return {CLOSURES: reached, HANDING: handing}


Followed = dict[str, dict[str, str] | list[str]]
"""What there is to know of templates, as it is kept."""

_KEPT: Final = "templates"
_kept: Final = msgspec.msgpack.Decoder(Followed).decode
