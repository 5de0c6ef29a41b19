import hashlib
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.config import Default
from generator.convert import converter, markdown
from generator.convert.frontmatter_write import markdown as written
from generator.convert.read import LIMIT, ReadSettings, check_defaults, read
from generator.errors import ConfigError, ContentError, Note, PluginError, Where
from generator.model import (
    Article,
    Author,
    Dateline,
    Entity,
    Licence,
    Page,
    Panel,
    Provenance,
    Row,
    Wishes,
    moment,
)


def capture(*found, suffixes=(".txt",), claim=10, name="capture"):
    """Return a converter that finds what the test says."""
    seen = []

    def convert(source):
        seen.append(source)
        for item in found:
            yield item(source) if callable(item) else item

    return SimpleNamespace(
        SUFFIXES=suffixes,
        accepts=lambda source: claim if source.suffix in suffixes else 0,
        convert=convert,
        seen=seen,
        __name__=name,
    )


def article(**fields):
    return Article(**{"id": "", "path": "a.txt", "title": "Found", "body": "Body", **fields})


def reading(text, path="a.md", *, sidecar=None, converters=(markdown,), **settings):
    return read(
        path=path,
        data=text.encode() if isinstance(text, str) else text,
        sidecar=sidecar if sidecar is None else sidecar.encode(),
        site=ReadSettings(**settings),
        converters=converters,
    )


def only(text, path="a.md", **options):
    (content,) = reading(text, path, **options).contents
    return content


def captured(found, text="Text", path="a.txt", **options):
    return only(text, path, converters=[capture(article(**found))], **options)


def refusal(text, path="a.md", kind=ContentError, **options):
    with pytest.raises(kind) as caught:
        reading(text, path, **options)
    return str(caught.value), caught.value.hint


# What a file is


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("a.md", Article),
        ("wire/2014/a.md", Article),
        ("docs/a.md", Page),
        ("pages/x/a.md", Page),
        ("entities/a.md", Entity),
        ("wire/entities/a.md", Article),
    ],
)
def test_the_folder_says_what_a_file_is(path, kind):
    text = "---\ntype: person\n---\n# Name\n" if kind is Entity else "# Name\n\nBody"

    assert isinstance(only(text, path), kind)


def test_front_matter_says_it_above_the_folder_and_a_sidecar_above_front_matter():
    assert isinstance(only("---\nkind: article\n---\n# Rain\n", "docs/a.md"), Article)
    assert isinstance(only("---\nkind: article\n---\n# Rain\n", "docs/a.md", sidecar="kind: page"), Page)


def test_the_configuration_may_say_it_of_a_folder():
    defaults = (Default("imprint/*", {"kind": "page"}),)

    assert isinstance(only("# Us\n", "imprint/us.md", defaults=defaults), Page)


def test_a_capture_that_is_said_to_be_a_page_or_an_entity_becomes_one():
    page = captured({"summary": "Ours"}, sidecar="kind: page\norder: 3")
    entity = captured({}, sidecar="kind: entity\ntype: place\nname: Lisbon")

    assert page == Page(id="a", path="a.txt", title="Found", body="Body", summary="Ours", order=3)
    assert entity == Entity(id="a", path="a.txt", name="Lisbon", type="place", body="Body")


def test_an_id_is_the_path_without_its_suffix():
    assert only("# Rain\n", "wire/2014/rain.v2.md").id == "wire/2014/rain.v2"


def test_an_id_of_an_entity_is_the_name_of_its_file():
    assert only("---\ntype: person\nname: Jack Ma\n---\n", "entities/people/jack-ma.md").id == "jack-ma"
    what, hint = refusal("---\ntype: person\nname: Jack Ma\n---\n", "entities/Jack Ma.md")
    assert what.startswith("content/entities/Jack Ma.md: an entity's id has only")
    assert hint == "rename the file, or state an `id` such as jack-ma"


def test_a_stated_id_stands():
    assert only("---\nid: rain-2014\n---\n# Rain\n").id == "rain-2014"


def test_a_slug_is_stated_or_left_to_the_addresses():
    assert only("# Rain\n").slug is None
    assert only("---\nslug: Rain Again\n---\n# Rain\n").slug == "rain-again"


