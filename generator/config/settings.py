"""What can be set, and what holds where nothing is: every key of the configuration, its type and its default.

A string below an attribute is the key's description, in the generated manual and in the JSON Schema; a group of keys
without one has that of its class.
"""

from typing import Annotated, Literal

import msgspec

Count = Annotated[int, msgspec.Meta(ge=1)]
Percent = Annotated[int, msgspec.Meta(ge=1, le=100)]


class Default(msgspec.Struct, frozen=True):
    """Front matter for many files."""

    match: str
    """A glob over the path below `content/`; `**` crosses folders. Where several match, a later one wins."""

    values: dict[str, object] = {}
    """Front matter as it was written beside `match`: it fills only what a file leaves open."""


class Permalinks(msgspec.Struct, frozen=True, kw_only=True):
    """Address patterns: `{slug}`, `{path}`, `{id}`, `{section}`, `{year}` and `{month}` stand for the content's own."""

    article: str = "/articles/{slug}/"
    """The address of an article."""

    entity: str = "/entities/{slug}/"
    """The address of an entity's page."""

    page: str = "/{path}/"
    """The address of a page; its `{path}` is the one below `content/`, `pages/` left out."""

    sections: dict[str, str] = {}
    """The address of an article of one section, by the section's slug; it goes before `article`."""


class Entities(msgspec.Struct, frozen=True, kw_only=True):
    """What becomes of the people, companies, places and products that articles name."""

    page_from: Count = 2
    """How many articles must name an entity that no file registers before it has a page."""

    auto: bool = True
    """Whether entities that no file registers are recognised at all."""

    spacy: str = ""
    """A spaCy pipeline you have installed, or its folder: it finds more names, after the registry and the rules."""


class Markdown(msgspec.Struct, frozen=True, kw_only=True):
    """How bodies become HTML."""

    extensions: tuple[str, ...] = (
        "abbr",
        "admonition",
        "attr_list",
        "def_list",
        "fenced_code",
        "footnotes",
        "sane_lists",
        "tables",
    )
    """Extensions of Python-Markdown, by their entry point or module name."""

    options: dict[str, dict[str, object]] = {}
    """Options of an extension, by its name."""

    smart_punctuation: bool = False
    """Whether straight quotes, `--` and `...` become typographic ones; captures are quoted as they came."""

    math: bool = False
    """Whether LaTeX between `$` and `$`, or `$$` and `$$`, is typeset; it needs `pip install "tearsheet[math]"`."""

    highlight: bool = True
    """Whether code blocks that name a language are coloured."""


class Images(msgspec.Struct, frozen=True, kw_only=True):
    """What becomes of the pictures below `content/`; what their cameras wrote into them is always left out."""

    resize: bool = True
    """Whether `build` makes copies in AVIF and WebP, for every screen a size; `serve` never does."""

    widths: tuple[Count, ...] = (480, 960, 1600)
    """The widths of these copies, in pixels; none is wider than its original."""

    quality: Percent = 80
    """The quality of these copies, 1 to 100, as JPEG and WebP have it; AVIF looks the same at three quarters of it."""


class Feeds(msgspec.Struct, frozen=True, kw_only=True):
    """What feeds hold: the site's, each section's, each entity's."""

    entries: Count = 30
    """How many articles a feed names, the newest first."""

    full_text: bool = False
    """Whether an entry carries the whole text where its licence lets anyone have it; else it has a summary."""


class MenuItem(msgspec.Struct, frozen=True, kw_only=True):
    """One link of the menu."""

    title: str
    """What it says."""

    link: str
    """An address of this site, such as `/sections/tech/`, or a whole URL."""


class Theme(msgspec.Struct, frozen=True, kw_only=True):
    """What the built-in templates leave to taste."""

    scheme: Literal["auto", "light", "dark"] = "auto"
    """Light or dark; `auto` follows the reader's system."""

    accent: str | None = None
    """The colour of links and marks, as `#rrggbb`."""

    logo: str | None = None
    """A picture below `content/` shown beside the title."""

    footer: str = ""
    """A line of text at the foot of every page."""

    options: dict[str, object] = {}
    """Anything a site's own templates ask for."""


class Giscus(msgspec.Struct, frozen=True, kw_only=True):
    """Comments as discussions of a GitHub repository, shown by giscus.app; what https://giscus.app says to write."""

    repo: str = ""
    """The repository, as `owner/name`. Without it there is no giscus, and no page asks for it."""

    repo_id: str = ""
    """The repository's id."""

    category: str = ""
    """The category of discussions."""

    category_id: str = ""
    """The category's id."""


class Comments(msgspec.Struct, frozen=True, kw_only=True):
    """Readers' comments, which are kept as files and printed with the article."""

    show: bool = True
    """Whether comments are printed."""

    write_to: str | None = None
    """The e-mail address or URL that invites a comment."""

    isso: str | None = None
    """The URL of an Isso server; article pages then load its script and comments from there."""

    giscus: Giscus = Giscus()

    webmention: str | None = None
    """The URL of the service that receives webmentions for this site; pages name it and ask nothing of it."""


