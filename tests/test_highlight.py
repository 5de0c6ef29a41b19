import re

import pytest
from pygments.styles import get_all_styles

from generator import errors
from generator.render import highlight

RULE = re.compile(r"^(?P<selector>[^{}@\n]+) \{ (?P<body>[^}]*) \}$", re.MULTILINE)


def colours(sheet, *, above):
    found = [rule for rule in RULE.finditer(sheet) if rule["selector"].strip().startswith(f"{above}.highlight")]
    (ground,) = {ground for rule in found for ground in re.findall(r"background: #([0-9a-f]{6});", rule["body"])}
    return ground, {colour for rule in found for colour in re.findall(r"(?<!-)color: #([0-9a-f]{6});", rule["body"])}


def test_contrast_is_what_wcag_says_it_is():
    assert highlight.contrast("000000", "ffffff") == pytest.approx(21)
    assert highlight.contrast("777777", "ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("style", sorted(get_all_styles()))
def test_every_token_of_every_style_can_be_read(style):
    sheet = highlight.css(style, style)

    for above in ("", ':root:not([data-theme="light"]) ', '[data-theme="dark"] '):
        ground, words = colours(sheet, above=above)
        assert words
        assert min(highlight.contrast(word, ground) for word in words) >= 4.5


def test_a_colour_that_can_be_read_stays_what_the_style_says():
    assert ".kc" in highlight.css("default", "monokai")
    assert "#008000" in highlight.css("default", "monokai")


def test_the_dark_style_forgets_what_the_light_one_said():
    sheet = highlight.css("default", "bw")

    for above in ('  :root:not([data-theme="light"]) ', '[data-theme="dark"] '):
        assert f"{above}.highlight * {{ color: inherit; font-weight: inherit;" in sheet


def test_the_sheet_is_one_of_balanced_rules_without_addresses():
    sheet = highlight.css("default", "github-dark")

    assert sheet.count("{") == sheet.count("}")
    assert "url(" not in sheet
    assert sheet.count("@media (prefers-color-scheme: dark) {") == 1


def test_a_style_that_does_not_exist_is_named_with_the_nearest():
    with pytest.raises(errors.ConfigError, match="monokay") as caught:
        highlight.css("monokay", "default")

    assert caught.value.hint == "did you mean `monokai`?"
