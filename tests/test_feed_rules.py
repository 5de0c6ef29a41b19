"""Every feed of the demonstration and of a site that does its worst, held to the rules of `feed_rules`."""

import io
import json
import re
import shutil
from pathlib import Path
from urllib.parse import quote

import feed_rules
import pytest
from lxml import etree
from PIL import Image
from sites import Paper, entity, story

RULES = {"feed.xml": feed_rules.atom, "rss.xml": feed_rules.rss, "feed.json": feed_rules.json_feed}
ROOT = Path(__file__).parents[1]
SETTINGS = """\
title = "The “Ledger” & Sons ]]> \U0001f327"
description = "News < views, الميناء"
base_url = "https://exämple.org/under/é/"
[markdown]
math = true
"""
BODY = """\
Text ]]> here <script>alert(1)</script> <img src=x onerror=alert(1)> &amp; &lt;b&gt;
<iframe src="//evil.example"></iframe>

| a | b |
|--:|:-:|
| 1 | 2 |

Note[^1] $a<b$ [mail](mailto:a@example.org) [up](../../) [frag](#x) [js](javascript:alert(1)) [سطر](rtl.md#é)

<style>p{color:red}</style> <p style="color: red" onclick="x()">styled</p> <![CDATA[ x ]]> <!-- note -->

![Rain](pic.png) <video src="a.mp4" poster="b.png"></video>

- [x] done
- [ ] open

```python
print("a < b & c ]]>")
```

[^1]: A *note*.
"""
TITLE = "Rain \U0001f327 ]]> & <script>alert(1)</script> \"q\" 'r'"
AWAY = [{"role": "publisher", "name": "Courier", "url": "https://courier.example/a?b=1&c=2 d%zz"}]
CC = {"status": "cc", "id": "CC-BY-4.0", "url": "https://creativecommons.org/licenses/by/4.0/", "notice": "© A & B <c>"}


def picture():
    file = io.BytesIO()
    Image.linear_gradient("L").resize((400, 300)).convert("RGB").save(file, "PNG")
    return file.getvalue()


@pytest.fixture(scope="module")
def worst(tmp_path_factory):
    made = Paper(tmp_path_factory.mktemp("worst") / "paper")
    ada = [{"name": "李 雷", "url": "https://example.net/李?a=1&b=2"}, {"name": 'A "B" <c>', "affiliation": "D & E"}]
    pages = {
        "rtl": story("المطر", "كان المطر.", lang="ar", published="2020-03-01", section="الطقس", tags=["مطر & ريح"]),
        "cjk": story("港口上空的雨", "下雨了。", lang="zh-Hant", published="2020-03", section="天气", authors=ada),
        "worst": story(
            TITLE, BODY, published="2020-02-03T10:00:00+02:00", summary="a < b & c > d ]]> <b>", tags=["a<b", "c&d"]
        ),
        "controls": 'title: "Bell\\a \\x1b[31m \\x00 \\uFFFE \\uD83C"\npublished: 2020-01-07\nsummary: "A\\x08b"',
        "old": story("Old", "In 1850.", published="1850-01-02"),
        "ancient": story("Ancient", "In 0850.", published="0850"),
        "undated": story("No date", "None.", section="Nobody knows & <when>"),
        "away": story("Away", "From afar.", published="2020-01-05", licence=CC, provenance=AWAY),
        "twin": story("Away", "From afar.", published="2020-01-05"),
        "quote\"d 'x": story("Named “so”", "x", published="2019-01-01"),
        "empty": story("Empty", "", published="2018-01-01"),
    }
    pages["controls"] = f"---\n{pages['controls']}\n---\n\nText.\n"
    made.write({f"content/articles/{name}.md": text for name, text in pages.items()})
    made.write(
        {
            "tearsheet.toml": f"{SETTINGS}[feeds]\nfull_text = true\n",
            "content/articles/pic.png": picture(),
            "content/entities/afar.md": entity("Afar", "place"),
            "content/entities/nobody.md": entity("Nobody & <Sons>", "organisation"),
        }
    )
    made.build()
    return made


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory):
    made = Paper(tmp_path_factory.mktemp("demonstration"))
    shutil.copytree(ROOT / "content", made.root / "content", ignore=shutil.ignore_patterns("docs"))
    settings = (ROOT / "tearsheet.toml").read_text()
    made.write({"tearsheet.toml": f'base_url = "https://example.org/paper/"\n{settings}\n[feeds]\nfull_text = true\n'})
    assert made.build().errors == ()
    return made


