"""The theme: what its pages hold, whatever they are given."""

import functools
import re
from itertools import pairwise, product
from pathlib import Path

import lxml.html
import msgspec
import pytest
import rjsmin

from generator.link import queries
from generator.model import (
    Article,
    Author,
    Comment,
    Correction,
    Licence,
    Panel,
    Provenance,
    Row,
    Symbol,
    moment,
)
from generator.render import links, structured, templates
from generator.render.cards import (
    CardView,
    Contents,
    CorrectionView,
    EntityGroup,
    EntityItem,
    Feed,
    FrontSection,
    IndexGroup,
    IndexItem,
    Link,
    NavGroup,
    Pager,
    Picture,
    SidebarView,
)
from generator.render.profile import EntityView, RelationView, RoleView
from generator.render.views import (
    VARIABLES,
    ArticleView,
    CorrectionsView,
    FrontView,
    IndexView,
    ListingView,
    NotFoundView,
    PageView,
    RedirectView,
    RepublishView,
    SearchView,
    SiteView,
)

THEME = Path(__file__).parent.parent / "templates"
TEMPLATES = sorted(path.relative_to(THEME).as_posix() for path in THEME.rglob("*.html"))
CSS = (THEME / "assets/site.css").read_text("utf-8")
POLICY = (
    "default-src 'none'; img-src 'self' data:; style-src 'self'; script-src 'self'; connect-src 'self'; "
    "font-src 'self'; base-uri 'none'; form-action 'self'"
)
on = functools.partial(moment.parse, timezone="UTC")

