import json
import pickle
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator import config
from generator.config import Config, Default, toml
from generator.errors import ConfigError


def refusal(text, path=config.FILE):
    with pytest.raises(ConfigError) as caught:
        config.parse(text, path=path)
    return str(caught.value), caught.value.hint


def test_a_site_without_a_file_has_every_default(tmp_path):
    site = tmp_path / "ledger"
    site.mkdir()

    assert config.load(site) == Config(title="ledger")


def test_the_nearest_folder_upwards_with_a_configuration_is_the_root(tmp_path):
    deep = tmp_path / "site" / "content" / "wire"
    deep.mkdir(parents=True)
    (tmp_path / "tearsheet.toml").write_text("")
    (tmp_path / "site" / "pyproject.toml").write_text('[project]\nname = "tearsheet-site"\n')

    assert config.find_root(deep) == tmp_path.resolve()

    (tmp_path / "site" / "pyproject.toml").write_text('[tool.tearsheet]\ntitle = "Ours"\n')

    assert config.find_root(deep) == (tmp_path / "site").resolve()


def test_its_own_file_goes_before_the_table_of_a_project(tmp_path):
    (tmp_path / "pyproject.toml").write_text('[tool.tearsheet]\ntitle = "Project"\n')

    assert config.load(tmp_path).title == "Project"

    (tmp_path / "tearsheet.toml").write_text('title = "Own"\n')

    assert config.load(tmp_path).title == "Own"


def test_a_mistake_in_a_project_file_is_shown_where_it_stands_there():
    text = '[project]\nname = "x"\n\n[tool.tearsheet.theme]\nacent = "#fff"\n'

    assert refusal(text, "pyproject.toml") == (
        "pyproject.toml:5:1: there is no setting `theme.acent`",
        "did you mean `accent`?",
    )


def test_a_broken_project_file_is_not_passed_over(tmp_path):
    (tmp_path / "pyproject.toml").write_text("[tool.tearsheet]\ntitle = x\n")

    with pytest.raises(ConfigError, match=r"pyproject\.toml:2:9"):
        config.load(tmp_path)


def test_a_file_in_another_encoding_is_named(tmp_path):
    (tmp_path / "tearsheet.toml").write_bytes('title = "café"'.encode("latin-1"))

    with pytest.raises(ConfigError, match=r"tearsheet\.toml is no text"):
        config.load(tmp_path)


@pytest.mark.parametrize(
    ("text", "said", "hint"),
    [
        ('titel = "x"', "1:1: there is no setting `titel`", "did you mean `title`?"),
        ("[images]\nqualty = 3", "2:1: there is no setting `images.qualty`", "did you mean `quality`?"),
        (
            '[[menu]]\ntitle = "a"\nlink = "/"\n[[menu]]\ntitle = "b"\nlnk = "/"',
            "6:1: there is no setting `menu[1].lnk`",
            "did you mean `link`?",
        ),
        ("theme.zz = 1", "1:7: there is no setting `theme.zz`", "the settings here are `scheme`, `accent`"),
    ],
)
def test_an_unknown_key_is_refused_with_its_place_and_the_nearest_name(text, said, hint):
    what, advice = refusal(text)

    assert what == f"tearsheet.toml:{said}"
    assert advice.startswith(hint)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("title = 2014", "1:1: `title` must be text, not the number 2014"),
        ("title = 2.10", '1:1: `title` must be text, not the text "2.10"'),
        ("lang = true", "1:1: `lang` must be text, not true"),
        ('\npage_size = "many"', '2:1: `page_size` must be a whole number, not the text "many"'),
        ("page_size = 1.0", '1:1: `page_size` must be a whole number, not the text "1.0"'),
        ("page_size = true", "1:1: `page_size` must be a whole number, not true"),
        ("page_size = 0", "1:1: `page_size` must be 1 or more, not 0"),
        ("images.quality = 101", "1:8: `images.quality` must be 100 or less, not 101"),
        ("images = {widths = [480, 'x']}", '1:26: `images.widths[1]` must be a whole number, not the text "x"'),
        ('search = "yes"', '1:1: `search` must be true or false, not the text "yes"'),
        ('links = "folder"', '1:1: `links` must be `directory` or `file`, not the text "folder"'),
        ("plugins = 1", "1:1: `plugins` must be a list of texts, not the number 1"),
        ("ignore = [\n  'a', # one\n  2]", "3:3: `ignore[1]` must be text, not the number 2"),
        ("theme = []", "1:1: `theme` must be a group of keys, not a list"),
        ("[[defaults]]\nsection = 'x'", "1:1: `defaults[0]` needs `match`: a glob over the path below content/"),
        ("defaults = ['a']", "1:13: `defaults[0]` must be a group of keys: `match`, and front matter"),
        ("[[menu]]\ntitle = 'x'", "1:1: `menu[0]` needs `link`: text"),
        ("description = 2014-10-28", "1:1: `description` must be text, not the date 2014-10-28"),
    ],
)
def test_a_value_of_a_wrong_type_is_refused_where_it_stands(text, said):
    assert refusal(text)[0] == f"tearsheet.toml:{said}"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("title = x", "1:9: no valid TOML: invalid value"),
        ('a = 1\ntitle = "x\nb = 2', "2:11: no valid TOML: illegal character '\\n'"),
        ("[theme\n", "1:7: no valid TOML"),
        ("[theme]\n[theme]", "2:7: no valid TOML"),
        (f"a = {'[' * 5000}", "1:1: is nested too deeply"),
        (f"a = {'1' * 5000}", "1:1: no valid TOML"),
    ],
)
def test_a_text_that_is_no_toml_is_refused_where_it_breaks(text, said):
    assert refusal(text)[0].startswith(f"tearsheet.toml:{said}")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('timezone = "Europe/Lisbn"', "`timezone` is no time zone"),
        ('timezone = "Europe"', "`timezone` is no time zone"),
        ('timezone = "../UTC"', "`timezone` is no time zone"),
        ('lang = "portuguese language"', "`lang` is no language"),
        ('base_url = "example.org"', "`base_url` is no place for a site"),
        ('base_url = "ftp://example.org/"', "`base_url` is no place for a site"),
        ('base_url = "https:///news"', "`base_url` is no place for a site"),
        ('base_url = "https://example.org/?a=1"', "`base_url` is no place for a site"),
        ('output = ""', "`output` must name a folder"),
        ('theme.accent = "blue"', "`theme.accent` is no colour"),
        ('report_errors_to = "us"', "`report_errors_to` is neither"),
        ('comments.write_to = "javascript:x@y"', "`comments.write_to` is neither"),
        ('menu = [{title = "x", link = "javascript:alert(1)"}]', "`menu[0].link` is neither"),
        ('permalinks.article = "/{slgu}/"', "`permalinks.article` knows no {slgu}"),
        ('permalinks.entity = "/{year}/{slug}/"', "`permalinks.entity` knows no {year}"),
        ('permalinks.article = "{slug}/"', "`permalinks.article` must begin with a slash"),
        ('permalinks.page = "/{slug/"', "`permalinks.page` has a brace without its other"),
        ('permalinks.sections = {tech = "/tech/{year}/"}', "`permalinks.sections.tech` gives every one the same"),
    ],
)
def test_a_value_that_cannot_be_used_is_refused(text, said):
    what, _ = refusal(text)

    assert what.startswith("tearsheet.toml:1:")
    assert said in what


def test_a_misspelt_time_zone_is_put_right():
    assert refusal('timezone = "Europe/Lisbn"')[1] == "did you mean `Europe/Lisbon`?"


def test_a_base_url_ends_in_a_slash():
    assert config.parse('base_url = "https://example.org/a"').base_url == "https://example.org/a/"
    assert config.parse('base_url = "http://example.org//"').base_url == "http://example.org/"


def test_what_the_command_line_sets_is_checked_alike():
    assert config.check(Config(base_url="https://example.org")).base_url == "https://example.org/"
    with pytest.raises(ConfigError, match="base_url"):
        config.check(Config(base_url="example.org"))


def test_front_matter_stands_beside_the_glob_it_is_for():
    text = '[[defaults]]\nmatch = "wire/**"\nsection = "Wire"\n[defaults.licence]\nstatus = "granted"\n'

    assert config.parse(text).defaults == (Default("wire/**", {"section": "Wire", "licence": {"status": "granted"}}),)


def test_a_figure_that_printing_would_change_stays_a_text():
    options = config.parse("[theme.options]\na = 2.10\nb = 2.5\nc = 2014-10-28\nd = [1]").theme.options

    assert options == {"a": "2.10", "b": 2.5, "c": "2014-10-28", "d": [1]}


def test_one_text_stands_for_a_list_of_one():
    assert config.parse('plugins = "plugins/ours.py"').plugins == ("plugins/ours.py",)


def test_settings_are_read_one_key_at_a_time():
    settings = config.parse('[markdown]\nextensions = ["tables"]')

    assert settings.value("markdown.extensions") == ("tables",)
    assert settings.value("page_size") == 50
    with pytest.raises(KeyError):
        settings.value("markdown.nonsense")
    with pytest.raises(KeyError):
        settings.value("value")


def test_every_setting_of_the_reference_can_be_read_by_its_name():
    names = [key.name for key in config.reference() if "[]" not in key.name]

    assert len(names) > 30
    for name in names:
        Config().value(name)


def test_every_setting_has_a_description():
    assert [key.name for key in config.reference() if not key.description.endswith(".")] == []


def test_a_configuration_crosses_process_walls():
    settings = config.parse('[theme.options]\na = [1, {b = "c"}]')

    assert pickle.loads(pickle.dumps(settings)) == settings


def test_the_schema_knows_every_setting_and_no_other():
    schema = config.schema()

    assert set(schema["properties"]) == set(Config.__struct_fields__)
    assert schema["additionalProperties"] is False
    assert schema["properties"]["images"]["properties"]["quality"]["maximum"] == 100
    assert schema["properties"]["menu"]["items"]["required"] == ["title", "link"]
    assert schema["properties"]["defaults"]["items"]["required"] == ["match"]
    json.dumps(schema)


@pytest.mark.parametrize(
    ("path", "glob", "meant"),
    [
        ("wire/a.txt", "wire/*", True),
        ("wire/2014/a.txt", "wire/*", False),
        ("wire/2014/a.txt", "wire/**", True),
        ("a.md", "**/*.md", True),
        ("x/y/a.md", "**/*.md", True),
        ("x/a.md", "*.md", False),
        ("x/a.md", "x/[ab].md", True),
        ("x/c.md", "x/[!ab].md", True),
        ("x/a.md", "x/[!ab].md", False),
        ("x/[z-a", "x/[z-a", True),
        ("x/y", "x/[z-a]", False),
        ("x]", "x[]]", True),
        ("a/b", "a[!c]b", False),
        ("a+b.md", "a+b.md", True),
        ("aab.md", "a+b.md", False),
    ],
)
def test_one_star_stays_in_its_folder_and_two_cross_it(path, glob, meant):
    assert config.matches(path, glob) is meant


@given(st.text(max_size=30), st.text("ab/*?[]!-.", max_size=12))
def test_any_text_is_a_glob(path, glob):
    config.matches(path, glob)


PLACED = (Path(__file__).parent / "fixtures/config/places.toml").read_text(encoding="utf-8")


def place(node, *path):
    for part in path:
        node = node.value[part]
    return node.line, node.column


def test_every_key_and_item_has_its_place():
    root = toml.read(PLACED, path="x.toml", error=ConfigError)
    rows = {text: number for number, text in enumerate(PLACED.splitlines(), 1)}

    assert place(root, "title") == (2, 1)
    assert place(root, "raw") == (rows["raw = '''"], 1)
    assert place(root, "moment") == (rows["moment = 1979-05-27 07:32:00"], 1)
    assert place(root, "list", 0) == (rows["  1, # one"], 3)
    assert place(root, "list", 1, "inner") == (rows["  { inner = [2, 3] },"], 5)
    assert place(root, "list", 1, "inner", 1) == (rows["  { inner = [2, 3] },"], 17)
    quoted = rows["""\"quo.ted" . 'k"ey' = {a = 1, b.c = "}"}"""]
    assert place(root, "quo.ted", 'k"ey') == (quoted, 13)
    assert place(root, "quo.ted", 'k"ey', "b", "c") == (quoted, 32)
    assert place(root, "table", "of", "x") == (rows["[table.of]  # header"] + 1, 1)
    assert place(root, "many", 0, "sub", "b") == (rows["[many.sub]"] + 1, 1)
    assert place(root, "many", 1) == (rows["a = 3"] - 1, 1)
    assert place(root, "many", 1, "inside", 1, "c") == (rows["c = 5"], 1)


def values(node):
    match node.value:
        case dict():
            return {key: values(item) for key, item in node.value.items()}
        case tuple():
            return [values(item) for item in node.value]
    return node.value


fragments = st.sampled_from(
    [
        "a = 1",
        'b.c = "x"',
        "[t]",
        "[t.u]",
        "[[l]]",
        "[[l.m]]",
        'd = [1, "]", {e = "}"}]',
        "'q r' = '#'",
        "# c",
        "",
        'f = """\n[x]\n"""',
        "g = {h.i = [[]], j = {}}",
        "k = 1979-05-27 07:32:00",
    ]
)


@given(st.lists(fragments, max_size=8).map("\n".join))
def test_the_walk_for_places_agrees_with_the_reader_of_values(text):
    try:
        expected = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        with pytest.raises(ConfigError):
            toml.read(text, path="x.toml", error=ConfigError)
        return
    assert values(toml.read(text, path="x.toml", error=ConfigError)) == expected


def error_of(text):
    try:
        config.parse(text)
    except ConfigError as error:
        return error
    return None


@given(st.text(st.sampled_from("ab=[]{}.,\"'\n #1-\\"), max_size=60))
def test_any_text_is_a_configuration_or_an_error_with_a_place(text):
    error = error_of(text)

    assert error is None or 1 <= error.where.line <= text.count("\n") + 1
