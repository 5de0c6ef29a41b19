import re

import pytest

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