SITE = SiteView(
    title="The Harbour Ledger",
    description="Of the northern ports",
    base_url="https://ledger.example/archive",
    menu=(Link(text="Ports", address="/sections/ports/"), Link(text="Manual", address="/docs/")),
    feeds=(Feed(title="Everything new", address="/feed.xml"),),
    stylesheets=("/assets/site.css",),
    code_stylesheet="/assets/highlight.css",
    scripts=("/assets/site.js",),
    early_scripts=("/assets/theme.js",),
    icon="/assets/icon.svg",
    logo="/assets/logo.svg",
    archive=(Link(text="All articles", address="/articles/"),),
    report_errors_to="desk@ledger.example",
    footer_html="<p>Set in the old hall.</p>",
)
PORTS = Link(text="Ports", address="/sections/ports/")
FERRY = CardView(
    address="/articles/ferry/",
    title="Ferry yard wins order",
    summary="Two hundred welders by spring.",
    published=on("2014-10-27"),
    source="Northern Wire",
    section=PORTS,
    image=Picture(address="/assets/ferry.jpg", alt="A hull"),
    lang="en-ZA",
    reason="also about Northwind",
)
CLOCK = CardView(address="/articles/clock/", title="The clock that stays slow")
QUOTES = Panel(
    type="quotes",
    title="Markets",
    delay_minutes=15,
    vendor="Bourse Data",
    note="Of the northern exchange.",
    rows=(
        Row(label="Crown – Dollar", value="18.52", change="-0.2%", group="Currencies"),
        Row(label="Crown – Euro", value="19.91", change="-0.0%", group="Currencies"),
        Row(label="Copper", value="9,313.86", change="+0.4%", group="Metals", history=(1.0, 3.0, 2.0)),
        Row(label="Tin", value="20.10", change="suspended", group="Metals"),
    ),
)
SIDEBAR = SidebarView(
    groups=(
        EntityGroup(
            type="person",
            title="People",
            items=(
                EntityItem(
                    id="ada-lind",
                    type="person",
                    name="Ada Lind",
                    address="/entities/ada-lind/",
                    role="chair of the harbour board",
                    quote="the board’s chair, Ada Lind",
                    mentions=4,
                    about=True,
                    articles=(FERRY,),
                    others=7,
                ),
                EntityItem(id="tomas-reyes", type="person", name="Tomas Reyes"),
            ),
        ),
        EntityGroup(
            type="place",
            title="Places",
            items=(EntityItem(id="ostrava-bay", type="place", name="Ostrava Bay", address="/entities/ostrava-bay/"),),
        ),
    ),
    related=(FERRY, CLOCK),
    panels=(
        QUOTES,
        Panel(
            type="snapshot", title="Northwind", as_of=on("2014-10"), rows=(Row(label="Ships", value="11"),), note="n"
        ),
        Panel(type="contact", rows=(Row(label="Readers’ editor", url="mailto:r@wire.example", note="In a week"),)),
        Panel(type="links", rows=(Row(label="The plan", url="https://coop.example/plan"),)),
        Panel(type="subscribe"),
        Panel(type="tide table", vendor="Met", rows=(Row(label="High water", value="06:12"),)),
    ),
)
ARTICLE = ArticleView(
    id="quay",
    address="/articles/quay/",
    title="Harbour board reopens the coal quay",
    body_html="<p>The coal quay will open to ferries in May.</p><h2 id='cost'>Cost</h2><p>Four million.</p>",
    subtitle="Two ships get a berth",
    summary="The quay will open in May.",
    contents=tuple(Contents(level=2, text=f"Part {number}", anchor=f"part-{number}") for number in range(3)),
    authors=(
        Author(name="Ines Falk", affiliation="Northern Wire", url="https://wire.example/falk"),
        Author(name="Jonas Berg"),
        Author(name="Dora Hale"),
    ),
    dateline="Ostrava Bay",
    published=on("2014-10-28"),
    published_basis="url",
    modified=on("2014-10-29"),
    minutes=3,
    words=600,
    section=PORTS,
    tags=(Link(text="Ferries", address="/tags/ferries/"),),
    image=Picture(
        address="/assets/quay.jpg", alt="A quay", caption="Before the works", credit="I. Falk", width=9, height=6
    ),
    corrections=(Correction(at=on("2014-10-29"), text="The quay was built in 1911."),),
    provenance=(
        Provenance(role="origin", name="Northern Wire", url="https://wire.example/quay", published=on("2014-10-27")),
        Provenance(role="publisher", name="Coast Review"),
        Provenance(role="capture", file="quay.txt", sha256="5d" * 32),
    ),
    licence=Licence(
        status="cc", id="CC-BY-ND-4.0", url="https://cc.example/nd", holder="Northern Wire", notice="Kept whole."
    ),
    sidebar=SIDEBAR,
    older=FERRY,
    newer=CLOCK,
    comments=(Comment(author="R. Okafor", text="I saw the last collier.", at=on("2014-10-30")),),
    comments_to="desk@ledger.example",
    translations=(
        Link(text="de-AT", address="/articles/kai/"),
        Link(text="en", address="/articles/quay/", current=True),
    ),
    republish="/articles/quay/republish/",
)
ENTITY = EntityView(
    id="ada-lind",
    type="person",
    address="/entities/ada-lind/",
    name="Ada Lind",
    kind=Link(text="People", address="/entities/person/"),
    disambiguator="harbour board",
    summary="Chairs the harbour board.",
    profile_html="<p>Went to sea at nineteen.</p>",
    aliases=("A. M. Lind",),
    symbols=(Symbol(exchange="XNSE", symbol="LND"),),
    roles=(RoleView(title="chair", of=Link(text="Harbour board", address=""), cite=FERRY, quote="its chair"),),
    relations=(RelationView(text="sister of", to=Link(text="Greta Lind", address="/entities/greta-lind/")),),
    same_as=("https://www.wikidata.org/entity/Q1",),
    articles=(FERRY,),
    mentioned=(CLOCK,),
    total=2,
    appears_with=(Link(text="Northwind", address="/entities/northwind/", note="2"),),
    feeds=(Feed(title="Ada Lind", address="/entities/ada-lind/feed.xml"),),
)
PAGER = Pager(
    number=2,
    count=3,
    older="/sections/ports/page/1/",
    newer="/sections/ports/",
    pages=(Link(text="2", address="/sections/ports/page/2/", current=True),),
)
PAGES = {
    "article": ARTICLE,
    "entity": ENTITY,
    "front": FrontView(
        lead=FERRY,
        latest=(CLOCK, FERRY, CLOCK, FERRY),
        below=4,
        sections=(FrontSection(title="Ports", address="/sections/ports/", cards=(FERRY, CLOCK)),),
        entities=(Link(text="Ada Lind", address="/entities/ada-lind/", note="7"),),
        about_html="<p>Since 1911.</p>",
        total=12,
    ),
    "index": IndexView(
        title="Who and what",
        kicker="Index",
        description="Everyone named.",
        groups=(
            IndexGroup(
                title="A",
                anchor="a",
                items=(
                    IndexItem(name="Ada Lind", address="/entities/ada-lind/", count=7),
                    IndexItem(name="Alder", note="n"),
                ),
            ),
            IndexGroup(title="B", anchor="b", items=(IndexItem(name="Bay"),)),
        ),
        facets=(Link(text="All", address="/entities/", current=True, note="3"),),
        total=3,
    ),
    "listing": ListingView(
        title="Ports",
        kicker="Section",
        description="Quays and ships.",
        cards=(FERRY, CLOCK),
        total=112,
        pager=PAGER,
        feeds=(Feed(title="Ports", address="/sections/ports/feed.xml"),),
        beside=(PORTS,),
    ),
    "notfound": NotFoundView(ways=(Link(text="All articles", address="/articles/", note="112"),)),
    "page": PageView(
        id="docs/tides",
        address="/docs/tides/",
        title="Read the tides",
        body_html="<p>Twice a day.</p>",
        summary="How to use the table.",
        contents=ARTICLE.contents,
        nav=(
            NavGroup(title="", items=(Link(text="Manual", address="/docs/"),)),
            NavGroup(title="How to", items=(PORTS,)),
        ),
        trail=(Link(text="Manual", address="/docs/"), Link(text="How to", address="/docs/how-to/")),
        previous=Link(text="Manual", address="/docs/"),
        next=PORTS,
    ),
    "redirect": RedirectView(to="/articles/quay/", title="Harbour board reopens the coal quay"),
    "republish": RepublishView(
        article=FERRY,
        licence=ARTICLE.licence,
        credit="Ferry yard wins order, Northern Wire",
        conditions=(("Changes", "none"),),
        html="<h1>Ferry</h1>",
        markdown="# Ferry",
        plain="Ferry",
    ),
    "corrections": CorrectionsView(
        title="Corrections", made=(CorrectionView(card=FERRY, correction=ARTICLE.corrections[0]),)
    ),
    "search": SearchView(ways=(Link(text="All articles", address="/articles/"),)),
}
ADDRESSES = {
    "article": "/articles/quay/",
    "corrections": "/corrections/",
    "entity": "/entities/ada-lind/",
    "front": "/",
    "index": "/entities/",
    "listing": "/sections/ports/page/2/",
    "notfound": "/404.html",
    "page": "/docs/tides/",
    "redirect": "/old/quay/",
    "republish": "/articles/quay/republish/",
    "search": "/search/",
}
FRAMED = sorted(PAGES.keys() - {"redirect"})


