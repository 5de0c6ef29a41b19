from pathlib import Path
from urllib.parse import urljoin

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jinja2.compiler import CodeGenerator
from markupsafe import Markup

from generator.errors import TemplateError
from generator.model import Panel, Row, moment
from generator.outputs import interface
from generator.render import compiling, links, templates, wording
from generator.render.phrasebook import ENGLISH
from generator.render.templates import TemplateSource
from generator.render.views import ArticleView, Head, PageView, SiteView

SEGMENTS = st.text(alphabet="abcXYZ019-_.~:@東é", min_size=1, max_size=8).filter(lambda word: word.strip("."))
FOLDERS = st.lists(SEGMENTS, max_size=4).map(lambda parts: "/" + "".join(f"{part}/" for part in parts))
ADDRESSES = st.builds(lambda folder, name: folder + name, FOLDERS, st.one_of(st.just(""), SEGMENTS))
TAILS = st.sampled_from(["", "#part", "?page=2", "?a=/b/#c"])
ROOTS = st.sampled_from(["https://ledger.example", "https://ledger.example/archive", "http://localhost:8000/a/b%20c"])

# A busy machine is no failure.
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

SITE = SiteView(title="The Harbour Ledger")
HEAD = Head(address="/docs/tides/", title="Tides")
PAGE = PageView(id="docs/tides", address="/docs/tides/", title="Tides & currents", body_html="<p>Twice a day.</p>")


def printing(**sources):
    """An environment of templates given as text, and what finds them."""
    named = {f"{name.replace('__', '/')}.html": text for name, text in sources.items()}

    def find(name):
        return templates.TemplateSource(named[name], f"templates/{name}") if name in named else None

    return templates.environment(find, names=frozenset(named)), find


def printed(**sources):
    made, _ = printing(**sources)
    return templates.render(made, "page.html", site=SITE, head=HEAD, view=PAGE)


# Links


@unhurried
@given(address=ADDRESSES, page=ADDRESSES, tail=TAILS, root=ROOTS)
def test_a_relative_link_leads_to_its_address_below_any_root(address, page, tail, root):
    link = links.relative(address + tail, page=page)

    assert not link.startswith("/")
    assert urljoin(root + page, link) == root + address + tail or link == tail


@unhurried
@given(address=ADDRESSES, page=ADDRESSES, root=ROOTS)
def test_links_for_a_disk_name_the_file_of_every_folder(address, page, root):
    link = links.relative(address, page=page, links="file")

    assert urljoin(root + page, link) == root + address + ("index.html" if address.endswith("/") else "")


@unhurried
@given(page=ADDRESSES, tail=st.sampled_from(["#part", "#", "#東"]))
def test_a_fragment_of_the_page_itself_stays_a_fragment(page, tail):
    assert links.relative(page + tail, page=page) == links.relative(tail, page=page) == tail


@pytest.mark.parametrize(
    ("address", "page", "link"),
    [
        ("/", "/", "./"),
        ("/", "/articles/rain/", "../../"),
        ("/articles/rain/", "/articles/rain/", "./"),
        ("/articles/rain/", "/articles/snow/", "../rain/"),
        ("/assets/site.css", "/", "assets/site.css"),
        ("/assets/site.css", "/feed.xml", "assets/site.css"),
        ("/a:b/", "/", "./a:b/"),
        ("https://wire.example/x", "/a/", "https://wire.example/x"),
        ("//wire.example/x", "/a/", "https://wire.example/x"),
        ("mailto:desk@ledger.example", "/a/", "mailto:desk@ledger.example"),
        ("picture.png", "/a/", "picture.png"),
    ],
)
def test_a_link_is_as_short_as_it_can_be(address, page, link):
    assert links.relative(address, page=page) == link


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", " JavaScript:alert(1)", "java\nscript:alert(1)", "\x01data:text/html,x", "vbscript:x"],
)
def test_an_address_that_could_run_leads_nowhere(address):
    assert links.relative(address, page="/a/") == links.absolute(address, base_url=None) == links.UNSAFE