def test_later_articles_of_a_file_are_told_apart():
    several = capture(article(title="One"), article(title="Two"), article(id="own"), article(title="Four"))
    contents = reading("Text", "w/day.txt", converters=[several], sidecar="title: First\nsection: Wire").contents

    assert [(content.id, content.title) for content in contents] == [
        ("w/day", "First"),
        ("w/day-2", "Two"),
        ("own", "Found"),
        ("w/day-3", "Four"),
    ]
    assert {content.section for content in contents} == {"Wire"}


def test_the_digest_is_of_the_whole_file():
    data = "---\ntitle: Rain\n---\nBody"

    assert reading(data).sha256 == hashlib.sha256(data.encode()).hexdigest()


# Whose word counts


def test_a_converter_sees_the_file_without_front_matter_and_knows_the_editors_word():
    ours = capture(article())
    text = "---\ntitle: Rain\nlang: pt\n---\nOne\nTwo\n"
    reading(text, "a.txt", converters=[ours], sidecar="lines: {keep: [5], drop: [6]}", timezone="Africa/Cairo")

    (source,) = ours.seen
    assert (source.data, source.line, source.title, source.lang) == (b"One\nTwo\n", 5, "Rain", "pt")
    assert (source.keep, source.drop, source.timezone) == ({5}, {6}, "Africa/Cairo")


def test_lines_count_in_the_whole_file():
    what, _ = refusal("One\nTwo", "a.txt", converters=[capture(article())], sidecar="lines: {drop: [3]}")

    assert what == "content/a.txt.yml:1:16: `lines.drop[0]` names lines 3, but the lines of the file are 1 to 2"


def test_the_sidecar_stands_above_front_matter_and_that_above_the_converter():
    found = {"title": "Found", "byline": "Found", "section": "Found"}
    text = "---\ntitle: Inline\nbyline: Inline\n---\nText"

    made = captured(found, text, sidecar="title: Beside")

    assert (made.title, made.byline, made.section) == ("Beside", "Inline", "Found")


def test_the_configuration_fills_only_what_is_left_open():
    defaults = (
        Default("**", {"section": "News", "genre": "analysis", "byline": "Desk", "licence": {"status": "granted"}}),
        Default("wire/**", {"section": "Wire"}),
        Default("other/**", {"section": "Other"}),
    )

    made = captured({"byline": "Ana"}, path="wire/a.txt", defaults=defaults)

    assert (made.section, made.genre, made.byline, made.licence) == (
        "Wire",
        "analysis",
        "Ana",
        Licence(status="granted", edits="free"),
    )


def test_the_configuration_speaks_to_files_of_several_kinds():
    defaults = (Default("**", {"byline": "Desk", "template": "own.html"}),)
    read_ = reading("# Us\n", "pages/us.md", defaults=defaults)

    assert read_.contents[0].template == "own.html"
    assert read_.notes == ()


def test_a_stated_empty_list_is_above_the_configuration():
    defaults = (Default("**", {"tags": ["wire"]}),)

    assert only("---\ntags: []\n---\n# Rain\n", defaults=defaults).tags == ()
    assert only("# Rain\n", defaults=defaults).tags == ("wire",)


def test_the_language_of_the_configuration_is_what_a_converter_falls_back_on():
    defaults = (Default("fr/**", {"lang": "fr"}),)

    assert only("# Pluie\n", "fr/a.md", lang="pt", defaults=defaults).lang == "fr"
    assert only("# Chuva\n", "a.md", lang="pt", defaults=defaults).lang == "pt"
    assert captured({"lang": "de"}, path="fr/a.txt", defaults=defaults).lang == "de"


def test_what_is_kept_under_extra_is_joined_from_all():
    defaults = (Default("**", {"extra": {"a": 0, "b": 0, "c": 0, "d": 0}}),)
    text = "---\nextra: {b: 2, c: 2}\n---\nText"

    made = captured({"extra": {"a": 1, "b": 1}}, text, sidecar="extra: {c: 3}", defaults=defaults)

    assert made.extra == {"a": 1, "b": 2, "c": 3, "d": 0}