class CheckPath(msgspec.Struct, frozen=True, kw_only=True):
    """Files in which some findings are not told."""

    match: str
    """A glob over the path below `content/`."""

    ignore: tuple[str, ...] = ()
    """The codes of these findings."""


class External(msgspec.Struct, frozen=True, kw_only=True):
    """How `check --external` asks other sites."""

    ignore: tuple[str, ...] = ()
    """What the addresses begin with that are not asked, such as `https://example.net/`."""

    days: Count = 7
    """How many days a good answer holds; a bad one holds one."""

    pause: Annotated[float, msgspec.Meta(ge=0)] = 1.0
    """Seconds between two questions to one host."""

    timeout: Count = 10
    """Seconds after which no answer is expected any more."""

    at_once: Count = 8
    """How many hosts are asked at a time."""

    private: bool = False
    """Whether addresses on this machine and the local network are asked too."""


class Check(msgspec.Struct, frozen=True, kw_only=True):
    """What `check`, and `build` with it, find fault with."""

    ignore: tuple[str, ...] = ()
    """Codes of findings that are not told, such as `date-unknown`; the manual lists them all."""

    severity: dict[str, Literal["error", "warning", "info"]] = {}
    """How grave findings are, by their code."""

    paths: tuple[CheckPath, ...] = ()
    """Findings that are not told of some files: `match` and `ignore`."""

    page_kb: Count = 500
    """How many thousand bytes a page may have."""

    image_kb: Count = 1000
    """How many thousand bytes a picture may have."""

    external: External = External()


class Config(msgspec.Struct, frozen=True, kw_only=True):
    """The whole configuration of a site, every key with its default."""

    title: str = ""
    """The name of the site. Default: that of its folder."""

    description: str = ""
    """What the site is, in a sentence; feeds and search engines show it."""

    lang: str = "en"
    """The language of the site and of content that states none, as BCP 47 writes it."""

    timezone: str = "UTC"
    """The time zone in which dates without one are read and printed, by its IANA name."""

    base_url: str | None = None
    """Where the site will stand. Without it there are no canonical links, sitemap or feeds."""

    output: str = "site"
    """The folder the site is printed into."""

    templates: str = "templates"
    """The folder of the site's own templates; each goes before the built-in one of its name."""

    plugins: tuple[str, ...] = ()
    """Python files of the site's own converters, outputs and checks."""

    ignore: tuple[str, ...] = ("*~", "*.tmp", "*.bak", "*.orig", "*.swp", ".#*", "#*#", "Thumbs.db", "4913")
    """Names below `content/` that are neither content nor copied; nor is any that begins with `_` or `.`."""

    static: tuple[str, ...] = ("static/**",)
    """Globs of files that are copied as they are; the part before the first wildcard is left out of the address."""

    defaults: tuple[Default, ...] = ()
    """Front matter for whole folders: `match`, a glob over the path below `content/`, and any field beside it."""

    permalinks: Permalinks = Permalinks()

    page_size: Count = 50
    """How many articles a list page shows."""

    links: Literal["directory", "file"] = "directory"
    """Whether links name a folder, or the `index.html` in it, so that the site opens from a disk too."""

    related: Literal["older", "both"] = "older"
    """Which articles a page points to as related; with `both`, a new article changes pages of older ones."""

    entities: Entities = Entities()
    feeds: Feeds = Feeds()
    markdown: Markdown = Markdown()

    search: bool = True
    """Whether `build` makes a search index; `serve` never does."""

    cards: bool = True
    """Whether `build` draws the pictures that other sites show beside a link; `serve` never does."""

    images: Images = Images()

    compress: bool = False
    """Whether each text file gets a gzip and a Brotli copy beside it, for servers that send one."""

    data: bool = True
    """Whether `build` prints `/data/`: every article and entity as JSON and CSV, without the texts."""

    twins: bool = False
    """Whether each article and page has a Markdown twin beside it: `index.md`."""

    llms: bool = False
    """Whether `build` prints `/llms.txt`, which tells language models what there is to read."""

    host_files: bool = False
    """Whether `build` prints `_headers` and `_redirects`, which Netlify and Cloudflare Pages read."""

    news_sitemap: bool = False
    """Whether the articles of the last two days have a sitemap of their own, as Google News reads it."""

    menu: tuple[MenuItem, ...] = ()
    """The links at the head of every page, in their order. Default: what the site has."""

    panels: tuple[str, ...] = ("entities", "quotes", "snapshot", "related", "links", "contact", "subscribe")
    """The panels of the sidebar, in their order; one that is not named is not shown."""

    theme: Theme = Theme()
    comments: Comments = Comments()
    check: Check = Check()

    report_errors_to: str | None = None
    """The e-mail address or URL behind "Report an error" on every article."""

    def value(self, key: str) -> object:
        """Return one setting by its dotted name, such as ``markdown.extensions``.

        Raises:
            KeyError: There is no such setting.
        """
        found: object = self
        for part in key.split("."):
            if not isinstance(found, msgspec.Struct) or part not in found.__struct_fields__:
                raise KeyError(key)
            found = getattr(found, part)
        return found
