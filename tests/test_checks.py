"""What would embarrass the publisher is found before a reader does: every rule, by its code."""

import ast
import http.server
import json
import re
import threading
from pathlib import Path
from typing import ClassVar

import pytest
from sites import Paper, entity, looks, story

import generator
from generator import config
from generator.__main__ import main
from generator.checks import catalogue, external, fix, links, markup, policy, prose, sarif
from generator.config import External
from generator.errors import Note, Where
from generator.pipeline.examine import examine
from generator.pipeline.mend import mend

MANUAL = Path(__file__).parents[1] / "content/docs/reference/checks.md"
WIRE = {"licence": {"status": "granted"}, "published": "2014-10-28"}
HOP = {"role": "publisher", "name": "The Wire", "url": "https://example.net/x"}
CAPTURE = """\
Share this story
Ferry runs aground off the mole

The evening ferry ran aground off the mole on Sunday, and Ada Lind was among those who had to wait for the tide.

Nobody was hurt, the harbour master said, and the boat was afloat again before midnight came round.
"""

LONG = " ".join(f"The {n} boat and her crew saw the tide turn for the last time on day {n}." for n in range(12))

PROVOKED = {
    "date-unknown": {"a": story("A")},
    "date-after-capture": {
        "a": story("A", published="2020-03-11", provenance=[{"role": "capture", "captured_at": "2020-03-01"}])
    },
    "licence-unknown": {"a": story("A", provenance=[HOP])},
    "edits-forbidden": {"a": story("A", licence={"status": "cc", "id": "CC-BY-ND-4.0", "edits": "free"})},
    "image-alt": {"a": story("A", image={"src": "chart.svg"})},
    "panel-undated": {"a": story("A", panels=[{"type": "quotes", "rows": [{"label": "X", "value": "1"}]}], **WIRE)},
    "title-twice": {"a": story("Rain"), "b": story("rain")},
    "near-duplicate": {"a": story("A", LONG), "b": story("B", LONG + " And more was said.")},
    "alias-collision": {"entities/pell": entity("Pell"), "entities/pell-town": entity("Pell", "place")},
    "cite-unknown": {"entities/pell": entity("Pell", roles=[{"title": "chair", "cite": "articles/nothing"}])},
    "relation-unknown": {"entities/pell": entity("Pell", relations=[{"type": "rival_of", "to": "nobody"}])},
    "entity-unnamed": {"entities/pell": entity("Pell")},
    "mention-ambiguous": {
        "a": story("A", "The men of Pell struck."),
        "entities/pell": entity("Pell", "organisation"),
        "entities/pell-trust": entity("Pell", "organisation"),
    },
    "furniture-left": {"a": story("A", "It rained.", "Share this story", "It stopped.")},
    "mojibake": {"a": story("A", "They met at the cafÃ© on the quay.")},
    "heading-order": {"a": story("A", "It rained.", "#### Floods", "And more.")},
    "alt-missing": {"a": story("A", "![](chart.svg)")},
    "text-unnormalised": {"a": story("A", "They met at the cafe\u0301 on the quay.")},
    "html-invalid": {"templates/partials/share.html": "{# Ours. #}\n<p>Tell a <em>friend</p>\n", "a": story("A")},
    "id-twice": {"a": story("A", '<p id="here">One.</p>\n\n<p id="here">Two.</p>', "## One {#one}", "## Two {#one}")},
    "page-heavy": {"a": story("A", "word " * 400), "[check]": "page_kb = 1"},
    "link-broken": {"a": story("A", "See [the sun](sun.md).")},
    "anchor-broken": {"a": story("A", "See [below](#nowhere)."), "b": story("B", "See [A](a.md#nothing).")},
    "link-redirected": {"a": story("A", aliases=["/old-a/"]), "b": story("B", "See [A](/old-a/).")},
    "external-broken": None,
    "external-unsure": None,
    "image-heavy": {"a": story("A"), "big.svg": f"<svg>{' ' * 5000}</svg>", "[check]": "image_kb = 4"},
    "address-alike": {"a": story("A"), "static/logo.svg": "<svg/>", "static/Logo.svg": "<svg/>"},
    "address-twice": {"a": story("A"), "b": story("B", slug="a")},
    "formula-unread": {"a": story("A", r"It took $\frac{$ hours."), "[check]": "[markdown]\nmath = true"},
    "image-unread": {"a": story("A"), "quay.heic": "x"},
    "capture-incomplete": {"ferry.txt": CAPTURE},
    "recipe-idle": {"a": story("A"), "_sources/none.yml": "match: {url: nobody.example}\n"},
    "unknown-field": {"a": story("A", pubished="2020")},
    "bad-url": {"a": story("A", image={"src": "javascript:alert(1)"})},
    "bad-digest": {"a": story("A", provenance=[{"role": "capture", "sha256": "nonsense"}])},
    "decision-unknown": {"entities/_decisions.yml": "- {phrase: Pell, means: nobody}\n", "a": story("A")},
    "wish-unknown": {"a": story("A", entities={"pin": ["nobody"]})},
    "check-unknown": {"a": story("A"), "[check]": 'ignore = ["date-unknwon"]'},
    **dict.fromkeys(
        (
            "capture-unsure",
            "capture-several",
            "date-ambiguous",
            "relative-time",
            "licence-pixel",
            "picture-inside",
            "encoding-damaged",
            "lines-unread",
            "recipe-key",
            "mojibake-repaired",
            "mojibake-suspected",
        )
    ),
    "output-changed": None,
    "watch-polling": None,
}
"""Code to what provokes it, by the path below content/articles/; None where another test does."""


