"""Pictures: what is made of them, what pages say of them, and what is never published."""

import contextlib
import hashlib
import io
import random
import re
import struct
import zlib
from urllib.parse import unquote

import lxml.html
import pytest
from PIL import Image, ImageChops, ImageSequence
from sites import CONFIG, Paper, entity, story

from generator.outputs import boxes, darkroom, stripped
from generator.pipeline.examine import examine

PLACE = b"51.5007 N, 0.1246 W"
WIRE = [{"role": "publisher", "name": "The Wire", "url": "https://wire.example/ferry"}]


def photo(width=1200, height=800, seed=1, mode="RGB"):
    """Return a picture with something of everything: slopes, an edge, grain."""
    slope = Image.linear_gradient("L").resize((width, height))
    made = Image.merge("RGB", (slope, slope.transpose(Image.Transpose.FLIP_TOP_BOTTOM), slope.point(lambda v: v // 2)))
    made.paste((200, 30, 30), (0, 0, width // 3, height // 4))
    grain = Image.frombytes("L", (40, 30), random.Random(seed).randbytes(1200)).resize((width // 2, height // 2))
    made.paste(grain.convert("RGB"), (width // 2, height // 2))
    return made.convert(mode)


def saved(image, kind="JPEG", **options):
    data = io.BytesIO()
    image.save(data, kind, **options)
    return data.getvalue()


def located(orientation=1):
    """Return what a telephone writes into a picture."""
    said = Image.Exif()
    said[0x0112] = orientation
    said[0x010E] = PLACE.decode()
    said.get_ifd(0x8825).update({1: "N", 2: (51.0, 30.0, 2.5)})
    return said


def opened(data):
    return Image.open(io.BytesIO(data))


@pytest.fixture
def paper(tmp_path):
    made = Paper(tmp_path)
    made.write({"tearsheet.toml": CONFIG})
    return made


def lead(**image):
    return story("Ferry", "The ferry came.", image={"src": "quay.jpg", "alt": "A quay", **image})


def copies(paper):
    return sorted(path for path in paper.tree() if path.startswith("assets/pictures/"))


def test_a_picture_above_an_article_comes_in_the_sizes_and_formats_a_browser_chooses_from(paper):
    paper.write(
        {
            "content/articles/ferry.md": lead(caption="The quay.", credit="A. Lind"),
            "content/articles/quay.jpg": saved(photo()),
        }
    )
    assert paper.build().errors == ()
    page = paper.page("/articles/ferry/")
    figure = page[page.index('<figure class="picture">') : page.index("</figure>")]
    assert re.findall(r'type="([^"]+)"', figure) == ["image/avif", "image/webp"]
    assert re.search(
        r'<img [^>]*src="\.\./quay\.jpg" alt="A quay"[^>]* fetchpriority="high" width="1200" height="800">', figure
    )
    assert "loading" not in figure
    assert 'sizes="' in figure
    assert "The quay." in figure
    assert "A. Lind" in figure
    for source in re.findall(r'srcset="([^"]+)"', figure):
        for choice in source.split(", "):
            address, width = choice.split(" ")
            file = paper.output / "articles/ferry" / address
            assert opened(file.read_bytes()).size == (int(width[:-1]), round(int(width[:-1]) * 2 / 3))
    assert [path.split("/")[-1].split(".")[0] for path in copies(paper)] == ["1200", "1200", "480", "480", "960", "960"]


def test_a_picture_in_a_body_is_loaded_when_a_reader_comes_near_and_keeps_its_room(paper):
    paper.write(
        {
            "content/articles/ferry.md": story(
                "Ferry", "It came.", '![A quay](pics/quay.jpg "At low tide")', "See ![x](pics/quay.jpg)."
            ),
            "content/articles/pics/quay.jpg": saved(photo(600, 400)),
        }
    )
    assert paper.build().errors == ()
    page = paper.page("/articles/ferry/")
    assert re.search(
        r'<figure><picture><source type="image/avif" srcset="[^"]+ 480w, [^"]+ 600w" sizes="[^"]+"><source [^>]+>'
        r'<img src="\.\./pics/quay\.jpg" alt="A quay" width="600" height="400" decoding="async">'
        r"</picture><figcaption>At low tide</figcaption></figure>",
        page,
    )
    assert page.count('alt="x" width="600" height="400" loading="lazy"') == 1
    assert page.count("<picture>") == 2


def test_lists_show_the_picture_above_an_article_from_when_it_is_there_until_it_goes(paper, tmp_path):
    front = {"published": "2020-05-01", "section": "Port"}
    told = story("Ferry", "Ada Lind swam.", **front)
    paper.write({"content/articles/ferry.md": told, "content/entities/ada-lind.md": entity("Ada Lind")})
    lists = ("/", "/articles/", "/sections/port/", "/entities/ada-lind/")

    def pictured():
        assert paper.build().errors == ()
        assert paper.tree() == paper.clean(tmp_path / "aside")
        return [name for name in lists if "quay.jpg" in paper.page(name)]

    assert pictured() == []
    paper.write({"content/articles/ferry.md": story("Ferry", "Ada Lind swam.", image={"src": "quay.jpg"}, **front)})
    assert pictured() == []
    paper.write({"content/articles/quay.jpg": saved(photo(300, 200))})
    assert pictured() == [*lists]
    paper.edit("content/articles/ferry.md", "Ada Lind swam.", "Ada Lind swam far.")
    assert pictured() == [*lists]
    (paper.root / "content/articles/quay.jpg").unlink()
    assert pictured() == []
    paper.write({"content/articles/quay.jpg": saved(photo(300, 200))})
    assert pictured() == [*lists]
    paper.write({"content/articles/ferry.md": told})
    assert pictured() == []


def test_no_copy_is_wider_than_its_picture_and_an_icon_has_none(paper):
    paper.write(
        {
            "content/articles/ferry.md": story("Ferry", "![a](icon.png) ![b](quay.jpg)"),
            "content/articles/icon.png": saved(photo(100, 90), "PNG"),
            "content/articles/quay.jpg": saved(photo(300, 200)),
        }
    )
    paper.build()
    assert [path.split("/")[-1].split(".")[0] for path in copies(paper)] == ["300", "300"]
    assert '<img src="../icon.png" alt="a" width="100" height="90"' in paper.page("/articles/ferry/")


def test_a_picture_wider_than_all_copies_is_not_what_old_browsers_get(paper):
    paper.write({"content/articles/ferry.md": lead(), "content/articles/quay.jpg": saved(photo(2400, 1600))})
    paper.build()
    page = paper.page("/articles/ferry/")
    assert re.search(
        r'<img [^>]*src="\.\./\.\./assets/pictures/articles/quay\.jpg/1600\.\w+\.jpg"[^>]* width="1600" height="1067"',
        page,
    )
    assert re.search(
        r'property="og:image" content="https://example.org/assets/pictures/articles/quay.jpg/1600.\w+.jpg"', page
    )
    assert 'property="og:image:width" content="1600"' in page


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("JPEG", {"comment": PLACE, "exif": located()}),
        ("JPEG", {"exif": located(), "progressive": True, "xmp": PLACE}),
        ("PNG", {"exif": located()}),
        ("WEBP", {"exif": located(), "xmp": PLACE}),
        ("AVIF", {"exif": located(), "xmp": PLACE}),
        ("TIFF", {"exif": located()}),
    ],
)
def test_what_a_camera_wrote_into_a_picture_is_never_published(kind, options):
    picture = photo(300, 200)
    data = saved(picture, kind, icc_profile=b"colours" * 20, **options)
    assert PLACE in data
    bare = darkroom.bare(data)
    assert PLACE not in bare
    after, before = opened(bare), opened(data)
    assert not after.getexif().get_ifd(0x8825)
    assert after.info["icc_profile"] == before.info["icc_profile"]
    if kind in ("JPEG", "PNG", "WEBP"):
        assert ImageChops.difference(after.convert("RGB"), before.convert("RGB")).getbbox() is None
    assert darkroom.bare(bare) == bare
    looked = darkroom.look(data)
    for copy in darkroom.develop(
        data, looked, (("AVIF", 200), ("WEBP", 200), ("JPEG", 200), ("PNG", 200)), quality=80
    ).values():
        assert PLACE not in copy
        assert not opened(copy).getexif()


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("AVIF", {"exif": located(), "xmp": PLACE}),
        ("GIF", {"comment": PLACE, "loop": 0}),
        ("PNG", {"exif": located()}),
        ("WEBP", {"exif": located(), "xmp": PLACE, "loop": 3}),
    ],
)
def test_what_a_picture_that_moves_says_beside_it_is_never_published(kind, options):
    frames = [photo(120, 80, seed=seed) for seed in range(3)]
    data = saved(frames[0], kind, save_all=True, append_images=frames[1:], duration=200, **options)
    assert PLACE in data
    bare = darkroom.bare(data)
    assert PLACE not in bare
    after, before = opened(bare), opened(data)
    assert (after.n_frames, after.info.get("loop")) == (3, before.info.get("loop"))
    assert not after.getexif().get_ifd(0x8825)
    for place in range(3):
        after.seek(place)
        before.seek(place)
        assert after.info.get("duration") == before.info.get("duration")
        assert ImageChops.difference(after.convert("RGB"), before.convert("RGB")).getbbox() is None
    assert darkroom.bare(bare) == bare


def test_a_gif_keeps_how_it_loops_and_loses_what_a_program_noted():
    frames = [photo(40, 30, seed=seed) for seed in range(2)]
    data = saved(frames[0], "GIF", save_all=True, append_images=frames[1:], loop=2)
    note = b"!\xff\x0bXMP DataXMP" + bytes((len(PLACE),)) + PLACE + b"\0"
    end = data.rindex(b";")

    assert darkroom.bare(data[:end] + note + data[end:] + PLACE) == data
    assert b"NETSCAPE2.0" in data
    assert darkroom.bare(data[:end]) == data
    assert darkroom.bare(data[:end] + b"\0\0;") == data
    with pytest.raises(stripped.BrokenError):
        stripped.gif(data[: end - 5])
    with pytest.raises(stripped.BrokenError):
        stripped.gif(data[:13] + b";")


def test_a_second_picture_that_a_telephone_put_behind_the_first_is_left_out():
    exif = located(orientation=6).tobytes()
    data = saved(photo(300, 200), "MPO", save_all=True, append_images=[photo(150, 100)], exif=exif)
    assert opened(data).format == "MPO"
    bare = darkroom.bare(data)
    assert PLACE not in bare
    assert (opened(bare).format, opened(bare).size) == ("JPEG", (200, 300))
    looked = darkroom.look(data)
    assert (looked.format, looked.width, looked.height, looked.moves) == ("JPEG", 200, 300, False)
    plain = saved(photo(300, 200), "MPO", save_all=True, append_images=[photo(150, 100)], exif=located().tobytes())
    assert PLACE not in darkroom.bare(plain)
    assert opened(darkroom.bare(plain)).format == "JPEG"


def test_no_page_of_a_file_of_several_is_lost():
    """Nor where any of them was made is published."""
    first, second = photo(300, 200), photo(150, 100)
    data = saved(first, "TIFF", save_all=True, append_images=[second], exif=located(orientation=6))
    assert PLACE in data
    bare = darkroom.bare(data)
    assert PLACE not in bare
    pages = [(page.size, page.getexif().get_ifd(0x8825)) for page in ImageSequence.Iterator(opened(bare))]
    assert pages == [((200, 300), {}), ((100, 150), {})]
    assert darkroom.bare(bare) == bare


def test_pages_that_would_take_all_memory_are_refused(monkeypatch):
    data = saved(photo(300, 200), "TIFF", save_all=True, append_images=[photo(300, 200)] * 3)
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 130_000)
    with pytest.raises(stripped.BrokenError, match="its pages"):
        darkroom.bare(data)


@pytest.mark.parametrize("size", [(300, 1), (1, 300), (200, 17_000), (17_000, 3), (2, 2)])
def test_a_picture_of_any_shape_is_published(paper, size):
    paper.write(
        {"content/articles/ferry.md": lead(), "content/articles/quay.jpg": saved(Image.new("RGB", size, "teal"))}
    )
    assert paper.build().errors == ()
    assert paper.has("/articles/quay.jpg")


@pytest.mark.parametrize(
    ("said", "room"),
    [
        ('width="150"', 'width="150" height="100"'),
        ('height="50"', 'width="75" height="50"'),
        ('width="30" height="30"', 'width="30" height="30"'),
        ('width="50%"', 'width="300" height="200"'),
    ],
)
def test_a_side_that_is_stated_keeps_the_proportions(paper, said, room):
    paper.write(
        {
            "content/articles/ferry.md": story("Ferry", f'<img src="quay.jpg" alt="A quay" {said}>'),
            "content/articles/quay.jpg": saved(photo(300, 200)),
        }
    )
    paper.build()
    sides = re.findall(r'(?:width|height)="[^"]*"', re.search(r"<img [^>]*>", paper.page("/articles/ferry/"))[0])
    assert sorted(sides) == sorted(room.split())


def test_any_number_of_processes_makes_the_same_pictures(paper, tmp_path):
    files = {f"content/articles/p{number} a,b%.jpg": saved(photo(200, 150, seed=number)) for number in range(8)}
    named = " ".join(f"![x](<p{number}%20a,b%25.jpg>)" for number in range(8))
    paper.write({**files, "content/articles/ferry.md": story("Ferry", named)})
    assert paper.build(jobs=2).errors == ()
    page = paper.page("/articles/ferry/")
    choices = [each for value in re.findall(r'srcset="([^"]+)"', page) for each in value.split(", ")]
    assert len(choices) == 16
    for each in choices:
        assert (paper.output / "articles/ferry" / unquote(each.split(" ")[0])).is_file()
    assert paper.tree() == paper.clean(tmp_path / "aside")


def test_what_follows_the_end_of_a_picture_is_no_part_of_it():
    data = saved(photo(300, 200))
    inner = saved(photo(64, 64), exif=located())
    assert darkroom.bare(data + inner) == darkroom.bare(data)
    png = saved(photo(300, 200), "PNG")
    assert darkroom.bare(png + inner) == png


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_stands_as_its_camera_was_held(orientation, kind):
    data = saved(photo(320, 200), kind, exif=located(orientation))
    upright = darkroom.bare(data)
    turned = orientation >= 5
    assert opened(upright).size == ((200, 320) if turned else (320, 200))
    assert opened(upright).getexif().get(0x0112, 1) == 1
    looked = darkroom.look(data)
    assert (looked.width, looked.height) == opened(upright).size
    copy = opened(darkroom.develop(data, looked, (("PNG", looked.width),), quality=80)["PNG", looked.width])
    difference = ImageChops.difference(copy.convert("L"), opened(upright).convert("L"))
    assert difference.getextrema()[1] < 60
    assert sum(value * count for value, count in enumerate(difference.histogram())) / (320 * 200) < 3


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16", "CMYK"])
def test_pictures_of_every_kind_become_copies(mode):
    image = photo(300, 200, mode="L" if mode == "I;16" else "RGB")
    image = (
        Image.frombytes("I;16", (300, 200), b"".join(bytes((0, v)) for v in image.tobytes()))
        if mode == "I;16"
        else image.convert(mode)
    )
    if mode in ("LA", "RGBA"):
        image.putalpha(Image.linear_gradient("L").resize((300, 200)))
    data = saved(image, "JPEG" if mode == "CMYK" else "PNG")
    looked = darkroom.look(data)
    made = darkroom.develop(data, looked, tuple((kind, 200) for kind in darkroom.formats(looked)), quality=80)
    clear = mode in ("LA", "RGBA")
    assert looked.clear == clear
    assert looked.drawn == (mode in ("1", "P"))
    for copy in made.values():
        assert opened(copy).size == (200, 133)
        assert (opened(copy).mode == "RGBA") == clear
    grey = opened(made["WEBP", 200]).convert("L")
    assert grey.resize((1, 1)).getpixel((0, 0)) == pytest.approx(
        image.convert("RGB").convert("L").resize((1, 1)).getpixel((0, 0))
        if mode != "I;16"
        else photo(300, 200, mode="L").resize((1, 1)).getpixel((0, 0)),
        abs=12,
    )


def test_the_colours_of_a_copy_are_meant_as_those_of_the_picture():
    profile = b"colours" * 20
    data = saved(photo(300, 200), icc_profile=profile)
    made = darkroom.develop(data, darkroom.look(data), (("AVIF", 200), ("WEBP", 200), ("JPEG", 200)), quality=80)
    assert {opened(copy).info.get("icc_profile") for copy in made.values()} == {profile}


def test_what_moves_and_what_is_drawn_with_lines_stays_as_it_is(paper):
    frames = [photo(300, 200, seed=number) for number in range(3)]
    gif = saved(frames[0], "GIF", save_all=True, append_images=frames[1:])
    webp = saved(frames[0], "WEBP", save_all=True, append_images=frames[1:])
    png = saved(frames[0], "PNG", save_all=True, append_images=frames[1:])
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2 1"/>'
    files = {"moving.gif": gif, "moving.webp": webp, "moving.png": png, "chart.svg": svg}
    paper.write({f"content/articles/{name}": data for name, data in files.items()})
    paper.write({"content/articles/ferry.md": story("Ferry", " ".join(f"![x]({name})" for name in files))})
    assert paper.build().errors == ()
    assert copies(paper) == []
    tree = paper.tree()
    assert {name: tree[f"articles/{name}"] for name in files} == files
    page = paper.page("/articles/ferry/")
    assert "<picture>" not in page
    assert page.count('width="300" height="200"') == 3


def bomb():
    """Return a PNG that says it is enormous."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 60000, 60000, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


BROKEN = {
    "cut.jpg": saved(photo(300, 200))[:-400],
    "cut.png": saved(photo(300, 200), "PNG")[:-40],
    "cut.webp": saved(photo(300, 200), "WEBP")[:-40],
    "text.jpg": b"no picture at all",
    "empty.png": b"",
    "page.jpg": b"<!doctype html><title>404</title>",
    "bomb.png": bomb(),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_picture_fails_alone_with_its_name_and_what_to_do(paper, name):
    paper.write(
        {
            "content/articles/ferry.md": story(
                "Ferry", f"The ferry. ![A quay]({name})", image={"src": name, "alt": "Above"}
            ),
            f"content/articles/{name}": BROKEN[name],
            "content/articles/good.jpg": saved(photo(300, 200)),
        }
    )
    report = paper.build()
    assert {note.where.path for note in report.errors} == {f"content/articles/{name}"}
    assert all(note.hint for note in report.errors)
    assert "Traceback" not in str(report.errors)
    assert "cannot be read as a picture" in report.errors[0].what
    assert paper.has("/articles/good.jpg")
    page = paper.page("/articles/ferry/")
    assert f'src="../{name}"' not in page
    assert "A quay" in page
    found = examine(paper.job()).notes
    assert [note.where.path for note in found if note.severity == "error"] == [f"content/articles/{name}"]


def test_a_picture_that_breaks_leaves_what_it_was_in_place(paper):
    paper.write({"content/articles/ferry.md": lead(), "content/articles/quay.jpg": saved(photo(300, 200))})
    paper.build()
    before = paper.tree()
    paper.write({"content/articles/quay.jpg": b"broken"})
    assert paper.build().errors
    assert paper.tree() == before


def test_a_picture_of_others_is_a_link_with_its_caption_until_the_licence_covers_it(paper):
    said = {"provenance": WIRE, "licence": {"status": "granted"}}
    image = {"src": "quay.jpg", "alt": "A quay", "caption": "The quay.", "credit": "A. Lind"}
    paper.write(
        {
            "content/articles/ferry.md": story(
                "Ferry", "It came.", '![Low water](low.jpg "At dawn")', image=image, **said
            ),
            "content/articles/quay.jpg": saved(photo(300, 200)),
            "content/articles/low.jpg": saved(photo(300, 200)),
        }
    )
    assert paper.build().errors == ()
    page = paper.page("/articles/ferry/")
    assert "<img" not in page
    assert "og:image" not in page
    assert '<a href="https://wire.example/ferry" class="remote-image">Low water</a>' in page
    assert "At dawn" in page
    figure = page[page.index('<figure class="picture">') :]
    assert '<a href="https://wire.example/ferry" rel="noreferrer">A quay</a>' in figure
    assert "The quay." in figure
    assert not paper.has("/articles/quay.jpg")
    assert not paper.has("/articles/low.jpg")
    assert copies(paper) == []

    image["licence"] = "CC BY 4.0"
    paper.write({"content/articles/ferry.md": story("Ferry", "It came.", "![Low water](low.jpg)", image=image, **said)})
    paper.build()
    page = paper.page("/articles/ferry/")
    assert page.count("<img") == 1
    assert "CC BY 4.0" in page
    assert paper.has("/articles/quay.jpg")
    assert not paper.has("/articles/low.jpg")

    said["licence"]["pictures"] = True
    paper.write({"content/articles/ferry.md": story("Ferry", "It came.", "![Low water](low.jpg)", image=image, **said)})
    paper.build()
    assert paper.page("/articles/ferry/").count("<img") == 2
    assert paper.has("/articles/low.jpg")


def test_a_picture_that_one_article_may_show_is_published(paper):
    said = {"provenance": WIRE, "licence": {"status": "granted"}}
    paper.write(
        {
            "content/articles/ferry.md": story("Ferry", "![Low](low.jpg)", **said),
            "content/articles/own.md": story("Own", "![Low](low.jpg)"),
            "content/articles/low.jpg": saved(photo(300, 200)),
        }
    )
    paper.build()
    assert paper.has("/articles/low.jpg")
    assert "<img" not in paper.page("/articles/ferry/")
    assert "<img" in paper.page("/articles/own/")


def test_builds_one_after_the_other_leave_what_a_clean_one_would(paper, tmp_path):
    paper.write(
        {
            "content/articles/ferry.md": lead(),
            "content/articles/own.md": story("Own", "![Low](quay.jpg)"),
            "content/articles/quay.jpg": saved(photo(600, 400)),
        }
    )
    paper.build()
    assert paper.changes() == set()
    for edit in (
        {"content/articles/quay.jpg": saved(photo(700, 500, seed=2))},
        {"tearsheet.toml": CONFIG + "[images]\nwidths = [320]\nquality = 60\n"},
        {"tearsheet.toml": CONFIG + "[images]\nresize = false\n"},
        {"content/articles/quay.jpg": None},
        {"tearsheet.toml": CONFIG, "content/articles/quay.jpg": saved(photo(200, 300))},
    ):
        paper.write(edit)
        paper.build()
        assert paper.tree() == paper.clean(tmp_path / "aside")


def test_an_edit_of_the_words_packs_no_picture_again_and_one_of_a_picture_no_other(paper, monkeypatch):
    developed = []
    real = darkroom.develop
    monkeypatch.setattr(
        darkroom,
        "develop",
        lambda data, *rest, **how: developed.append(hashlib.sha256(data).digest()) or real(data, *rest, **how),
    )
    paper.write(
        {
            "content/articles/ferry.md": lead(),
            "content/articles/quay.jpg": saved(photo(300, 200)),
            "content/articles/other.jpg": saved(photo(300, 200, seed=2)),
        }
    )
    paper.build()
    assert len(developed) == 2
    paper.edit("content/articles/ferry.md", "The ferry came.", "The ferry went.")
    paper.build()
    assert len(developed) == 2
    paper.write({"content/articles/quay.jpg": saved(photo(300, 200, seed=3))})
    paper.build()
    assert len(developed) == 3
    examine(paper.job())
    paper.build()
    assert len(developed) == 3


def card_of(page, title):
    """Return a card of a list or the front page by its headline."""
    (found,) = [each for each in lxml.html.fromstring(page).find_class("card") if title in each.text_content()][:1]
    return found


def test_a_card_shows_the_picture_of_its_article_and_says_it_once(paper):
    paper.write(
        {
            "content/articles/ferry.md": lead(),
            "content/articles/quay.jpg": saved(photo(1200, 800)),
            "content/entities/ferry.md": entity("The ferry", "product"),
        }
    )
    assert paper.build().errors == ()
    (picture,) = card_of(paper.page("/"), "Ferry").findall(".//picture")
    (image,) = picture.iter("img")
    assert (image.get("alt"), image.get("width"), image.get("height")) == ("", "1200", "800")
    assert (image.get("loading"), image.get("fetchpriority")) == (None, "high")
    assert [len(each.get("srcset").split(", ")) for each in picture.iter("source")] == [3, 3]
    for address in ("/articles/", "/entities/ferry/"):
        (picture,) = card_of(paper.page(address), "Ferry").findall(".//picture")
        (image,) = picture.iter("img")
        assert (image.get("alt"), image.get("loading")) == ("", "lazy")
        assert all(re.search(r"/480\.\w+\.\w+$", each.get("srcset")) for each in picture.iter("source"))


@pytest.mark.parametrize(
    ("front", "shown"),
    [
        ({}, True),
        ({"provenance": WIRE}, False),
        ({"provenance": WIRE, "licence": {"status": "cc", "id": "CC-BY-4.0"}}, False),
        ({"provenance": WIRE, "licence": {"status": "granted", "pictures": True}}, True),
        ({"status": "withdrawn"}, False),
        ({"image": {"src": "https://elsewhere.example/quay.jpg", "alt": "A quay"}}, False),
        ({"image": {"src": "gone.jpg", "alt": "A quay"}}, False),
    ],
)
def test_a_card_shows_a_picture_only_where_the_licence_lets_it(paper, front, shown):
    said = {"image": {"src": "quay.jpg", "alt": "A quay"}} | front
    paper.write(
        {"content/articles/ferry.md": story("Ferry", **said), "content/articles/quay.jpg": saved(photo(1200, 800))}
    )
    assert paper.build().errors == ()
    assert ['class="thumbnail"' in paper.page(address) for address in ("/", "/articles/")] == [shown] * 2


def test_a_new_picture_prints_the_cards_that_show_it_and_no_other_page(paper):
    paper.write({"content/articles/ferry.md": lead(), "content/articles/quay.jpg": saved(photo(1200, 800))})
    paper.write({"content/articles/tide.md": story("Tide", "The tide came.")})
    paper.build()
    paper.write({"content/articles/quay.jpg": saved(photo(1200, 800, seed=2))})
    changed = {each for each in paper.changes() if each.endswith("/")}
    assert changed == {"/", "/articles/", "/articles/ferry/"}


def test_a_picture_near_the_beginning_of_a_body_is_loaded_at_once_where_none_stands_above(paper):
    words = " ".join(["The ferry came late, and nobody minded much."] * 40)
    pictures = "![One](quay.jpg)\n\n![Two](sea.jpg)"
    paper.write(
        {
            "content/articles/near.md": story("Near", "It came.", pictures),
            "content/articles/far.md": story("Far", words, pictures),
            "content/articles/ferry.md": lead().replace("The ferry came.", pictures),
            "content/articles/quay.jpg": saved(photo(400, 300)),
            "content/articles/sea.jpg": saved(photo(400, 300, seed=2)),
        }
    )
    assert paper.build().errors == ()

    def lazy(slug):
        body = lxml.html.fromstring(paper.page(f"/articles/{slug}/")).find_class("body")[0]
        return [each.get("loading") for each in body.iter("img")]

    assert {slug: lazy(slug) for slug in ("near", "far", "ferry")} == {
        "near": [None, "lazy"],
        "far": ["lazy", "lazy"],
        "ferry": ["lazy", "lazy"],
    }


@pytest.mark.parametrize(
    ("said", "room"),
    [
        ('width="300" height="200"', ("300", "200")),
        ("viewBox='0 0 720 405'", ("720", "405")),
        ('viewBox="0,0,720,405" width="360"', ("360", "202")),
        ('width="100%" viewBox="-10 -10 40.0 20"', ("40", "20")),
        ('width="3in"', (None, None)),
        ('viewBox="0 0 0 0"', (None, None)),
        (f'width="{"9" * 400}" height="1"', (None, None)),
        ("", (None, None)),
    ],
)
def test_a_drawing_keeps_its_room_too(paper, said, room):
    drawing = f'<?xml version="1.0"?>\n<!-- <b> -->\n<svg xmlns="http://www.w3.org/2000/svg" {said}><path/></svg>'
    paper.write({"content/articles/ferry.md": story("Ferry", "![A chart](chart.svg)")})
    paper.write({"content/articles/chart.svg": drawing})
    assert paper.build().errors == ()
    (image,) = lxml.html.fromstring(paper.page("/articles/ferry/")).find_class("body")[0].iter("img")
    assert (image.get("width"), image.get("height")) == room
    assert (paper.output / "articles/chart.svg").read_text() == drawing


def test_a_feed_has_one_picture_that_all_can_show(paper):
    paper.write(
        {
            "tearsheet.toml": CONFIG + "[feeds]\nfull_text = true\n",
            "content/articles/ferry.md": story("Ferry", "It came.", "![A quay](quay.jpg)", published="2020-01-02"),
            "content/articles/quay.jpg": saved(photo(300, 200)),
        }
    )
    assert paper.build().errors == ()
    feed = (paper.output / "feed.json").read_text()
    assert "<source" not in feed
    assert "<picture" not in feed
    assert "https://example.org/articles/quay.jpg" in feed


def test_a_check_finds_links_to_copies_good(paper):
    paper.write({"content/articles/ferry.md": lead(), "content/articles/quay.jpg": saved(photo(2000, 1000))})
    assert [note.what for note in examine(paper.job()).notes if "date" not in note.code] == []


@pytest.mark.parametrize("cut", [boxes.avif, stripped.gif, stripped.jpeg, stripped.png, stripped.webp])
def test_whatever_the_bytes_what_is_said_is_that_the_picture_is_broken(cut):
    source = cut.__name__.upper()
    moves = {"save_all": True, "append_images": [photo(64, 48, seed=2)]} if source in ("AVIF", "GIF") else {}
    good = saved(photo(64, 48), source, **moves)
    chance = random.Random(5)
    for _ in range(300):
        data = bytearray(good)
        for _ in range(chance.randrange(1, 6)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        hurt = bytes(data[: chance.randrange(len(data))] if chance.random() < 0.3 else data)
        with contextlib.suppress(stripped.BrokenError):
            cut(hurt)
