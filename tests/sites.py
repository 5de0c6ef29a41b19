"""A site in a folder: what the tests of whole builds share."""

import json
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import msgspec

from generator import config, plugins
from generator.pipeline.job import Job
from generator.pipeline.publish import publish

NOW = 1_600_000_000  # 2020-09-13T12:26:40Z: no build of a test asks the clock
CONFIG = 'title = "The Ledger"\nbase_url = "https://example.org/"\npage_size = 2\n'


@dataclass
class Paper:
    """A site's folder, what is written into it, and what its builds print."""

    root: Path

    @property
    def output(self):
        return self.root / "site"

    def write(self, files):
        """Write files, path to text or bytes; None deletes."""
        for path, said in files.items():
            file = self.root / path
            if said is None:
                file.unlink()
                continue
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(said if isinstance(said, bytes) else said.encode())

    def edit(self, path, old, new):
        """Replace words of a file, which must hold them."""
        text = (self.root / path).read_text()
        assert old in text
        (self.root / path).write_text(text.replace(old, new))

    def job(self, *, slow=False, **options):
        """Return a build: without what takes long and few tests ask for, unless `slow`."""
        settings = config.load(self.root)
        if not slow:
            settings = msgspec.structs.replace(settings, search=False, cards=False)
        given = {"output": self.output, "now": NOW, "jobs": 1, "ask": False}
        return Job(
            root=self.root, config=settings, plugins=plugins.load(self.root, settings.plugins), **(given | options)
        )

    def build(self, **options):
        """Publish, and return the report."""
        return publish(self.job(**options))

    def changes(self, **options):
        """Publish, and return the addresses that were written or removed."""
        report = self.build(**options)
        assert report.errors == ()
        return addresses([*report.written, *report.removed])

    def page(self, address):
        """Return the text of a page."""
        return (self.output / address.lstrip("/") / ("index.html" if address.endswith("/") else "")).read_text()

    def has(self, address):
        """Say whether anything stands at an address."""
        return (self.output / address.lstrip("/") / ("index.html" if address.endswith("/") else "")).is_file()

    def tree(self):
        """Return every file of the output: path to bytes."""
        return tree(self.output)

    def clean(self, aside, **options):
        """Return what a build prints that remembers nothing."""
        shutil.rmtree(aside, ignore_errors=True)
        self.build(output=aside / "site", state=aside / "state", **options)
        return tree(aside / "site")


def tree(folder):
    """Return every file below a folder: path to bytes."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def addresses(paths):
    """Return the addresses of output files, without the digest that an asset's name holds."""
    return {re.sub(r"\.[0-9a-f]{8}\.", ".", f"/{path.removesuffix('index.html')}") for path in paths}


def story(title, *paragraphs, **front):
    """Return a Markdown file."""
    stated = "".join(f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in front.items())
    body = "\n\n".join(paragraphs) or f"What there is to say about {title.lower()} is said here."
    return f"---\ntitle: {json.dumps(title, ensure_ascii=False)}\n{stated}---\n\n{body}\n"


def entity(name, kind="person", **front):
    """Return an entry of the registry."""
    stated = "".join(f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in front.items())
    return f"---\nname: {json.dumps(name, ensure_ascii=False)}\ntype: {kind}\n{stated}---\n\nWho {name} is.\n"


def looks(path):
    """Return what writing a file would change, and reading it would not."""
    stat = path.stat()
    return stat.st_ino, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns
