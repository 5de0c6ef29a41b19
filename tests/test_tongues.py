"""What the interface says in other languages: catalogues, dates, plurals, direction, and a site of one's own words."""

import ast
import gettext
import re
import shutil
from io import BytesIO
from pathlib import Path

import jinja2
import pytest
from babel.messages.pofile import read_po
from lxml import html
from sites import CONFIG, Paper, entity, story

from generator.cli import catalogues
from generator.errors import TemplateError
from generator.model import moment
from generator.outputs import interface
from generator.render import phrasebook, templates, wording
from generator.render.phrasebook import ENGLISH
from generator.render.views import Head, PageView, SiteView

ROOT = Path(__file__).parents[1]
LOCALE = ROOT / "generator" / "locale"
SHIPPED = sorted(path.stem for path in LOCALE.glob("*.po"))
PLACE = re.compile(r"%\(\w+\)s")


def entries(path):
    """Return a catalogue's entries by their English."""
    read = read_po(BytesIO(path.read_bytes()), abort_invalid=True)
    return {message.id: message for message in read if message.id}


def said_in(lang):
    """Return the packaged phrasebook of a language."""
    words = {}
    rule = "n != 1"
    for tag in interface.chain(lang):
        if data := interface.packaged(tag):
            rule, found = interface.catalogue(data, path=f"{tag}.po", tag=tag)
            words |= found
    return phrasebook.Phrasebook(lang=lang, words=words, plural=rule)


# Catalogues


def test_the_template_of_catalogues_holds_what_pages_say():
    assert (LOCALE / catalogues.TEMPLATE).read_bytes() == catalogues.written(catalogues.extracted(ROOT)), (
        "run: python -m generator.cli.catalogues"
    )


def test_french_arabic_and_chinese_are_shipped():
    assert {"fr", "ar", "zh"} <= set(SHIPPED)


@pytest.mark.parametrize("lang", SHIPPED)
def test_a_catalogue_says_everything_and_nothing_else(lang):
    there, wanted = entries(LOCALE / f"{lang}.po"), entries(LOCALE / catalogues.TEMPLATE)

    assert there.keys() == wanted.keys()
    assert not [message.id for message in there.values() if message.fuzzy]
    for message in there.values():
        forms = message.string if isinstance(message.id, tuple) else (message.string,)
        assert all(forms), message.id


@pytest.mark.parametrize("lang", SHIPPED)
def test_a_translation_keeps_the_places_of_its_english_and_adds_no_markup(lang):
    for message in entries(LOCALE / f"{lang}.po").values():
        many = isinstance(message.id, tuple)
        english = message.id[-1] if many else message.id
        for form in message.string if many else (message.string,):
            places = set(PLACE.findall(form))
            # Arabic says one and two without a figure, and French one article of one.
            assert places <= set(PLACE.findall(english)), form
            assert many or places == set(PLACE.findall(english)), form
            assert form.count("{}") == english.count("{}"), form
            assert not set('<>&"\n') & set(form), form
            assert form.strip() == form or english.strip() != english or english[0] == ";", form


@pytest.mark.parametrize("lang", SHIPPED)
def test_a_plural_rule_tells_apart_as_many_forms_as_each_entry_has(lang):
    read = read_po(BytesIO((LOCALE / f"{lang}.po").read_bytes()))
    choose = gettext.c2py(read.plural_expr)

    assert {choose(number) for number in range(1000)} == set(range(read.num_plurals))
    assert {len(entry.string) for entry in entries(LOCALE / f"{lang}.po").values() if isinstance(entry.id, tuple)} == {
        read.num_plurals
    }


def test_every_word_that_a_view_asks_for_is_in_the_template():
    known = {key if isinstance(key, str) else key[0] for key in entries(LOCALE / catalogues.TEMPLATE)}
    asked = set()
    for path in [*(ROOT / "generator/outputs").glob("*.py"), *(ROOT / "generator/render").glob("*.py")]:
        for node in ast.walk(ast.parse(path.read_bytes())):
            if not (isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant)):
                continue
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if name in ("gettext", "ngettext", "msgid"):
                asked.add(node.args[0].value)

    assert asked
    assert asked <= known


