import json
import re
import shutil
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

import pytest
from lxml import etree, html

from generator.cli import main

ROOT = Path(__file__).parent.parent
BASE = "https://example.org/papers/reader/"
POLICY = (
    "default-src 'none'; img-src 'self' data:; style-src 'self'; script-src 'self'; connect-src 'self'; "
    "font-src 'self'; base-uri 'none'; form-action 'self'"
)
LOADED = (("link", "href"), ("script", "src"), ("img", "src"), ("source", "src"), ("iframe", "src"), ("object", "data"))
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


class Printed:
    """A printed site: its pages parsed, and where each stands."""

    def __init__(self, folder):
        self.folder = folder
        self.files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
        self.pages = {name: html.fromstring(self.read(name)) for name in sorted(self.files) if name.endswith(".html")}

    def read(self, name):
        return (self.folder / name).read_bytes()

    def links(self, name):
        """Yield each link of a page as it stands there, and the URL it leads to."""
        here = BASE + name.removesuffix("index.html")
        for element, attribute, link, _ in self.pages[name].iterlinks():
            if attribute in ("href", "src", "data", "action", "poster"):
                yield element, link, urljoin(here, link)
        for element in self.pages[name].iter("meta"):
            if element.get("http-equiv") == "refresh":
                link = element.get("content").partition("url=")[2]
                yield element, link, urljoin(here, link)

    def file(self, url):
        """Return the file that a host answers a URL of the site with."""
        path = unquote(urlsplit(url).path.removeprefix(urlsplit(BASE).path))
        return f"{path}index.html" if not path or path.endswith("/") else path

    def ids(self, name):
        return self.pages[name].xpath("//@id")


def build(folder, tmp, **options):
    """Print this repository's own site into a folder, aside from its own output and memory."""
    for name in ("content", "tearsheet.toml"):
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name)
        else:
            shutil.copy(source, folder / name)
    for key, value in options.items():
        settings = (folder / "tearsheet.toml").read_text("utf-8")
        (folder / "tearsheet.toml").write_text(f'{key} = "{value}"\n{settings}', "utf-8")
    status = main(["build", "--root", str(folder), "--output", str(tmp), "--base-url", BASE, "--jobs", "1", "--strict"])
    return status, Printed(tmp)


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    return build(tmp_path_factory.mktemp("demo"), tmp_path_factory.mktemp("out") / "site")


@pytest.fixture(scope="module")
def site(built):
    return built[1]


@pytest.fixture(scope="module")
def on_disk(tmp_path_factory):
    return build(tmp_path_factory.mktemp("demo"), tmp_path_factory.mktemp("out") / "site", links="file")[1]


def test_it_builds_without_an_error_or_a_warning(built):
    status, site = built

    assert status == 0
    assert len(site.pages) > 80


def test_every_source_is_published(site):
    sources = [path for path in (ROOT / "content/articles").iterdir() if path.suffix in (".md", ".txt", ".html")]
    articles = [path for path in sources if "status: draft" not in path.read_text("utf-8")]
    manual = [path.relative_to(ROOT / "content") for path in (ROOT / "content/docs").rglob("*.md")]

    assert len([page for page in site.pages.values() if page.xpath("//article[@id='article']")]) == len(articles)
    assert {f"entities/{path.stem}/index.html" for path in (ROOT / "content/entities").iterdir()} <= site.pages.keys()
    assert {"docs/index.html", "about/index.html"} <= site.pages.keys()
    assert {f"{path.with_suffix('')}/index.html" for path in manual if path.stem != "index"} <= site.pages.keys()


def test_every_link_leads_to_a_printed_file_and_a_place_on_it(site):
    broken = []
    for name in site.pages:
        for _, link, url in site.links(name):
            target, anchor = urldefrag(url)
            if urlsplit(url).netloc != "example.org":
                continue
            file = site.file(target)
            there = target.startswith(BASE) and file in site.files
            if not there or (anchor and unquote(anchor) not in site.ids(file)):
                broken.append((name, link))

    assert broken == []


def test_links_are_relative_on_all_pages_but_the_one_a_host_shows_anywhere(site):
    rooted = [
        (name, link)
        for name, page in site.pages.items()
        for element, link, _ in site.links(name)
        if link.startswith(("/", BASE)) and element.get("rel") != "canonical" and name != "404.html"
    ]

    assert rooted == []
    assert {link[: len(BASE)] for _, link, _ in site.links("404.html") if not link.startswith("#")} == {BASE}


def test_a_site_for_the_disk_names_the_file_in_every_link(on_disk):
    unnamed = []
    for name in on_disk.pages:
        if name == "404.html":
            continue
        for element, link, url in on_disk.links(name):
            path = urldefrag(link)[0]
            if path and not urlsplit(link).scheme and element.get("rel") != "canonical":
                at = unquote(urlsplit(url).path.removeprefix(urlsplit(BASE).path))
                if at not in on_disk.files:
                    unnamed.append((name, link))

    assert unnamed == []


def test_every_page_has_one_headline_one_main_a_language_and_a_title(site):
    for name, page in site.pages.items():
        assert len(page.xpath("//h1")) == 1, name
        assert page.xpath("string(//h1)").strip(), name
        assert len(page.xpath("//main")) == 1, name
        assert page.get("lang"), name
        assert page.xpath("string(//title)").strip(), name
        assert site.read(name).startswith(b"<!doctype html>"), name