@pytest.mark.parametrize(
    ("base_url", "url"),
    [
        ("https://ledger.example", "https://ledger.example/feed.xml"),
        ("https://ledger.example/archive/", "https://ledger.example/archive/feed.xml"),
        (None, "/feed.xml"),
    ],
)
def test_an_absolute_link_starts_at_the_base_url(base_url, url):
    assert links.absolute("/feed.xml", base_url=base_url) == url


# Words


@pytest.mark.parametrize(
    ("stated", "lang", "words"),
    [
        ("2014", "en", "2014"),
        ("2014-10", "en", "October 2014"),
        ("2014-10-08", "en", "8 October 2014"),
        ("2014-10-08", "en-GB", "8 October 2014"),
        ("2014-10-08", "en-US", "October 8, 2014"),
        ("2014-10-08", "de-AT", "8. Oktober 2014"),
        ("2014-10", "es", "octubre de 2014"),
        ("2014-10-08", "tlh", "2014-10-08"),
        ("2014-10", "ja", "2014年10月"),
        ("2014", "zh", "2014年"),
        ("2014-10-01", "fr-CA", "1er octobre 2014"),
        ("2014-10-28", "ar", "28 أكتوبر 2014"),
    ],
)
def test_a_date_keeps_its_precision_in_every_language(stated, lang, words):
    assert interface.conventions(lang).day(moment.parse(stated, timezone="UTC")) == words


@pytest.mark.parametrize(
    ("stated", "words"),
    [
        ("2014-10-28T09:30:00+02:00", "28 October 2014, 09:30 UTC+2"),
        ("2014-10-28T09:30:15-03:30", "28 October 2014, 09:30 UTC−3:30"),
        ("2014-10-28T23:05:00Z", "28 October 2014, 23:05 UTC"),
        ("2014-10", "October 2014"),
    ],
)
def test_a_time_of_day_is_told_with_its_zone(stated, words):
    assert interface.conventions("en").instant(moment.parse(stated, timezone="UTC")) == words


@pytest.mark.parametrize(
    ("change", "way"),
    [
        ("-0.2%", "down"),
        ("−0.2%", "down"),
        ("+1.3%", "up"),
        ("0.3%", "up"),
        ("-0.0%", "flat"),
        ("+0,00", "flat"),
        ("0", "flat"),
        ("-R1,204.50", "down"),
        ("+٠٫٣", "up"),
        ("unch.", None),
        ("down 0.2%", None),
        ("", None),
    ],
)
def test_a_change_points_where_its_figures_do(change, way):
    assert wording.trend(change) == way


def test_rows_keep_the_order_in_which_their_groups_appear():
    rows = [Row(label=label, group=group) for label, group in (("a", "Z"), ("b", None), ("c", "Z"), ("d", "A"))]

    assert [(group, [row.label for row in some]) for group, some in wording.groups(rows)] == [
        ("Z", ["a", "c"]),
        (None, ["b"]),
        ("A", ["d"]),
    ]


@pytest.mark.parametrize(
    ("lang", "way"),
    [("en", "ltr"), ("ar", "rtl"), ("he-IL", "rtl"), ("az-Arab", "rtl"), ("ur-Latn-PK", "ltr"), ("pa-Arab-PK", "rtl")],
)
def test_a_script_decides_the_direction_of_a_language(lang, way):
    assert wording.text_direction(lang) == way


@pytest.mark.parametrize(
    ("spdx", "words"),
    [("CC-BY-ND-4.0", "CC BY-ND 4.0"), ("CC-BY-4.0", "CC BY 4.0"), ("CC0-1.0", "CC0-1.0"), ("MIT", "MIT")],
)
def test_a_licence_is_named_as_its_publisher_names_it(spdx, words):
    assert wording.licence_name(spdx) == words


@unhurried
@given(st.lists(st.floats(-1e9, 1e9), min_size=1, max_size=40))
def test_a_line_of_figures_stays_inside_its_box(history):
    for point in wording.polyline(history).split():
        across, down = map(float, point.split(","))
        assert 0 <= across <= 96
        assert 0 <= down <= 24


