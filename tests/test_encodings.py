from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.convert import capture, charset, decode, mojibake
from generator.errors import ContentError
from generator.model import Source

FIXTURES = Path(__file__).parent / "fixtures" / "languages"
PAGES = {path.stem: path.read_text(encoding="utf-8") for path in sorted(FIXTURES.glob("*.txt"))}
ENCODINGS = {
    "en": ["cp1252", "mac_roman"],
    "fr": ["cp1252", "iso8859_15", "mac_roman", "cp850"],
    "de": ["cp1252", "iso8859_1", "mac_roman"],
    "es": ["cp1252", "mac_roman"],
    "pt": ["cp1252", "mac_roman"],
    "af": ["cp1252", "mac_roman"],
    "ru": ["cp1251", "koi8_r", "iso8859_5", "cp866", "mac_cyrillic"],
    "ar": ["cp1256", "iso8859_6"],
    "he": ["cp1255", "iso8859_8"],
    "zh": ["gb18030", "gbk", "utf-16-le"],
    "ja": ["shift_jis", "euc_jp", "iso2022_jp", "utf-16-be"],
}
OTHERS = {
    "pl": ("Rada miasta zgodziła się na przebudowę zajezdni. „Żeby handlarze mogli się wprowadzić…”", "cp1250"),
    "cs": ("Koleje zůstanou v podlaze, protože jejich odstranění by bylo dražší než nové odpady.", "iso8859_2"),
    "el": ("Το δημοτικό συμβούλιο ενέκρινε την Πέμπτη το σχέδιο για την παλιά αποθήκη του τραμ.", "iso8859_7"),
    "tr": ("Raylar yerde kalacak, çünkü onları sökmek yeni borulardan daha pahalı olurdu, dedi başkan.", "cp1254"),
    "uk": (
        "Міська рада в четвер схвалила проєкт перебудови депо, яке стоїть порожнім уже одинадцять років, і сказала це.",
        "koi8_u",
    ),
    "ko": ("시의회는 목요일에 십일 년 동안 비어 있던 전차 차고를 실내 시장으로 바꾸는 계획을 승인했다.", "euc_kr"),
    "zh-Hant": ("市議會星期四以十九票贊成、七票反對通過了這項計劃，電車庫一直空置。", "big5"),
}
CASES = [(name, encoding) for name, encodings in ENCODINGS.items() for encoding in encodings]


def source(data, **facts):
    return Source(path="a.txt", data=data, sha256="", **facts)


def read(data):
    return decode.read(source(data if isinstance(data, bytes) else data.encode()))


DIRT = st.sampled_from(
    [
        *"ab1.«%\u00ad\u200b\u200e\u202e\u2066\ufeff\x00\x0b\x7f\x85\x92",
        "  ",
        "\t",
        " \t ",
        "\u00a0",
        "\u3000",
        "ש",
        "ก",
        "\n",
    ]
)


@settings(max_examples=200)
@given(st.lists(DIRT, min_size=1, max_size=40).map(lambda found: "words " + "".join(found)))
def test_what_was_cleaned_is_clean(text):
    try:
        lines = read(text).lines
    except ContentError as error:
        assert "text" in str(error)  # noqa: PT017 which error it is, another test says
        return
    again = read("\n".join(lines)).lines

    assert again == lines
    assert not any(
        run in line for line in lines for run in ("  ", " \t", "\t ", "\t\t", "\u3000", "\u00ad", "\x7f", "\u202e")
    )
    assert all(line == line.strip() for line in lines)


@pytest.mark.parametrize("lines", [slice(None), slice(8, 20)], ids=["a page", "a piece"])
@pytest.mark.parametrize(("name", "encoding"), CASES)
def test_an_older_encoding_is_known_by_what_it_makes(name, encoding, lines):
    data = "\n".join(PAGES[name].split("\n")[lines]).encode(encoding, errors="ignore")

    assert read(data).lines == read(data.decode(encoding)).lines


@pytest.mark.parametrize(("text", "encoding"), OTHERS.values(), ids=OTHERS)
def test_a_sentence_is_enough_to_know_an_encoding(text, encoding):
    data = text.encode(encoding, errors="ignore")

    assert read(data).lines == read(data.decode(encoding)).lines


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le"])
@pytest.mark.parametrize("name", ["en", "ru", "ja"])
def test_unicode_is_known_with_a_mark_and_without(name, encoding):
    assert read(PAGES[name].encode(encoding)).lines == read(PAGES[name]).lines


def test_a_file_cut_off_in_the_middle_of_a_letter_loses_that_letter_and_says_so():
    text, notes = read("Das Grünhorn fährt über die Straße, schön und gut. ü".encode()[:-1])

    assert text == ["Das Grünhorn fährt über die Straße, schön und gut."]
    assert [note.code for note in notes] == ["encoding-damaged"]


def test_a_byte_that_is_no_unicode_is_mended_where_the_rest_is():
    data = "Grünhorn, schön über älter.\nGrüße für Käthe: caf".encode() + b"\xe9\n"

    text, (note,) = read(data)

    assert text[1] == "Grüße für Käthe: café"
    assert (note.code, note.where.line) == ("encoding-damaged", 2)


def test_halves_of_a_pair_written_as_unicode_are_a_sign_again():
    data = "é é é é é é é é é é é é é é é é é é é é é é é é é é ".encode() + b"\xed\xa0\xbd\xed\xb8\x80"

    assert read(data).lines[0].endswith("é 😀")


