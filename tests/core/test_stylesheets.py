from pathlib import Path

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.finders import get_finder

from core import stylesheets

FINDER = "core.stylesheets.StylesheetFinder"


def combined():
    return Path(finders.find("core/site.css")).read_text()


def test_the_site_has_one_style_sheet_with_all_files_in_order():
    contents = [path.read_text() for path in sorted(stylesheets.SOURCES.glob("*.css"))]

    assert len(contents) > 10
    assert combined() == "\n".join(contents)
    assert finders.find("core/site.css", find_all=True) == [
        finders.find("core/site.css")
    ]


def test_it_is_collected_like_any_static_file():
    [(name, storage)] = get_finder(FINDER).list(None)

    assert name == "core/site.css"
    assert Path(storage.path(name)).read_text() == combined()


def test_an_edited_file_shows_in_the_next_answer(monkeypatch, tmp_path):
    tmp_path.joinpath("01_tokens.css").write_text("a {}\n")
    monkeypatch.setattr(stylesheets, "SOURCES", tmp_path)
    before = combined()

    tmp_path.joinpath("01_tokens.css").write_text("b {}\n")

    assert (before, combined()) == ("a {}\n", "b {}\n")


def test_what_is_up_to_date_is_not_written_again():
    path = Path(finders.find("core/site.css"))
    written_at = path.stat().st_mtime_ns

    combined()

    assert path.stat().st_mtime_ns == written_at
