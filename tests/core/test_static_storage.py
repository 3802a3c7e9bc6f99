import json

import pytest

from core.static_storage import StaticStorage


@pytest.fixture
def storage(tmp_path, settings):
    settings.DEBUG = False
    manifest = {"version": "1.1", "paths": {"site.css": "site.0123.css"}}
    (tmp_path / "staticfiles.json").write_text(json.dumps(manifest))
    return StaticStorage(location=tmp_path, base_url="/static/")


def test_a_file_has_the_url_that_the_manifest_names(storage):
    names = ["site.css", "site.css#top", "folder/"]
    wanted = ["/static/site.0123.css", "/static/site.0123.css#top", "/static/folder/"]

    assert [storage.url(name) for name in names * 2] == wanted * 2


def test_a_url_is_computed_once(storage):
    assert storage.url("site.css") is storage.url("site.css")


def test_a_file_that_is_not_in_the_manifest_is_an_error_each_time(storage):
    for _ in range(2):
        with pytest.raises(ValueError, match="missing"):
            storage.url("missing.css")


def test_the_hash_can_be_forced_where_files_are_served_without_it(storage, settings):
    settings.DEBUG = True

    assert storage.url("site.css") == "/static/site.css"
    assert storage.url("site.css", force=True) == "/static/site.0123.css"
