"""What each kind of page tells machines, held against schema.org: its types, whose property each is, and its values."""

import json
import re
import shutil
from pathlib import Path
from urllib.parse import urlsplit

import lxml.html
import pytest
from sites import Paper, story

ROOT = Path(__file__).parents[1]
NEW_YEAR_2025 = 1_735_689_600
BASE = "https://example.org/paper/"
# Release 30.0: the types that we print, and what each is a kind of.
KINDS = {
    "AboutPage": ("WebPage",),
    "AnalysisNewsArticle": ("NewsArticle",),
    "Article": ("CreativeWork",),
    "BackgroundNewsArticle": ("NewsArticle",),
    "CollectionPage": ("WebPage",),
    "Comment": ("CreativeWork",),
    "Corporation": ("Organization",),
    "CorrectionComment": ("Comment",),
    "CreativeWork": ("Thing",),
    "Event": ("Thing",),
    "NewsArticle": ("Article",),
    "NewsMediaOrganization": ("Organization",),
    "OpinionNewsArticle": ("NewsArticle",),
    "Organization": ("Thing",),
    "Person": ("Thing",),
    "Place": ("Thing",),
    "Product": ("Thing",),
    "ReportageNewsArticle": ("NewsArticle",),
    "ReviewNewsArticle": ("CriticReview", "NewsArticle"),
    "Thing": (),
    "WebPage": ("CreativeWork",),
    "WebSite": ("CreativeWork",),
}
# Whose each property is, and what it may be.
PROPERTIES = {
    "about": ("CreativeWork Event", "Thing"),
    "affiliation": ("Person", "Organization"),
    "alternateName": ("Thing", "Text"),
    "alternativeHeadline": ("CreativeWork", "Text"),
    "articleSection": ("Article", "Text"),
    "author": ("CreativeWork", "Organization Person"),
    "copyrightHolder": ("CreativeWork", "Organization Person"),
    "copyrightNotice": ("CreativeWork", "Text"),
    "correction": ("CreativeWork", "CorrectionComment Text URL"),
    "creditText": ("CreativeWork", "Text"),
    "dateModified": ("CreativeWork", "Date DateTime"),
    "datePublished": ("CreativeWork", "Date DateTime"),
    "dateline": ("NewsArticle", "Text"),
    "description": ("Thing", "Text"),
    "disambiguatingDescription": ("Thing", "Text"),
    "headline": ("CreativeWork", "Text"),
    "image": ("Thing", "ImageObject URL"),
    "inLanguage": ("CreativeWork Event", "Language Text"),
    "isAccessibleForFree": ("CreativeWork Event Place", "Boolean"),
    "isBasedOn": ("CreativeWork", "CreativeWork Product URL"),
    "jobTitle": ("Person", "DefinedTerm Text"),
    "keywords": ("CreativeWork Event Organization Place Product", "DefinedTerm Text URL"),
    "license": ("CreativeWork", "CreativeWork URL"),
    "mainEntityOfPage": ("Thing", "CreativeWork URL"),
    "mentions": ("CreativeWork", "Thing"),
    "name": ("Thing", "Text"),
    "publisher": ("CreativeWork", "Organization Person"),
    "sameAs": ("Thing", "URL"),
    "sourceOrganization": ("CreativeWork", "Organization"),
    "text": ("CreativeWork", "Text"),
    "tickerSymbol": ("Corporation", "Text"),
    "url": ("Thing", "URL"),
    "wordCount": ("Article CreativeWork", "Integer"),
    "workTranslation": ("CreativeWork", "CreativeWork"),
}
DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")
DATE_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?")


def ancestry(kind):
    return {kind}.union(*(ancestry(parent) for parent in KINDS.get(kind, ())))


def url(value):
    return isinstance(value, str) and urlsplit(value).scheme in ("http", "https") and bool(urlsplit(value).netloc)


SCALARS = {
    "Text": lambda value: isinstance(value, str) and value.strip() != "",
    "URL": url,
    "Date": lambda value: isinstance(value, str) and DATE.fullmatch(value),
    "DateTime": lambda value: isinstance(value, str) and DATE_TIME.fullmatch(value),
    "Integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "Boolean": lambda value: isinstance(value, bool),
}


def faults(node):
    """Yield what a node and those within it say that the vocabulary has no word for."""
    kind = node.get("@type")
    if kind not in KINDS:
        yield f"there is no {kind}"
        return
    for name, said in node.items():
        if name == "@id" and not url(said):
            yield f"{kind} is known as {said}"
        if not name.startswith("@"):
            yield from misused(kind, name, said if isinstance(said, list) else [said])


