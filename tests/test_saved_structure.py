import html as entities
import re
from pathlib import Path

import pytest

from generator.config import Markdown
from generator.convert import html
from generator.errors import Note
from generator.model import Article, Source
from generator.render import body

PAGES = sorted((Path(__file__).parent / "fixtures" / "html" / "structure").glob("*.html"))


def read(data, path="wire/page.html"):
    data = data if isinstance(data, bytes) else data.encode()
    found = list(html.convert(Source(path=path, data=data, sha256="0" * 64)))
    return next(item for item in found if isinstance(item, Article)), [
        # Of a few lines without a headline nothing is sure.
        item
        for item in found
        if isinstance(item, Note) and item.code != "capture-unsure"
    ]


def article(inside, head=""):
    opening = "<p>The council of the island met on Tuesday to hear what the new ferry will cost, and put it off.</p>"
    ending = "<p>A decision is expected in the autumn, when the books have been read by somebody who can count.</p>"
    return f"<html><head>{head}</head><body><article>{opening}{inside}{ending}</article></body></html>"


def between(inside, head=""):
    made, _ = read(article(inside, head))
    return made.body.split("\n\n", 1)[1].rpartition("\n\n")[0]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_structure_of_a_page_survives(page):
    made, _ = read(page.read_bytes())

    assert f"{made.body}\n" == page.with_suffix(".md").read_text(encoding="utf-8")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_what_is_written_is_printed_as_what_it_was(page):
    made, _ = read(page.read_bytes())
    printed = body.render(made.body, options=Markdown()).html
    source = page.read_text(encoding="utf-8")

    for tag in ("h2", "h3", "ol", "ul", "li", "table", "blockquote", "pre", "dl", "sub", "sup", "abbr", "bdo", "hr"):
        if f"<{tag}>" in made.body or re.search(rf"<article.*<{tag}\b.*</article>", source, re.DOTALL):
            assert f"<{tag}" in printed


@pytest.mark.parametrize(
    ("frame", "quotation"),
    [
        ('<iframe src="https://www.youtube-nocookie.com/embed/abcdefghijk"></iframe>',
         "> [YouTube](https://www.youtube.com/watch?v=abcdefghijk)"),
        ('<iframe data-src="//player.vimeo.com/video/77" title="A boat"></iframe>', "> [A boat](https://vimeo.com/77)"),
        ('<iframe src="https://platform.twitter.com/embed/Tweet.html?dnt=false&amp;id=99"></iframe>',
         "> [Twitter](https://twitter.com/i/status/99)"),
        ('<amp-twitter data-tweetid="99"></amp-twitter>', "> [Twitter](https://twitter.com/i/status/99)"),
        ('<div class="fb-post" data-href="https://www.facebook.com/a/posts/1"></div>',
         "> [Facebook](https://www.facebook.com/a/posts/1)"),
        (('<blockquote class="instagram-media" data-instgrm-permalink="https://www.instagram.com/p/AB/?utm_source=x">'
         "<p>The boat, from above, on a good day in June.</p></blockquote>"),
         "> The boat, from above, on a good day in June.\n>\n> [Instagram](https://www.instagram.com/p/AB)"),
        (('<blockquote class="twitter-tweet"><p>No boat, no island, no news.</p>— A (@a)'
         ' <a href="https://twitter.com/a/status/5?ref_src=twsrc">May 1</a></blockquote>'),
         "> No boat, no island, no news.\n>\n> — A (@a) [May 1](https://twitter.com/a/status/5?ref_src=twsrc)"),
    ],
)  # fmt: skip
def test_a_post_of_another_site_is_a_quotation_with_its_link(frame, quotation):
    assert between(f"<p>Someone had made a film of the old boat leaving for the last time.</p>{frame}").endswith(
        quotation
    )