def test_no_template_says_a_word_outside_the_catalogues():
    loud = {}
    for path in (ROOT / "templates").rglob("*.html"):
        text = re.sub(
            r"{%-? (trans|block frame)\b.*?{% end(trans|block) %}", "", path.read_text("utf-8"), flags=re.DOTALL
        )
        tokens = jinja2.Environment().lex(text)
        data = "".join(value if kind == "data" else "¤" for _, kind, value in tokens)
        outside = re.sub(r"<[^>]*>", " ", data)
        spoken = re.findall(r'(?:aria-label|alt|title|placeholder)="[^"¤]*[A-Za-z]{2}[^"]*"', data)
        words = [word for word in re.findall(r"[A-Za-z]{2,}", outside) if word != "SHA"]
        if words or spoken:
            loud[path.name] = words + spoken
    assert loud == {}


def test_no_script_says_a_word():
    for path in (ROOT / "templates/assets").glob("*.js"):
        assert not re.findall(r'"[A-Z][a-z]+(?: [a-z]+)*"', re.sub(r"//.*", "", path.read_text("utf-8"))), path.name


# Plurals, dates, enumerations


@pytest.mark.parametrize(
    ("lang", "number", "words"),
    [
        ("en", 1, "1 article"),
        ("en", 1204, "1,204 articles"),
        ("fr", 0, "0 article"),
        ("fr", 1, "1 article"),
        ("fr", 2, "2 articles"),
        ("zh", 1, "1篇文章"),
        ("zh-CN", 7, "7篇文章"),
        ("zh-TW", 12345, "12,345篇文章"),
        ("ar", 0, "لا مقالات"),
        ("ar", 1, "مقال واحد"),
        ("ar", 2, "مقالان"),
        ("ar", 3, "3 مقالات"),
        ("ar", 11, "11 مقالًا"),
        ("ar", 100, "100 مقال"),
        ("ar-EG", 103, "103 مقالات"),
        ("sv", 1, "1 article"),
        ("sv", 2, "2 articles"),
    ],
)
def test_a_count_takes_the_form_that_its_language_wants(lang, number, words):
    assert said_in(lang).ngettext("%(n)s article", "%(n)s articles", number) == words


def test_a_script_is_given_the_form_of_each_category_that_a_language_tells_apart():
    made = interface.conventions("ar")
    arabic = phrasebook.Phrasebook(
        lang="ar", words=said_in("ar").words, plural=said_in("ar").plural, samples=made.samples
    )

    assert arabic.forms("%(n)s result", "%(n)s results") == {
        "zero": "لا نتائج",
        "one": "نتيجة واحدة",
        "two": "نتيجتان",
        "few": "{} نتائج",
        "many": "{} نتيجة",
        "other": "{} نتيجة",
    }
    assert ENGLISH.forms("%(n)s result", "%(n)s results") == {"one": "{} result", "other": "{} results"}


def test_english_needs_no_babel_and_is_what_babel_says():
    made = interface.conventions("en")
    told = interface.conventions("en-AU")

    assert made == ENGLISH
    assert (told.days, told.months, told.year, told.timed, told.both, told.either, told.group) == (
        made.days,
        made.months,
        made.year,
        made.timed,
        made.both,
        made.either,
        made.group,
    )


@pytest.mark.parametrize("lang", ["en", "fr", "ar", "zh", "ru", "hi", "tlh"])
@pytest.mark.parametrize("stated", ["2014", "2014-02", "0987-02-01", "2014-12-31", "2014-10-28T09:30:00+02:00"])
def test_every_precision_has_words_in_every_language(lang, stated):
    said = interface.conventions(lang).instant(moment.parse(stated, timezone="UTC"))

    assert stated[:4].lstrip("0") in said
    assert not set("{}%") & set(said)


def test_an_enumeration_is_joined_as_its_language_joins_and_stays_escaped():
    made = templates.environment(
        lambda name: templates.TemplateSource("{{ ['a<b', 'c' | safe, 'd'] | listed }}", name),
        phrases=interface.conventions("zh"),
    )
    page = PageView(id="x", address="/x/", title="x", body_html="")

    assert templates.render(made, "x.html", site=SiteView(title="x"), head=Head(address="/", title=""), view=page) in (
        "a&lt;b、c和d"
    )


