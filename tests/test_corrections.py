from sites import Paper, story


def test_corrections_have_a_page_once_there_is_one(tmp_path):
    paper = Paper(tmp_path)
    paper.write({"content/articles/rain.md": story("Rain", published="2020-01-01")})
    paper.build()
    assert not paper.has("/corrections/")
    assert "/corrections/" not in paper.page("/")
    wrong = [{"at": "2020-02-01", "text": "It was <snow>."}, {"text": "Nobody knows when."}]
    paper.write(
        {
            "content/articles/rain.md": story("Rain", published="2020-01-01", corrections=wrong),
            "content/articles/tide.md": story("Tide", corrections=[{"at": "2020-03-01", "text": "Ebb."}]),
            "content/articles/gone.md": story(
                "Gone", status="withdrawn", corrections=[{"at": "2020-01-01", "kind": "retraction", "text": "Untrue."}]
            ),
        }
    )
    assert {"/corrections/", "/"} <= paper.changes()
    page = paper.page("/corrections/")
    places = [page.index(words) for words in ("Ebb.", "It was &lt;snow&gt;.", "Untrue.", "Nobody knows when.")]
    assert places == sorted(places)
    assert 'href="../articles/rain/"' in page