def test_a_higher_figure_stands_higher():
    first, second = (point.split(",")[1] for point in wording.polyline([1.0, 2.0]).split())

    assert float(second) < float(first)


def test_a_letter_carries_its_subject_and_a_page_that_takes_reports_is_kept():
    assert wording.letter_to("desk@ledger.example", about="Error in: Rain & snow", address="/a/").startswith(
        "mailto:desk@ledger.example?subject=Error%20in%3A%20Rain%20%26%20snow&body="
    )
    assert wording.letter_to("https://x.example/new?by=a@b", about="x", address="/a/") == "https://x.example/new?by=a@b"


@pytest.mark.parametrize(
    ("url", "name"),
    [("https://www.wire.example/a", "wire.example"), ("http://[bad", "http://[bad"), ("nowhere", "nowhere")],
)
def test_a_host_is_named_as_people_say_it(url, name):
    assert wording.host(url) == name


# The environment


def test_a_view_is_printed_escaped_and_its_html_as_it_is():
    assert printed(page="<h1>{{ page.title }}</h1>{{ page.body_html | safe }}") == (
        "<h1>Tides &amp; currents</h1><p>Twice a day.</p>"
    )


def test_what_is_absent_prints_nothing():
    assert printed(page="[{{ page.summary }}]") == "[]"


def test_href_starts_from_the_page_being_printed():
    assert printed(page="{{ href('/articles/rain/') }}") == "../../articles/rain/"


def test_a_page_shown_under_any_address_has_absolute_links():
    made, _ = printing(page="{{ href('/articles/rain/') }} {{ absolute('/') }}")
    site = SiteView(title="x", base_url="https://ledger.example/archive")
    head = Head(address="/404.html", title="x", relocated=True)

    assert templates.render(made, "page.html", site=site, head=head, view=PAGE) == (
        "https://ledger.example/archive/articles/rain/ https://ledger.example/archive/"
    )


@pytest.mark.parametrize("draw", ["{{ [1, 2] | random }}", "{{ lipsum() }}", "{{ now() }}"])
def test_nothing_in_a_template_draws_lots_or_knows_the_time(draw):
    with pytest.raises(TemplateError):
        printed(page=draw)


@pytest.mark.parametrize(
    ("source", "line", "what"),
    [
        ("\n\n{{ page.titel }}", 3, "PageView has no `titel`: did you mean `title`?"),
        ("\n{{ pgae.title }}", 2, "`pgae` is nothing this template knows: did you mean `page`?"),
        ("{% if %}", 1, "Expected an expression, got 'end of statement block'"),
        ("\n{{ page.title }", 2, "unexpected '}'"),
        ("\n\n\n{{ 1 // 0 }}", 4, "ZeroDivisionError: "),
        ("{{ page.title | shout }}", 1, "No filter named 'shout'."),
        ("\n{% include 'partials/tyde.html' %}", 2, "no template is called `partials/tyde.html`"),
    ],
)
def test_a_mistake_is_told_with_its_line(source, line, what):
    with pytest.raises(TemplateError) as caught:
        printed(page=source, partials__tide="")

    assert caught.value.what.startswith(what)
    assert (caught.value.where.path, caught.value.where.line) == ("templates/page.html", line)


def test_a_mistake_in_an_included_template_is_placed_there():
    with pytest.raises(TemplateError) as caught:
        printed(page="{% include 'partials/tide.html' %}", partials__tide="\n{{ page.moon }}")

    assert str(caught.value.where) == "templates/partials/tide.html:2:1"


def test_a_syntax_error_in_a_parent_is_placed_there():
    with pytest.raises(TemplateError) as caught:
        printed(page="{% extends 'base.html' %}", base="\n\n{% endblock %}")

    assert str(caught.value.where) == "templates/base.html:3:1"


def test_a_misspelt_template_gets_a_suggestion():
    made, _ = printing(page="", longread="")

    with pytest.raises(TemplateError) as caught:
        templates.render(made, "longred.html", site=SITE, head=HEAD, view=PAGE)

    assert caught.value.hint == "did you mean `longread.html`?"
    assert caught.value.where is None