def test_how_a_date_is_known_follows_from_who_states_it():
    stated = "---\npublished: 2014\n---\n# Rain\n"

    assert only(stated).published_basis == "stated"
    assert captured({}, "---\npublished: 2014\n---\nText").published_basis == "editor"
    assert captured({"published_basis": "url"}, sidecar="published: 2014").published_basis == "editor"
    assert captured({}, sidecar="published: 2014\npublished_basis: dateline").published_basis == "dateline"
    assert (
        captured({"published": moment.parse("2014", timezone="UTC"), "published_basis": "url"}).published_basis == "url"
    )
    assert only("# Rain\n").published_basis == "unknown"


def test_a_capture_stays_in_the_provenance_that_an_editor_states():
    hop = Provenance(role="capture", file="a.txt", sha256="0" * 64)
    stated = "provenance: [{role: publisher, name: Courier}]"

    assert captured({"provenance": (hop,)}, sidecar=stated).provenance == (
        Provenance(role="publisher", name="Courier"),
        hop,
    )
    defaults = (Default("**", {"provenance": [{"role": "publisher", "name": "Courier"}]}),)
    assert captured({"provenance": (hop,)}, defaults=defaults).provenance[1] == hop
    own = "provenance: [{role: capture, name: by hand}]"
    assert captured({"provenance": (hop,)}, sidecar=own).provenance == (Provenance(role="capture", name="by hand"),)


def test_what_the_editor_supplies_is_no_longer_missing():
    everything = {"missing": ("byline", "published", "url", "licence")}

    assert captured(everything).missing == everything["missing"]
    assert captured(everything, sidecar="authors: Ana\npublished: 2014").missing == ("url", "licence")
    supplied = "byline: x\nlicence: {status: cc}\nprovenance: [{role: publisher, url: 'https://a.org/'}]"
    assert captured(everything, sidecar=supplied).missing == ("published",)
    assert captured(everything, sidecar="licence: {status: unknown}").missing == everything["missing"]


def test_a_licence_is_settled():
    hop = Provenance(role="capture", file="a.txt")

    assert only("# Rain\n").licence == Licence(status="own")
    assert captured({"provenance": (hop,)}).licence == Licence(status="unknown", edits="none")
    assert captured({"provenance": (hop,)}, sidecar="licence: {status: cc}").licence == Licence(status="cc")


# What goes wrong


def test_a_file_without_a_title_says_how_to_give_it_one():
    assert refusal("Body") == (
        "content/a.md:1:1: has no title",
        "begin the body with `# The title`, or state `title:` in front matter",
    )
    assert refusal("Text", "a.txt", converters=[capture(article(title=" "))])[1] == (
        "state `title:` in front matter, or in content/a.txt.yml"
    )


def test_an_entity_states_its_type():
    what, hint = refusal("# Lisbon\n", "entities/lisbon.md")

    assert what == "content/entities/lisbon.md:1:1: states no `type`"
    assert hint.startswith("one of person, organisation, place")


@pytest.mark.parametrize("data", [b"", b" \r\n\t\n", b"\xef\xbb\xbf\n"])
def test_an_empty_file_is_refused(data):
    assert refusal(data)[0] == "content/a.md: is empty"


def test_a_file_beyond_the_limit_is_refused():
    what, hint = refusal(b"x" * (LIMIT + 1))

    assert what == "content/a.md: is larger than the 20 MB that a content file may have"
    assert "cut it" in hint


def test_bytes_that_are_no_text_are_refused():
    assert "is no text" in refusal(b"# Rain\n\x00\x01")[0]


def test_a_mistake_is_shown_in_the_file_that_makes_it():
    assert refusal("---\ntags:\n  a: b\n---\nx")[0].startswith("content/a.md:2:1: `tags` must be")
    assert refusal("# Rain\n", sidecar="title: x\npublished: soon")[0].startswith("content/a.md.yml:2:1: `published`")
    defaults = (Default("**", {"published": "soon"}),)
    assert refusal("# Rain\n", kind=ConfigError, defaults=defaults)[0].startswith("tearsheet.toml: `published` must be")


