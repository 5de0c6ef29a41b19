import gc
import json

import msgspec
import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from generator.convert import frontmatter
from generator.convert.frontmatter_check import check, check_id, is_address
from generator.convert.frontmatter_schema import KINDS, fields, reference, schema
from generator.errors import ContentError
from generator.model import Article, Author, Correction, Licence, Panel, Row, Wishes, moment

WHERE = "content/a.md"


def stated(text, kind="article", timezone="UTC"):
    matter = frontmatter.split(f"---\n{text}\n---\n".encode(), path=WHERE)
    return check(matter.fields, kind=kind, path=WHERE, timezone=timezone)


def values(text, kind="article"):
    read = stated(text, kind)
    assert read.notes == ()
    return read.values


def refusal(text, kind="article"):
    with pytest.raises(ContentError) as caught:
        stated(text, kind)
    return str(caught.value).removeprefix(f"{WHERE}:"), caught.value.hint


def warnings(text, kind="article"):
    return [(str(note).removeprefix(f"{WHERE}:"), note.hint) for note in stated(text, kind).notes]


# Where front matter ends


def test_reading_front_matter_leaves_no_circles_for_the_collector():
    text = "title: Rain\ntags: [a, b]\npublished: 2014-10-28\nlicence: {status: own, odd: 1}\nodd: 2"
    stated(text)
    gc.disable()
    try:
        gc.collect()
        stated(text)
        assert gc.collect() == 0
    finally:
        gc.enable()


def test_the_body_begins_on_the_line_below_the_front_matter():
    matter = frontmatter.split(b"---\ntitle: Rain\n\ntags: [a]\n---\n\nBody\n", path=WHERE)

    assert list(matter.fields) == ["title", "tags"]
    assert (matter.fields["tags"].line, matter.fields["tags"].column) == (4, 1)
    assert (matter.body, matter.line) == (b"\nBody\n", 6)


def test_toml_between_plus_signs_says_the_same():
    text = b'+++\ntitle = "Rain"\npublished = 2014-10-28\n[licence]\nstatus = "own"\n+++\nBody'
    matter = frontmatter.split(text, path=WHERE)

    assert check(matter.fields, kind="article", path=WHERE, timezone="UTC").values == {
        "title": "Rain",
        "published": moment.parse("2014-10-28", timezone="UTC"),
        "licence": Licence(status="own"),
    }
    assert matter.fields["licence"].value["status"].line == 5
    assert (matter.body, matter.line) == (b"Body", 7)


def test_a_byte_order_mark_and_the_line_ends_of_windows_do_not_matter():
    matter = frontmatter.split(
        b"\xef\xbb\xbf--- \r\ntitle: Rain\r\nsummary: >\r\n  a\r\n  b\r\n---\r\nBody", path=WHERE
    )

    assert matter.fields["title"].value == "Rain"
    assert matter.fields["summary"].value == "a b\n"
    assert (matter.body, matter.line) == (b"Body", 7)


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"title: Rain\n",
        b"---",
        b"---\n",
        b"----\ntitle: Rain\n---\n",
        b" ---\ntitle: Rain\n---\n",
        b"---\nA line of a page.\n---\nAnother.",
        b"---\nSource: a page\n---\nText",
        b"---\n\nText that no line closes",
        b"---\n\n---\nText between rules",
        b"+++\nMore on this\n+++\n",
    ],
)
def test_a_ruled_line_at_the_top_of_a_capture_is_text(text):
    assert frontmatter.split(text, path="content/a.txt") == frontmatter.Matter(body=text)


def test_a_capture_may_open_with_front_matter():
    matter = frontmatter.split(b"---\nsource: x\nbyline: Desk\n---\nText", path="content/a.txt")

    assert list(matter.fields) == ["source", "byline"]


def test_front_matter_of_markdown_may_name_no_known_field():
    assert list(frontmatter.split(b"---\n# ours\nmood: grey\n---\n", path=WHERE).fields) == ["mood"]
    assert frontmatter.split(b"---\n---\nBody", path=WHERE) == frontmatter.Matter(body=b"Body", line=3)


def test_front_matter_that_nothing_closes_is_an_error():
    with pytest.raises(ContentError, match=r"a\.md:1:1: .* has no end") as caught:
        frontmatter.split(b"---\ntitle: Rain\n\nBody", path=WHERE)

    assert caught.value.hint == "close it with a line of ---"


def test_a_rule_in_the_body_closes_nothing_twice():
    assert frontmatter.split(b"---\ntitle: a\n---\nb\n---\nc", path=WHERE).body == b"b\n---\nc"