def test_an_include_of_a_misspelt_template_gets_a_suggestion():
    with pytest.raises(TemplateError) as caught:
        printed(page="{% include 'partials/tyde.html' %}", partials__tide="")

    assert caught.value.hint == "did you mean `partials/tide.html`?"


def test_a_strangers_word_cannot_climb_out_of_its_folder():
    asked = []
    made = templates.environment(lambda name: asked.append(name) or templates.TemplateSource("", name))

    with pytest.raises(TemplateError):
        templates.render(made, "partials/panels/../../../secret.html", site=SITE, head=HEAD, view=PAGE)

    assert asked == []


# What a template reaches


def test_a_closure_follows_every_way_to_read_a_template():
    _, find = printing(
        page="{% extends 'base.html' %}{% from 'words.html' import x %}{% import 'more.html' as m %}",
        base="{% include ['own.html', 'partials/tide.html'] %}{% include 'a.html' if 1 else 'b.html' %}",
        partials__tide="{% include 'page.html' %}",
        words="",
        more="",
        a="",
        b="",
        aside="",
    )

    reached = templates.closure("page.html", find)

    names = ("a", "b", "base", "more", "own", "page", "partials/tide", "words")
    assert reached == {f"{name}.html" for name in names}


def test_a_closure_holds_a_template_that_does_not_exist_yet():
    _, find = printing(page="{% include 'own.html' ignore missing %}")

    assert "own.html" in templates.closure("page.html", find)


def test_what_is_wrong_elsewhere_in_a_template_does_not_hide_what_it_reaches():
    _, find = printing(page="{% fi %}{%- include 'base.html' -%}{# {% include 'old.html' %} #}", base="")

    assert {"page.html", "base.html"} <= templates.closure("page.html", find)


def test_a_name_known_by_its_beginning_covers_what_begins_so():
    _, find = printing(
        page="{% include 'panels/' ~ page.id ~ '.html' %}{% include 'x-' + page.id %}",
        panels__moon="{% include 'moon.html' %}",
    )

    assert templates.closure("page.html", find, names=frozenset({"panels/moon.html", "other.html"})) == {
        "page.html",
        "panels/*",
        "x-*",
        "panels/moon.html",
        "moon.html",
    }


def test_a_name_not_known_at_all_may_be_any():
    _, find = printing(page="{% include page.id %}", other="")

    assert templates.closure("page.html", find, names=frozenset({"other.html"})) == {"page.html", "*", "other.html"}


def test_a_closure_says_in_which_template_a_reference_cannot_be_parsed():
    _, find = printing(page="{% include 'base.html' %}", base="\n{% include %}")

    with pytest.raises(TemplateError) as caught:
        templates.closure("page.html", find)

    assert str(caught.value.where) == "templates/base.html:2:1"


THEME = Path(__file__).parent.parent / "templates"


def theme(name):
    path = THEME / name
    return templates.TemplateSource(path.read_text("utf-8"), f"templates/{name}") if path.is_file() else None


def test_a_site_overrides_the_theme_file_by_file():
    def find(name):
        own = {"partials/panels/tides.html": "<b data-panel='tides'>{{ panel.rows[0].value }}</b>"}
        return templates.TemplateSource(own[name], name) if name in own else theme(name)

    made = templates.environment(find)
    view = ArticleView(id="a", address="/a/", title="A", body_html="")
    panels = (Panel(type="tides", rows=(Row(label="High", value="06:12"),)),)
    sidebar = msgspec.structs.replace(view.sidebar, panels=panels)
    shown = msgspec.structs.replace(view, sidebar=sidebar)

    html = templates.render(made, "article.html", site=SITE, head=Head(address="/a/", title="A"), view=shown)

    assert "<b data-panel='tides'>06:12</b>" in html


