"""A build that is killed at any step harms nothing: the next one leaves what a clean build would."""

import os
import random
import shutil
import signal

import pytest
from sites import CONFIG, Paper, entity, story

from generator.build.press import Press
from generator.build.store import Store

STEPS = [
    (Press, "journal"),
    (Press, "write"),
    (Press, "_replace"),
    (Press, "_remove"),
    (Press, "close"),
    (Store, "keep"),
    (Store, "keep_stamps"),
    (Store, "keep_traces"),
    (os, "replace"),
    (Store, "forget"),
]


@pytest.fixture(scope="module")
def printed(tmp_path_factory):
    paper = Paper(tmp_path_factory.mktemp("first") / "paper")
    paper.write({"tearsheet.toml": f"{CONFIG}compress = true\n"})
    for n in range(5):
        text = story(f"Story {n}", "Ada Lind was on the quay.", published=f"2020-01-0{n + 1}", section="City")
        paper.write({f"content/articles/s{n}.md": text})
    paper.write({"content/entities/ada-lind.md": entity("Ada Lind"), "site/mine.txt": "mine"})
    paper.build()
    return paper


@pytest.fixture(scope="module")
def wanted(printed, tmp_path_factory):
    """Return what a clean build of the edited site prints."""
    folder = tmp_path_factory.mktemp("wanted")
    shutil.copytree(printed.root, folder / "paper")
    paper = Paper(folder / "paper")
    edit(paper)
    return {**paper.clean(folder / "aside"), "mine.txt": b"mine"}


def edit(paper):
    paper.write({"templates/assets/site.css": "body { color: black }\n"})
    paper.edit("content/articles/s3.md", "Story 3", "Rain")
    paper.write({"content/articles/s1.md": None, "content/articles/new.md": story("New", published="2020-02-01")})


def killed_at(step, build):
    """Run a build in a process that is killed after its nth step; say whether it got there."""
    child = os.fork()
    if not child:
        count = 0

        def watched(function):
            def call(*args, **options):
                nonlocal count
                made = function(*args, **options)
                count += 1
                if count == step:
                    os.kill(os.getpid(), signal.SIGKILL)
                return made

            return call

        try:
            for owner, name in STEPS:
                setattr(owner, name, watched(getattr(owner, name)))
            build()
        finally:
            os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


@pytest.mark.parametrize("step", [1, 2, 3, 4, 5, 7, 10, 20, 40, 90])
@pytest.mark.parametrize("first", [False, True], ids=["a second build", "the first build"])
def test_a_build_killed_at_any_step_is_finished_by_the_next(printed, wanted, tmp_path, step, first):
    shutil.copytree(printed.root, tmp_path / "paper")
    paper = Paper(tmp_path / "paper")
    if first:
        shutil.rmtree(paper.root / ".tearsheet")
        shutil.rmtree(paper.output)
        paper.write({"site/mine.txt": "mine"})
    edit(paper)
    killed_at(step, paper.build)
    report = paper.build()
    assert report.notes == []
    assert paper.tree() == wanted
    assert paper.build().written == []


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(int(os.environ.get("TEARSHEET_EXAMPLES", "6"))))
def test_so_it_is_with_search_bundles_and_cards_killed_several_times_in_a_row(printed, tmp_path, seed):
    chance = random.Random(seed)
    shutil.copytree(printed.root, tmp_path / "paper")
    paper = Paper(tmp_path / "paper")
    paper.build(slow=True)
    edit(paper)
    killed = [killed_at(chance.randrange(1, 200), lambda: paper.build(slow=True)) for _ in range(3)]
    assert any(killed) or seed
    assert paper.build(slow=True).notes == []
    assert paper.tree() == {**paper.clean(tmp_path / "aside", slow=True), "mine.txt": b"mine"}
    assert paper.build(slow=True).written == []


def test_the_steps_at_which_builds_are_killed_are_steps_of_theirs(printed, tmp_path):
    shutil.copytree(printed.root, tmp_path / "paper")
    paper = Paper(tmp_path / "paper")
    edit(paper)
    assert killed_at(40, paper.build)
