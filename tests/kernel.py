"""The kernel at work on a few words: what its tests share. The words are the whole world."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

import msgspec

from generator.build.engine import Engine
from generator.build.press import Press
from generator.build.store import Store
from generator.build.task import Answer, Fact, Made, Stratum, Task, World


class Word(Fact[str | None], frozen=True):
    name: str
    after: ClassVar[int] = 0

    def __str__(self):
        return f"the word `{self.name}`"


class Refined(Fact[str | None], frozen=True):
    name: str
    after: ClassVar[int] = Stratum.CONVERT

    def __str__(self):
        return f"the refined `{self.name}`"


def says(name, *words):
    """Return a task that prints words into a file."""

    def make(fetch):
        return Made(files=(" ".join(fetch(Word(word)) or "nothing" for word in words).encode(),))

    return Task(key=f"page {name}", stratum=Stratum.PAGE, make=make, outputs=(f"{name}.txt",), origin=f"{name}.md")


def refines(name):
    """Return a task that makes a product of a word: the word in lower case."""

    def make(fetch):
        return Made(products={"lower": (fetch(Word(name)) or "nothing").lower()})

    return Task(key=f"refine {name}", stratum=Stratum.CONVERT, make=make, origin=f"{name}.md")


def prints(name):
    """Return a task that prints a refined word into a file."""

    def make(fetch):
        return Made(files=((fetch(Refined(name)) or "nothing").encode(),))

    return Task(key=f"page {name}", stratum=Stratum.PAGE, make=make, outputs=(f"{name}.txt",), origin=f"{name}.md")


def splits(name):
    """Return a task that prints each letter of a word into a file of a folder of its own."""

    def make(fetch):
        return Made(folder={f"{letter}.txt": letter.encode() for letter in fetch(Word(name)) or ""})

    return Task(key=f"split {name}", stratum=Stratum.PAGE, make=make, folder=f"{name}/", origin=f"{name}.md")


@dataclass
class Bench:
    """A folder in which builds run one after the other, each with a store opened anew."""

    folder: Path
    words: dict[str, str] = field(default_factory=dict)
    toolchain: str = "our tools"
    jobs: int = 1
    dry: bool = False
    prune: bool = False
    press: Press | None = None

    @property
    def out(self):
        return self.folder / "out"

    @property
    def db(self):
        return self.folder / "store.db"

    def run(self, *tasks, doubt=None):
        with Store(self.db) as store:
            self.press = Press(self.out, sources=[], dry=self.dry)
            engine = Engine(
                world=self.world(store), store=store, toolchain=self.toolchain, jobs=self.jobs, press=self.press
            )
            if self.prune:
                planned = [path for task in tasks for path in task.outputs]
                self.press.prune(planned, folders=[task.folder for task in tasks if task.folder], ask=False)
            outcome = engine.run(tasks, doubt=doubt)
            self.press.close(outcome.files)
            return outcome

    def world(self, store):
        def lower(fact):
            data = store.product(f"refine {fact.name}", "lower")
            return msgspec.msgpack.decode(data, type=str) if data else None

        return World(
            {
                Word: Answer(lambda fact: self.words.get(fact.name)),
                Refined: Answer(lower, digest=lambda fact: store.mark(f"refine {fact.name}", "lower") or "absent"),
            }
        )

    def text(self, path):
        return (self.out / path).read_text()

    def files(self):
        return {
            path.relative_to(self.out).as_posix()
            for path in self.out.rglob("*")
            if path.is_file() and path.name != ".manifest"
        }
