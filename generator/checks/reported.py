"""What reading, linking and building report by themselves: each has its section in the manual like every rule."""

from typing import Final

from generator.checks.rule import Rule

RULES: Final = (
    Rule(
        code="capture-incomplete",
        what="A capture does not say all that an article should: its date, its byline, its address or its licence.",
        why="What a page does not say is never made up; until you add it, readers do not see it.",
        example="content/wire/ferry.txt: warning: the capture does not say: byline, published, url, licence",
        cure="add it in the sidecar content/wire/ferry.txt.yml, or for a whole folder in [[defaults]]",
    ),
    Rule(
        code="date-ambiguous",
        severity="info",
        what="A date of a capture can be read as two days, and nothing on the page says which.",
        why="No day is taken from it, because a guess would be printed as a fact.",
        example="content/wire/ferry.txt: “03/04/2014” can be more than one day; nothing on the page says which",
        cure="state `published:` in front matter or in the sidecar",
    ),
    Rule(
        code="relative-time",
        severity="info",
        what="A capture says “yesterday” or the like, and has no date.",
        why="A reader cannot tell which day is meant; the words are printed as they stand.",
        example="content/wire/ferry.txt:9: “yesterday” is said of a day that is not known",
        cure="state `published:`, or add the day in the article",
    ),
    Rule(
        code="licence-pixel",
        what="A capture holds a picture by which its licensor counts readers.",
        why="No page of ours makes a browser call another host: it is not printed, and a condition may be unmet.",
        example="content/wire/ferry.html: warning: the licensor's counting pixel is not printed",
        cure="ask the licensor, or report readers by other means; it is kept as `licence.pixel`",
    ),
    Rule(
        code="image-unread",
        what="A picture is of a format that is not read: HEIC or JPEG XL.",
        why="It is copied with all that its camera wrote into it, the place too, and few browsers show it.",
        example="content/articles/quay.heic: warning: is copied as it is, with all that its camera wrote into it",
        cure="save it as JPEG",
    ),
    Rule(
        code="encoding-damaged",
        what="A file that is UTF-8 holds bytes that are not.",
        why="They were taken for Windows-1252, which may be wrong.",
        example="content/wire/ferry.txt:12:5: warning: 2 bytes are no UTF-8 in a file that is",
        cure="look at the line, and save the file as UTF-8",
    ),
    Rule(
        code="mojibake-repaired",
        severity="info",
        what="A word of a capture was UTF-8 read as another encoding, and was read rightly.",
        why="The page differs from its capture in these letters.",
        example="content/wire/ferry.txt:4: “cafÃ©” was UTF-8 read as another encoding: it is “café”",
        cure="nothing to do, unless the page meant to show it so",
    ),
    Rule(
        code="mojibake-suspected",
        what="A line of a capture looks like UTF-8 read as another encoding, but not in all its parts.",
        why="It is left alone, because a wrong repair would lose letters.",
        example="content/wire/ferry.txt:4: warning: this line looks like UTF-8 read as another encoding",
        cure="mend it by hand, or copy the page again",
    ),
    Rule(
        code="unknown-field",
        what="Front matter or a sidecar has a field that does not exist.",
        why="It is kept under `extra`, where no page shows it; most often it is misspelt.",
        example="content/articles/rain.md:3:1: warning: there is no field `pubished`; it is kept under `extra`",
        cure="write the name of a field, as the manual's page “Front matter” lists them",
    ),
    Rule(
        code="bad-url",
        what="Front matter states an address that no page may carry.",
        why="Only http, https, mailto and relative addresses are printed; others could run code.",
        example="content/articles/rain.md:5:3: warning: `image.src` is no address that a page may carry",
        cure="write an address that begins with http:, https: or mailto:, or a relative one",
    ),
    Rule(
        code="bad-digest",
        what="A `sha256` in a provenance is no SHA-256.",
        why="Without it the article does not replace its capture, and both are printed.",
        example="content/articles/rain.md:9:5: warning: `provenance[0].sha256` is no SHA-256; it is left out",
        cure="write its 64 hexadecimal digits: `sha256sum FILE` prints them",
    ),
    Rule(
        code="decision-unknown",
        what="A decision in content/entities/_decisions.yml cannot be followed.",
        why="It names an entity that no file registers, or contradicts the registry.",
        example="content/entities/_decisions.yml:4:3: warning: `Apple` is to mean `aple`, which no file registers",
        cure="write the id of a registered entity, or change its file",
    ),
    Rule(
        code="wish-unknown",
        what="An article pins or adds an entity that no file registers and no article names.",
        why="Nothing is known of it, so the sidebar cannot show it.",
        example="content/articles/rain.md: warning: its `entities` names `ada-lnd`, which nothing registers or names",
        cure="write the id of an entity, or register it: `tearsheet new entity NAME --type TYPE`",
    ),
    Rule(
        code="output-changed",
        what="A file in the output was not the one that the last build printed, and was replaced.",
        why="Somebody edited or copied over it; the change is lost, because the output follows the sources.",
        example="site/index.html: warning: was changed by somebody else, and is printed anew",
        cure="change the source or a template instead",
    ),
    Rule(
        code="watch-polling",
        severity="info",
        what="The system reports no changes of files, so `serve --watch` looks for them itself.",
        why="A save shows a little later.",
        example="changes are looked for every second: the system reports none here",
        cure="move the site to a local disk, or live with it",
    ),
)