def test_a_language_names_itself():
    assert [wording.language(tag) for tag in ("fr", "ar", "zh", "pt-BR", "zh-TW", "sr-Latn", "iw")] == [
        "français",
        "العربية",
        "中文",
        "português (Brasil)",
        "中文 (繁體)",
        "srpski (latinica)",
        "עברית",
    ]
    assert [wording.language(tag) for tag in ("tlh", "x", "und", "mul")] == ["tlh", "x", "und", "mul"]


@pytest.mark.parametrize("lang", ["mul", "und", "qqq-1abc", "zh-Hant-HK", "de-1996", "sr-Latn-RS", "iw", "x"])
def test_any_tag_has_a_rule_and_conventions(lang):
    made = interface.conventions(lang)
    rule, _ = interface.catalogue(b'msgid "Search"\nmsgstr "?"\n', path="a.po", tag=lang)

    assert gettext.c2py(rule)(1) in (0, 1)
    assert made.samples["other"] >= 0


@pytest.mark.parametrize(
    ("lang", "tags"),
    [
        ("fr", ["fr"]),
        ("fr_ca", ["fr", "fr-CA"]),
        ("zh-TW", ["zh", "zh-Hant", "zh-TW"]),
        ("zh-Hant-HK", ["zh", "zh-Hant", "zh-Hant-HK"]),
        ("sr-latn-rs", ["sr", "sr-Latn", "sr-Latn-RS"]),
        ("de-1996", ["de", "de-1996"]),
    ],
)
def test_a_catalogue_of_a_region_adds_to_its_languages(lang, tags):
    assert interface.chain(lang) == tags


# Templates


def render(text, phrases, **site):
    made = templates.environment(lambda name: templates.TemplateSource(text, name), phrases=phrases)
    page = PageView(id="x", address="/x/", title="<Rain>", body_html="")
    given = SiteView(title="x", **site)
    return templates.render(made, "x.html", site=given, head=Head(address="/", title=""), view=page)


def test_fixed_words_are_translated_when_a_template_is_compiled():
    asked = []

    class Counting(phrasebook.Phrasebook, frozen=True, kw_only=True):
        def gettext(self, message, **values):
            asked.append(message)
            return super().gettext(message, **values)

    made = templates.environment(
        lambda name: templates.TemplateSource('{{ _("Search") }} {{ _("Search") }}', name),
        phrases=Counting(lang="fr", words={"Search": ("Recherche",)}),
    )
    page = PageView(id="x", address="/x/", title="", body_html="")
    for _ in range(3):
        said = templates.render(made, "x.html", site=SiteView(title=""), head=Head(address="/", title=""), view=page)
        assert said == "Recherche Recherche"
    assert asked == ["Search", "Search"]