def paper_of(folder, files):
    paper = Paper(folder)
    said = {"tearsheet.toml": f'title = "The Ledger"\n[check]\n{files.get("[check]", "")}\n'}
    for name, text in files.items():
        if name == "[check]":
            continue
        path = name if "." in name else f"{name}.md"
        rooted = name.startswith(("templates/", "entities/", "static/", "docs/", "_sources/"))
        below = path if name.startswith("templates/") else f"content/{path}" if rooted else f"content/articles/{path}"
        said[below] = text
    paper.write({"content/articles/chart.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>", **said})
    return paper


def codes(found):
    return {note.code for note in found.notes}


@pytest.mark.parametrize("code", [code for code, files in PROVOKED.items() if files])
def test_every_rule_finds_what_it_is_for(tmp_path, code):
    found = [note for note in examine(paper_of(tmp_path, PROVOKED[code]).job()).notes if note.code == code]
    assert found
    assert all(note.where and note.hint for note in found)
    assert {note.severity for note in found} == {catalogue.RULES[code].severity}


def test_a_good_article_is_found_fault_with_by_none(tmp_path):
    good = story(
        "Rain over the harbour",
        "It rained on Sunday, see [below](#later) and [the manual](../docs/index.md#part).",
        "## Later",
        "![The chart falls](chart.svg)",
        "```text\nShare this story\n#### no heading\n![](none.png)\n```",
        "- Home\n- Print",
        "| Share | Print |\n|---|---|\n| a | b |",
        published="2020-01-01",
    )
    paper = paper_of(tmp_path, {"rain": good, "docs/index": story("Manual", "## Part", "Words.")})
    assert examine(paper.job()).notes == ()


def test_every_rule_has_its_case_and_its_section():
    assert set(PROVOKED) == set(catalogue.RULES)
    sections = re.findall(r"^### `(.+)`$", MANUAL.read_text("utf-8"), re.MULTILINE)
    assert sorted(sections) == sorted(catalogue.RULES)
    for rule in catalogue.RULES.values():
        assert rule.what.endswith(".")
        assert rule.why.endswith(".")
        assert rule.example
        assert rule.cure
        assert not rule.cure.endswith(".")