def find(name):
    path = THEME / name
    return templates.TemplateSource(path.read_text("utf-8"), f"templates/{name}") if path.is_file() else None


MADE = templates.environment(find, names=frozenset(TEMPLATES))


def head_of(view, site=SITE):
    match view:
        case ArticleView():
            about = {"provenance": view.provenance, "licence": view.licence, "status": view.status}
            source = Article(id=view.id, path="quay.md", title=view.title, body="", **about)
            return structured.article_head(view, source=source, site=site)
        case EntityView():
            return structured.entity_head(view, site=site)
    name = VARIABLES[type(view)]
    head = structured.head(getattr(view, "title", ""), address=ADDRESSES[name], site=site, description="A page.")
    return msgspec.structs.replace(head, relocated=name == "notfound")


def text_of(view, site=SITE, **fields):
    view = msgspec.structs.replace(view, **fields)
    return templates.render(MADE, f"{VARIABLES[type(view)]}.html", site=site, head=head_of(view, site), view=view)


def page_of(view, site=SITE, **fields):
    return lxml.html.document_fromstring(text_of(view, site, **fields))


def words(element):
    return " ".join(element.text_content().split())


def select(element, selector):
    """What lies below an element and matches a CSS selector of tags, classes, attributes, descendants and children."""
    return element.xpath(" | ".join(map(_path, selector.split(","))))


def _path(selector):
    path = "."
    for step in re.finditer(r"(>?)\s*([\w*]*)((?:\.[\w-]+|\[[^\]]+\])*)\s*", selector.strip()):
        child, tag, marks = step.groups()
        if tag or marks:
            conditions = map(_mark, re.findall(r"\.[\w-]+|\[.+?\]", marks))
            path += ("/" if child else "//") + (tag or "*") + "".join(conditions)
    return path


def _mark(mark):
    if mark.startswith("."):
        return f"[contains(concat(' ', @class, ' '), ' {mark[1:]} ')]"
    name, how, value = re.fullmatch(r"\[([\w-]+)([\^$]?)=?'?(.*?)'?\]", mark).groups()
    match how:
        case "^":
            return f"[starts-with(@{name}, '{value}')]"
        case "$":
            return f"[substring(@{name}, string-length(@{name}) - {len(value) - 1}) = '{value}']"
    return f"[@{name}='{value}']" if value else f"[@{name}]"


def the(page, selector):
    (found,) = select(page, selector)
    return found


# Every page


@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_one_heading_of_the_first_level_and_skips_no_level(name):
    page = page_of(PAGES[name])

    levels = [int(heading.tag[1]) for heading in select(page, "h1, h2, h3, h4, h5, h6")]
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


@pytest.mark.parametrize("name", PAGES)
def test_a_page_carries_the_policy_before_anything_it_governs(name):
    page = page_of(PAGES[name])

    first, second, *_ = page.head
    assert first.get("charset") == "utf-8"
    assert second.get("http-equiv") == "Content-Security-Policy"
    assert second.get("content") == POLICY


@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_no_inline_style_and_no_inline_script(name):
    page = page_of(PAGES[name])

    assert not page.xpath("//*[@style] | //style | //@*[starts-with(name(), 'on')]")
    for script in select(page, "script"):
        assert script.get("type") == "application/ld+json" or (script.get("src") and not script.text)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_fetches_nothing_from_elsewhere(name):
    site = msgspec.structs.replace(SITE, base_url=None)
    page = page_of(PAGES[name], site)

    fetched = page.xpath("//@src | //@srcset | //link[not(@rel='canonical')]/@href")
    assert fetched or name == "redirect"
    assert not [address for address in fetched if "//" in address]


@pytest.mark.parametrize("name", sorted(PAGES.keys() - {"notfound"}))
def test_every_link_of_a_page_into_the_site_is_relative(name):
    page = page_of(PAGES[name])

    inside = [link for link in page.xpath("//@href | //@src") if not re.match(r"https?:|mailto:", link)]
    assert inside
    assert not [link for link in inside if link.startswith("/")]


@pytest.mark.parametrize("base_url", ["https://ledger.example/archive", None])
def test_the_page_shown_under_any_address_has_absolute_links_alone(base_url):
    page = page_of(PAGES["notfound"], msgspec.structs.replace(SITE, base_url=base_url))

    addresses = page.xpath("//link/@href | //a/@href | //@src")
    assert f"{base_url or ''}/assets/site.css" in addresses
    assert all(re.match(rf"{base_url or ''}/|mailto:|#main$", address) for address in addresses)


@pytest.mark.parametrize("name", FRAMED)
def test_a_page_has_its_landmarks_and_a_way_past_the_masthead(name):
    page = page_of(PAGES[name])

    assert the(page, "main").get("id") == "main"
    assert page.body[0].get("class") == "skip"
    assert page.body[0].get("href") == "#main"
    assert len(select(page, "body > header, body > footer")) == 2
    labels = [nav.get("aria-label") or nav.get("aria-labelledby") for nav in select(page, "nav, aside")]
    assert None not in labels
    assert len(labels) == len(set(labels))


@pytest.mark.parametrize("name", PAGES)
def test_a_pages_ids_are_its_own_and_its_labels_lead_somewhere(name):
    page = page_of(PAGES[name])

    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert set(page.xpath("//@aria-labelledby")) <= set(ids)