def test_bytes_that_are_no_utf8_are_shown_where_they_stand():
    with pytest.raises(ContentError, match=r"a\.md:3:11: the front matter is no UTF-8"):
        frontmatter.split("---\ntags: []\ntitle: caf\xe9\n---\n".encode("latin-1"), path=WHERE)


@given(st.binary(max_size=60), st.sampled_from([b"---\n", b"+++\n", b"---\ntitle: ", b"\xef\xbb\xbf---\n", b""]))
@example(b"[" * 200 + b"\n---\n", b"---\ntitle: ")
@example(b"\x85: 1\n---\n", b"---\n")
def test_any_bytes_are_split_or_refused(data, opening):
    for whole in (opening + data, opening + data + b"\n---\nx", opening + data + b"\n+++\nx"):
        try:
            matter = frontmatter.split(whole, path=WHERE)
            check(matter.fields, kind="article", path=WHERE, timezone="UTC")
        except ContentError as error:
            assert str(error).startswith(WHERE)  # noqa: PT017 either outcome is right
        else:
            assert whole.endswith(matter.body)
            assert matter.line == whole[: len(whole) - len(matter.body)].count(b"\n") + 1


@given(st.text("-: \n#[]{}'\"&*!|>%@`ab1,?", max_size=40))
def test_any_text_is_yaml_or_an_error_with_a_place(text):
    data = f"---\ntitle: x\n{text}\n---\n".encode()
    try:
        stated_fields = frontmatter.split(data, path=WHERE).fields
    except ContentError as error:
        assert error.where.line >= 1  # noqa: PT017 either outcome is right
    else:
        assert stated_fields["title"].line == 2


# What YAML is read


@pytest.mark.parametrize(
    ("text", "said", "hint"),
    [
        ("title: Rain: more", "2:12: no valid YAML: mapping values", "a text with a colon in it wants quotes"),
        ("tags: [a, b", "2:7: no valid YAML", "close the bracket"),
        ("a: 1\ntitle: 'Rain", "3:8: no valid YAML", "close the quotation mark"),
        ("authors:\n\t- x", "3:1: no valid YAML", "indent with spaces"),
        ("title: @rain", "2:8: no valid YAML", "indent with spaces; a text that begins with a sign"),
        ("title: \x01", "2:8: no valid YAML: control characters", "delete the invisible character"),
        ("title: *bold*", "2:13: no valid YAML", "a text that begins with * or & wants quotes"),
        ("title: *bold", "2:8: uses an alias", "a text that begins with * wants quotes"),
        ("title: !!python/object:os.system x", "2:8: uses a tag", "a text that begins with ! wants quotes"),
        ("title: !rain", "2:8: uses a tag", "a text that begins with ! wants quotes"),
        ("title: a\nlang: en\ntitle: b", "4:1: states `title` twice, first on line 2", ""),
        ("image: {src: a, src: b}", "2:17: states `src` twice", ""),
        ("? [a]\n: b\ntitle: c", "2:3: has a key that is no text", ""),
        (f"tags: {'[' * 60}", "2:39: is nested too deeply", ""),
        ("title: x\n- a", "3:1: no valid YAML", ""),
    ],
)
def test_what_is_not_read_is_refused_where_it_stands(text, said, hint):
    what, advice = refusal(text)

    assert what.startswith(said)
    assert advice.startswith(hint)


def test_an_alias_cannot_multiply_a_text():
    bomb = "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\ntitle: x"

    assert refusal(bomb)[0].startswith("3:8: uses an alias")


# What fields say


@pytest.mark.parametrize(
    ("written", "read"),
    [("no", "no"), ("2.10", "2.10"), ("007", "007"), ("12:30", "12:30"), ("1e3", "1e3"), ("2014-10-28", "2014-10-28")],
)
def test_a_text_is_kept_as_it_was_written(written, read):
    assert values(f"byline: {written}") == {"byline": read}
    assert values(f"tags: [{written}]") == {"tags": (read,)}


def test_norwegian_is_a_language():
    assert values("lang: no") == {"lang": "no"}


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=20))
def test_a_value_of_a_panel_is_verbatim(value):
    row = {"label": "Index", "value": value}
    text = yaml.safe_dump({"panels": [{"type": "quotes", "rows": [row]}]}, allow_unicode=True)

    assert values(text)["panels"][0].rows[0].value == value.replace("\ufffe", "").replace("\uffff", "")


