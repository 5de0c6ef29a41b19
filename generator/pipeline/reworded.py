"""What there is to do where only texts are others: nothing is linked, and no file is read but those that moved.

They are converted, and whom they name is found. Where each still says of itself what it said, and names whom it named,
every article, entity and list is linked as it was, and what is planned is what was planned. So nothing can be other
than it was but what saw a text that moved; and the traces tell who did. Where any of that cannot be told, the usual
story is told.
"""

import functools
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple, TypeVar

import msgspec

from generator import digest
from generator.build.engine import Engine, Outcome
from generator.build.observations import TAKEN
from generator.build.sources import UNREADABLE, Scan, SourceFile
from generator.build.store import Store
from generator.build.task import Answer, Task, World
from generator.build.trace import Doubt
from generator.build.workers import cores
from generator.convert import decisions as deciding
from generator.convert import plan as conversion
from generator.convert import recipe
from generator.link import facts, snapshot, versions
from generator.link import plan as recognition
from generator.link.site import Site
from generator.model import Heads
from generator.outputs import assets, frame, siblings
from generator.outputs.theme import Theme
from generator.pipeline import answers, recalled, settled
from generator.pipeline.job import Job, now
from generator.pipeline.layout import CONTENT
from generator.pipeline.linking import word_lists
from generator.pipeline.recalled import Reader
from generator.pipeline.tagger import require, tagger, version
from generator.pipeline.touched import doubtful
from generator.plugins import BUILT_IN, collect

T = TypeVar("T")

MOST = 32
"""Where more files moved, reading all costs little more."""


class Reread(msgspec.Struct, frozen=True, kw_only=True):
    """A site of which only texts are others than they were."""

    outcome: Outcome
    """Of converting and recognising."""

    given: settled.Given
    said: settled.Said
    recognised: dict[str, tuple[str, str]]
    snapshot: snapshot.Snapshot
    site: Site
    few: Site
    """The same, that tells of those articles, pages and entities alone whose files moved."""

    engine: Engine
    """It answers as the linked site does; bodies as they are now."""

    moved: frozenset[str]
    """Files below the root."""

    def doubt(self, before: settled.PrintState) -> Doubt:
        """Return what may be other than at an earlier moment of this very site."""
        _, texts = self.said.differing(before.said)
        places = [place.split(" ", 1) for place in texts]
        shown = [key for key, (found, _) in self.recognised.items() if before.recognised[key][0] != found]
        return {
            SourceFile.__name__: frozenset(SourceFile(path).key() for path in self.moved),
            facts.Body.__name__: frozenset(facts.Body(id_, kind).key() for kind, id_ in places),
            frame.Printed.__name__: frozenset(frame.Printed(kind, id_).key() for kind, id_ in places),
            **{kind.__name__: frozenset(kind(key).key() for key in shown) for kind in _OWN},
        }

    def now(self, before: settled.PrintState) -> settled.PrintState:
        """Return an earlier moment, of this very site, as it is now."""
        return msgspec.structs.replace(
            before, given=self.given, said=self.said, recognised=self.recognised, snapshot=self.snapshot
        )


_OWN = (facts.Told, facts.Linkable, facts.Naming, facts.Beside)
"""What is asked of what recognition found in an article, and answered by more than its outlook."""


class Stores(NamedTuple):
    """What is remembered."""

    read: Store
    printed: Store
    """Whence printed bodies are taken."""

    kept: Store
    """Where the earlier moment is known of."""


class Unsure(Exception):  # noqa: N818 - says what is not known, not that anything erred
    """More than texts may be others."""


def reread(
    job: Job, looked: Scan, *, given: settled.Given, then: settled.PrintState, stores: Stores, begun: Outcome
) -> Reread | None:
    """Read what moved; None where more than texts may be others than at an earlier moment.

    Args:
        job: The build.
        looked: The sources.
        given: What the build is given.
        then: The moment, of which nothing is in doubt.
        stores: The memory.
        begun: Takes in what was converted and recognised, whatever comes of it.
    """
    try:
        return _reread(job, looked, given, then, stores, begun)
    except Unsure:
        return None


