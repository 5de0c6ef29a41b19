"""Documents that look like Markdown and mean trouble: well-formed blocks and marks, broken in places.

`documents()` draws half of them as written and half after scraps were put in, taken out or moved.
"""

from hypothesis import strategies as st

PLAIN = (
    "the mayor said so AT&T R&D don't 'so' \"Yes\" snake_case 5*3 2014. 1. '80s U.S. a-b -- --- ... — “no” é 東京 x=1 "
    "[sic] [a] (b) c:d e: f) #5 C++ >9 !ok +1 wow!!! http://x.example/a_b \xa0 {x} {.c} | ~ ^"
)
WORDS = st.sampled_from(PLAIN.split(" "))
TARGETS = st.sampled_from(
    [
        "u",
        "/a/b_c",
        "https://x.example/?a=1&b=2",
        "x_(y)",
        "<u v>",
        "u 'no'",
        'u "A title"',
        'u "it\'s"',
        "",
        "a\\_b",
        "#n",
    ]
)


def _spans(inner):
    return st.one_of(
        st.tuples(st.sampled_from(["*", "_", "**", "__", "***", "`", "``", '"', "'"]), inner).map(
            lambda parts: parts[0] + parts[1] + parts[0]
        ),
        st.tuples(st.sampled_from(["[", "![", "[!["]), inner, TARGETS).map(
            lambda parts: f"{parts[0]}{parts[1]}]({parts[2]})"
        ),
        st.tuples(inner, st.sampled_from(["", "1", "ref", "^1", "TOC"])).map(lambda parts: f"[{parts[0]}][{parts[1]}]"),
        inner.map(lambda words: f"<b>{words}</b>"),
        st.lists(inner, min_size=2, max_size=4).map(" ".join),
        st.lists(inner, min_size=2, max_size=3).map("".join),
        st.lists(inner, min_size=2, max_size=3).map("  \n".join),
        st.lists(inner, min_size=2, max_size=3).map("\n".join),
    )


SCRAPS = (
    "\\* \\_ \\[ \\] \\\\ \\> \\` \\q &amp; &copy; &#39; &#x27; &#39 &nbsp; <br> <http://x.example> <a@x.example> < "
    "[^1] [[Wiki]] * _ ** ` [ ] ( ) ![ ]( - = {: .c } {: #i a=b } : ; \x02 \x03 \x0241\x03 \x02klzzwxh:0000\x03 \t"
)
ODD = st.sampled_from(SCRAPS.split(" "))
TEXT = st.recursive(st.one_of(WORDS, WORDS, ODD), _spans, max_leaves=8)
LINE = TEXT.map(lambda text: text.replace("\n", " "))
DEFINITIONS = st.sampled_from(
    [
        "[ref]: /there 'T'",
        "[1]: <u>",
        "[^1]: A note\n\n    goes on",
        "*[AT&T]: A firm",
        "*[so]: Thus",
        "[a]: b",
        "[TOC]",
    ]
)


def _marked(sign, join="\n"):
    return st.lists(LINE, min_size=1, max_size=3).map(lambda lines: join.join(sign + line for line in lines))


def _under(sign, inner, indent="    "):
    return inner.map(lambda text: sign + text.replace("\n", "\n" + indent))


def _nested(inner):
    several = st.lists(inner, min_size=1, max_size=3).map("\n\n".join)
    return st.one_of(
        inner.map(lambda text: "\n".join(f"> {line}".rstrip() for line in text.split("\n"))),
        *(_under(sign, several) for sign in ("- ", "* ", "1. ", "Term\n: ", "!!! note\n    ", '!!! tip "So"\n    ')),
        inner.map(lambda text: f"<div markdown='1'>\n\n{text}\n\n</div>"),
        inner.map(lambda text: f"<section>{text}</section>"),
        inner.map(lambda text: f"```python\n{text}\n```"),
    )