@pytest.mark.parametrize("name", FRAMED)
def test_every_picture_has_words_and_every_control_a_name(name):
    page = page_of(PAGES[name])

    assert not page.xpath("//img[not(@alt)]")
    assert not [control for control in select(page, "a, button") if not words(control)]
    assert all(button.get("type") == "button" for button in select(page, "button"))


@pytest.mark.parametrize("name", PAGES)
def test_a_page_prints_no_placeholder_for_what_is_absent(name):
    empty = type(PAGES[name])
    needed = {
        field.encode_name: getattr(PAGES[name], field.name)
        for field in msgspec.structs.fields(empty)
        if field.required or field.name in ("type", "id")
    }
    bare = empty(**needed)

    text = text_of(bare, SiteView(title="Ledger"))

    assert "None" not in text
    assert "()" not in text
    assert not re.search(r'(href|src|content|datetime|lang)=""', text)


def hostile(value):
    """The same value with words that try to get out in every text field; HTML fields are left as they are."""
    if isinstance(value, msgspec.Struct):
        changed = {}
        for field in value.__struct_fields__:
            inner = getattr(value, field)
            kept = field.endswith("_html") or isinstance(value, moment.Moment) or _is_chosen(type(value), field)
            changed[field] = inner if kept else hostile(inner)
        return type(value)(**changed)
    if isinstance(value, tuple):
        return tuple(map(hostile, value))
    return f"javascript:{value}\"'><script>alert(1)</script><b onload=x>" if isinstance(value, str) else value


def _is_chosen(kind, field):
    """Say whether a field takes one of a few words."""
    (known,) = (each for each in msgspec.structs.fields(kind) if each.name == field)
    return not isinstance(
        msgspec.inspect.type_info(known.type),
        msgspec.inspect.StrType | msgspec.inspect.UnionType | msgspec.inspect.VarTupleType | msgspec.inspect.StructType,
    )


@pytest.mark.parametrize("name", PAGES)
def test_no_text_from_outside_becomes_markup_or_runs(name):
    view = hostile(PAGES[name])
    if hasattr(view, "address"):
        view = msgspec.structs.replace(view, address=ADDRESSES[name])
    page, kind = page_of(view), page_of(PAGES[name])

    assert len(select(page, "script, b")) == len(select(kind, "script, b"))
    assert not page.xpath("//@onload")
    assert not [link for link in page.xpath("//@href | //@src") if link.lower().startswith("javascript")]
    assert links.UNSAFE in page.xpath("//@href") or "url=" + links.UNSAFE in "".join(page.xpath("//meta/@content"))


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_opens_by_saying_what_it_is_and_what_it_takes(name):
    first = re.match(r"\{#(.+?)#\}", (THEME / name).read_text("utf-8"), re.DOTALL)

    assert first
    assert re.search(r"\.\s+Takes: ", first[1])


@pytest.mark.parametrize("name", TEMPLATES)
def test_only_sanitised_html_is_printed_as_it_is(name):
    text = (THEME / name).read_text("utf-8")

    assert re.findall(r"(\w+)\s*\|\s*safe", text) == re.findall(r"(\w+_html|json_ld)\s*\|\s*safe", text)
    assert "autoescape" not in text


def test_every_template_is_reached_by_some_page():
    reached = set()
    for name in VARIABLES.values():
        reached |= templates.closure(f"{name}.html", find, names=frozenset(TEMPLATES))

    assert set(TEMPLATES) <= reached
    assert {name for name in reached if name.endswith("*")} == {"partials/panels/*"}


# The frame


def test_the_menu_marks_the_page_and_the_section_it_belongs_to():
    def marked(page):
        return [(link.text, link.get("aria-current")) for link in select(page, ".sections [aria-current]")]

    assert marked(page_of(ARTICLE)) == [("Ports", "true")]
    section = templates.render(
        MADE,
        "listing.html",
        site=SITE,
        head=structured.head("Ports", address="/sections/ports/", site=SITE),
        view=PAGES["listing"],
    )
    assert marked(lxml.html.document_fromstring(section)) == [("Ports", "page")]


@pytest.mark.parametrize("search", [True, False])
def test_search_is_offered_only_where_there_is_one(search):
    page = page_of(ARTICLE, msgspec.structs.replace(SITE, search=search))

    assert bool(select(page, "a[href$='search/']")) is search


def test_a_page_in_another_language_says_so_and_its_furniture_keeps_the_sites():
    page = page_of(ARTICLE, lang="ar", dir="rtl")

    assert (page.get("lang"), page.get("dir")) == ("ar", "rtl")
    for furniture in select(page, "body > header, body > footer, aside, .provenance, .facts, .corrections"):
        assert (furniture.get("lang"), furniture.get("dir")) == ("en", "ltr")


def test_the_head_says_what_machines_ask():
    page = page_of(ARTICLE)

    assert page.findtext(".//title") == "Harbour board reopens the coal quay · The Harbour Ledger"
    assert page.xpath("//link[@rel='canonical']/@href") == ["https://wire.example/quay"]
    assert page.xpath("//meta[@name='robots']/@content") == ["noindex, follow"]
    assert page.xpath("//link[@rel='alternate'][@type]/@href") == ["../../feed.xml"]
    assert page.xpath("//link[@hreflang='de-AT']/@href") == ["https://ledger.example/archive/articles/kai/"]
    assert '"@type":"NewsArticle"' in the(page, "script[type='application/ld+json']").text