@given(st.from_regex(r"[-+]?[0-9]{1,6}([.:,][0-9]{1,4}){0,2}%?", fullmatch=True))
def test_a_figure_needs_no_quotes_to_be_verbatim(figure):
    assert values(f"panels: [{{type: quotes, rows: [{{label: a, value: {figure.replace(',', '.')}}}]}}]") == {
        "panels": (Panel(type="quotes", rows=(Row(label="a", value=figure.replace(",", ".")),)),)
    }


def test_a_date_keeps_its_precision():
    for text in ("2014", "2014-10", "2014-10-28", "2014-10-28T09:30:00+02:00"):
        assert values(f"published: {text}")["published"].text == text


def test_a_date_without_an_offset_is_read_in_the_zone_of_the_site():
    read = stated("published: 2014-10-28 09:30", timezone="Africa/Johannesburg").values["published"]

    assert read.text == "2014-10-28T09:30:00+02:00"


def test_a_field_without_a_value_says_nothing():
    assert values("subtitle:\nsection: ~\nimage: null\ntitle: ''\nauthors: []") == {"authors": ()}


def test_one_text_stands_for_a_list_of_one_and_for_a_group_that_needs_only_a_text():
    assert values("tags: rain, wind\nauthors: Ana Sousa\ncorrections: [A name was misspelt.]") == {
        "tags": ("rain, wind",),
        "authors": (Author(name="Ana Sousa"),),
        "corrections": (Correction(text="A name was misspelt."),),
    }


def test_toml_numbers_stand_for_texts_as_they_were_written():
    data = b"+++\ntags = [2014, 1.50]\nbyline = 2014-10-28\nindex = true\n+++\n"
    matter = frontmatter.split(data, path=WHERE)

    assert check(matter.fields, kind="article", path=WHERE, timezone="UTC").values == {
        "tags": ("2014", "1.50"),
        "byline": "2014-10-28",
        "index": "true",
    }


def test_groups_and_their_lists_become_the_types_of_the_model():
    assert values("entities: {pin: apple, exclude: [europe]}\nlicence: {status: cc, id: CC-BY-4.0}") == {
        "entities": Wishes(pin=("apple",), exclude=("europe",)),
        "licence": Licence(status="cc", id="CC-BY-4.0"),
    }


def test_a_field_may_bear_a_word_that_python_keeps_for_itself():
    assert values("not: [Big Apple]\nlink: no\nhidden: yes", kind="entity") == {
        "not_": ("Big Apple",),
        "link": False,
        "hidden": True,
    }


def test_a_slug_is_made_fit_for_an_address():
    assert values("slug: Rain & Ünïcode") == {"slug": "rain-unicode"}


def test_an_old_address_begins_at_the_root():
    assert values("aliases: [old/rain.html, /older/]") == {"aliases": ("/old/rain.html", "/older/")}
    assert values("aliases: [Alibaba Group]", kind="entity") == {"aliases": ("Alibaba Group",)}


def test_control_characters_do_not_reach_a_page():
    assert values(r'title: "Rain\0\x07 in\tMay"') == {"title": "Rain in May"}


@pytest.mark.parametrize(
    ("text", "said", "hint"),
    [
        ("title: [a]", "2:1: `title` must be text, not a list", ""),
        ("tags: {a: b}", "2:1: `tags` must be a list of texts, not a group of keys", "write its items between"),
        ("tags: [[a]]", "2:8: `tags[0]` must be text, not a list", ""),
        ("tags: ['a', ]\nimage: {alt: x}", "3:1: `image` needs `src`: text", ""),
        ("published: soon", '2:1: `published` must be a date, not the text "soon"', "write a year"),
        ("published: 2014-02-30", '2:1: `published` must be a date, not the text "2014-02-30"', "day is out of range"),
        ("published: [2014]", "2:1: `published` must be a date, not a list", "write a year"),
        ("status: Published", "2:1: `status` must be `draft`, `published` or `withdrawn`", "did you mean `published`?"),
        ("licence: {status: onw}", "2:11: `licence.status` must be", "did you mean `own`?"),
        ("entities: [a]", "2:1: `entities` must be a group of keys, not a list", "its keys are `pin`"),
        ("panels:\n- type: quotes\n  delay_minutes: 1.5", "4:3: `panels[0].delay_minutes` must be a whole number", ""),
        ("lang: English, mostly", "2:1: `lang` is no language", ""),
        ("id: ../x", "2:1: '../x' is no id", ""),
        ("extra: 3", "2:1: `extra` must be a group of keys", ""),
        ("kind: story", "2:1: `kind` must be `article`, `page` or `entity`", ""),
    ],
)
def test_a_value_of_a_wrong_type_fails_the_file_where_it_stands(text, said, hint):
    what, advice = refusal(text)

    assert what.startswith(said)
    assert advice.startswith(hint)