def test_a_template_compiled_in_fewer_steps_prints_what_jinja_would(monkeypatch):
    source = {
        "page.html": '{% extends "base.html" %}{% block content %}{{ x }}{% for i in xs %}{{ i }}{{ loop.index }}'
        '{% include "part.html" %}{% endfor %}{{ html | safe }}{{ nothing }}{{ 1.5 }}{{ true }}{{ -3 }}'
        '{% set kept %}<{{ x }}>{% include "part.html" %}{% endset %}{{ kept }}'
        '{% macro m(y) %}[{{ y }}{% include "part.html" %}]{% endmacro %}{{ m(x) }}'
        '{% include "nowhere.html" ignore missing %}{% filter upper %}{{ x }}{% endfilter %}{% endblock %}',
        "base.html": "<b>{{ x }}</b>{% block content %}{% endblock %}{{ super_html }}",
        "part.html": "({{ x }}{{ i if i is defined }})",
    }
    values = {"x": "<a & 'b'>", "xs": ["é", "<", ""], "html": "<i>", "nothing": None, "super_html": Markup("<u>")}
    made = []
    for generator in (compiling.Quicker.code_generator_class, CodeGenerator):
        monkeypatch.setattr(compiling.Quicker, "code_generator_class", generator)
        monkeypatch.setattr(templates, "kept", lambda *_: None)
        find = {name: TemplateSource(text, name) for name, text in source.items()}.get
        made.append(templates.environment(find, names=frozenset(source)).get_template("page.html").render(values))
    assert made[0] == made[1]
    assert "(&lt;a &amp; &#39;b&#39;&gt;é)" in made[0]


def carefully(made):
    """The same environment, which asks at every step."""
    made.direct = None
    return made