def test_two_languages_in_one_process_do_not_share_compiled_templates():
    text = '{{ _("Search") }}'
    french = phrasebook.Phrasebook(words={"Search": ("Recherche",)})

    assert [render(text, each) for each in (ENGLISH, french, ENGLISH)] == ["Search", "Recherche", "Search"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('<p>{{ _("Search") }}</p>', "<p>+Search-</p>"),
        ('<a title="{{ _("Search") }}" {% if 1 %}data-x=\'{{ _("Search") }}\'{% endif %}>x</a>', None),
        ('<a\n{% if 1 %}title="1 > 0"{% endif %}>{{ _("Search") }}</a>', '<a\ntitle="1 > 0">+Search-</a>'),
        ('<title>{{ _("Search") }}</title>{{ _("Search") }}', "<title>Search</title>+Search-"),
        ('<textarea>{{ _("Search") }}</textarea><script>"{{ _("Search") }}"</script>', None),
        ('{{ page.id or _("Search") }}{{ "" or _("Search") }}', "x+Search-"),
        ('{{ _("Search") if page.id == "y" else page.id }}{{ _("Search") if 1 else "" }}', "x+Search-"),
        ('{{ {"a": _("Search"), "b": "c"}["a"] }}', "+Search-"),
        ('{{ _("Of %(what)s", what=page.title) }}', "+Of &lt;Rain&gt;-"),
        ('{{ ngettext("%(n)s article", "%(n)s articles", 2) }}', "+2 articles-"),
        ("{% trans what=page.title %}By {{ what }}{% endtrans %}", "+By &lt;Rain&gt;-"),
        ('{{ _(", ") }}{{ _("Known") }}{{ page.title }}', ", Noto&lt;Rain&gt;"),
        ('{% macro m() %}{{ _("Search") }}{% endmacro %}<a title="{{ m() }}">', '<a title="Search">'),
        ('{% set s %}{{ _("Search") }}{% endset %}<a title="{{ s }}">', '<a title="Search">'),
        ('{% block title %}{{ _("Search") }}{% endblock %}', "Search"),
        ('{% for a in [1, 2] %}<b>{{ _("Search") }}</b>{% endfor %}', "<b>+Search-</b><b>+Search-</b>"),
        ("<p{{ unsaid }}>", "<p>"),
    ],
)
def test_english_on_a_site_of_another_language_says_that_it_is(text, said):
    italian = phrasebook.Phrasebook(lang="it", words={"Known": ("Noto",)})
    english = render(text, phrasebook.Phrasebook(words=italian.words))
    printed = render(text, italian).replace('<span lang="en" dir="ltr">', "+").replace("</span>", "-")

    assert printed == (english if said is None else said)
    assert render(text, phrasebook.Phrasebook(lang="en-GB", words=italian.words)) == english


def test_what_views_say_in_english_is_marked_only_where_no_catalogue_has_a_word():
    assert render("<p{{ unsaid }}>", phrasebook.Phrasebook(lang="it")) == '<p lang="en" dir="ltr">'
    assert render("<p{{ unsaid }}>", ENGLISH) == "<p>"


def test_words_and_the_values_in_them_are_escaped():
    phrases = phrasebook.Phrasebook(words={"Read": ("<b>",), "Of %(what)s": ("<i>%(what)s",)})

    assert render('{{ _("Read") }}{{ _("Of %(what)s", what=page.title) }}', phrases) == "&lt;b&gt;&lt;i&gt;&lt;Rain&gt;"
    assert render("{% trans what=page.title %}By {{ what }}{% endtrans %}", phrases) == "By &lt;Rain&gt;"


# Whole sites


@pytest.fixture
def paper(tmp_path):
    """A site whose content has no Latin letter, so that what has one is the interface's."""
    made = Paper(tmp_path)
    made.write({
        "tearsheet.toml": 'title = "Вести"\nlang = "ru"\nbase_url = "https://000.00/"\npage_size = 2\n'
        'twins = false\nreport_errors_to = "1@000.00"\n[comments]\nwrite_to = "1@000.00"\n',
        "content/entities/1.md": entity(
            "Ада Линд",
            aliases=["Ада"],
            disambiguator="судья",
            same_as=["https://000.00/1"],
            roles=[{"title": "мэр", "of": "2", "cite": "0"}],
            symbols=[{"exchange": "МБ", "symbol": "АЛ"}],
        ).replace("Who Ада Линд is.", "Кто она."),
        "content/entities/2.md": entity("Порт", "organisation", relations=[{"type": "part_of", "to": "1"}]).replace(
            "Who Порт is.", "Что это."
        ),
        "content/entities/3.md": entity("Ада Линд", disambiguator="поэт").replace("Who Ада Линд is.", "Кто."),
        "content/0.md": story(
            "Ада Линд и Порт",
            "Ада Линд вернулась. Порт открыт.",
            "## Один\n\nа\n\n## Два\n\nб\n\n## Три\n\nв",
            published="2014-10-28",
            published_basis="url",
            modified="2014-10-29T09:30:00Z",
            section="Город",
            tags=["рыба"],
            authors=[{"name": "Б. В."}, {"name": "Г. Д."}],
            corrections=[{"at": "2014-11-01", "kind": "clarification", "text": "Было не так."}],
            comments=[{"author": "Е.", "text": "Да."}],
            provenance=[{"role": "origin", "name": "Море", "url": "https://000.00/0", "published": "2014-10-27"},
                        {"role": "capture", "captured_at": "2015-01-01", "sha256": "0" * 64}],
            licence={"status": "cc", "id": "CC-BY-NC-ND-4.0", "url": "https://000.00/9", "holder": "Море"},
            image={"src": "https://000.00/9.png", "alt": "", "caption": "Вид"},
            panels=[
                {"type": "quotes", "rows": [{"label": "АЛ", "value": "1", "change": "-1"}], "delay_minutes": 15},
                {"type": "snapshot", "as_of": "2014-10-28", "vendor": "МБ", "rows": [{"label": "а", "value": "б"}]},
                {"type": "contact", "rows": [{"label": "а"}]},
                {"type": "links", "rows": [{"label": "а"}]},
            ],
        ),
        **{
            f"content/{number}.md": story(
                f"Рассказ {number}", "Ада Линд и Порт снова здесь.", published=f"2014-{number:02}-01", section="Город"
            )
            for number in range(1, 8)
        },
        "content/8.md": story("Старое", "Порт.", status="withdrawn", published="2010"),
        "content/9.md": story("Без даты", "Порт."),
        "content/pages/1.md": story("О нас", "Мы."),
        "content/docs/1.md": story("Первое", "а"),
        "content/docs/2.md": story("Второе", "б"),
    })  # fmt: skip
    return made