def test_half_a_pair_is_no_letter():
    assert read("x\ud800y".encode("utf-16", "surrogatepass")).lines == ["x\ufffdy"]


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1"])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_that_was_misread_is_repaired_and_said_to_be(name, encoding):
    codec = {"cp1252": "sloppy-windows-1252"}.get(encoding, encoding)
    pytest.importorskip("ftfy.bad_codecs").search_function("sloppy_windows_1252")
    misread = PAGES[name].encode().decode(codec)
    short = {"æ–°é—»"}  # of Chinese: two characters that could be anything

    text, notes = read(misread)

    wanted = read(PAGES[name]).lines
    assert [a for a, b in zip(text, wanted, strict=True) if a != b and a not in short] == []
    assert notes[0].code == "mojibake-repaired"


@pytest.mark.parametrize("name", PAGES)
def test_a_clean_page_is_never_repaired(name):
    assert mojibake.mend(PAGES[name].split("\n")) is None


@pytest.mark.parametrize(
    "text",
    [
        "«LA LIBERTÉ» ET L'ÉTAT…",
        "NÃO É SÃO PAULO – IRMÃ",
        "Der Buchstabe „Ä“ fehlt, MÜNCHEN“ auch",
        "VOILÀ\u00a0! É\u00a0?",
        "Â, Ê e Ô são vogais",
        "the sign â€™ stands for ’ in that file",
    ],
)
def test_what_could_be_meant_is_left_alone(text):
    assert read(text).lines == [text]


def test_what_is_only_partly_misread_is_left_and_reported():
    text, (note,) = read("one\nthe sign â€™ stands for ’ in that file")

    assert text[1] == "the sign â€™ stands for ’ in that file"
    assert (note.code, note.severity, note.where.line) == ("mojibake-suspected", "warning", 2)


LETTERS = "".join(sorted({letter for text in PAGES.values() for letter in text if letter > "\x7f"}))


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from([*"\n".join(PAGES.values()).split()]), max_size=30))
def test_words_of_any_language_are_never_repaired(words):
    assert mojibake.mend([" ".join(words)]) is None


@pytest.mark.parametrize(
    ("data", "lines"),
    [
        ("a\rb\r\nc\nd", ["a", "b", "c", "d"]),
        ("a\u2028b\u2029c\x0cd\x0be", ["a", "b", "c", "d", "e"]),
        ("a\n\x0cb\u2028\nc", ["a", "b", "c"]),
        ("a\x85b\x85", ["a", "b", ""]),
        ("a\x85\nb", ["a…", "b"]),
        ("A\u202eevil\u202c \u200bb\u00adc\ufeff", ["Aevil bc"]),
        ("שלום\u200f! \u2067א\u2069", ["שלום\u200f! \u2067א\u2069"]),
        ("ก\u200bข", ["ก\u200bข"]),
        ("👩\u200d🚀 می\u200cشود", ["👩\u200d🚀 می\u200cشود"]),
    ],
)
def test_line_ends_end_lines_and_dirt_goes_but_content_stays(data, lines):
    assert read(data).lines == lines


@given(st.text(alphabet=st.sampled_from("ab \n\r\x0b\x0c\u2028é"), max_size=40))
def test_no_file_has_more_lines_than_are_counted(text):
    data = text.encode()
    if text.strip():
        assert len(read(data).lines) <= decode.count(data) + 1


def test_the_lines_of_an_old_macintosh_can_be_named():
    assert decode.count(b"a\rb\rc") == 3


def test_a_nul_byte_is_named_with_its_line():
    with pytest.raises(ContentError, match="NUL") as caught:
        read(b"one\ntwo\x00\n")
    assert caught.value.where.line == 2


@settings(max_examples=80, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_text_or_said_to_be_none(data):
    try:
        text = read(data).lines
    except ContentError:
        return
    assert "\n".join(text).encode()  # no half of a pair is left


def test_a_long_file_is_told_by_a_part_of_it():
    data = ("été à la plage, où il fait bon\n" * 200_000).encode("cp1252")

    assert charset.characters(data).encoding == "cp1252"


def test_a_page_is_converted_in_whatever_encoding_it_comes():
    data = PAGES["fr"].encode("mac_roman")

    article = next(capture.convert(source(data)))

    assert article.title.startswith("À Saint-Aubrac, la gare fermée")


P = "The council met for two hours and agreed on nothing at all, as it had done the week before.\n"


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("a" * 200_001, "a line of 200,001 characters"),
        (P + "[" * 200_001, "a line of 200,001 characters"),
        (">\n" * 100_001, "more than 100,000 lines"),
        (("word " * 39_000 + "\n") * 33, "holds 5,148,000 characters"),
    ],
)
def test_what_is_no_page_is_refused_with_its_limit_before_it_is_read(text, what):
    with pytest.raises(ContentError, match=what) as caught:
        read(text)
    assert caught.value.hint


def test_a_million_empty_lines_are_no_lines():
    assert [line for line in read("\n" * 1_000_000 + P).lines if line] == [P.strip()]


@pytest.mark.parametrize(
    "unit",
    [
        "[",
        "*",
        ">",
        "<b>",
        "1 ",
        "Aa Bb ",
        "a\t",
        "- ",
        "Aa, ",
        "3 March 2024 ",
        "/2024/03/03",
        "A — ",
        "By ",
        "Photo: ",
        "(Reporting by ",
        "<img src=",
        "licensed ",
        "1.2% ",
        "Reuters/",
        "$1 ",
        "(",
        "年",
        "Correction ",
        "Ã©",
        "a@b.",
    ],
)
def test_no_pattern_runs_away_with_a_repetitive_line(unit):
    """Each pattern that looks at a line is linear in it, or looks at short lines only; else this would take minutes."""
    long = unit * (60_000 // len(unit))
    text = P + long + "\n" + "\n".join([unit * (160 // len(unit))] * 60) + "\n" + P

    made = list(capture.convert(source(text.encode(), title="A title")))

    assert made
