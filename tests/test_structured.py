import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.model import (
    Article,
    Author,
    Correction,
    Dateline,
    Licence,
    Provenance,
    Symbol,
    moment,
)
from generator.render import structured
from generator.render.cards import EntityGroup, EntityItem, Link, Picture, SidebarView
from generator.render.profile import EntityView, RoleView
from generator.render.views import ArticleView, SiteView

SITE = SiteView(title="The Harbour Ledger", lang="en", base_url="https://ledger.example/archive")
ADRIFT = SiteView(title="The Harbour Ledger", lang="en")
WIRE = Provenance(role="origin", name="Northern Wire", url="https://wire.example/quay")
REVIEW = Provenance(role="publisher", name="Coast Review", url="https://coast.example/quay")
CAPTURE = Provenance(role="capture", file="quay.txt", sha256="ab" * 32)


def source(**fields):
    return Article(**({"id": "quay", "path": "quay.md", "title": "Quay reopens", "body": "Text."} | fields))


def view(**fields):
    return ArticleView(
        **({"id": "quay", "address": "/articles/quay/", "title": "Quay reopens", "body_html": "<p>Text.</p>"} | fields)
    )


def node(document):
    return json.loads(structured.serialise(document))


def described(article, shown, site=SITE):
    return node(structured.article(shown, source=article, site=site))


# Where to look for the original, and whether to list the copy


@pytest.mark.parametrize(
    ("provenance", "stated", "url"),
    [
        ((), None, "https://ledger.example/archive/articles/quay/"),
        ((), "source", "https://ledger.example/archive/articles/quay/"),
        ((CAPTURE,), None, "https://ledger.example/archive/articles/quay/"),
        ((WIRE, REVIEW, CAPTURE), None, "https://wire.example/quay"),
        ((REVIEW, CAPTURE), "source", "https://coast.example/quay"),
        ((WIRE, REVIEW), "self", "https://ledger.example/archive/articles/quay/"),
        ((WIRE,), "https://elsewhere.example/quay", "https://elsewhere.example/quay"),
        (
            (Provenance(role="origin", url="javascript:alert(1)"), REVIEW),
            "data:text/html,x",
            "https://coast.example/quay",
        ),
    ],
)
def test_a_copy_names_the_oldest_page_it_comes_from_unless_its_editor_says_otherwise(provenance, stated, url):
    article = source(provenance=provenance, canonical=stated)

    assert structured.canonical(article, address="/articles/quay/", base_url=SITE.base_url) == url


def test_without_a_base_url_no_address_of_our_own_is_named():
    assert structured.canonical(source(), address="/articles/quay/", base_url=None) is None
    assert "ledger.example" not in structured.serialise(structured.article(view(), source=source(), site=ADRIFT))


@pytest.mark.parametrize(
    ("fields", "listed"),
    [
        ({}, True),
        ({"provenance": (CAPTURE,)}, False),
        ({"provenance": (WIRE,)}, False),
        ({"provenance": (WIRE,), "licence": Licence(status="granted")}, False),
        ({"provenance": (WIRE,), "licence": Licence(status="granted"), "canonical": "self"}, True),
        ({"provenance": (WIRE,), "licence": Licence(status="own")}, True),
        ({"provenance": (WIRE,), "index": "true"}, True),
        ({"index": "false"}, False),
        ({"provenance": (CAPTURE,), "licence": Licence(status="public-domain")}, True),
        ({"provenance": (CAPTURE,), "licence": Licence(status="cc"), "canonical": "https://x.example/"}, False),
        ({"status": "withdrawn"}, False),
        ({"status": "draft"}, False),
    ],
)
def test_only_what_is_ours_or_was_granted_to_stand_here_is_listed(fields, listed):
    assert structured.robots(source(**fields)) == (None if listed else "noindex, follow")


# The article as schema.org knows it