PIECES = (
    "{{ page.title }}{{ page.contents | length }}{{ page.next }}{{ 1.5 }}{{ none }}{{ ['<', 2] | join }}",
    "{% for x in [1, 2, 3] if x != 2 %}{{ loop.index }}{{ x }}{{ href('/') }}{% else %}none{% endfor %}",
    "{% for x in [] %}{% else %}{{ page.title }}{% endfor %}{% set n = namespace(a='<') %}{{ n.a }}",
    "{% for x in [[1, [2]], [3]] recursive %}{{ loop(x) if x is iterable else x }}{{ loop.first }}{% endfor %}",
    (
        "{% macro m(a, b='&') %}[{{ a }}{{ b }}{{ page.title }}{{ caller() if caller is defined }}]{% endmacro %}"
        "{{ m('<') }}{{ m(1, b=2) }}"
    ),
    "{% from 'words.html' import say with context %}{{ say('<') }}",
    "{% import 'words.html' as w %}{{ w.say(1) }}{{ w.said }}",
    "{% macro m(a) %}{{ caller(a) }}{% endmacro %}{% call(x) m('c') %}{{ x }}<{{ page.title }}>{% endcall %}",
    "{% set kept %}<{{ page.title }}>{% include 'part.html' %}{% endset %}{{ kept }}{{ kept | length }}",
    "{% filter upper %}{{ page.title }}{% endfilter %}{% with y = 3 %}{% include 'part.html' %}{% endwith %}",
    "{% include ['gone.html', 'part.html'] %}{% include 'gone.html' ignore missing %}{% include 'p' ~ 'art.html' %}",
    "{{ {'a': {'title': 1}}.a.title }}{{ {'items': 3}.keys() | list }}{{ site.theme.get('x', '-') }}",
    "{{ site.theme.accent }}{{ site.theme['accent'] }}{{ head.lang or site.lang }}{{ _('Search') }}",
    "{{ y is defined }}{{ y | default('<') }}",
    "{{ page.absent is defined }}{{ page.absent | default('-') }}",
    "{% autoescape false %}{{ page.title }}{{ '<' }}{% endautoescape %}{{ page.title }}",
    (
        "{% block a %}{{ page.title }}{% block b scoped %}{{ self.a is callable }}{% endblock %}"
        "{% endblock %}{{ self.b() }}"
    ),
    "{{ absolute('/x/') or '-' }}{{ ngettext('%(n)s day', '%(n)s days', 2) }}{{ spoken('ar') }}{{ spoken(none) }}",
    "{% for a, b in [(1, 2)] %}{% set c = a + b %}{{ c }}{% include 'part.html' %}{% endfor %}{% set c = '<' %}{{ c }}",
    "{{ 'x' if false }}{{ page.title if page.title else page.body_html | safe }}",
    "{{ joiner(',')() }}{{ cycler(1, 2).next() }}",
    "{{ page['title'] }}{{ page.title[:2] }}{{ page.title.startswith('T') }}",
    "{{ 'a' ~ page.title ~ 1 }}{{ dict(class=1) }}",
    "{% if y is defined %}{% extends 'x' %}{% else %}{% extends 'frame.html' %}{% endif %}{% set section = page %}",
    "{% extends 'fra' ~ 'me.html' %}{% set section = page %}{% block body %}{{ self.body is callable }}{% endblock %}",
    "{% set k %}{% block z %}<{{ page.title }}>{% endblock %}{% endset %}{{ k }}{{ self.z() }}",
    "{% macro m() %}{% block z %}{{ page.title }}{% endblock %}{% endmacro %}{{ m() }}{{ m() }}",
    "{% for x in [1, 2] %}{% block z scoped %}{{ x }}{% include 'part.html' %}{% endblock %}{% endfor %}",
    "{% set y = '<' %}{% for y in [1, 2] %}{% include 'part.html' %}{% endfor %}{% include 'part.html' %}",
    "{% set out, held, known, every = 1, 2, 3, 4 %}{{ out }}{{ held }}{{ known }}{{ every }}{{ page.title }}",
    "{% extends 'frame.html' %}{% set section = page %}{% block body %}{{ super() }}{{ section.title }}{% endblock %}",
    "{% trans names=page.title %}By {{ names }}{% endtrans %}",
    " a \n  {%- include 'part.html' -%}  \n b \n  {% include 'lines.html' %}\n c {%+ include 'lines.html' +%}\n d",
    "{% for x in [1, 2] %}{% include 'part.html' %}{% set c = x %}{% include 'part.html' %}{% endfor %}",
    "{% for c in [1, 2] %}{% include 'set.html' %}{{ c }}{% endfor %}{{ c is defined }}{% include 'set.html' %}",
    "{# {% include 'part.html' %} #}{% raw %}{% include 'part.html' %}{% endraw %}{% include 'part.html' %}",
    "{% for x in [1, 2] %}{{ loop.index }}{% include 'loops.html' %}{% endfor %}",
    "{% include 'framed.html' %}{% include 'words.html' %}{% include 'circle.html' %}",
    "{% macro m(y) %}{% include 'part.html' %}{% endmacro %}{{ m(1) }}{% set k %}{{ m(2) }}{% endset %}{{ k }}",
)
FAULTS = (
    "{{ y }}", "{% if y %}1{% endif %}", "{{ y.z }}", "{{ y() }}", "{{ page.absent }}", "{{ page.title.absent }}",
    "{% for x in y %}{% endfor %}", "{{ page.title() }}", "{{ 1 / 0 }}", "{{ y == 1 }}", "{{ page.absent.more }}",
    "{% include 'gone.html' %}", "{% include y %}", "{% for x in [1] %}{% include 'loops.html' %}{% endfor %}",
    "{{ site.theme.absent }}", "{{ 'a' < 1 }}", "{{ href() }}",
    "{{ y ~ 1 }}",
)  # fmt: skip
PARTS = {
    "part.html": "({{ page.title }}{{ y if y is defined }}{{ c if c is defined }})",
    "words.html": "{% set said = '<said>' %}{% macro say(x) %}{{ x }}!{% endmacro %}",
    "lines.html": "{# A part. #}\n  {% if page.title %}\n  <b>\n  {% endif %}\n  \n   ",
    "set.html": "{% set c = 'own' %}{{ c }}{% for x in [3] %}{{ loop.index }}{{ x | day if false }}{% endfor %}",
    "loops.html": "\n{{ loop.index }}",
    "framed.html": "{% extends 'frame.html' %}{% set section = page %}",
    "circle.html": "{% if c is not defined %}{% with c = 1 %}{% include 'circle.html' %}{% endwith %}{% endif %}.",
    "frame.html": "<{{ section.title }}{% block body %}{{ page.title }}{% endblock %}{% include 'part.html' %}>",
}


