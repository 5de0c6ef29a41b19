"""What each template sees: one documented, frozen value a template, the site's and the page's head beside it.

Every template takes three variables: `site` (a `SiteView`), `head` (a `Head`), and its own view under the template's
name: `article.html` takes `article`, an `ArticleView`, and so on. A template of the site's own that an article or page
asks for by `template: longread` takes what the default template of its kind takes.

All values can be encoded and digested: they are what a page's trace records.
"""

from typing import Final

import msgspec

from generator.model import (
    Author,
    Basis,
    Comment,
    Correction,
    Licence,
    Moment,
    Provenance,
    Status,
)
from generator.render.cards import (
    CardView,
    Contents,
    CorrectionView,
    Feed,
    FrontSection,
    IndexGroup,
    Link,
    NavGroup,
    Pager,
    Picture,
    SidebarView,
)
from generator.render.discussion import Discussion
from generator.render.links import Naming
from generator.render.profile import EntityView
from generator.render.wording import Direction


class SiteView(msgspec.Struct, frozen=True, kw_only=True):
    """The site, the same on every page."""

    title: str
    description: str = ""
    lang: str = "en"
    dir: Direction = "ltr"
    base_url: str | None = None
    """Absolute, with or without its last slash; None where the configuration names none."""

    links: Naming = "directory"
    """``file``: every link names ``index.html``, so that the site also opens from a disk."""

    menu: tuple[Link, ...] = ()
    """Sections and pages, in the order printed under the masthead."""

    feeds: tuple[Feed, ...] = ()
    stylesheets: tuple[str, ...] = ()
    """Addresses, in the order linked: the theme's, then the site's accent."""

    code_stylesheet: str | None = None
    """The address of the highlighter's colours; only a page with code in it needs them."""

    scripts: tuple[str, ...] = ()
    """Addresses; each is loaded deferred."""

    early_scripts: tuple[str, ...] = ()
    """Addresses of those few bytes that must run before the page is painted: the reader's choice of light or dark."""

    icon: str | None = None
    logo: str | None = None
    """The address of a picture shown beside the title."""

    search: bool = False
    """Whether there is a search page to link to."""

    search_scripts: tuple[str, ...] = ()
    """Addresses; the search page alone loads them."""

    archive: tuple[Link, ...] = ()
    """The ways into everything published: all articles, the A–Z of entities, the months, corrections."""

    webmention: str | None = None
    """The URL that receives webmentions for this site."""

    report_errors_to: str | None = None
    """A mail address or a URL; an article's page offers it to readers."""

    footer_html: str = ""
    """A line at the foot of every page."""

    theme: dict[str, str] = {}
    """The configuration's `theme` table, for templates of the site's own."""


class Head(msgspec.Struct, frozen=True, kw_only=True):
    """What a page says of itself to machines; `structured.py` makes the parts."""

    address: str
    """The page's own, such as ``/articles/rain/``: every relative link starts from it."""

    title: str
    """Of the page alone; `base.html` adds the site's."""

    description: str = ""
    lang: str | None = None
    """Only where it differs from the site's."""

    dir: Direction | None = None
    canonical: str | None = None
    """An absolute URL; None without a base URL."""

    robots: str | None = None
    """Such as ``noindex, follow``; None says nothing."""

    properties: tuple[tuple[str, str], ...] = ()
    """Open Graph: pairs of property and content, in order."""

    feeds: tuple[Feed, ...] = ()
    """The page's own, beside the site's."""

    alternates: tuple[Link, ...] = ()
    """Translations, the page itself among them: the text is the language tag."""

    json_ld: str | None = None
    """A JSON document, safe inside a script element (`structured.serialise`)."""

    relocated: bool = False
    """A host shows this page under any address (``404.html``): its links are absolute."""


class ArticleView(msgspec.Struct, frozen=True, kw_only=True):
    """`article.html`: one article."""

    id: str
    address: str
    title: str
    body_html: str
    """Sanitised; headings start at level 2. Empty where the article is withdrawn."""

    lang: str | None = None
    """Only where it differs from the site's; so has `dir`."""

    dir: Direction | None = None
    subtitle: str | None = None
    summary: str = ""
    """Plain text, the editor's or the first sentences: the page's description, printed on cards alone."""

    contents: tuple[Contents, ...] = ()
    """Worth printing from three headings on."""

    byline: str | None = None
    """As printed; where None, the authors' names."""

    authors: tuple[Author, ...] = ()
    dateline: str | None = None
    """Only where the body does not open with it."""

    published: Moment | None = None
    published_basis: Basis = "unknown"
    modified: Moment | None = None
    minutes: int = 1
    """Reading time."""

    words: int = 0
    section: Link | None = None
    tags: tuple[Link, ...] = ()
    genre: str = "news"
    label: str | None = None
    """What the genre is called, as on cards; so is `kind`. None for news."""

    kind: str | None = None

    image: Picture | None = None
    corrections: tuple[Correction, ...] = ()
    provenance: tuple[Provenance, ...] = ()
    """Oldest first."""

    licence: Licence = Licence()
    """In force, as settled."""

    status: Status = "published"
    """``withdrawn`` prints a notice in place of the text; ``draft`` says that it is one."""

    awaited: Moment | None = None
    """The moment at which it appears, where it is shown before."""

    sidebar: SidebarView = SidebarView()
    older: CardView | None = None
    newer: CardView | None = None
    comments: tuple[Comment, ...] = ()
    comments_to: str | None = None
    """A mail address or a URL that invites a comment."""

    discussion: Discussion | None = None
    """Comments kept outside the site, where the editor wants them."""

    translations: tuple[Link, ...] = ()
    """The text is the language tag."""

    republish: str | None = None
    """The address of the page that offers the text, where the licence allows it."""