def test_a_site_chooses_light_or_dark_for_its_readers():
    assert page_of(ARTICLE, msgspec.structs.replace(SITE, theme={"scheme": "dark"})).get("data-theme") == "dark"
    assert page_of(ARTICLE).get("data-theme") is None


# The article


def test_an_article_stands_in_main_with_its_text_in_a_body():
    page = page_of(ARTICLE)

    body = the(page, "main > article .body")
    assert words(body).startswith("Ostrava Bay The coal quay will open")
    assert the(page, "h1").text == ARTICLE.title
    assert the(page, "aside.sidebar").getparent().tag != "main"


def test_an_article_tells_who_wrote_it_and_what_is_known_of_its_date():
    page = page_of(ARTICLE)

    assert words(the(page, ".byline")) == "By Ines Falk, Northern Wire, Jonas Berg and Dora Hale"
    facts = words(the(page, "main .facts"))
    assert "Coast Review 28 October 2014 (date read from the address) Updated 29 October 2014" in facts
    assert the(page, ".rail .dt-published").get("datetime") == "2014-10-28"


@pytest.mark.parametrize(("published", "words_of_it"), [(None, "Date unknown"), (on("2014-10"), "October 2014")])
def test_a_date_is_told_no_more_precisely_than_it_is_known(published, words_of_it):
    facts = words(the(page_of(ARTICLE, published=published, published_basis="unknown", modified=None), "main .facts"))

    assert words_of_it in facts
    assert not re.search(r"\d+ October", facts)


def test_a_translation_is_offered_under_its_own_name():
    (link,) = page_of(ARTICLE).xpath("//main//a[@hreflang]")

    assert (link.text, link.get("lang"), link.get("href")) == ("Deutsch (Österreich)", "de-AT", "../kai/")


def test_a_byline_is_printed_as_it_was():
    assert words(the(page_of(ARTICLE, byline="From our own correspondent"), ".byline")) == "From our own correspondent"


def test_a_publisher_that_signed_the_article_itself_is_not_named_twice():
    assert not select(page_of(ARTICLE, byline="Coast Review"), ".source")
    assert not select(page_of(ARTICLE, authors=(Author(name="Coast Review"),)), ".source")


def test_the_sidebar_lists_entities_by_type_with_their_role_and_other_articles():
    page = page_of(ARTICLE)

    panel = the(page, "aside.sidebar > section[data-panel='entities']")
    items = [(item.get("data-entity"), item.get("data-type")) for item in select(panel, "[data-entity]")]
    assert items == [("ada-lind", "person"), ("tomas-reyes", "person"), ("ostrava-bay", "place")]
    ada, tomas, _ = select(panel, "[data-entity]")
    assert words(the(ada, ".role")) == "chair of the harbour board"
    assert ada.xpath(".//a/@href") == ["../../entities/ada-lind/", "../ferry/", "../../entities/ada-lind/"]
    assert "7 other articles" in words(ada)
    assert "4 mentions" in words(ada)
    assert not select(tomas, "a")


@pytest.mark.parametrize(("number", "folded"), [(5, 0), (6, 1), (20, 15)])
def test_a_long_list_of_entities_shows_five_and_keeps_the_others_at_hand(number, folded):
    items = tuple(EntityItem(id=f"p-{each}", type="place", name=f"Place {each}") for each in range(number))
    group = EntityGroup(type="place", title="Places", items=items)

    panel = the(page_of(ARTICLE, sidebar=SidebarView(groups=(group,))), "section[data-panel='entities']")

    assert [item.get("data-entity") for item in select(panel, "[data-entity]")] == [item.id for item in items]
    assert len(select(panel, "details [data-entity]")) == folded
    assert [words(each) for each in select(panel, "summary")] == ([f"Show all {number}"] if folded else [])


def test_panels_stand_in_the_order_asked_for_and_strangers_last():
    sidebar = msgspec.structs.replace(SIDEBAR, order=("related", "quotes", "entities"))

    panels = select(page_of(ARTICLE, sidebar=sidebar), "aside > section")

    assert [panel.get("data-panel") for panel in panels] == [
        "related",
        "quotes",
        "entities",
        "snapshot",
        "contact",
        "links",
        "subscribe",
        "tide-table",
    ]


def test_a_related_article_says_why_it_stands_there():
    panel = the(page_of(ARTICLE), "section[data-panel='related']")

    assert panel.xpath(".//h3/a/@href") == ["../ferry/", "../clock/"]
    assert "also about Northwind" in words(panel)


def test_quotes_are_a_table_of_one_row_each_that_says_when_they_were_true():
    panel = the(page_of(ARTICLE), "section[data-panel='quotes']")

    assert (
        words(the(panel, "table > caption"))
        == "As captured, time unknown; delayed by at least 15 minutes; figures: Bourse Data"
    )
    rows = select(panel, "table tbody tr")
    assert [words(row) for row in rows] == [
        "Crown – Dollar 18.52 -0.2% ▼ down",
        "Crown – Euro 19.91 -0.0% ■ unchanged",
        "Copper 9,313.86 +0.4% ▲ up",
        "Tin 20.10 suspended",
    ]
    assert [group.get("aria-label") for group in select(panel, "tbody")] == ["Currencies", "Metals"]
    assert all(row[0].get("scope") == "row" for row in rows)
    assert len(select(panel, "svg polyline")) == 1


