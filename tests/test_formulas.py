import lxml.html
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sites import CONFIG, story

from generator import errors
from generator.config import Markdown
from generator.render import extensions, formulas
from generator.render.body import render

MATH = Markdown(math=True)


def html(source, options=MATH):
    return render(source, options=options).html


def test_a_formula_stands_in_its_line_and_a_display_on_its_own():
    printed = html("It took $t_1$.\n\n$$\n\\frac{a}{b}\n$$")
    assert '<math display="inline" alttext="t_1"><mrow><msub><mi>t</mi><mn>1</mn></msub></mrow></math>.' in printed
    assert '<p><math display="block"' in printed
    assert "<mfrac><mrow><mi>a</mi></mrow><mrow><mi>b</mi></mrow></mfrac>" in printed


def test_without_being_asked_for_a_dollar_is_a_dollar():
    assert html("It took $t_1$.", Markdown()) == "<p>It took $t_1$.</p>"


@pytest.mark.parametrize("words", ["from $5 to $6", "$ 5 and 6 $", "US$5 and A$6", "`$x$`", "\\$x\\$ and y"])
def test_money_and_code_are_no_formulas(words):
    assert "<math" not in html(words)


@pytest.mark.parametrize("latex", [r"\frac{", "a_b_c", "x" * (formulas.MOST + 1), "{" * 900 + "}" * 900])
def test_what_cannot_be_read_stays_as_it_was_written(latex):
    assert html(f"${latex}$") == f'<p><code class="math-inline">{latex}</code></p>'


def test_what_cannot_be_read_is_told_with_its_line(paper):
    paper.write(
        {
            "tearsheet.toml": f"{CONFIG}[markdown]\nmath = true\n",
            "content/articles/tide.md": story("Tide", "It took $t_1$.", "And $a_b_c$.", "$$\n\\frac{\n$$", "`$x`"),
        }
    )
    found = [(str(note.where), note.code, note.what) for note in paper.build().notes]

    assert found == [
        (
            "content/articles/tide.md:7:6",
            "formula-unread",
            "the formula `a_b_c` cannot be read, and stands as it is written",
        ),
        (
            "content/articles/tide.md:10:2",
            "formula-unread",
            r"the formula `\frac{` cannot be read, and stands as it is written",
        ),
    ]


@pytest.mark.parametrize(
    "latex", [r"\text{<script>alert(1)</script>}", r"\href{javascript:alert(1)}{x}", r"\style{color:red}{x}", '"><b>']
)
def test_a_formula_brings_in_nothing_that_a_body_may_not_hold(latex):
    page = lxml.html.fromstring(f"<div>{html(f'${latex}$')}</div>")
    assert {each.tag for each in page.iter()} <= formulas._TAGS | {"div", "p", "code"}
    known = formulas._ATTRIBUTES | {"display", "alttext", "class"}
    assert all(set(each.attrib) <= known for each in page.iter())


@given(st.text(alphabet="\\{}_^&ab1 <>\"'$%#~", max_size=30))
@settings(max_examples=150, deadline=None)
def test_any_formula_prints_well_formed_and_harmless(latex):
    page = lxml.html.fromstring(f"<div>{html(f'x $${latex}$$ y')}</div>")
    assert not page.xpath("//script | //style | //@style | //@href[starts-with(., 'javascript')]")


def test_a_site_that_asks_for_formulas_without_the_library_is_told_what_to_install(monkeypatch):
    monkeypatch.setattr(extensions.importlib.util, "find_spec", lambda _: None)
    with pytest.raises(errors.ConfigError) as told:
        html("$x$", Markdown(math=True, smart_punctuation=True))
    assert "tearsheet[math]" in told.value.hint


@pytest.mark.parametrize("source", ["- [x] done\n- [ ] open", "1. [X] done\n2. [ ] open", "- [x] done\n\n- [ ] open"])
def test_a_list_of_things_to_do_shows_what_is_done(source):
    page = lxml.html.fromstring(html(source, Markdown()))
    assert [each.text_content().strip() for each in page.iter("li")] == ["☑ done", "☐ open"]
    assert {each.get("class") for each in page.iter("li")} == {"task"}


@pytest.mark.parametrize(
    "source", [r"- \[x\] said he", "[x] alone", "- a [x] b", "- [xx] b", "- [x]", "    - [x] code"]
)
def test_other_brackets_are_brackets(source):
    assert "☑" not in html(source, Markdown())