def feeds(paper, base):
    for name, rule in RULES.items():
        for path in sorted(paper.output.rglob(name)):
            yield rule, path.read_bytes(), base + quote(path.relative_to(paper.output).as_posix())


def faults(paper, base):
    return [f"{url}: {fault}" for rule, data, url in feeds(paper, base) for fault in rule(data, url)]


def test_every_feed_of_the_demonstration_is_valid(demonstration):
    assert len(list(feeds(demonstration, ""))) > 60
    assert faults(demonstration, "https://example.org/paper/") == []


def test_every_feed_of_a_site_that_does_its_worst_is_valid(worst):
    assert len(list(feeds(worst, ""))) >= 12
    assert faults(worst, "https://xn--exmple-cua.org/under/%C3%A9/") == []


def test_without_whole_texts_and_without_dates_feeds_are_valid_too(worst, tmp_path):
    shorter = Paper(tmp_path)
    shutil.copytree(worst.root / "content", tmp_path / "content")
    shorter.write({"tearsheet.toml": SETTINGS})
    for path in (tmp_path / "content/articles").glob("*.md"):
        path.write_text(re.sub(r"^published: .*\n", "", path.read_text(), flags=re.MULTILINE))
    shorter.build()
    made = list(feeds(shorter, ""))

    assert len(made) >= 6
    assert faults(shorter, "https://xn--exmple-cua.org/under/%C3%A9/") == []


def test_words_are_words_in_each_format(worst):
    entries = etree.fromstring((worst.output / "feed.xml").read_bytes())
    items = etree.fromstring((worst.output / "rss.xml").read_bytes())[0]
    told = {item["title"]: item for item in json.loads((worst.output / "feed.json").read_bytes())["items"]}

    assert TITLE in [each.text for each in entries.iter("{*}title")]
    summary = next(each for each in items.iterfind("item") if each.findtext("title") == TITLE).findtext("description")
    assert summary == "a &lt; b &amp; c &gt; d ]]&gt; &lt;b&gt;"
    assert told[TITLE]["summary"] == "a < b & c > d ]]> <b>"
    assert "<code>a&lt;b</code>" in told[TITLE]["content_html"]
    assert 'src="https://xn--exmple-cua.org/under/%C3%A9/' in told[TITLE]["content_html"]


def broken(name, old, new):
    return pytest.param(name, old, new, id=f"{name}: {old} is {new}")


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        broken("feed.xml", 'rel="self"', 'rel="us"'),
        broken("feed.xml", "<updated>2", "<updated>2 "),
        broken("feed.xml", "<id>https:", "<id>"),
        broken("feed.xml", 'type="html"', 'type="text/html"'),
        broken("feed.xml", "<summary>", "<summry>"),
        broken("feed.xml", '<?xml version="1.0" encoding="utf-8"?>', ""),
        broken("feed.xml", 'href="https://courier.example/a?', 'href="/a?'),
        broken("feed.xml", "%20d", " d"),
        broken("feed.xml", "&#x3C;table", "&#x3C;iframe"),
        broken("rss.xml", 'isPermaLink="false"', ""),
        broken("rss.xml", "<pubDate>S", "<pubDate>M"),
        broken("rss.xml", 'version="2.0"', 'version="0.91"'),
        broken("rss.xml", "<link>https://xn--exmple-cua.org/under/%C3%A9/articles", "<link>/articles"),
        broken("rss.xml", "&#x26;lt; b", "&#x3C; b"),
        broken("rss.xml", "dc:creator", "author"),
        broken("feed.json", '"version": "https://jsonfeed.org/version/1.1"', '"version": "1"'),
        broken("feed.json", '"content_html"', '"content"'),
        broken("feed.json", '"url": "https:', '"url": "http/'),
        broken("feed.json", 'T00:00:00Z"', '"'),
    ],
)
def test_what_breaks_a_rule_is_found(worst, name, old, new):
    text = (worst.output / name).read_text()
    assert old in text
    damaged = text.replace(old, new).replace("<summry>", "<summry></summry><summary>")
    url = f"https://xn--exmple-cua.org/under/%C3%A9/{name}"

    assert list(RULES[name](damaged.encode(), url)) != []