def test_dated_quotes_say_their_date():
    dated = msgspec.structs.replace(QUOTES, as_of=on("2014-10-28T17:00:00Z"), delay_minutes=None, vendor=None)
    panel = the(page_of(ARTICLE, sidebar=SidebarView(panels=(dated,))), "section[data-panel='quotes']")

    assert words(the(panel, "caption")) == "As of 28 October 2014, 17:00 UTC"
    assert [words(note) for note in select(panel, "p")] == ["Of the northern exchange."]


def test_a_panel_without_a_template_of_its_own_is_still_shown():
    panel = the(page_of(ARTICLE), "section[data-panel='tide-table']")

    assert words(panel) == "Tide table As captured, time unknown; figures: Met High water 06:12"


@pytest.mark.parametrize("kind", ["../../base", "rows", "../panels/quotes/x", ""])
def test_a_panels_type_reaches_no_template_outside_the_panels(kind):
    panels = (Panel(type=kind, title="Odd", rows=(Row(label="One"),)),)

    page = page_of(ARTICLE, sidebar=SidebarView(panels=panels))

    assert len(select(page, "main")) == 1
    assert "One" in words(the(page, "aside"))


def test_provenance_is_a_chain_with_the_oldest_first():
    section = the(page_of(ARTICLE), ".provenance")

    assert [words(hop) for hop in select(section, "li")] == [
        "First published Northern Wire, 27 October 2014",
        "Published Coast Review",
        f"Captured a file, at a time unknown SHA-256 {'5d' * 6}…",
    ]
    assert section.xpath(".//a[@rel='license']/@href") == ["https://cc.example/nd"]
    assert words(the(section, ".licence")) == "© Northern Wire. Licensed under CC BY-ND 4.0. Kept whole."


@pytest.mark.parametrize(
    ("licence", "said"),
    [
        (Licence(status="unknown"), "The terms under which this text may be republished are not known."),
        (Licence(status="granted", holder="Coast Review"), "Republished with permission of Coast Review."),
        (Licence(status="public-domain"), "In the public domain."),
        (Licence(status="own", holder="The Ledger"), "© The Ledger."),
    ],
)
def test_a_licence_is_told_in_words(licence, said):
    assert words(the(page_of(ARTICLE, licence=licence), ".licence")) == said


def test_a_licence_without_a_chain_promises_no_chain():
    section = the(page_of(ARTICLE, provenance=()), ".provenance")

    assert not select(section, "h2, li")
    assert section.get("aria-label") == "Rights"


def test_our_own_article_without_a_notice_says_nothing_of_where_it_comes_from():
    assert not select(page_of(ARTICLE, provenance=(), licence=Licence()), ".provenance")


def test_corrections_stand_before_the_text_with_their_date():
    page = page_of(ARTICLE)

    assert words(the(page, ".corrections dl")) == "Correction 29 October 2014 The quay was built in 1911."
    order = page.xpath("//*[contains(@class, 'corrections') or contains(@class, 'e-content')]/@class")
    assert order == ["corrections", "body e-content"]


def test_a_withdrawn_article_keeps_its_address_and_says_why_but_not_its_text():
    page = page_of(ARTICLE, status="withdrawn", body_html="<p>secret</p>")

    assert "secret" not in words(page)
    assert words(the(page, ".notice")).startswith("Withdrawn.")
    assert not select(page, ".body, .share, script[type='application/ld+json']")


def test_a_remote_picture_is_a_link_with_its_caption():
    remote = Picture(address="https://wire.example/quay.jpg", alt="A quay", caption="Before the works", remote=True)
    figure = the(page_of(ARTICLE, image=remote), "figure")

    assert not select(figure, "img")
    assert figure.xpath(".//a/@href") == ["https://wire.example/quay.jpg"]
    assert words(figure) == "A quay on wire.example Before the works"


def test_an_article_can_be_passed_on_without_a_script():
    mail = the(page_of(ARTICLE), ".share a[href^='mailto:']")

    assert mail.get("href") == (
        "mailto:?subject=Harbour%20board%20reopens%20the%20coal%20quay"
        "&body=https%3A//ledger.example/archive/articles/quay/"
    )
    assert all(button.get("hidden") is not None for button in select(page_of(ARTICLE), "button"))


def test_an_error_can_be_reported_from_every_page():
    report = page_of(ARTICLE).xpath("//footer//a[text()='Report an error']/@href")

    assert report[0].startswith("mailto:desk@ledger.example?subject=Error%20in%3A%20Harbour%20board")


@pytest.mark.parametrize(
    ("body", "coloured"), [("<p>Rain.</p>", False), ('<div class="highlight"><pre>rain()</pre></div>', True)]
)
def test_an_article_asks_for_the_colours_of_code_where_it_shows_some(body, coloured):
    sheets = page_of(ARTICLE, body_html=body).xpath("//link[@rel='stylesheet']/@href")

    assert sheets == ["../../assets/site.css", *["../../assets/highlight.css"] * coloured]


def test_a_page_that_does_not_say_whether_it_shows_code_gets_its_colours():
    assert "../../assets/highlight.css" in page_of(PAGES["page"]).xpath("//link/@href")


# Other pages


def test_the_wordmark_is_the_heading_of_the_front_page_alone():
    assert words(the(page_of(PAGES["front"]), "h1")) == "The Harbour Ledger"
    assert words(the(page_of(ARTICLE), "h1")) == ARTICLE.title