def pseudo(path):
    """Write a catalogue that says each English text in brackets, in one form."""
    lines = ['msgid ""', 'msgstr ""', '"Plural-Forms: nplurals=1; plural=0;\\n"', ""]
    for message in entries(LOCALE / catalogues.TEMPLATE).values():
        one, many = message.id if isinstance(message.id, tuple) else (message.id, "")
        lines += [f'msgid "{one}"', *([f'msgid_plural "{many}"'] if many else [])]
        lines += [f'msgstr{"[0]" if many else ""} "⟦{many or one}⟧"', ""]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines), encoding="utf-8")


SPOKEN = ("none", "failed", "one", "other", "copied", "refused", "auto", "light", "dark")
LEFT = re.compile(r"[A-Za-z]{2,}")
NAMES = re.compile(r"SHA-256|HTML|Markdown|CC BY[-A-Z]* 4\.0|UTC|https?://\S+|\b\S+@000\.00|Atom|RSS|JSON")


def unsaid(page):
    """Return the Latin words that a reader of a page meets outside the brackets."""
    tree = html.fromstring(page)
    for part in tree.xpath("//script | //style | //textarea | //code"):
        part.drop_tree()
    said = [*tree.xpath("//text()"), *tree.xpath("//@aria-label | //@title | //@alt | //@placeholder")]
    said += [value for name in SPOKEN for value in tree.xpath(f"//@data-{name}")]
    text = " ".join(said)
    while "⟦" in text and text != (shorter := re.sub(r"⟦[^⟦⟧]*⟧", " ", text)):
        text = shorter
    return LEFT.findall(NAMES.sub(" ", text))


def test_nothing_on_any_page_is_said_outside_the_catalogue(paper):
    pseudo(paper.root / "templates/locale/ru.po")
    report = paper.build()
    assert report.errors == ()

    pages = {path: text for path, text in paper.tree().items() if path.endswith(".html")}
    assert len(pages) > 40
    assert {path: words for path, text in pages.items() if (words := unsaid(text.decode()))} == {}


def test_a_catalogue_of_ones_own_reprints_what_it_words_and_leaves_what_a_clean_build_would(paper):
    paper.build()
    own = "templates/locale/ru.po"
    paper.write({own: 'msgid "Read next"\nmsgstr "Дальше"\n\nmsgid "Nowhere used"\nmsgstr "Нигде"\n'})
    changed = paper.changes()

    assert "/0/" in {address.removeprefix("/articles") for address in changed}
    assert "Дальше" in paper.page("/articles/0/")
    assert "/feed.xml" not in changed
    assert paper.tree() == paper.clean(paper.root.parent / f"{paper.root.name}-aside")

    paper.write({own: '# A comment.\nmsgid "Read next"\nmsgstr "Дальше"\n\nmsgid "Nowhere used"\nmsgstr "Нигде"\n'})
    assert paper.changes() == set()

    paper.write({own: None})
    assert paper.changes() == changed
    assert paper.tree() == paper.clean(paper.root.parent / f"{paper.root.name}-aside")
    shutil.rmtree(paper.root.parent / f"{paper.root.name}-aside")