BLOCK = st.recursive(
    st.one_of(
        TEXT,
        TEXT,
        st.tuples(st.sampled_from(["# ", "## ", "##", "####### "]), LINE, st.sampled_from(["", " ##", " {#i}"])).map(
            "".join
        ),
        st.tuples(LINE, st.sampled_from(["\n===", "\n---", "\n-", "\n="])).map("".join),
        *(_marked(sign) for sign in ("- ", "* ", "+ ", "1. ", "3. ", "> ", "    ", ": ", " - ", "-")),
        *(_marked(sign, "\n\n") for sign in ("- ", "2. ", "> ")),
        LINE.map(lambda line: f"| a | b |\n|---|:-:|\n| {line} | c |"),
        st.sampled_from(
            ["---", "***", "* * *", "_ _", "<!-- c -->", "<hr>", "~~~\nx\n~~~", "&copy;", "\xa0", "T\n:   M"]
        ),
        DEFINITIONS,
    ),
    _nested,
    max_leaves=4,
)
GAPS = st.sampled_from(["\n\n", "\n\n", "\n\n", "\n", "\n\n\n", "\n  \n", "\r\n\r\n", "  \n"])
WHOLE = st.lists(st.tuples(BLOCK, GAPS), min_size=1, max_size=6).map(lambda pairs: "".join(a + b for a, b in pairs))
PLACES = st.integers(0, 400)


@st.composite
def documents(draw):
    """Return a document."""
    text = draw(WHOLE)
    for _ in range(draw(st.sampled_from([0, 0, 1, 3]))):
        at, until = draw(PLACES) % (len(text) + 1), draw(PLACES) % (len(text) + 1)
        text = draw(
            st.sampled_from(
                [
                    text[:at] + text[at + 1 :],
                    text[:at]
                    + draw(st.one_of(ODD, GAPS, st.sampled_from(["*", "_", "\n", " ", "    ", "#", ">"])))
                    + text[at:],
                    text[:at] + text[min(at, until) : max(at, until)][:20] + text[at:],
                ]
            )
        )
    return text


OF_PROSE = 'the mayor said so don\'t "Yes" 5*3 snake_case AT&T 2014. [sic] (b) -- ... > a\\_b \\[x\\] 1. - :'
PROSE = st.recursive(
    st.sampled_from(OF_PROSE.split(" ")),
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=6).map(" ".join),
        st.lists(inner, min_size=2, max_size=3).map(" ".join),
        st.lists(inner, min_size=2, max_size=2).map("".join),
        st.tuples(st.sampled_from(["*", "_", "**", "__"]), inner).map(lambda parts: parts[0] + parts[1] + parts[0]),
        st.tuples(st.sampled_from(["[", "[", "!["]), inner, TARGETS).map(
            lambda parts: f"{parts[0]}{parts[1]}]({parts[2]})"
        ),
        st.tuples(st.sampled_from(["`", "`", "``"]), inner).map(lambda parts: parts[0] + parts[1] + parts[0]),
        st.lists(inner, min_size=2, max_size=2).map("  \n".join),
    ),
    max_leaves=10,
)
PROSE_BLOCK = st.one_of(
    PROSE,
    PROSE,
    PROSE.map(lambda text: "## " + text.replace("\n", " ")),
    *(
        st.lists(PROSE, min_size=1, max_size=3).map(
            lambda lines, sign=sign: "\n".join(sign + line.replace("\n", " ") for line in lines)
        )
        for sign in ("- ", "* ", "1. ", "4. ", "> ")
    ),
    st.sampled_from(["---", "* * *", "> a\n>\n> b"]),
    st.tuples(PROSE, TARGETS).map(lambda parts: f"![{parts[0]}]({parts[1]})"),
    st.tuples(PROSE, TARGETS, TARGETS).map(lambda parts: f"[![{parts[0]}]({parts[1]})]({parts[2]})"),
)


def prose():
    """Return a document of the kind that news is: most of it can be read directly."""
    return st.lists(PROSE_BLOCK, min_size=1, max_size=5).map("\n\n".join)