@pytest.mark.parametrize(
    ("number", "below", "beside"),
    [(1, 0, 0), (2, 1, 0), (5, 4, 0), (6, 2, 3), (10, 2, 6), (11, 4, 6), (13, 4, 8)],
)
def test_a_front_page_divides_its_news_so_that_both_columns_are_full(number, below, beside):
    lead = msgspec.structs.replace(FERRY, image=None)
    page = page_of(FrontView(lead=lead, latest=(CLOCK,) * (number - 1), below=queries.below_lead(number), total=number))

    assert len(select(page, ".stage > .cards > li")) == below
    assert len(select(page, ".latest li")) == beside


def test_where_pictures_make_the_stage_tall_more_stands_beside_it_and_they_stand_together():
    below = (CLOCK, FERRY, CLOCK, FERRY)
    page = page_of(FrontView(lead=FERRY, latest=below + (CLOCK,) * 12, below=4, total=17))

    assert len(select(page, ".latest li")) == 12
    assert [bool(select(card, "img")) for card in select(page, ".stage > .cards > li")] == [True, True, False, False]


def test_opinion_is_told_apart_by_words_and_by_shape_and_has_a_place_of_its_own_on_the_front():
    view = CardView(address="/articles/trams/", title="The tram is late", label="Opinion", by="Ada Lind")
    ports = FrontSection(title="Ports", address="/sections/ports/", cards=(FERRY, view))
    views = FrontSection(title="Views", address="/sections/views/", cards=(view,))
    page = page_of(FrontView(lead=FERRY, latest=(view,), below=1, sections=(ports, views, ports), total=20))

    card = the(page, ".stage > .cards .opinion")
    assert words(the(card, ".genre")) == "Opinion"
    assert words(the(card, ".card-by")) == "Ada Lind"
    assert words(the(page, ".views h2")) == "Views"
    assert len(select(page, ".desks > section")) == 2


def test_a_card_does_not_repeat_its_section_as_its_kind_and_marks_what_is_not_published():
    views = Link(text="Opinion", address="/sections/opinion/")
    view = CardView(address="/articles/trams/", title="The tram", label="Opinion", section=views, waits="Draft")
    listing = page_of(ListingView(title="All articles", cards=(view,), total=1))

    assert not select(listing, ".genre")
    assert words(the(listing, ".card-meta strong")) == "Draft"


@pytest.mark.parametrize(
    ("sections", "columns"), [(1, 1), (2, 2), (3, 3), (4, 4), (5, 3), (6, 3), (7, 4), (8, 4), (9, 3), (10, 4)]
)
def test_the_sections_of_a_front_page_leave_none_alone_in_a_row(sections, columns):
    desk = FrontSection(title="Ports", address="/sections/ports/", cards=(FERRY, CLOCK))

    page = page_of(FrontView(lead=FERRY, sections=(desk,) * sections, total=50))

    assert the(page, ".desks").get("class") == f"desks of-{columns}"
    assert len(select(page, ".desks > section")) == sections


def test_a_few_articles_are_not_shown_twice():
    assert not select(page_of(msgspec.structs.replace(PAGES["front"], total=4)), ".desks")


def test_a_front_page_without_articles_says_so():
    assert "Nothing is published here yet." in words(the(page_of(FrontView()), "main"))


def test_an_entitys_page_tells_its_claims_with_the_article_that_states_them():
    page = page_of(ENTITY)

    first, second = select(page, ".claims > li")
    assert words(first) == "Chair, Harbour board its chair Ferry yard wins orderNorthern Wire27 October 2014"
    assert first.xpath(".//a/@href") == ["../../articles/ferry/"]
    assert second.xpath(".//a/@href") == ["../greta-lind/"]
    assert the(page, "main > article").get("data-entity") == "ada-lind"


def test_a_list_leads_to_its_older_and_newer_pages():
    pager = the(page_of(PAGES["listing"]), ".pager")

    assert [(link.get("rel"), link.get("href")) for link in select(pager, "a[rel]")] == [
        ("prev", "../../"),
        ("next", "../1/"),
    ]
    assert words(the(pager, "[aria-current='page']")) == "Page 2"


def test_a_listed_article_without_a_date_says_so():
    assert [words(when) for when in select(page_of(PAGES["listing"]), ".when")] == ["27 October 2014", "Date unknown"]


def test_a_sections_list_does_not_name_the_section_again():
    assert "Ports" in words(the(page_of(ENTITY), ".rows-of-cards .card-meta"))
    head = structured.head("Ports", address="/sections/ports/", site=SITE)
    text = templates.render(MADE, "listing.html", site=SITE, head=head, view=PAGES["listing"])
    assert "Ports" not in words(the(lxml.html.document_fromstring(text), ".rows-of-cards .card-meta"))


def test_a_redirect_sends_its_reader_on_by_a_relative_link():
    page = page_of(PAGES["redirect"])

    assert page.xpath("//meta[@http-equiv='refresh']/@content") == ["0; url=../../articles/quay/"]
    assert page.xpath("//link[@rel='canonical']/@href") == ["https://ledger.example/archive/articles/quay/"]
    assert page.xpath("//a/@href") == ["../../articles/quay/"]


def test_a_text_to_take_away_is_shown_as_text():
    page = page_of(PAGES["republish"])

    assert [area.text.strip() for area in select(page, "textarea")] == ["<h1>Ferry</h1>", "# Ferry", "Ferry"]


# Weight and colour


def test_an_article_page_is_light():
    assert len(text_of(ARTICLE).encode()) + len(CSS.encode()) <= 60_000
    scripts = [rjsmin.jsmin(path.read_text("utf-8")) for path in (THEME / "assets").glob("*.js")]
    assert sum(map(len, scripts)) < 6_000