def misused(kind, name, values):
    domain, ranges = (set(each.split()) for each in PROPERTIES.get(name, ("", "")))
    if not ancestry(kind) & domain:
        yield f"{kind} has no {name}"
    for value in values:
        if isinstance(value, dict):
            yield from faults(value)
            if not ancestry(value.get("@type")) & ranges:
                yield f"{name} is no {value.get('@type')}"
        elif not any(SCALARS[each](value) for each in ranges & SCALARS.keys()):
            yield f"{name} is no {value!r}"


def told(page):
    (said,) = lxml.html.fromstring(page).xpath("//script[@type='application/ld+json']/text()")
    return json.loads(said)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    made = Paper(tmp_path_factory.mktemp("vocabulary"))
    shutil.copytree(ROOT / "content", made.root / "content")
    shutil.copy(ROOT / "benchmarks/page/everything.md", made.root / "content/articles")
    settings = (ROOT / "tearsheet.toml").read_text()
    made.write({"tearsheet.toml": f'base_url = "{BASE}"\n{settings}\n[markdown]\nmath = true\n'})
    genres = ("analysis", "background", "opinion", "report", "review", "obituary")
    made.write(
        {f"content/articles/{each}.md": story(f"An {each}", published="2014-10", genre=each) for each in genres}
        | {
            "content/articles/rain.md": story("Rain", lang="en-GB", translations={"pt-BR": "articles/chuva"}),
            "content/articles/chuva.md": story("Chuva", lang="pt-BR", published="2014"),
        }
    )
    assert made.build(now=NEW_YEAR_2025).errors == ()
    return made


def test_every_page_that_speaks_to_machines_speaks_schema_org(site):
    spoken = {}
    for path in sorted(site.output.rglob("*.html")):
        page = path.read_text()
        if "application/ld+json" in page:
            spoken[path.relative_to(site.output).as_posix()] = told(page)
    assert {node["@type"] for node in spoken.values()} >= {
        "WebSite", "WebPage", "CollectionPage", "NewsArticle", "AnalysisNewsArticle", "BackgroundNewsArticle",
        "OpinionNewsArticle", "ReportageNewsArticle", "ReviewNewsArticle",
        "Person", "Organization", "Corporation", "Place", "Product", "Event",
    }  # fmt: skip
    assert {f"{name}: {fault}" for name, node in spoken.items() for fault in faults(node)} == set()


def test_what_each_kind_of_page_must_tell_is_there(site):
    wanted = {
        "/": ("WebSite", "name url description inLanguage"),
        "/articles/": ("CollectionPage", "name url description inLanguage"),
        "/about/": ("WebPage", "name url description inLanguage"),
        "/entities/alibaba/": (
            "Corporation",
            "@id name description sameAs alternateName tickerSymbol mainEntityOfPage",
        ),
        "/entities/jack-ma/": ("Person", "@id name description mainEntityOfPage"),
        "/articles/everything/": (
            "NewsArticle",
            """
            @id headline alternativeHeadline description inLanguage wordCount dateline articleSection keywords license
            datePublished dateModified author publisher sourceOrganization isBasedOn copyrightHolder correction
            """,
        ),
        "/articles/alibaba-new-york-listing/": ("NewsArticle", "about mentions"),
    }
    for address, (kind, names) in wanted.items():
        node = told(site.page(address))
        assert node["@type"] == kind
        assert set(names.split()) <= node.keys(), address


def test_a_translation_is_told_to_search_engines_to_those_who_link_and_to_schema_org(site):
    page = site.page("/articles/rain/")

    assert '<meta property="og:locale" content="en_GB">' in page
    assert '<meta property="og:locale:alternate" content="pt_BR">' in page
    assert f'<link rel="alternate" hreflang="pt-BR" href="{BASE}articles/chuva/">' in page
    there = f"{BASE}articles/chuva/"
    assert told(page)["workTranslation"] == [
        {"@type": "CreativeWork", "@id": there, "url": there, "inLanguage": "pt-BR"}
    ]
    assert told(site.page("/articles/chuva/"))["workTranslation"][0]["@id"] == f"{BASE}articles/rain/"


@pytest.mark.parametrize(
    ("damage", "fault"),
    [
        ({"@type": "NewsStory"}, "there is no NewsStory"),
        ({"jobTitle": "Editor"}, "NewsArticle has no jobTitle"),
        ({"license": "CC BY"}, "license is no 'CC BY'"),
        ({"wordCount": "12"}, "wordCount is no '12'"),
        ({"datePublished": "1 March"}, "datePublished is no '1 March'"),
        ({"author": [{"@type": "Place", "name": "Quay"}]}, "author is no Place"),
        ({"author": {"@type": "Person", "tickerSymbol": "X"}}, "Person has no tickerSymbol"),
        ({"headline": " "}, "headline is no ' '"),
        ({"@id": "/articles/x/"}, "NewsArticle is known as /articles/x/"),
    ],
)
def test_what_the_vocabulary_has_no_word_for_is_found(damage, fault):
    assert fault in list(faults({"@type": "NewsArticle"} | damage))