def _reread(
    job: Job, looked: Scan, given: settled.Given, then: settled.PrintState, stores: Stores, begun: Outcome
) -> Reread:
    read, printed, kept = stores
    held = settled.known(read, settled.ReadState)
    before = msgspec.structs.replace(given, sources=then.given.sources)
    _sure(held and not held[1] and settled.unchanged(then, before, at=job.now or now()) and _ours(job))
    assert held
    last: settled.ReadState = held[0]
    moved = {path for known in (then.given, last.given) for path, _ in known.sources.items() ^ given.sources.items()}
    _sure(len(moved) <= MOST and all(_stands(path, then, last, given) for path in moved))
    _sure(not any(path.startswith(f"{CONTENT}/{recipe.FOLDER}/") for path in given.sources))
    files = {_file(path, read) for path in moved}
    image = recalled.image(kept.aside(), then.image)
    _sure(image and read.sound() and read.whole())
    assert image
    marks = {known.sources[path] for path in moved for known in (then.given, last.given, given)}
    _sure(not any(map(image.names_capture, marks)))

    skin = Theme(looked.sources, job.config.templates)
    world = World(answers.given(looked.sources, job.config, skin, read) | answers.recipes((), read))
    engine = Engine(
        world=world,
        store=read,
        toolchain=given.toolchain,
        jobs=job.jobs or cores(),
        progress=job.progress,
        pause=job.pause,
        aside=job.aside,
    )
    asked = job.config.entities.spacy
    ours = msgspec.structs.replace(given, settings=digest.of_value((job.config.defaults, version(asked))))
    doubt = settled.reading((last, ()), ours, world)
    _sure(doubt is not None)
    assert doubt is not None
    _run(engine, conversion.plan(sorted(files), converters=job.plugins.converters), doubt, begun)
    places = [place for place, said in then.said.heads.items() if said.rpartition(" ")[0] in files]
    said = _said(then.said, places, read)
    _sure(last.said.heads == said.heads and {**last.said.texts, **_of(said.texts, places)} == said.texts)
    _sure(last.said.decisions == said.decisions == read.mark(deciding.KEY, deciding.DECISIONS))

    reader = Reader(said.heads, read)
    heads = [reader.file(path) for path in sorted(files)]
    articles = [head for each in heads for head in each.articles if f"article {head.id}" in said.heads]
    if said.texts != last.said.texts:
        entities = tuple(map(reader.entity, reader.keys("entity")))
        world.extend(answers.read([*heads, Heads(entities=entities)], read))
        require(asked)
        tasks = recognition.plan(
            articles,
            lexicon=word_lists,
            tagger=functools.partial(tagger, asked) if asked else None,
            version=version(asked),
        )
        doubt = settled.recognising((last, ()), ours, said, world)
        assert doubt is not None
        _run(engine, tasks, doubt, begun)
    keys = {conversion.key(path) for path in files} | {recognition.key(head.id) for head in articles}
    _sure(keys.issuperset(read.held().saw({TAKEN, *doubtful(read, doubt, world)})))

    site = recalled.site(image, reader, config=job.config, store=read, theme=assets.named(skin, job.config))
    recognised = _recognised(then, [head.id for head in articles if head.id in site.place], read, site)
    result = Reread(
        outcome=begun,
        given=given,
        said=said,
        recognised=recognised,
        snapshot=_told(then, recognised, read),
        site=site,
        few=_few(site, places),
        engine=engine,
        moved=frozenset(moved),
    )
    world.extend(
        {
            **answers.linked(site, printed, world, lambda: then.snapshot.stories, lambda: recalled.postings(image)),
            **recalled.answers(image, reader),
            facts.Body: _bodies(reader, read),
        }
    )
    settled.settle(read, settled.ReadState(given=ours, said=said))
    return result


def planned(job: Job, what: Reread) -> Iterator[Task]:
    """Yield the tasks of printing but those of articles, pages and entries of the registry that did not move.

    Whoever takes one makes sure that it is the one that was planned (`Engine.knows`).
    """
    # Those come first that plan what most edits are seen in.
    for output in sorted(job.plugins.outputs, key=lambda output: output.__name__.endswith(_WIDE)):
        tasks = collect(output, functools.partial(output.plan, what.few, job.config), Task)
        yield from tasks
        yield from siblings.derive(tasks, job.config)


_WIDE = (".entities", ".listings", ".feeds", ".search", ".pictures", ".assets")
"""The outputs that plan much, whatever moved."""


def _sure(stands: object) -> None:
    if not stands:
        raise Unsure


def _ours(job: Job) -> bool:
    """Say whether nobody but ourselves plans, so that what a task is follows from its recipe, or finds fault."""
    doors = (("tearsheet.outputs", job.plugins.outputs), ("tearsheet.checks", job.plugins.checks))
    return all(tuple(module.__name__ for module in modules) == BUILT_IN[door] for door, modules in doors)