def test_a_page_prints_in_the_sites_language_whatever_it_is(paper):
    paper.edit("tearsheet.toml", 'lang = "ru"', 'lang = "ar"')
    paper.build()
    page = html.fromstring(paper.page("/articles/0/"))

    assert (page.get("lang"), page.get("dir")) == ("ar", "rtl")
    assert "28 أكتوبر 2014" in page.text_content()
    assert "دقيقة قراءة" in page.text_content()


@pytest.mark.parametrize(
    ("said", "line", "what"),
    [
        ('msgid "Search"\nbogus "x"\n', 2, "cannot be read"),
        ('# Ours.\n\nmsgid "By %(names)s"\nmsgstr "От %(name)s"\n', 3, "does not fit"),
        ('msgid "By %(names)s"\nmsgstr "От 5% %(names)s"\n', 1, "does not fit"),
        ('msgid "%(n)s result"\nmsgid_plural "%(n)s results"\nmsgstr[0] "1"\nmsgstr[1] "2"\n', 1, "2 forms"),
        (b"\xff\xfe", None, "no UTF-8"),
        ('msgid ""\nmsgstr "Plural-Forms: nplurals=2; plural=import os;\\n"\n', None, "cannot be read"),
    ],
)
def test_a_catalogue_that_does_not_do_is_told_by_its_line(said, line, what):
    with pytest.raises(TemplateError) as caught:
        interface.catalogue(said if isinstance(said, bytes) else said.encode(), path="templates/locale/ru.po", tag="ru")

    note = caught.value.note()
    assert what in note.what
    assert note.where.path == "templates/locale/ru.po"
    assert line is None or note.where.line == line


def test_a_site_prints_where_its_catalogue_cannot_be_read(paper):
    paper.write({"templates/locale/ru.po": 'msgid "By %(names)s"\nmsgstr "От %(name)s"\n'})
    report = paper.build()

    (error,) = report.errors
    assert str(error.where) == "templates/locale/ru.po:1:1"
    assert "28 October 2014" in paper.page("/articles/0/")  # nothing of the language was read: English stands in


def test_a_language_without_a_catalogue_is_told_once_and_has_its_own_dates(paper):
    report = paper.build()

    (note,) = [note for note in report.notes if "catalogue" in note.what]
    assert (note.severity, note.hint) == ("info", "write templates/locale/ru.po")
    assert "28 октября 2014" in paper.page("/articles/0/")
    assert '<span lang="en" dir="ltr">Skip to the text</span>' in paper.page("/articles/0/")
    assert '<ul class="ways" lang="en" dir="ltr">' in paper.page("/search/")
    paper.write({"templates/locale/ru.po": 'msgid "Search"\nmsgstr "Поиск"\n'})
    assert not [note for note in paper.build().notes if "catalogue" in note.what]


def test_the_way_back_from_a_note_is_said_in_the_sites_language(tmp_path):
    made = Paper(tmp_path)
    made.write(
        {
            "tearsheet.toml": f'{CONFIG}lang = "fr"\n',
            "content/articles/pluie.md": story("Pluie", "Il pleut.[^a]", "[^a]: Selon la météo."),
        }
    )
    assert made.build().errors == ()
    (back,) = html.fromstring(made.page("/articles/pluie/")).find_class("footnote-backref")
    assert (back.get("aria-label"), back.get("title")) == ("Retour à la note 1 dans le texte", None)


def alternates(page):
    return [(link.get("hreflang"), link.get("href")) for link in page.xpath("//link[@hreflang]")]