@pytest.mark.parametrize(
    "frame",
    [
        '<iframe src="https://ads.example/1"></iframe>',
        '<iframe src="javascript:alert(1)"></iframe>',
        '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
        '<amp-youtube data-videoid="a/../b"></amp-youtube>',
        '<iframe src="https://www.facebook.com/plugins/post.php?href=javascript:alert(1)"></iframe>',
        '<iframe src="http://[bad/plugins/"></iframe>',
    ],
)
def test_a_frame_that_names_no_post_goes(frame):
    story = "<p>Someone had made a film of the old boat leaving for the last time.</p>"

    assert between(story + frame) == between(story)


@pytest.mark.parametrize(
    ("pixel", "lifted"),
    [
        ('<img src="https://counter.theconversation.com/content/1/count.gif" width="1" height="1">', True),
        (
            '<img id="republication-tracker-tool-source" src="https://s.example/?republication-pixel=true&amp;post=1">',
            True,
        ),
        ('<img src="https://count.example/a.gif" style="width:1px;height:1px">', True),
        ('<noscript><img src="https://count.example/b.gif" height="1px" width="0"></noscript>', True),
        ('<p><img src="https://count.example/c.gif" style="display: none !important"></p>', True),
        ('<img src="https://pictures.example/boat.jpg" width="800" height="2000">', False),
        ('<img data-src="https://pictures.example/boat.jpg" style="opacity: 0">', False),
    ],
)
def test_a_picture_that_counts_readers_is_lifted_to_the_licence(pixel, lifted):
    made, notes = read(article(f"<p>Someone had made a film of the old boat leaving for the last time.</p>{pixel}"))
    (url,) = re.findall(r'src="([^"]+)"', entities.unescape(pixel))

    assert ([note.code for note in notes], url == (made.licence and made.licence.pixel), url in made.body) == (
        ["licence-pixel"] if lifted else [], lifted, not lifted,
    )  # fmt: skip
    if lifted:
        assert made.licence.status == "unknown"
        assert "licence" in made.missing


def test_pictures_that_lie_in_the_page_itself_are_not_printed_and_are_told_of():
    data = f"data:image/png;base64,{'iVBORw0KGgo' * 100}"
    pictures = (
        f'<figure><img src="{data}" alt="The old  boat" width="800" height="500"></figure>'
        f'<p>Someone had made a film of her leaving.</p><img src="{data}x" width="800" height="500">'
    )
    late = '<img src="data:image/gif;base64,R0lGOD" data-src="https://s.example/a.jpg">'
    late += (
        f'<img src="{data}" srcset="https://s.example/b.jpg 2x"><img src="data:image/svg+xml,%3Csvg/%3E" alt="A star">'
    )

    made, notes = read(article(pictures))
    other, none = read(article(late))

    assert [(note.code, note.severity) for note in notes] == [("picture-inside", "info")]
    assert notes[0].what.startswith("2 pictures of the article lie in the page's own file")
    assert notes[0].what.endswith("“The old boat”, 1 more")
    assert "![" not in made.body
    assert (none, other.body.count("![")) == ([], 2)


def test_a_counter_that_a_licence_asks_for_is_lifted_from_anywhere_and_the_licence_stays():
    counter = '<script src="https://pixel.propublica.org/pixel.js" async></script>'
    head = '<link rel="license" href="https://creativecommons.org/licenses/by-nd/4.0/">'
    made, notes = read(article("", head).replace("</body>", f"{counter}</body>"))

    assert made.licence.id == "CC-BY-ND-4.0"
    assert made.licence.pixel == "https://pixel.propublica.org/pixel.js"
    assert [note.severity for note in notes] == ["warning"]


def test_a_beacon_at_the_foot_of_a_page_is_nobodys_licence():
    beacon = '<noscript><img height="1" width="1" src="https://beacon.example/tr?id=1"></noscript>'
    made, notes = read(article("") + f"<footer>Imprint{beacon}</footer>")

    assert (made.licence, notes) == (None, [])
    assert "beacon" not in made.body