def test_no_code_is_reported_that_no_rule_has():
    spoken = set()
    for file in Path(generator.__file__).parent.rglob("*.py"):
        tree = ast.parse(file.read_bytes())
        named = {
            line.target.id: line.value.value
            for line in tree.body
            if isinstance(line, ast.AnnAssign) and isinstance(line.target, ast.Name)
            if isinstance(line.value, ast.Constant) and isinstance(line.value.value, str)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                spoken |= {
                    said
                    for word in node.keywords
                    if word.arg == "code" and isinstance(word.value, ast.Constant | ast.Name)
                    if (said := word.value.value if isinstance(word.value, ast.Constant) else named.get(word.value.id))
                }
    assert {"capture-incomplete", "capture-unsure"} <= spoken
    assert spoken <= set(catalogue.RULES)


# Where things are


def test_a_fault_of_a_markdown_body_has_its_line_and_column(tmp_path):
    files = {"a": story("A", "It rained.", "See [the sun](sun.md).", "They met at the cafÃ©.", published="2020")}
    found = {note.code: str(note.where) for note in examine(paper_of(tmp_path, files).job()).notes}
    assert found["link-broken"] == "content/articles/a.md:8:15"
    assert found["mojibake"] == "content/articles/a.md:10:17"


def test_a_broken_link_is_told_once_whether_read_or_printed(tmp_path):
    found = examine(paper_of(tmp_path, PROVOKED["link-broken"]).job()).notes
    assert [note.code for note in found].count("link-broken") == 1


def test_a_broken_link_of_the_menu_is_told_once(tmp_path):
    files = {f"s{n}": story(f"S{n}", published="2020") for n in range(24)}
    paper = paper_of(tmp_path, files)
    paper.edit("tearsheet.toml", "[check]", 'menu = [{title = "Gone", link = "/gone/"}]\n[check]')
    (note,) = [note for note in examine(paper.job()).notes if note.code == "link-broken"]
    assert "pages link to /gone/, where nothing stands" in note.what


def test_links_are_understood_under_a_path_and_as_files(tmp_path):
    files = {
        "a": story("A", "See [B](b.md) and [it](https://example.org/paper/articles/b/).", published="2020"),
        "b": story("B", published="2020"),
    }
    paper = paper_of(tmp_path, files)
    paper.edit("tearsheet.toml", "[check]", 'base_url = "https://example.org/paper/"\nlinks = "file"\n[check]')
    assert examine(paper.job()).notes == ()


def test_two_sources_of_one_address_are_a_finding_and_no_end(tmp_path):
    (note,) = examine(paper_of(tmp_path, PROVOKED["address-twice"]).job()).notes
    assert note.severity == "error"
    assert "content/articles/b.md" in note.what


# Markup


@pytest.mark.parametrize(
    ("body", "what"),
    [
        ("<p>A <em>b</p>", "`</p>` closes over an open `<em>`"),
        ("<div>", "`</body>` closes over an open `<div>`"),
        ("</div>", "`</div>` closes nothing"),
        ("<p><div></div></p>", "`</p>` closes nothing"),
        ("<a href='#'><a href='#'></a></a>", "a `<a>` stands within a `<a>`"),
        ("<br></br>", "`</br>` closes what holds nothing"),
        ("<blink></blink>", "there is no element `<blink>`"),
        ("<p class='a' class='b'>x</p>", "`<p>` states an attribute twice"),
        ("<div/>", "`<div/>` does not close itself"),
        ("<p><b><ul></ul></b></p>", "a `<ul>` stands within a `<p>`"),
        ("<h2>a</h2><h4>b</h4>", "a heading of level 4 follows one of level 2"),
        ("<img src='x.png'>", "the picture x.png has no `alt`"),
    ],
)
def test_markup_that_browsers_repair_is_found(body, what):
    read = markup.read(f"<!doctype html><html lang=en><body>{body}</body></html>")
    assert what in [fault.what for fault in read.faults]


@pytest.mark.parametrize(
    "body",
    [
        "<p>One<p>Two<ul><li>a<li>b</ul><dl><dt>a<dd>b<dt>c<dd>d</dl>",
        "<table><thead><tr><th>a<th>b<tbody><tr><td>1<td>2<tr><td>3<td>4</table>",
        "<svg viewBox='0 0 1 1'><path d='M0 0'/><g><title>x</title></g><foreignObject/></svg><p>x</p>",
        "<img src=x alt=''><br><input><my-part></my-part><math><mi>x</mi></math>",
        "<script>if (a < b) { '</div>' }</script><p>&lt;em&gt;</p>",
        "<h1>a</h1><h2>b</h2><h3>c</h3><h2>d</h2>",
    ],
)
def test_markup_that_is_right_is_let_be(body):
    assert markup.read(f"<!doctype html><html lang=en><body>{body}</body></html>").faults == ()


def test_a_page_without_doctype_or_language_is_found():
    assert [fault.what for fault in markup.read("<html></html>").faults] == [
        "`<html>` states no `lang`",
        "has no `<!doctype html>`",
    ]


def test_hostile_markup_is_read_to_its_end():
    for text in ("<" * 5000, "<a " * 3000, "<div>" * 3000, "<!--", "<![CDATA[", "\0", "<p " + 'a="' * 2000):
        assert len(markup.read(text).faults) <= 8


# Texts


@pytest.mark.parametrize(
    "body",
    ["SÃO PAULO said so.", "Ânimo and Âge, naïve café.", "`cafÃ`", "Привет, Ñandú and Ðorð.", "£5 and €6 – “so”."],
)
def test_letters_that_are_meant_are_no_mojibake(body):
    assert not list(prose.check(body, path="a.md", line=1, markdown=True))


@pytest.mark.parametrize("word", ["cafÃ©", "donâ€™t", "â€œso", "SÃ£o", "\ufffd", "Â£5", "ï»¿x", "Ð\u009fÑ\u0080Ð¸"])
def test_letters_read_in_a_wrong_encoding_are(word):
    assert [note.code for note in prose.check(f"A {word} b.", path="a.md", line=1, markdown=True)] == ["mojibake"]


# What the configuration says


def test_findings_are_raised_lowered_and_silenced_by_code_and_by_path(tmp_path):
    said = (
        'severity = {date-unknown = "error", title-twice = "info"}\nignore = ["mojibake"]\n'
        '[[check.paths]]\nmatch = "articles/b*"\nignore = ["date-unknown"]\n'
    )
    paper = paper_of(tmp_path, {"a": story("A", "cafÃ©"), "b": story("a"), "[check]": said})
    found = {(note.code, note.severity, str(note.where)) for note in examine(paper.job()).notes}
    assert found == {
        ("date-unknown", "error", "content/articles/a.md"),
        ("title-twice", "info", "content/articles/b.md"),
    }


def test_a_build_follows_the_same_configuration(tmp_path, capsys):
    paper = paper_of(tmp_path, {"a": story("A", "See [the sun](sun.md).", published="2020")})
    assert main(["build", "--strict", "--root", str(tmp_path)]) == 1
    paper.edit("tearsheet.toml", "[check]", '[check]\nignore = ["link-broken"]')
    assert main(["build", "--strict", "--root", str(tmp_path)]) == 0
    paper.edit("tearsheet.toml", 'ignore = ["link-broken"]', 'severity = {link-broken = "error"}')
    assert main(["build", "--root", str(tmp_path)]) == 1
    assert main(["check", "--root", str(tmp_path)]) == 1
    assert "leads nowhere" in capsys.readouterr().err


def test_what_fails_cannot_be_silenced():
    note = Note(severity="error", what="cannot be read", where=Where("content/a.md"))
    assert policy.settle([note], config.Check(ignore=("",), severity={"": "info"})) == [note]


def test_a_code_near_to_none_of_ours_may_be_a_plugins():
    said = config.Check(ignore=("shouting", "date-unknwon"))
    assert [note.hint for note in policy.faults(said, catalogue.RULES, strangers=True)] == [
        "did you mean `date-unknown`?"
    ]
    assert len(policy.faults(said, catalogue.RULES, strangers=False)) == 2


# Once, and again


def test_after_one_edit_only_what_it_touches_is_looked_at_again(tmp_path):
    files = {
        f"s{n}": story(f"S{n}", "It is May. " * 40, f"It rained on the {n} of May.", published=f"2020-05-{n + 1:02}")
        for n in range(12)
    }
    paper = paper_of(tmp_path, files)
    first = examine(paper.job())
    assert first.looked > 24
    again = examine(paper.job())
    assert (again.looked, again.kept, again.notes) == (0, first.looked, first.notes)
    paper.edit("content/articles/s5.md", "It rained", "It poured")
    assert examine(paper.job()).looked <= 4
    paper.edit("content/articles/s5.md", "It poured", "It poured into the caf\ufffd")
    found = examine(paper.job())
    assert found.looked <= 4
    assert "mojibake" in codes(found)
    paper.edit("content/articles/s5.md", "caf\ufffd", "café")
    assert examine(paper.job()).notes == first.notes


def test_a_check_after_any_edit_says_what_a_first_one_would(tmp_path):
    paper = paper_of(tmp_path, {**PROVOKED["anchor-broken"], "c": story("C", "See [B](b.md#b).", aliases=["/c-old/"])})
    for n, edit in enumerate(
        (
            {"content/articles/b.md": story("B", "## B {#b}")},
            {"content/articles/a.md": None},
            {"content/articles/a.md": story("A", "## Nothing", "See [C](/c-old/).")},
            {"content/articles/chart.svg": None},
            {"tearsheet.toml": 'title = "The Ledger"\nbase_url = "https://example.org/x/"\n'},
        )
    ):
        paper.write(edit)
        assert examine(paper.job()).notes == examine(paper.job(state=tmp_path / f"aside-{n}")).notes


def test_a_check_prints_nothing_and_disturbs_no_build(tmp_path):
    paper = paper_of(tmp_path, {"a": story("A", published="2020")})
    examine(paper.job())
    assert not paper.output.exists()
    paper.build()
    before = {path: looks(path) for path in paper.output.rglob("*") if path.is_file()}
    examine(paper.job())
    report = paper.build()
    assert (report.written, dict(report.outcome.made)) == ([], {})
    assert {path: looks(path) for path in paper.output.rglob("*") if path.is_file()} == before


# Mending


def test_what_is_safe_is_mended_and_nothing_else(tmp_path):
    paper = paper_of(
        tmp_path,
        {
            "a": story("A", aliases=["/old-a/"], published="2020"),
            "b": story(
                "B",
                'See [A](/old-a/) and [part](/old-a/#part "Part") at the cafe\u0301. cafÃ©',
                "```text\n[A](/old-a/)\n```",
                published="2020",
            ),
            "c.txt": CAPTURE.replace("Nobody", "Nobody at the cafe\u0301"),
        },
    )
    capture = (tmp_path / "content/articles/c.txt").read_bytes()
    found = examine(paper.job())
    assert mend(tmp_path, found.notes, moved=found.moved) == ["content/articles/b.md"]
    text = (tmp_path / "content/articles/b.md").read_text("utf-8")
    assert '[A](/articles/a/) and [part](/articles/a/#part "Part") at the café. cafÃ©' in text
    assert "```text\n[A](/old-a/)\n```" in text
    assert (tmp_path / "content/articles/c.txt").read_bytes() == capture
    again = examine(paper.job())
    assert not {"link-redirected", "text-unnormalised"} & codes(again)
    assert mend(tmp_path, again.notes, moved=again.moved) == []


def test_links_are_mended_where_they_are_links():
    moved = {"/old/": "/new/"}
    assert fix.relinked("[a](/old/) [b](</old/>) /old/ `x`\r\n", moved) == "[a](/new/) [b](/new/) /old/ `x`\r\n"
    assert fix.relinked("[a](/older/) [b](/old)", moved) == "[a](/older/) [b](/new/)"


# How it is told


def test_a_sarif_log_has_what_its_schema_requires(tmp_path, capsys):
    paper = paper_of(tmp_path, {**PROVOKED["mojibake"], "b": "---\ntitle: [\n---\n"})
    assert main(["check", "--format", "sarif", "--root", str(paper.root)]) == 1
    log = json.loads(capsys.readouterr().out)
    assert log["version"] == "2.1.0"
    assert log["$schema"].endswith("sarif-schema-2.1.0.json")
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert run["tool"]["driver"]["name"] == "Tearsheet"
    assert len({rule["id"] for rule in rules}) == len(rules)
    for result in run["results"]:
        assert result["message"]["text"]
        assert result["level"] in ("none", "note", "warning", "error")
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        for place in result["locations"]:
            location = place["physicalLocation"]
            assert location["artifactLocation"]["uriBaseId"] in run["originalUriBaseIds"]
            region = location.get("region", {"startLine": 1, "startColumn": 1})
            assert region["startLine"] >= 1
            assert region["startColumn"] >= 1
    assert {"mojibake", "error"} <= {result["ruleId"] for result in run["results"]}


def test_a_path_is_a_uri_in_a_sarif_log():
    log = sarif.log([Note(severity="info", what="x", where=Where("content/a b é.md", 3), code="mojibake")], {})
    (result,) = log["runs"][0]["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "content/a%20b%20%C3%A9.md"
    assert result["level"] == "note"


def test_findings_as_text_end_in_their_code_and_as_json_are_lines(tmp_path, capsys):
    paper = paper_of(tmp_path, PROVOKED["date-unknown"])
    assert main(["check", "--root", str(paper.root)]) == 0
    out, err = capsys.readouterr()
    assert "content/articles/a.md: warning: has no date  [date-unknown]\n" in out
    assert err.startswith("0 errors, 1 warnings, 0 remarks; looked at ")
    assert main(["check", "--strict", "--format", "json", "--root", str(paper.root)]) == 1
    assert [json.loads(line)["code"] for line in capsys.readouterr().out.splitlines()] == ["date-unknown"]


def test_the_command_mends_and_says_what(tmp_path, capsys):
    paper = paper_of(tmp_path, {"a": PROVOKED["text-unnormalised"]["a"]})
    assert main(["check", "--fix", "--root", str(paper.root)]) == 0
    out, err = capsys.readouterr()
    assert "mended content/articles/a.md\n" in err
    assert "text-unnormalised" not in out


# Other sites


class Site(http.server.BaseHTTPRequestHandler):
    asked: ClassVar = []

    def answer(self):
        self.asked.append((self.command, self.path, self.headers["User-Agent"]))
        status = {"/ok": 200, "/gone": 404, "/shy": 403, "/moved": 301, "/away": 302}.get(self.path, 200)
        if self.path == "/headless":
            status = 405 if self.command == "HEAD" else 200
        self.send_response(status)
        if self.path == "/moved":
            self.send_header("Location", "/ok")
        if self.path == "/away":
            self.send_header("Location", "ftp://example.net/x")
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_GET = do_HEAD = answer  # noqa: N815 - what the server calls

    def log_message(self, *_):
        pass


@pytest.fixture
def host():
    Site.asked = []
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def asking(host, *paths, known=None, now=1000, pauses=None, **options):
    pauses = [] if pauses is None else pauses
    settings = External(private=True, timeout=5, **options)
    urls = [path if "://" in path else f"{host}{path}" for path in paths]
    made = external.ask(urls, known=known or {}, settings=settings, now=now, sleep=pauses.append)
    return {url.removeprefix(host): verdict for url, verdict in made.items()}


def test_other_sites_are_asked_by_head_and_by_get_where_they_refuse_it(host):
    made = asking(host, "/ok", "/gone", "/headless", "/moved", "/shy")
    assert {path: verdict.status for path, verdict in made.items()} == {
        "/ok": 200,
        "/gone": 404,
        "/headless": 200,
        "/moved": 200,
        "/shy": 403,
    }
    assert ("GET", "/ok") not in [each[:2] for each in Site.asked]
    assert all(agent.startswith("Tearsheet/") for _, _, agent in Site.asked)


def test_one_host_is_asked_one_question_at_a_time_with_pauses(host):
    pauses = []
    asking(host, "/ok?1", "/ok?2", "/ok?3", pauses=pauses, pause=1.5)
    assert pauses == [1.5, 1.5]
    assert [path for _, path, _ in Site.asked] == ["/ok?1", "/ok?2", "/ok?3"]


def test_an_answer_holds_for_a_while_and_a_bad_one_for_a_day(host):
    day = 86_400
    known = {f"{host}/ok": external.Verdict(200, "", 1000), f"{host}/gone": external.Verdict(404, "", 1000)}
    asking(host, "/ok", "/gone", known=known, now=1000 + day // 2)
    assert Site.asked == []
    asking(host, "/ok", "/gone", known=known, now=1000 + 2 * day)
    assert {path for _, path, _ in Site.asked} == {"/gone"}
    asking(host, "/ok", known=known, now=1000 + 8 * day)
    assert "/ok" in {path for _, path, _ in Site.asked}


def test_what_is_on_the_local_network_is_not_asked(host):
    made = external.ask([f"{host}/ok"], known={}, settings=External(), now=1, sleep=lambda _: None)
    assert [verdict.status for verdict in made.values()] == [-1]
    assert Site.asked == []


def test_odd_addresses_are_a_finding_and_no_traceback(host):
    odd = [
        "http://[",
        "http://exa mple.invalid/",
        "http://127.0.0.1:1/",
        "http://nobody.invalid/",
        "https://\ud800.net/",
    ]
    made = asking(host, "/away", *odd)
    assert {verdict.status for verdict in made.values()} <= {0, -1}
    found = external.findings(made, {url: ["content/a.md"] for url in made})
    assert {note.code for note in found} == {"external-broken", "external-unsure"}


def test_the_command_asks_finds_and_remembers(tmp_path, host, capsys):
    said = f'external = {{private = true, pause = 0, ignore = ["{host}/private"]}}'
    text = f"See [a]({host}/gone), [b]({host}/ok#part), [c]({host}/shy) and [d]({host}/private/x)."
    paper = paper_of(tmp_path, {"a": story("A", text, published="2020"), "[check]": said})
    assert main(["check", "--external", "--strict", "--root", str(paper.root)]) == 1
    out = capsys.readouterr().out
    assert f"content/articles/a.md: warning: {host}/gone answers 404  [external-broken]" in out
    assert f"content/articles/a.md: {host}/shy answers 403  [external-unsure]" in out
    assert "/private/x" not in {path for _, path, _ in Site.asked}
    count = len(Site.asked)
    assert main(["check", "--external", "--root", str(paper.root)]) == 0
    assert len(Site.asked) == count
    assert main(["check", "--root", str(paper.root)]) == 0
    assert len(Site.asked) == count


def test_links_are_looked_at_again_where_something_that_they_depend_on_is_other(tmp_path, monkeypatch):
    paper = paper_of(
        tmp_path, {"rain": story("Rain", "It rained all day."), "sun": story("Sun", "See [Rain](rain.md).")}
    )
    counts = []
    real = links.check
    monkeypatch.setattr(links, "check", lambda *args, **kwargs: counts.append(1) or real(*args, **kwargs))

    def broken():
        counts.clear()
        return [note.what for note in examine(paper.job()).notes if note.code == "link-broken"], len(counts)

    assert broken() == ([], 1)
    paper.edit("content/articles/rain.md", "all day.", "all day.\n\nAnd then it stopped.")
    assert broken() == ([], 0)
    paper.edit("content/articles/rain.md", "And then", "[And](/gone/) then")
    assert broken() == (["/articles/rain/ links to /gone/, where nothing stands"], 1)
    paper.edit("content/articles/rain.md", "it stopped", "it ended")
    assert broken() == (["/articles/rain/ links to /gone/, where nothing stands"], 0)
    paper.write({"content/pages/gone.md": "---\ntitle: Gone\n---\nHere it is.\n"})
    assert broken() == ([], 1)