def test_every_page_that_may_be_listed_is_described(site):
    bare = [
        name
        for name, page in site.pages.items()
        if not page.xpath("//meta[@name='robots' or @http-equiv='refresh']")
        and not "".join(page.xpath("//meta[@name='description']/@content")).strip()
    ]
    assert bare == []


def test_every_page_states_the_policy_before_anything_it_could_forbid(site):
    for name, page in site.pages.items():
        policy = POLICY.replace("script-src 'self'", "script-src 'self' 'wasm-unsafe-eval'")
        wanted = policy if name == "search/index.html" else POLICY
        assert page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content") == [wanted], name
        assert [each.tag for each in page.find("head")][:2] == ["meta", "meta"], name
        assert page.find("head")[1].get("http-equiv") == "Content-Security-Policy", name


def test_no_page_holds_what_the_policy_forbids(site):
    for name, page in site.pages.items():
        assert page.xpath("//@style") == [], name
        assert page.xpath("//style") == [], name
        assert page.xpath("//*[@*[starts-with(name(), 'on')]]") == [], name
        assert page.xpath("//script[not(@src) and @type!='application/ld+json' or not(@src) and not(@type)]") == [], (
            name
        )
        assert page.xpath("//base | //iframe | //object | //embed") == [], name


def test_no_page_asks_another_host_for_anything(site):
    asked = [
        (name, link)
        for name in site.pages
        for element, link, url in site.links(name)
        for tag, attribute in LOADED
        if element.tag == tag and element.get(attribute) == link
        if (tag != "link" or {"stylesheet", "icon", "preload"} & set(element.get("rel", "").split()))
        if urlsplit(url).netloc != "example.org"
    ]

    assert asked == []
    styles = b"".join(site.read(name) for name in site.files if name.endswith((".css", ".js", ".svg")))
    assert re.findall(rb"url\((?!['\"]?(?:data:|#))[^)]*//|@import[^;]*//|fetch\(['\"]http", styles) == []


def test_an_article_is_light_with_its_styles_and_scripts(site):
    def weight(name):
        page = site.pages[name]
        loaded = [*page.xpath("//link[@rel='stylesheet']/@href"), *page.xpath("//script[@src]/@src")]
        files = {site.file(urljoin(BASE + name.removesuffix("index.html"), link)) for link in loaded}
        assert len(files) >= 3
        return sum(len(site.read(file)) for file in {name, *files})

    weights = {name: weight(name) for name in site.pages if re.fullmatch(r"articles/[^/]+/index\.html", name)}
    assert len(weights) > 10
    assert {name: each for name, each in weights.items() if each > 60_000} == {}
    scripts = [name for name in site.files if re.fullmatch(r"assets/[^/]+\.js", name)]
    assert 0 < sum(len(site.read(name)) for name in scripts) < 6_000


def test_ids_are_unique_on_each_page_and_labels_point_at_one(site):
    for name, page in site.pages.items():
        ids = site.ids(name)
        assert sorted(set(ids)) == sorted(ids), name
        pointed = " ".join(page.xpath("//@aria-labelledby | //@aria-describedby | //label/@for")).split()
        assert set(pointed) <= set(ids), name


def test_every_picture_says_what_it_shows(site):
    pictures = [(name, each) for name, page in site.pages.items() for each in page.xpath("//img")]

    assert pictures
    assert [name for name, each in pictures if each.get("alt") is None] == []


def test_what_pages_say_to_machines_parses_and_names_their_own_address(site):
    kinds = set()
    for name, page in site.pages.items():
        for text in page.xpath("//script[@type='application/ld+json']/text()"):
            document = json.loads(text)
            kinds.add(document["@type"])
            assert document["@context"] == "https://schema.org"
            if "url" in document:
                assert document["url"] == BASE + name.removesuffix("index.html")

    assert {"WebSite", "CollectionPage", "NewsArticle", "Person", "Organization", "Place", "Product"} <= kinds


def test_every_xml_file_parses(site):
    names = [name for name in site.files if name.endswith((".xml", ".svg"))]

    assert {"feed.xml", "sitemap.xml"} <= set(names)
    for name in names:
        etree.fromstring(site.read(name))


def test_the_sitemap_lists_pages_that_may_be_indexed_under_their_canonical_addresses(site):
    listed = [each.text for each in etree.fromstring(site.read("sitemap.xml")).iter(f"{SITEMAP}loc")]

    assert len(set(listed)) == len(listed)
    for url in listed:
        page = site.pages[site.file(url)]
        assert page.xpath("//meta[@name='robots']/@content") == [], url
        assert page.xpath("//link[@rel='canonical']/@href") == [url]
    articles = {
        BASE + name.removesuffix("index.html")
        for name, page in site.pages.items()
        if page.xpath("//article[@id='article']") and not page.xpath("//meta[@name='robots']")
    }
    assert articles <= set(listed)
    assert f"Sitemap: {BASE}sitemap.xml" in site.read("robots.txt").decode()


def test_every_page_but_the_lost_and_the_moved_is_reached_from_the_front(site):
    seen, ahead = set(), ["index.html"]
    while ahead:
        name = ahead.pop()
        if name in seen or name not in site.pages:
            continue
        seen.add(name)
        ahead += [site.file(urldefrag(url)[0]) for _, _, url in site.links(name) if url.startswith(BASE)]

    moved = {name for name, page in site.pages.items() if page.xpath("//meta[@http-equiv='refresh']")}
    assert site.pages.keys() - seen - moved - {"404.html"} == set()
