"""What `serve` tells an editor of an article, and does at an editor's word: the pipeline's answers, for a page."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import msgspec

from generator.cli import links
from generator.cli.new import write
from generator.errors import TearsheetError, Where
from generator.pipeline import overrule
from generator.pipeline.desk import suggested
from generator.pipeline.entries import entry
from generator.pipeline.job import now
from generator.pipeline.linking import Linked
from generator.pipeline.overview import overview
from generator.pipeline.reasons import told
from generator.serve.editing import Decision


class Bench(msgspec.Struct, frozen=True):
    """Where an editor's questions are answered."""

    root: Path
    linked: Callable[[], Linked | None]
    scheme: str
    turn: Callable[[], AbstractContextManager[None]]
    """Taken by whoever asks the world: a build may be asking it."""

    def view(self, at: str, entity: str) -> bytes | None:
        """Return what there is to say of an article or a page, or of an entity in it, as JSON."""
        linked = self.linked()
        with self.turn():
            made = overview(linked, self.root, at, now=now()) if linked else None
        if linked is None or made is None or (entity and not made.entities):
            return None
        if entity:
            with self.turn():
                return msgspec.json.encode(told(linked, entity, made.id))
        link = links.to_file(self.scheme, self.root / made.path)
        files = {one.id: links.to_file(self.scheme, self.root / one.file) for one in made.entities if one.file}
        return msgspec.json.encode({**msgspec.structs.asdict(made), "link": link, "files": files})

    def decide(self, decision: Decision) -> bytes:
        """Write what was decided into the site's files, and say where.

        Raises:
            TearsheetError: It is no decision that can be taken, or its file is another by now.
        """
        linked = self.linked()
        with self.turn():
            made = overview(linked, self.root, decision.at, now=now()) if linked else None
        if linked is None or made is None:
            raise TearsheetError("no article stands there any more")
        if decision.entity not in {one.id for one in made.entities}:
            raise TearsheetError(f"it is not taken to name `{decision.entity}` any more", where=Where(made.path))
        match decision.action:
            case "exclude":
                head = linked.site.articles[made.id]
                path = made.path.removeprefix("content/")
                file = overrule.exclude(self.root, path, decision.entity, wishes=head.entities, read=decision.read)
            case "accept":
                file = self._accept(linked, decision.entity)
            case _:
                raise TearsheetError(f"`{decision.action}` is no decision")
        return msgspec.json.encode({"file": file})

    def _accept(self, linked: Linked, entity: str) -> str:
        with self.turn():
            found = suggested(linked, least=1, only=lambda known: known.id == entity)
        if not found:
            raise TearsheetError(f"`{entity}` is no suggestion any more")
        write(self.root / found[0].file, entry(found[0]))
        return found[0].file