def test_footnotes_below_the_article_come_with_it():
    mark = '<a id="r" href="#n">[1]</a>'
    story = article(f"<p>The boat was sold for very little money{mark} to a man from the mainland.</p>")
    note = '<h4>Notes</h4><ol><li id="n">Nine pounds. <a href="#r">back</a></li><li>Other.</li></ol>'
    made, _ = read(story.replace("</article>", f"</article>{note}"))

    assert "very little money[^1] to a man" in made.body
    assert made.body.endswith("\n\n[^1]: Nine pounds.")


def test_links_are_meant_from_the_base_that_a_page_states():
    link = '<p>The <a href="boats/1">boat</a> was sold to a man from the mainland who scrapped it in the end.</p>'
    canonical = '<link rel="canonical" href="https://sheet.example/news/ferry">'

    assert "](https://sheet.example/news/boats/1)" in between(link, canonical)
    assert "](https://old.example/x/boats/1)" in between(link, f'{canonical}<base href="https://old.example/x/">')
    assert "](https://sheet.example/y/boats/1)" in between(link, f'{canonical}<base href="/y/">')
    assert "](https://sheet.example/news/boats/1)" in between(link, f'{canonical}<base href="javascript:alert(1)//">')


def test_what_stands_in_a_picture_with_several_sources_is_not_lost():
    figure = (
        '<figure><picture><source srcset="https://a.example/1.webp 1x, https://a.example/2.webp 2x">'
        '<img alt="A boat"></picture><figcaption>The boat.</figcaption></figure>'
    )

    assert between(figure) == '![A boat](https://a.example/2.webp "The boat.")'
    assert "two halves" in between(
        "<p>A sentence of two<embed src=x> halves<wbr> that a film once stood in between of.</p>"
    )


def test_a_table_of_endless_spans_is_read_as_its_words():
    table = "<table>" + "<tr><td colspan=99 rowspan=99>x</td><td>zz</td></tr>" * 300 + "</table>"
    made = between(f"<p>The table of the boats shows all that there were in all the years.</p>{table}")

    assert made.count("zz") == 300
    assert "|" not in made


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", " java\nscript:alert(1)", "&#106;avascript:alert(1)", "JaVaScRiPt&colon;alert(1)",
     "vbscript:x", "data:text/html,<script>alert(1)</script>", "\x01javascript:alert(1)", "jav&#x09;ascript:alert(1)"],
)  # fmt: skip
def test_a_link_leads_to_no_script(address):
    link = f'<p>The <a href="{address}">boat</a> was sold to a man from the mainland, who scrapped it.</p>'
    printed = body.render(read(article(link))[0].body, options=Markdown()).html

    assert "boat" in printed
    assert "script:" not in printed
    assert "data:" not in printed


SCRIPTED = (
    "<svg><script>alert(1)</script><a xlink:href='javascript:alert(1)'><text>Boats</text></a></svg>",
    "<svg onload=alert(1)><foreignObject><iframe srcdoc='<script>alert(1)</script>'></iframe></foreignObject></svg>",
    "<math><maction actiontype=statusline xlink:href='javascript:alert(1)'>Boats</maction></math>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></mglyph></table></mtext></math>",
    "<template><p>Boats</p><script>alert(1)</script></template>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>Boats</p></noscript>",
    "<p onclick=alert(1)>Boats of <b style='background:url(javascript:alert(1))'>all</b> kinds lie here.</p>",
    "<p>Boats &lt;script&gt;alert(1)&lt;/script&gt; of all kinds lie here in the harbour of the town.</p>",
    "<p>Boats ![a](javascript:alert(1)) of [all](javascript:alert(1)) kinds lie here: {: onclick=alert(1)}</p>",
    "<a href='java&#10;script:alert(1)'>Boats</a><a href='data:text/html,<script>alert(1)</script>'>Boats</a>",
    "<object data='javascript:alert(1)'><embed src='javascript:alert(1)'>Boats</object><base href='javascript:'>",
    "<form action='javascript:alert(1)'><button formaction='javascript:alert(1)'>Boats</button></form>",
)