def test_an_article_says_what_is_known_of_it():
    article = source(
        dateline=Dateline(text="Ostrava Bay"),
        provenance=(WIRE, REVIEW, CAPTURE),
        lang="en-ZA",
        licence=Licence(status="own"),
    )
    shown = view(
        subtitle="Ferries berth in May",
        summary="Ferries will berth at the coal quay.",
        published=moment.parse("2014-10-28", timezone="UTC"),
        modified=moment.parse("2014-10-29T09:00:00+02:00", timezone="UTC"),
        authors=(Author(name="Ines Falk", affiliation="Northern Wire"),),
        section=Link(text="Ports", address="/sections/ports/"),
        tags=(Link(text="Ferries", address="/tags/ferries/"),),
        words=412,
        image=Picture(address="/assets/quay.jpg", alt="A quay"),
        corrections=(Correction(at=moment.parse("2014-10-29", timezone="UTC"), text="It was 1911."),),
        licence=Licence(status="cc", url="https://creativecommons.org/licenses/by-nd/4.0/", holder="Northern Wire"),
    )

    assert described(article, shown) == {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "@id": "https://ledger.example/archive/articles/quay/",
        "mainEntityOfPage": "https://ledger.example/archive/articles/quay/",
        "headline": "Quay reopens",
        "alternativeHeadline": "Ferries berth in May",
        "description": "Ferries will berth at the coal quay.",
        "inLanguage": "en-ZA",
        "wordCount": 412,
        "dateline": "Ostrava Bay",
        "articleSection": "Ports",
        "keywords": ["Ferries"],
        "datePublished": "2014-10-28",
        "dateModified": "2014-10-29T09:00:00+02:00",
        "author": [
            {
                "@type": "Person",
                "name": "Ines Falk",
                "affiliation": {"@type": "Organization", "name": "Northern Wire"},
            }
        ],
        "publisher": {
            "@type": "NewsMediaOrganization",
            "name": "The Harbour Ledger",
            "url": "https://ledger.example/archive/",
        },
        "sourceOrganization": {"@type": "Organization", "name": "Northern Wire"},
        "isBasedOn": "https://wire.example/quay",
        "license": "https://creativecommons.org/licenses/by-nd/4.0/",
        "copyrightHolder": {"@type": "Organization", "name": "Northern Wire"},
        "creditText": "Northern Wire",
        "correction": [{"@type": "CorrectionComment", "text": "It was 1911.", "datePublished": "2014-10-29"}],
        "image": "https://ledger.example/archive/assets/quay.jpg",
        "isAccessibleForFree": True,
    }


def test_nothing_is_invented_for_an_article_that_says_little():
    assert set(described(source(), view())) == {
        "@context",
        "@type",
        "@id",
        "headline",
        "inLanguage",
        "isAccessibleForFree",
        "mainEntityOfPage",
        "publisher",
    }


def test_an_article_is_about_what_it_centres_on_and_mentions_the_rest():
    items = (
        EntityItem(id="ada", type="person", name="Ada Lind", address="/entities/ada/", about=True),
        EntityItem(id="tomas", type="person", name="Tomas Reyes"),
    )
    shown = view(sidebar=SidebarView(groups=(EntityGroup(type="person", title="People", items=items),)))

    document = described(source(), shown)

    assert document["about"] == [
        {"@type": "Person", "@id": "https://ledger.example/archive/entities/ada/", "name": "Ada Lind"}
    ]
    assert document["mentions"] == [{"@type": "Person", "name": "Tomas Reyes"}]


@pytest.mark.parametrize(
    ("genre", "kind"), [("news", "NewsArticle"), ("opinion", "OpinionNewsArticle"), ("obituary", "NewsArticle")]
)
def test_a_genre_decides_the_kind_of_article(genre, kind):
    assert described(source(), view(genre=genre))["@type"] == kind


def test_a_remote_picture_is_no_picture_of_ours():
    shown = view(image=Picture(address="https://wire.example/quay.jpg", remote=True))

    assert "image" not in described(source(), shown)
    assert "og:image" not in dict(structured.article_head(shown, source=source(), site=SITE).properties)


def test_a_drawing_of_lines_stands_beside_no_link():
    shown = view(image=Picture(address="/articles/quay.svg", alt="A quay", width=90, height=60))
    properties = dict(structured.article_head(shown, source=source(), site=SITE).properties)

    assert "og:image" not in properties
    assert "twitter:card" not in properties
    assert described(source(), shown)["image"] == "https://ledger.example/archive/articles/quay.svg"


# Entities