def test_translations_name_each_other_in_the_head_on_the_page_and_in_the_sitemap(tmp_path):
    made = Paper(tmp_path)
    made.write({
        "tearsheet.toml": CONFIG + 'lang = "fr"\n',
        "content/a.md": story("Pluie", "Il pleut.", published="2014-10-28", translations={"en": "b", "ar": "c"}),
        "content/b.md": story("Rain", "It rains.", lang="en", published="2014-10-28"),
        "content/c.md": story("مطر", "تمطر.", lang="ar", published="2014-10-28", status="draft"),
        "content/d.md": story("雨", "雨。", lang="zh", published="2014-10-28", translations={"en": "b", "de": "gone"}),
        "content/e.md": story("Soleil", "Il fait beau.", published="2014-10-28"),
    })  # fmt: skip
    assert made.build().errors == ()
    wanted = [(lang, f"https://example.org/articles/{key}/") for lang, key in (("en", "b"), ("fr", "a"), ("zh", "d"))]
    for key in ("a", "b", "d"):
        page = html.fromstring(made.page(f"/articles/{key}/"))
        assert alternates(page) == wanted, key
        shown = page.xpath("//main//a[@hreflang]")
        assert [link.get("hreflang") for link in shown] == [lang for lang, url in wanted if f"/{key}/" not in url]
        assert [link.get("lang") for link in shown] == [link.get("hreflang") for link in shown]
    assert alternates(html.fromstring(made.page("/articles/e/"))) == []
    told = made.page("/sitemap.xml")
    assert told.count('<xhtml:link rel="alternate" hreflang="zh" href="https://example.org/articles/d/"/>') == 3
    assert told.count("<xhtml:link ") == 9
    assert 'xmlns:xhtml="http://www.w3.org/1999/xhtml"' in told

    made.edit("content/a.md", 'translations: {"en": "b", "ar": "c"}\n', "")
    changed = made.changes()
    assert {"/articles/a/", "/articles/b/", "/articles/d/", "/sitemap.xml"} <= changed
    assert "/articles/e/" not in changed
    assert alternates(html.fromstring(made.page("/articles/a/"))) == []
    assert [lang for lang, _ in alternates(html.fromstring(made.page("/articles/d/")))] == ["en", "zh"]


def test_an_article_in_another_language_keeps_the_interface_in_the_sites(tmp_path):
    made = Paper(tmp_path)
    made.write({
        "tearsheet.toml": CONFIG + 'lang = "fr"\n',
        "content/a.md": story("خبر", "النص هنا.", lang="ar", published="2014-10-28", authors=[{"name": "ع"}]),
        "content/b.md": story("Pluie", "Il pleut.", published="2014-10-29"),
    })  # fmt: skip
    assert made.build().errors == ()
    page = html.fromstring(made.page("/articles/a/"))
    listed = html.fromstring(made.page("/articles/"))

    assert (page.get("lang"), page.get("dir")) == ("ar", "rtl")
    for part in ("masthead", "colophon", "byline", "facts", "skip", "neighbours"):
        (found,) = page.xpath(f"//*[contains(concat(' ', @class, ' '), ' {part} ')]")
        assert (found.get("lang"), found.get("dir")) == ("fr", "ltr"), part
    (title,) = listed.xpath("//*[.='خبر' and @lang]")
    assert (title.get("lang"), title.get("dir")) == ("ar", "rtl")
    assert not listed.xpath("//*[.='Pluie']/@lang")


def test_titles_of_ours_say_that_they_are_english_where_no_catalogue_has_them(tmp_path):
    paper = Paper(tmp_path)
    front = {"tags": ["hamn"], "section": "Nyheter", "published": "2019-03-01"}
    rows = {f"content/articles/{name}.md": story(name, "Ada Lind gick.", **front) for name in ("a", "b")}
    paper.write({"tearsheet.toml": 'title = "Bladet"\nlang = "sv"\n', **rows})
    assert paper.build().errors == ()

    for address in ("/articles/", "/archive/", "/tags/", "/entities/", "/entities/person/"):
        (title,) = html.fromstring(paper.page(address)).xpath("//main//h1")
        assert (title.get("lang"), title.get("dir")) == ("en", "ltr"), address
    for address in ("/sections/nyheter/", "/articles/a/", "/archive/2019/03/"):
        (title,) = html.fromstring(paper.page(address)).xpath("//main//h1")
        assert title.get("lang") is None, address
    (everyone,) = html.fromstring(paper.page("/articles/a/")).xpath("//a[text()='Who and what']")
    assert everyone.get("lang") == "en"