@pytest.mark.parametrize("added", SCRIPTED)
def test_what_bears_a_script_never_prints_one(added):
    made, _ = read(article(f"{added}<p>Someone had made a film of the old boat leaving for the last time.</p>"))

    printed = body.render(made.body, options=Markdown()).html

    assert "Someone had made a film" in printed
    assert not re.search(r"<(?:script|style|iframe|svg|math|template|object|embed|form|button|base)\b", printed)
    assert not re.search(r"<[^>]*\s(?:on\w+|style|srcdoc)\s*=", printed)
    assert not re.search(r"""(?:href|src)\s*=\s*["']?\s*(?:javascript|data)""", printed, re.IGNORECASE)


PAPER = '<link rel="canonical" href="https://paper.example/news/ferry">'


@pytest.mark.parametrize(
    ("inside", "made"),
    [
        ("<ul><li>One</li><ul><li>Of one</li></ul><li>Two</li></ul>", "- One\n    - Of one\n- Two"),
        (("<table><tr><th>Boat</th><th>Picture</th></tr><tr><td>Old</td><td><img src=/a.jpg alt=z></td></tr>"
         "<tr><td>New</td><td></td></tr></table>"),
         "| Boat | Picture |\n| --- | --- |\n| Old | ![z](https://paper.example/a.jpg) |\n| New |  |"),
        ("<table><tr><td>a</td><td></td><td>b</td></tr><tr><td></td><td>c</td><td>d</td></tr></table>",
         "|  |  |  |\n| --- | --- | --- |\n| a |  | b |\n|  | c | d |"),
        (("<figure><figure><img src=/1.jpg><figcaption>One.</figcaption></figure>"
          "<figure><img src=/2.jpg><figcaption>Two.</figcaption></figure></figure>"),
         '![](https://paper.example/1.jpg "One.")\n\n![](https://paper.example/2.jpg "Two.")'),
        ("<figure><img src=/1.jpg><figcaption>The pier.</figcaption><div class=photo-credit>Jo Marr</div></figure>",
         '![](https://paper.example/1.jpg "The pier. Jo Marr")'),
        ("<div class=image><img src=/1.jpg><p class=img-caption>The pier.</p><p class=img-credit>Jo Marr</p></div>",
         '![](https://paper.example/1.jpg "The pier. Jo Marr")'),
        ("<figure><blockquote><p>We can build it.</p></blockquote><figcaption>Ines Vidal</figcaption></figure>",
         "> We can build it.\n\nInes Vidal"),
        ("<p>The boat is in <img class=emoji alt=🚢 src=/1f6a2.svg>, they say, and the sea is calm.</p>",
         "The boat is in 🚢, they say, and the sea is calm."),
        ("<amp-img src=/a.jpg width=800 height=400 alt=Boat></amp-img>", "![Boat](https://paper.example/a.jpg)"),
        ('<img srcset="/s.jpg 300w, data:image/png,x 900w, /l.jpg 800w" alt=Boat>', "![Boat](https://paper.example/l.jpg)"),
        ('<iframe src="https://datawrapper.dwcdn.net/Ab1cD/4/" title="Fares by year"></iframe>',
         "> [Fares by year](https://datawrapper.dwcdn.net/Ab1cD/)"),
        ("<p><i>[a] : is what it said on the door of the boat, of all things.</i></p>",
         r"*\[a\] : is what it said on the door of the boat, of all things.*"),
    ],
)  # fmt: skip
def test_what_pages_do_otherwise_than_they_should_is_read_as_it_is_shown(inside, made):
    story = "<p>Someone had made a film of the old boat leaving for the last time.</p>"

    assert (
        between(story + inside + story, PAPER).removeprefix(f"{story[3:-4]}\n\n").removesuffix(f"\n\n{story[3:-4]}")
        == made
    )