def test_assets_ask_for_nothing_elsewhere():
    for path in (THEME / "assets").iterdir():
        text = path.read_text("utf-8").replace("http://www.w3.org/2000/svg", "")
        assert not re.search(r"https?:|url\(|@import|eval\(|innerHTML", text), path.name


def test_the_stylesheet_knows_no_left_and_no_right():
    assert not re.findall(
        r"(?:margin|padding|border)-(?:left|right)|[\s;{](?:left|right):|text-align: (?:left|right)", CSS
    )


def tokens(block):
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", block))


LIGHT, BY_SYSTEM, BY_CHOICE = (
    tokens(re.search(rf"{opening} \{{(.+?)\}}", CSS, re.DOTALL)[1])
    for opening in (r"\n:root", r":root:not\(\[data-theme=\"light\"\]\)", r"\n:root\[data-theme=\"dark\"\]")
)


def luminance(colour):
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("scheme", [LIGHT, BY_SYSTEM], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("ground", "ink"),
    [("mark", "ink"), *product(("paper", "tint"), ("ink", "muted", "accent", "up", "down"))],
)
def test_text_can_be_read_on_its_ground(scheme, ground, ink):
    dark, light = sorted((luminance(scheme[ink]), luminance(scheme[ground])))

    assert (light + 0.05) / (dark + 0.05) >= 4.5  # WCAG 2.2, 1.4.3


def test_dark_is_the_same_whether_the_system_or_the_reader_chose_it():
    assert BY_SYSTEM == BY_CHOICE
    assert BY_SYSTEM.keys() == LIGHT.keys()


# In a browser

HOST = "http://ledger.test"


def served(page):
    """Serve the pages and assets to a browser, without a socket."""

    def answer(route):
        path = route.request.url.removeprefix(HOST)
        for name, address in ADDRESSES.items():
            if address == path:
                site = msgspec.structs.replace(SITE, base_url=HOST, logo=None)
                return route.fulfill(body=text_of(PAGES[name], site), content_type="text/html; charset=utf-8")
        asset = THEME / path.lstrip("/")
        return route.fulfill(path=asset) if asset.is_file() else route.fulfill(status=200, body="")

    said = []
    page.on("console", lambda message: said.append(message.text))
    page.route("**/*", answer)
    return said


@pytest.mark.browser
@pytest.mark.parametrize("name", sorted(PAGES.keys() - {"redirect"}))
@pytest.mark.parametrize("width", [320, 1280])
def test_a_page_fits_every_width_breaks_no_policy_and_has_targets_to_hit(page, name, width):
    said = served(page)
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(HOST + ADDRESSES[name])

    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    small = page.evaluate(
        """() => [...document.querySelectorAll(
            "nav a, button, summary, .share a, .tags a, .services a, .kicker a")].filter(e => {
            const box = e.getBoundingClientRect();
            return box.width && (box.width < 24 || box.height < 24);
        }).map(e => e.textContent)"""
    )
    assert small == []
    assert [text for text in said if "Content Security Policy" in text] == []


@pytest.mark.browser
@pytest.mark.parametrize("overflows", [True, False])
def test_what_scrolls_in_its_own_box_can_be_reached_with_the_keys(page, overflows):
    wide = f"<table><tr>{'<td>1,234,567</td>' * (40 if overflows else 2)}</tr></table>"
    html = text_of(ARTICLE, msgspec.structs.replace(SITE, base_url=HOST, logo=None), body_html=wide)
    served(page)
    page.route(
        HOST + "/articles/wide/", lambda route: route.fulfill(body=html, content_type="text/html; charset=utf-8")
    )
    page.goto(HOST + "/articles/wide/")

    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert page.locator(".body table").get_attribute("tabindex") == ("0" if overflows else None)


@pytest.mark.browser
def test_the_sidebar_stands_beside_the_text_on_a_desk_and_below_it_on_a_phone(page):
    served(page)
    for width, beside in ((1280, True), (390, False)):
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(HOST + "/articles/quay/")
        text, aside = page.locator("main").bounding_box(), page.locator("aside.sidebar").bounding_box()

        assert (aside["x"] >= text["x"] + text["width"]) is beside
        assert (aside["y"] >= text["y"] + text["height"]) is not beside


@pytest.mark.browser
def test_a_reader_chooses_light_or_dark_and_the_next_page_remembers(page):
    served(page)
    page.emulate_media(color_scheme="light")
    page.goto(HOST + "/articles/quay/")
    ground = "getComputedStyle(document.documentElement).backgroundColor"
    light = page.evaluate(ground)

    toggle = page.locator("[data-theme-toggle]")
    toggle.click()
    toggle.click()

    assert toggle.text_content() == "Theme: dark"
    dark = page.evaluate(ground)
    assert dark != light
    page.goto(HOST + "/")
    assert page.evaluate(ground) == dark
    page.locator("[data-theme-toggle]").click()
    assert page.evaluate(ground) == light


@pytest.mark.browser
def test_a_link_is_copied_and_the_reader_is_told(page):
    served(page)
    page.add_init_script(
        "Object.defineProperty(navigator, 'clipboard', {value: {writeText: async text => { window.copied = text; }}})"
    )
    page.goto(HOST + "/articles/quay/#cost")

    page.get_by_role("button", name="Copy link").click()

    assert page.locator(".share [role=status]").text_content() == "Copied"
    assert page.evaluate("window.copied") == HOST + "/articles/quay/"
