"""Pages that a browser saved as a mail (MHTML) are read as the pages they are."""

import base64
import hashlib
import quopri

import pytest

from generator.convert import html, mail, recipe_match
from generator.convert.editor import Word
from generator.errors import ContentError
from generator.model import Article, Source, moment

STORY = """<p>The council of the island met on Tuesday to hear what the ferry will cost: 4 = four million crowns.</p>
<p>Islanders on Käfö have waited for nine years since the last boat was sold to a company that scrapped it.</p>
<p>A decision is expected in the autumn, when the books of the harbour have been read by somebody who can count.</p>
"""
PAGE = f"<!DOCTYPE html><html><head><title>Ferry put off again</title></head><body>{STORY}</body></html>"
HEADERS = """From: <Saved by Blink>
Snapshot-Content-Location: https://sheet.example/news/ferry--again?a=1
Subject: Ferry put off again
Date: Tue, 5 Mar 2019 18:04:11 +0200
MIME-Version: 1.0
Content-Type: multipart/related;
\ttype="text/html";
\tboundary="----MultipartBoundary--x----"
"""


def part(body, *, kind="text/html", more="Content-Location: https://sheet.example/news/ferry--again?a=1", how="8bit"):
    data = body if isinstance(body, bytes) else body.encode()
    coded = {"quoted-printable": quopri.encodestring, "base64": base64.encodebytes}.get(how, bytes)(data)
    return f"Content-Type: {kind}\nContent-Transfer-Encoding: {how}\n{more}\n\n".encode() + coded


def mailed(*parts, headers=HEADERS, boundary="----MultipartBoundary--x----", ends="\r\n"):
    lines = [headers.encode(), b""]
    for each in parts:
        lines += [f"--{boundary}".encode(), each]
    data = b"\n".join([*lines, f"--{boundary}--".encode(), b""])
    return data.replace(b"\r\n", b"\n").replace(b"\n", ends.encode())


def source(data, path="wire/ferry.mhtml", **told):
    return Source(path=path, data=data, sha256=hashlib.sha256(data).hexdigest(), **told)


def convert(data, path="wire/ferry.mhtml", **told):
    return next(item for item in html.convert(source(data, path, **told)) if isinstance(item, Article))


@pytest.mark.parametrize("ends", ["\r\n", "\n"])
@pytest.mark.parametrize("how", ["quoted-printable", "base64", "8bit"])
@pytest.mark.parametrize("path", ["wire/ferry.mhtml", "wire/ferry.MHT", "wire/ferry.html"])
def test_a_mail_is_read_as_the_page_in_it(path, how, ends):
    bare = convert(PAGE.encode(), "wire/ferry.html")

    made = convert(mailed(part(PAGE, how=how), ends=ends), path)

    assert (made.title, made.body) == (bare.title, bare.body)
    assert "cost: 4 = four million crowns" in made.body
    assert "Käfö" in made.body


def test_a_mail_says_where_and_when_the_page_was_saved():
    made = convert(mailed(part(PAGE)))

    assert made.provenance[0].url == "https://sheet.example/news/ferry--again?a=1"
    assert made.provenance[-1].captured_at == moment.parse("2019-03-05T18:04:11+02:00", timezone="UTC")
    assert "url" not in made.missing
    assert made.line == 1


def test_a_recipe_knows_a_mail_by_its_address_and_by_its_lines():
    data = mailed(part(PAGE, how="base64"))
    said = Word(kind="article", stated={}, filling={}, body=data, line=1, keep=frozenset(), drop=frozenset(), notes=())

    found = recipe_match.evidence(source(data), said)

    assert found.urls == ("https://sheet.example/news/ferry--again?a=1",)
    assert any(line.startswith("Islanders on Käfö") for line in found.lines)


def test_frames_and_pictures_are_other_parts():
    frame = part(
        "<p>An advertisement that stands in a frame of its own, and is long enough.</p>", more="Content-ID: <f>"
    )
    picture = part(
        b"\x89PNG\x00\xff" * 50, kind="image/png", how="base64", more="Content-Location: https://s.example/a"
    )

    assert convert(mailed(frame, picture, part(PAGE))).body == convert(mailed(part(PAGE))).body


def test_the_page_may_stand_among_its_alternatives_or_alone():
    inner = mailed(
        part("The council", kind="text/plain", more="X-A: b"),
        part(PAGE),
        headers='Content-Type: multipart/alternative; boundary="i"\n',
        boundary="i",
    )
    alone = HEADERS.partition("Content-Type")[0].encode() + part(PAGE, how="quoted-printable")

    for data in (mailed(inner), alone):
        assert convert(data).body == convert(mailed(part(PAGE))).body


@pytest.mark.parametrize(
    ("kind", "encoding"),
    [("text/html; charset=windows-1252", "cp1252"), ('text/html; charset="iso-2022-jp-no"', "utf-8"),
     ("text/html", "cp1252"), ("text/html; charset=utf-8", "cp1252"), ("text/html; charset=utf-16", "utf-16")],
)  # fmt: skip
def test_a_part_is_read_in_its_encoding(kind, encoding):
    data = mailed(part(PAGE.encode(encoding), kind=kind, how="base64"))

    assert "Käfö" in convert(data).body


@pytest.mark.parametrize(
    "data",
    [
        mailed(part("words", kind="text/plain")),
        mailed(),
        b"MIME-Version: 1.0\n\n",
        mailed(headers='Content-Type: multipart/related; boundary=""\n'),
    ],
)
def test_a_mail_without_a_page_says_so(data):
    with pytest.raises(ContentError, match="the mail holds no page") as caught:
        convert(data)
    assert caught.value.hint


NEST = b"".join(b'Content-Type: multipart/related; boundary="%d"\n\n--%d\n' % (n, n) for n in range(5_000))


@pytest.mark.parametrize(
    "data",
    [
        NEST + part(PAGE),
        mailed(*[part("")] * 30_000, part(PAGE)),
        HEADERS.encode() + b"\n" + b"------MultipartBoundary--x----\n" * 100_000,
        b"MIME-Version: 1.0\nContent-Type: multipart/related;" + b' a=";' * 3_000 + b"\n\n" + PAGE.encode(),
        b"MIME-Version: 1.0\n" + b"X-A: b\n" * 1_000_000 + b"\n" + PAGE.encode(),
        mailed(part("=" * 1_000_000, how="quoted-printable")),
        mailed(part("=" * 1_000_001, how="base64")),
        HEADERS.replace("https://sheet.example/", "javascript:alert(1)//--><script>").encode() + b"\n" + part(PAGE),
    ],
    ids=["nested", "many", "empty", "header", "headers", "signs", "padding", "script"],
)
def test_a_hostile_mail_is_read_or_refused(data):
    try:
        made = convert(data)
    except ContentError as error:
        assert error.hint  # noqa: PT017 either outcome will do; an error must say what to do
    else:
        assert "script" not in made.body
        assert all("script" not in (hop.url or "") for hop in made.provenance)


def test_a_page_that_begins_like_a_mail_is_a_page():
    data = f"Date: 5 March\n\n{PAGE}".encode()

    assert not mail.is_mail(source(data))
