import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator import text


def test_a_pattern_is_compiled_when_it_is_first_used():
    compiled = []
    made = text.pattern(r"(?P<word>[a-z]+)", re.IGNORECASE)

    with pytest.MonkeyPatch.context() as patch:
        whole = re.compile
        patch.setattr(re, "compile", lambda *said: compiled.append(said) or whole(*said))
        assert compiled == []
        assert made.fullmatch("Rain")["word"] == "Rain"
        assert made.sub("-", "rain fell") == "- -"
        assert [found[0] for found in made.finditer("a b")] == ["a", "b"]
        assert (made.pattern, made.groups) == ("(?P<word>[a-z]+)", 1)
    assert len(compiled) == 1


@pytest.mark.parametrize(
    ("url", "made"),
    [
        ("https://example.org/a?b=1&c=2#d", "https://example.org/a?b=1&c=2#d"),
        ("https://example.org/é/a b", "https://example.org/%C3%A9/a%20b"),
        ("https://example.org/50%/%C3%A9", "https://example.org/50%25/%C3%A9"),
        ("https://exämple.org:8080/", "https://xn--exmple-cua.org:8080/"),
        ("https://[::1]/x", "https://[::1]/x"),
        ("https://[bad/é", "https://[bad/%C3%A9"),
        ("https://ä..b/", "https://%C3%A4..b/"),
    ],
)
def test_an_address_is_written_in_ascii(url, made):
    assert text.uri(url) == made


@given(st.text(max_size=40))
def test_any_address_is_ascii_and_stays_as_it_is_when_it_is(words):
    made = text.uri(f"https://example.org/{words}")
    assert made.isascii()
    assert text.uri(made) == made


@given(st.text(st.sampled_from("ab \t\n\u00a0‘’'\r\u2009é")))
def test_a_level_text_has_the_same_letters_in_the_same_places(words):
    assert text.level(words) == words.translate({0x2019: "'", 0x2018: "'", 0x0A: " ", 0x09: " ", 0xA0: " "})