class ListingView(msgspec.Struct, frozen=True, kw_only=True):
    """`listing.html`: articles of a section, a tag, a month; newest first on each page."""

    title: str
    kicker: str | None = None
    """What kind of list it is: ``Section``, ``Tag``, ``Archive``."""

    description: str | None = None
    cards: tuple[CardView, ...] = ()
    total: int = 0
    pager: Pager = Pager()
    feeds: tuple[Feed, ...] = ()
    beside: tuple[Link, ...] = ()
    """Neighbouring lists, such as the other sections or the months of the year."""


class IndexView(msgspec.Struct, frozen=True, kw_only=True):
    """`index.html`: an A–Z of entities, the months of the archive, the list of corrections."""

    title: str
    kicker: str | None = None
    description: str | None = None
    groups: tuple[IndexGroup, ...] = ()
    facets: tuple[Link, ...] = ()
    """The same index narrowed: by type, for instance."""

    total: int | None = None
    pager: Pager = Pager()


class CorrectionsView(msgspec.Struct, frozen=True, kw_only=True):
    """`corrections.html`: everything that was put right, the latest first."""

    title: str
    made: tuple[CorrectionView, ...] = ()


class FrontView(msgspec.Struct, frozen=True, kw_only=True):
    """`front.html`: the front page."""

    lead: CardView | None = None
    latest: tuple[CardView, ...] = ()
    """After the lead, newest first."""

    below: int = 0
    """How many of them stand right below the lead."""

    sections: tuple[FrontSection, ...] = ()
    entities: tuple[Link, ...] = ()
    """Who and what the news is about; the note counts articles."""

    about_html: str = ""
    """A few words on the publication."""

    total: int = 0
    """How many articles there are in all."""


class PageView(msgspec.Struct, frozen=True, kw_only=True):
    """`page.html`: a page that is no article, such as one of the manual."""

    id: str
    address: str
    title: str
    body_html: str
    summary: str | None = None
    contents: tuple[Contents, ...] = ()
    nav: tuple[NavGroup, ...] = ()
    """The pages around it; empty for a page that stands alone."""

    trail: tuple[Link, ...] = ()
    """The folders above it."""

    previous: Link | None = None
    next: Link | None = None
    status: Status = "published"
    awaited: Moment | None = None
    """The moment at which it appears, where it is shown before."""


class SearchView(msgspec.Struct, frozen=True, kw_only=True):
    """`search.html`: ways to find an article."""

    ways: tuple[Link, ...] = ()
    """Indexes that need no script: the A–Z, the archive, the sections."""

    bundles: tuple[str, ...] = ()
    """The addresses of the index's bundles, the first with the script that reads them; none where there is no index."""

    script: str | None = None
    """The address of the script that shows what is found."""


class NotFoundView(msgspec.Struct, frozen=True, kw_only=True):
    """`notfound.html`: shown by the host where nothing is."""

    ways: tuple[Link, ...] = ()


class RedirectView(msgspec.Struct, frozen=True, kw_only=True):
    """`redirect.html`: an old address."""

    to: str
    title: str


class RepublishView(msgspec.Struct, frozen=True, kw_only=True):
    """`republish.html`: an article to take away, as its licence allows."""

    article: CardView
    licence: Licence
    credit: str
    """The line to print with it: title, author, source and licence."""

    conditions: tuple[tuple[str, str], ...] = ()
    """Pairs: what, and what the licence says of it."""

    html: str = ""
    """The article as HTML source, shown as text."""

    markdown: str = ""
    plain: str = ""


View = (
    ArticleView
    | CorrectionsView
    | EntityView
    | FrontView
    | IndexView
    | ListingView
    | NotFoundView
    | PageView
    | RedirectView
    | RepublishView
    | SearchView
)

VARIABLES: Final[dict[type[View], str]] = {
    ArticleView: "article",
    CorrectionsView: "corrections",
    EntityView: "entity",
    FrontView: "front",
    IndexView: "index",
    ListingView: "listing",
    NotFoundView: "notfound",
    PageView: "page",
    RedirectView: "redirect",
    RepublishView: "republish",
    SearchView: "search",
}
"""The variable under which a template takes each view; ``<variable>.html`` is its default template."""