def test_short_cells_and_items_are_not_lost_from_a_table_or_a_list():
    rows = "".join(f"<tr><td>Boat {number}</td><td>{number}.50</td></tr>" for number in range(1, 10))
    items = "".join(f"<li>{word}</li>" for word in ("Bow", "Stern", "The keel of the boat", "Oar"))
    words = "<p>These are the fares that the boats of the harbour will take from the first of May.</p>"
    made = between(f"{words}<table>{rows}</table>{words.replace('fares', 'parts')}<ul>{items}</ul>")

    assert made.count("| Boat ") == 9
    assert [f"| {number}.50 |" in made for number in range(1, 10)] == [True] * 9
    assert "- Bow\n- Stern\n- The keel of the boat\n- Oar" in made


PAGE = '<link rel="canonical" href="https://quay.example/news/boat">'
SCRIPTED = "<span class=MathJax_Preview></span><span class=MathJax>E=mc2</span><script type='math/tex'>E=mc^2</script>"
MATHML = (
    "<math><semantics><mi>E</mi><mo>=</mo><annotation encoding='application/x-tex'>{}</annotation></semantics></math>"
)


@pytest.mark.parametrize(
    ("formula", "made"),
    [
        (MATHML.format("E=m_c^2"), "`E=m_c^2`"),
        ("<math alttext='{\\displaystyle E=mc^{2}}'><mi>E</mi></math>", "`E=mc^{2}`"),
        ("<math><mi>E</mi><mo>=</mo><mn>2</mn></math>", "E=2"),
        (f"<span class=katex><span>{MATHML.format('a*b')}</span><span class=katex-html>ab</span></span>", "`a*b`"),
        (f"<mjx-container><svg></svg><mjx-assistive-mml>{MATHML.format('a|b')}</mjx-assistive-mml></mjx-container>",
         "<code>a|b</code>"),
        (f"<span class='mwe-math-element'><i style='display: none'>{MATHML.format('a')}</i><img src=a.svg></span>",
         "`a`"),
        (SCRIPTED, "`E=mc^2`"),
    ],
)  # fmt: skip
def test_a_formula_is_the_latex_it_was_made_from_else_its_words(formula, made):
    told = f"<p>On the wall of the harbour office stands {formula} and nobody knows who wrote it there.</p>"

    assert between(told) == f"On the wall of the harbour office stands {made} and nobody knows who wrote it there."


def test_a_formula_that_stands_by_itself_does():
    told = "<p>On the wall of the harbour office stands this, and nobody knows who wrote it there.</p>"

    assert between(f"{told}<div class=katex>{MATHML.format('E=mc^2')}</div>").endswith("there.\n\n`E=mc^2`")


@pytest.mark.parametrize(
    ("player", "made"),
    [
        ("<video controls src='/a.mp4'></video>", "> [Video](https://quay.example/a.mp4)"),
        ("<video><source src='b.webm'><source src='b.mp4'>Your browser plays nothing.</video>",
         "> [Video](https://quay.example/news/b.webm)"),
        ("<audio src='https://sound.example/a.mp3' title='The bell'></audio>",
         "> [The bell](https://sound.example/a.mp3)"),
        ("<figure><video src='/a.mp4'></video><figcaption>The boat leaves</figcaption></figure>",
         "> [Video](https://quay.example/a.mp4)\n\nThe boat leaves"),
        ("<video src='boat_files/a.mp4'></video>", "> [Video](boat_files/a.mp4)"),
        ("<video src='blob:https://quay.example/1'></video>", ""),
        ("<video src='javascript:alert(1)'></video>", ""),
        ("<video></video>", ""),
    ],
)  # fmt: skip
def test_what_a_page_plays_is_a_link(player, made):
    told = "<p>Someone had made a film of the old boat leaving for the last time.</p>"

    assert between(told + player, PAGE) == (f"{between(told, PAGE)}\n\n{made}" if made else between(told, PAGE))


def test_what_a_page_plays_from_a_place_that_is_not_known_goes():
    told = "<p>Someone had made a film of the old boat leaving for the last time.</p>"

    assert between(f"{told}<video src='/a.mp4'></video>") == between(told)