def test_a_listed_company_is_a_corporation_with_its_ticker():
    shown = EntityView(
        id="northwind",
        type="organisation",
        address="/entities/northwind/",
        name="Northwind",
        kind=Link(text="Organisations", address="/entities/organisation/"),
        aliases=("Northwind Lines",),
        symbols=(Symbol(exchange="XNSE", symbol="NWD"),),
        same_as=("https://www.wikidata.org/entity/Q1",),
    )

    document = node(structured.entity(shown, site=SITE))

    assert document["@type"] == "Corporation"
    assert document["tickerSymbol"] == ["XNSE NWD"]
    assert document["sameAs"] == ["https://www.wikidata.org/entity/Q1"]
    assert document["alternateName"] == ["Northwind Lines"]
    assert "jobTitle" not in document


def test_a_person_has_the_titles_that_were_reported():
    shown = EntityView(
        id="ada",
        type="person",
        address="/entities/ada/",
        name="Ada Lind",
        kind=Link(text="People", address="/entities/person/"),
        roles=(RoleView(title="chair"),),
    )

    head = structured.entity_head(shown, site=SITE)

    assert json.loads(head.json_ld)["jobTitle"] == ["chair"]
    assert dict(head.properties)["og:type"] == "profile"
    assert head.canonical == "https://ledger.example/archive/entities/ada/"


# Heads


def test_an_articles_head_describes_it_to_those_who_link_to_it():
    shown = view(
        summary="Ferries will berth at the coal quay.",
        published=moment.parse("2014-10-28", timezone="UTC"),
        modified=moment.parse("2014-11", timezone="UTC"),
        section=Link(text="Ports", address="/sections/ports/"),
        tags=(Link(text="Ferries", address="/t/"), Link(text="Tides", address="/u/")),
        image=Picture(address="/assets/quay.jpg", alt="A quay", width=1200, height=800),
    )

    head = structured.article_head(shown, source=source(lang="en-ZA"), site=SITE)

    assert head.properties == (
        ("og:type", "article"),
        ("og:title", "Quay reopens"),
        ("og:description", "Ferries will berth at the coal quay."),
        ("og:url", "https://ledger.example/archive/articles/quay/"),
        ("og:site_name", "The Harbour Ledger"),
        ("og:locale", "en_ZA"),
        ("og:image", "https://ledger.example/archive/assets/quay.jpg"),
        ("og:image:alt", "A quay"),
        ("og:image:width", "1200"),
        ("og:image:height", "800"),
        ("twitter:card", "summary_large_image"),
        ("article:published_time", "2014-10-28"),
        ("article:section", "Ports"),
        ("article:tag", "Ferries"),
        ("article:tag", "Tides"),
    )


def test_a_withdrawn_article_describes_itself_to_no_machine():
    head = structured.article_head(view(status="withdrawn"), source=source(status="withdrawn"), site=SITE)

    assert head.json_ld is None
    assert head.robots == structured.NOINDEX


def test_a_page_that_is_not_to_be_listed_names_no_canonical_address():
    head = structured.head("Search", address="/search/", site=SITE, indexed=False)

    assert (head.canonical, head.robots, head.json_ld) == (None, "noindex, follow", None)


def test_the_front_page_is_the_site():
    head = structured.head("", address="/", site=SITE, description="Of the ports", kind="WebSite")

    assert json.loads(head.json_ld) == {
        "@context": "https://schema.org",
        "@type": "WebSite",
        "name": "The Harbour Ledger",
        "description": "Of the ports",
        "inLanguage": "en",
        "url": "https://ledger.example/archive/",
    }


# Documents inside a page

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.text(), JSON, max_size=5))
def test_no_text_can_end_the_element_that_holds_a_document(document):
    serialised = structured.serialise(document)

    assert not set(serialised) & set("<>&\u2028\u2029")
    assert json.loads(serialised).keys() <= document.keys() | {"@context"}


def test_a_document_keeps_its_words_and_the_order_of_its_keys():
    hostile = "</script><script>alert('&')</script>\u2028東"

    one = structured.serialise({"name": hostile, "about": [{"b": 1, "a": None}]})

    assert one == structured.serialise({"about": [{"a": None, "b": 1}], "name": hostile})
    assert json.loads(one) == {"@context": "https://schema.org", "about": [{"b": 1}], "name": hostile}
    assert "東" in one