def _stands(path: str, then: settled.PrintState, last: settled.ReadState, given: settled.Given) -> bool:
    """Say whether a file that moved was there before, and can be read."""
    marks = [known.sources.get(path) for known in (then.given, last.given, given)]
    return path.startswith(f"{CONTENT}/") and None not in marks and UNREADABLE not in marks


def _file(path: str, read: Store) -> str:
    """Return the content file that a source is, or stands beside, below ``content/``."""
    below = path.removeprefix(f"{CONTENT}/")
    known = read.keys()
    files = [file for file in (below, below.removesuffix(conversion.SIDECAR)) if conversion.key(file) in known]
    _sure(files)
    return files[0]


def _run(engine: Engine, tasks: list[Task], doubt: Doubt, begun: Outcome) -> None:
    outcome = engine.run(tasks, doubt=doubt, checked=True)
    begun.made.update(outcome.made)
    begun.spent.update(outcome.spent)
    for stratum, seconds in outcome.seconds.items():
        begun.seconds[stratum] = begun.seconds.get(stratum, 0.0) + seconds
    _sure(not outcome.failed)


def _said(then: settled.Said, places: Iterable[str], read: Store) -> settled.Said:
    """Return what was read, where nothing says anything else of itself than it did."""
    texts = dict(then.texts)
    _sure(places)
    for place in places:
        path, _, mark = then.heads[place].rpartition(" ")
        key = conversion.key(path)
        _sure(read.mark(key, conversion.HEADS)[: settled.SHORT] == mark)
        texts[place] = f"{path} {read.mark(key, conversion.body_name(*place.split(' ', 1)))[: settled.SHORT]}"
    return msgspec.structs.replace(then, texts=texts)


def _of(texts: Mapping[str, str], places: Iterable[str]) -> dict[str, str]:
    return {place: texts[place] for place in places}


def _recognised(
    then: settled.PrintState, articles: Iterable[str], read: Store, site: Site
) -> dict[str, tuple[str, str]]:
    """Return digests of what was recognised, where nothing is that others than the article itself would see."""
    made = dict(then.recognised)
    for key in articles:
        task = recognition.key(key)
        found, sketch = read.mark(task, recognition.FOUND), read.mark(task, recognition.SKETCH)
        made[key] = found[: settled.SHORT], sketch[: settled.SHORT]
        if made[key][0] != then.recognised[key][0]:
            _sure(key not in then.snapshot.shifted)
            items = site.found[key]
            # How salient others are decides whom an unsettled name means.
            _sure(all(item.registered or not (item.candidates or item.key in site.registry) for item in items))
            _sure(snapshot.outlook(items) == then.snapshot.outlook[key])
    return made


def _told(then: settled.PrintState, recognised: Mapping[str, tuple[str, str]], read: Store) -> snapshot.Snapshot:
    """Return the snapshot of the site, where the same texts are versions of one another as were."""
    before = then.snapshot
    changed = {key for key, (_, sketch) in recognised.items() if then.recognised[key][1] != sketch}
    if not changed:
        return before
    told = versions.told(before.looking, answers.sketcher(read), before=before.told, changed=changed)
    _sure(told.stories() == before.stories)
    return msgspec.structs.replace(before, told=told)


def _few(site: Site, places: Iterable[str]) -> Site:
    """Return the site that tells of a few things alone."""
    ids: dict[str, list[str]] = {"article": [], "page": [], "entity": []}
    for kind, id_ in (place.split(" ", 1) for place in places):
        ids[kind].append(id_)

    def few(kind: str, whole: Mapping[str, T]) -> Mapping[str, T]:
        return recalled.Few(whole, [id_ for id_ in ids[kind] if id_ in whole])

    return msgspec.structs.replace(
        site,
        articles=few("article", site.articles),
        pages=few("page", site.pages),
        registry=few("entity", site.registry),
    )


def _bodies(reader: Reader, read: Store) -> Answer:
    decode = msgspec.msgpack.Decoder(str).decode

    def where(fact: facts.Body) -> tuple[str, str]:
        return conversion.key(reader.path(f"{fact.kind} {fact.id}")), conversion.body_name(fact.kind, fact.id)

    def body(fact: facts.Body) -> str:
        data = read.product(*where(fact))
        return decode(data) if data is not None else ""

    return Answer(body, digest=lambda fact: read.mark(*where(fact)) or "absent", keep=False)