def test_warnings_of_all_sources_are_handed_on():
    warned = Note(severity="warning", what="odd", where=Where("content/a.txt", 2))
    read_ = reading(
        "---\ntitel: x\nbyline: y\n---\nText", "a.txt", converters=[capture(warned, article())], sidecar="bylin: y"
    )

    assert [str(note).partition(";")[0] for note in read_.notes] == [
        "content/a.txt:2:1: there is no field `titel`",
        "content/a.txt.yml:1:1: there is no field `bylin`",
        "content/a.txt:2:1: odd",
    ]


def test_the_most_specific_converter_reads_a_file():
    general, special = capture(article(title="General")), capture(article(title="Special"), claim=11)

    assert only("Text", "a.txt", converters=[special, general]).title == "Special"


def test_two_converters_that_are_equally_specific_are_both_named():
    pair = [capture(article(), name="one"), capture(article(), name="two")]

    assert refusal("Text", "a.txt", kind=PluginError, converters=pair)[0] == (
        "content/a.txt: one and two both claim this file"
    )


def test_a_file_that_no_converter_reads_is_refused():
    what, hint = refusal("Text", "a.rtf")

    assert what == "content/a.rtf: no converter reads this file"
    assert hint == "the suffixes of content are .markdown, .md"


def test_a_converter_that_breaks_down_fails_its_file_alone():
    def burst(_source):
        raise RuntimeError("pipe")

    what, _ = refusal("Text", "a.txt", kind=PluginError, converters=[capture(burst, name="ours")])

    assert what == "content/a.txt: ours broke down over this file: RuntimeError: pipe"


def test_a_converter_that_yields_something_else_is_named():
    what, _ = refusal("Text", "a.txt", kind=PluginError, converters=[capture("text", name="ours")])

    assert what == "content/a.txt: ours yields a str, which is no content"


def test_suffixes_of_all_converters_are_content():
    assert converter.suffixes([markdown, capture(), capture()]) == (".markdown", ".md", ".txt")


# Front matter of the configuration


def test_front_matter_of_the_configuration_is_checked_once():
    defaults = (
        Default("a/**", {"sectoin": "x", "order": 3, "aliases": ["Lisbon"], "kind": "entity"}),
        Default("b/**", {"tags": "x", "order": 3}),
    )

    notes = check_defaults(defaults, timezone="UTC")

    assert [note.what.partition(";")[0] for note in notes] == [
        "there is no field `sectoin`",
        "there is no field `order`",
    ]
    with pytest.raises(ConfigError, match=r"tearsheet\.toml: `order` must be a whole number"):
        check_defaults((Default("**", {"order": "first"}),), timezone="UTC")


# Laws


@given(st.binary(max_size=80), st.none() | st.binary(max_size=40))
def test_any_bytes_are_read_or_refused(data, sidecar):
    try:
        made = read(path="a.md", data=data, sidecar=sidecar, site=ReadSettings(), converters=(markdown,))
    except ContentError as error:
        assert str(error).startswith("content/a.md")  # noqa: PT017 either outcome is right
    else:
        assert len(made.contents) == 1


def test_reading_depends_on_its_arguments_alone():
    text = "---\ntitle: Rain\ntags: [b, a]\nextra: {z: 1, y: 2}\n---\nBody"

    assert reading(text) == reading(text)


def test_an_article_that_is_written_down_reads_back_the_same():
    made = Article(
        id="a",
        path="a.md",
        title="no",
        body="Body\n\n## More\n\nText",
        line=1,
        lang="no",
        tags=("2014", "1.50"),
        byline="By Ana: a story",
        authors=(Author(name="Ana", url="https://example.org/ana"),),
        dateline=Dateline(text="LISBON", place="Lisbon"),
        published=moment.parse("2014-10", timezone="UTC"),
        published_basis="url",
        provenance=(Provenance(role="publisher", url="https://example.org/", name="Courier"),),
        licence=Licence(status="cc", id="CC-BY-4.0"),
        entities=Wishes(pin=("lisbon",)),
        panels=(Panel(type="quotes", delay_minutes=15, rows=(Row(label="Index", value="18.50", history=(1.0, 2.5)),)),),
        translations={"fr": "pluie"},
    )

    back = only(written(made))

    assert back == Article(**{**{name: getattr(made, name) for name in made.__struct_fields__}, "line": back.line})