@pytest.mark.parametrize("piece", PIECES)
def test_a_template_that_asks_for_nothing_prints_the_same(piece):
    find = {name: TemplateSource(text, name) for name, text in {"page.html": piece, **PARTS}.items()}.get
    site = msgspec.structs.replace(SITE, theme={"accent": "<red>"}, base_url="https://ledger.example")
    made = templates.environment(find, names=frozenset(PARTS))

    once, twice = (templates.render(made, "page.html", site=site, head=HEAD, view=PAGE) for _ in range(2))

    slow = carefully(templates.environment(find, names=frozenset(PARTS)))
    assert once == twice == templates.render(slow, "page.html", site=site, head=HEAD, view=PAGE)
    assert ("autoescape" in piece) == bool(made.careful)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_template_that_asks_for_nothing_says_the_same_of_a_mistake(fault):
    find = {name: TemplateSource(text, name) for name, text in {"page.html": f"\n{fault}", **PARTS}.items()}.get
    said = []
    for made in (templates.environment(find), carefully(templates.environment(find))):
        with pytest.raises(TemplateError) as caught:
            templates.render(made, "page.html", site=SITE, head=HEAD, view=PAGE)
        said.append(caught.value.note())
    assert said[0] == said[1]
    assert said[0].where.line == 2


def test_a_template_that_is_compiled_already_is_not_read_again(monkeypatch):
    source = TemplateSource("<{{ page.title }}>{{ _('Search') }}", "page.html")
    french = msgspec.structs.replace(interface.read(None), lang="fr", words={"Search": ("Recherche",)})
    code = templates.compiled("page.html", source, ENGLISH)

    def shown(text, phrases):
        compiling.kept.cache_clear()
        find = {"page.html": TemplateSource(text, "page.html")}.get
        made = templates.environment(find, phrases=phrases, ready={"page.html": code}.get)
        return templates.render(made, "page.html", site=SITE, head=HEAD, view=PAGE)

    assert shown(source.text, french) == "<Tides &amp; currents>Recherche"
    assert shown("{{ page.id }}", ENGLISH) == "docs/tides"
    monkeypatch.setattr("jinja2.Environment._parse", lambda *_: pytest.fail("it was parsed"))
    assert shown(source.text, ENGLISH) == "<Tides &amp; currents>Search"


def test_a_template_with_a_mistake_is_not_compiled_before():
    assert templates.compiled("page.html", TemplateSource("{% fi %}", "page.html"), ENGLISH) is None
    assert templates.compiled("page.html", TemplateSource(PIECES[-8], "page.html"), ENGLISH) is not None


def test_the_theme_asks_for_nothing():
    made = templates.environment(theme)
    site = msgspec.structs.replace(SITE, theme={"scheme": "dark"}, base_url="https://ledger.example", logo="/logo.png")
    article = ArticleView(id="a", address="/a/", title="A", body_html="")
    for name, view in (("article.html", article), ("page.html", PAGE)):
        templates.render(made, name, site=site, head=Head(address="/a/", title="A"), view=view)

    assert (made.careful, made.quick.uncertain) == (set(), frozenset())


FEW = st.lists(st.sampled_from(["articles", "rain", "snow", "entities", "a:b", ""]), max_size=4).map(
    lambda parts: "/" + "/".join(parts)
)


@settings(deadline=None)
@given(
    st.lists(FEW, min_size=1, max_size=4),
    st.lists(st.builds("{}{}".format, FEW, st.sampled_from(["", "/", "#top", "?q=1", "/#x"])), max_size=8),
    st.sampled_from(["directory", "file"]),
)
def test_links_written_for_many_pages_are_those_written_for_each(pages, targets, naming):
    for page in [f"{each.rstrip('/')}/" for each in pages]:
        written = links.writer(page, links=naming)
        for target in [*targets, page, f"{page}#a"]:
            assert written(target) == links.relative(target, page=page, links=naming)