def test_an_id_of_an_entity_is_plain():
    assert refusal("id: Jack Ma", kind="entity")[0].startswith("2:1: an entity's id has only")
    assert check_id("jack-ma", kind="entity") == ""
    assert check_id("Jack Ma", kind="article") == ""
    assert check_id("x" * 201, kind="article") != ""


def test_an_unknown_field_is_kept_and_put_right():
    read = stated("titel: Rain\nmood: {grey: 1.50, wet: yes, days: 3, dry: true}")

    assert read.values == {"extra": {"titel": "Rain", "mood": {"grey": "1.50", "wet": "yes", "days": 3, "dry": True}}}
    assert [(str(note), note.hint, note.severity) for note in read.notes] == [
        (f"{WHERE}:2:1: there is no field `titel`; it is kept under `extra`", "did you mean `title`?", "warning"),
        (f"{WHERE}:3:1: there is no field `mood`; it is kept under `extra`", "", "warning"),
    ]


def test_what_a_site_keeps_under_extra_is_no_mistake():
    assert values("extra: {mood: grey}") == {"extra": {"mood": "grey"}}
    assert stated("extra: {mood: grey}\nmood: blue\nsky: low").values == {"extra": {"mood": "grey", "sky": "low"}}


def test_a_field_of_another_kind_is_named_as_such():
    assert warnings("order: 3") == [
        ("2:1: there is no field `order`; it is kept under `extra`", "it is a field of page")
    ]


def test_an_unknown_key_of_a_group_is_left_out_and_put_right():
    assert warnings("entities: {exlude: [a]}") == [
        ("2:12: there is no field `entities.exlude`; it is left out", "did you mean `exclude`?")
    ]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("authors: [{name: Ana, url: 'javascript:alert(1)'}]", {"authors": (Author(name="Ana"),)}),
        ("image: {src: 'data:text/html,x', alt: a}", {}),
        ("canonical: 'ftp://example.org/'", {}),
        ("licence: {url: '//example.org'}", {"licence": Licence()}),
        ("aliases: ['https://example.org/a', /b/, /../c]", {"aliases": ("/b/",)}),
    ],
)
def test_an_address_that_no_page_may_carry_is_left_out_with_a_warning(text, left):
    read = stated(text)

    assert read.values == left
    assert {note.code for note in read.notes} == {"bad-url"}
    assert all("left out" in note.what for note in read.notes)


@pytest.mark.parametrize(
    "text",
    ["http://a.org", "HTTPS://a.org/x?y#z", "mailto:a@b.org", "/x", "x/y.png", "../a b.png", "?q", "#a", "a/b:c"],
)
def test_a_page_may_carry_http_mail_and_relative_addresses(text):
    assert is_address(text)


@pytest.mark.parametrize(
    "text",
    [
        "javascript:x",
        "JaVaScRiPt:x",
        "java\tscript:x",
        "\x01javascript:x",
        "data:x",
        "vbscript:x",
        "file:///x",
        "//a.org",
        "\\\\a.org",
        "http:",
        "https:///x",
        "http://a b.org/",
        "mailto:",
        "http://[x",
    ],
)
def test_a_page_may_carry_no_other_address(text):
    assert not is_address(text)


def test_canonical_may_be_a_word():
    assert values("canonical: source") == {"canonical": "source"}


def test_a_digest_that_is_none_is_left_out():
    good, bad = "AB" * 32, "abc"

    assert values(f"provenance: [{{role: capture, sha256: {good}}}]")["provenance"][0].sha256 == good.lower()
    assert [note.code for note in stated(f"provenance: [{{role: capture, sha256: {bad}}}]").notes] == ["bad-digest"]


def test_front_matter_fits_the_fields_of_the_model():
    hidden = {"path", "body", "line", "missing"}
    for kind, made in KINDS.items():
        names = {field.encode_name for field in msgspec.structs.fields(made)}
        assert set(fields(kind)) == names - hidden | {"kind"}


words = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zs", "Zl", "Zp", "Co", "Cn"]), min_size=1)
dates = st.sampled_from(["2014", "2014-10", "2014-10-28", "2014-10-28T09:30:00+02:00"])
matters = st.fixed_dictionaries(
    {},
    optional={
        "title": words,
        "tags": st.lists(words, max_size=3),
        "published": dates,
        "authors": st.lists(st.fixed_dictionaries({"name": words}, optional={"affiliation": words}), max_size=2),
        "entities": st.fixed_dictionaries({}, optional={"pin": st.lists(words, min_size=1)}),
        "translations": st.dictionaries(st.sampled_from(["fr", "pt-BR"]), words),
        "corrections": st.lists(st.fixed_dictionaries({"text": words}, optional={"at": dates}), max_size=2),
    },
)


def unstated(value):
    """Return a checked value as front matter would state it."""
    match value:
        case moment.Moment():
            return value.text
        case msgspec.Struct():
            return {
                field.name: unstated(item)
                for field in msgspec.structs.fields(value)
                if (item := getattr(value, field.name)) != field.default
            }
        case tuple():
            return [unstated(item) for item in value]
    return value


@given(matters)
def test_what_front_matter_states_is_what_is_read(matter):
    text = yaml.safe_dump(matter, allow_unicode=True, sort_keys=False)

    assert {name: unstated(value) for name, value in values(text).items()} == matter


# Sidecars


def test_a_sidecar_is_yaml_from_its_first_line():
    assert frontmatter.sidecar(b"\xef\xbb\xbftitle: Rain\n", path="x.yml")["title"].line == 1
    assert frontmatter.sidecar(b"---\ntitle: Rain\n", path="x.yml")["title"].line == 2
    assert frontmatter.sidecar(b"# nothing yet\n", path="x.yml") == {}


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"- a", "x.yml:1:1: is no front matter"),
        (b"just words", "x.yml:1:1: is no front matter"),
        (b"a: 1\n---\nb: 2", "x.yml:2:1: holds more than one document"),
        (b"a: \xff", "x.yml:1:4: the front matter is no UTF-8"),
        (b"#" * 1_000_001, "x.yml: is larger than 1 MB"),
    ],
)
def test_a_sidecar_that_is_none_is_refused(data, said):
    with pytest.raises(ContentError) as caught:
        frontmatter.sidecar(data, path="x.yml")

    assert str(caught.value).startswith(said)


def lines(text, last=20):
    return frontmatter.lines(frontmatter.sidecar(text, path="x.yml")["lines"], path="x.yml", last=last)


def test_lines_are_single_or_ranges():
    assert lines(b"lines: {keep: [12-14, 2], drop: 3}") == ({2, 12, 13, 14}, {3})


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"lines: {keep: [x]}", "`lines.keep[0]` must be a line or a range"),
        (b"lines: {keep: [0]}", "`lines.keep[0]` names lines 0, but the lines of the file are 1 to 20"),
        (b"lines: {keep: [5-3]}", "`lines.keep[0]` names lines 5-3"),
        (b"lines: {keep: [1-999999999]}", "`lines.keep[0]` names lines 1-999999999"),
        (b"lines: {keep: [1-5], drop: [5]}", "line 5 is both kept and dropped"),
        (b"lines: {kep: [1]}", "there is no setting `lines.kep`"),
        (b"lines: [1]", "`lines` must be a group of keys"),
    ],
)
def test_lines_that_are_none_are_refused(text, said):
    with pytest.raises(ContentError, match=r"x\.yml:1:") as caught:
        lines(text)

    assert caught.value.what.startswith(said)


# The manual


def test_every_field_has_a_meaning():
    for kind in KINDS:
        assert [key.name for key in reference(kind) if not key.description.endswith(".")] == []
        assert {key.name for key in reference(kind) if "." not in key.name} == set(fields(kind))


def test_the_schema_knows_every_field_of_every_kind():
    article, page, entity = schema()["anyOf"]

    assert set(article["properties"]) == set(fields("article"))
    assert set(page["properties"]) == set(fields("page"))
    assert set(entity["properties"]) == set(fields("entity"))
    assert "required" not in article
    assert article["properties"]["index"]["enum"] == ["auto", "false", "true", True, False]
    assert article["properties"]["tags"]["anyOf"][1]["type"] == "array"
    assert article["properties"]["published"]["type"] == ["string", "integer"]


def test_defaults_of_the_manual_are_those_of_the_model():
    shown = {key.name: key.default for key in reference("article")}

    assert shown["genre"] == json.dumps(Article(id="", path="", title="", body="").genre)
    assert shown["licence.edits"] == json.dumps(Licence().edits)
